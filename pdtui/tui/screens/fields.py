"""The dialog that lists an incident's custom fields and opens the right editor for one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from textual.content import Content

from pdtui.core.commands import FieldScalar, FieldValue
from pdtui.core.field_input import parse_value, shown
from pdtui.core.surroundings import CustomField
from pdtui.tui.aiming import Targets
from pdtui.tui.drafts import Draft
from pdtui.tui.screens.choices import Choice, Fixed
from pdtui.tui.screens.options import OptionsDialog, Way

Load = Callable[[str], Awaitable[Sequence[CustomField]]]


@dataclass(frozen=True, slots=True)
class FieldEdit:
    """A field and its new value."""

    field: CustomField
    value: FieldValue


class FieldsScreen(OptionsDialog[FieldEdit, CustomField]):
    """Enter edits the highlighted field in a dialog on top of this one."""

    hint = "Enter edits it · ↑↓ choose · Esc leaves"

    def __init__(self, heading: str, targets: Targets, load: Load, now: Callable[[], datetime]) -> None:
        super().__init__(heading, targets)
        self._load = load
        self._now = now

    async def load(self) -> Sequence[Way[CustomField]]:
        """The fields with their values."""
        fields = await self._load(self.targets.one.id)
        wide = max((len(field.display_name) for field in fields), default=0)
        return [Way(field, _line(field, min(wide, 24))) for field in fields]

    def filled(self) -> None:
        """The first is highlighted."""
        if self.query(".options").first().display:
            self.action_down()
        else:
            self.say("This account has no custom fields on its incidents.")

    def chosen(self, value: CustomField) -> None:
        """Open its editor."""
        if value.options and value.fixed:
            self._pick(value)
        elif value.data_type == "boolean" and not value.multiple:
            self._decide(value)
        else:
            self._type(value)

    def _pick(self, field: CustomField) -> None:
        from pdtui.tui.screens.pick import Ask, PickScreen

        now = field.value if isinstance(field.value, tuple) else (field.value,)
        options: list[Choice[FieldScalar | None]] = [
            Choice(str(one), shown(one), one, "as it is" if one in now else "") for one in field.options
        ]
        chosen = [one for one in options if one.value in now] if field.multiple else []

        def outcome(picked: Sequence[Choice[FieldScalar | None]]) -> str:
            value = shown(_values(field, picked))
            return f"{field.display_name} becomes {value}" if value else f"{field.display_name} has no value then"

        ask = Ask(Fixed([*options, Choice("no value", "no value", None)]), "sets it", outcome, several=field.multiple)
        screen = PickScreen(field.display_name, self.targets, ask, chosen)
        self.app.push_screen(screen, lambda picked: self._done(field, _values(field, picked)) if picked else None)

    def _decide(self, field: CustomField) -> None:
        from pdtui.tui.screens.options import WaysScreen, way

        ways: list[Way[str]] = [way("yes", "Yes"), way("no", "No"), way("", "No value")]
        values: dict[str, FieldValue] = {"yes": True, "no": False, "": None}
        screen = WaysScreen(field.display_name, self.targets, ways, "no" if field.value is True else "yes")

        def answered(answer: str | None) -> None:
            if answer is not None:
                self._done(field, values[answer])

        self.app.push_screen(screen, answered)

    def _type(self, field: CustomField) -> None:
        from pdtui.tui.screens.edit import EditScreen

        screen = EditScreen(
            field.display_name,
            self.targets,
            Draft.of(shown(field.value)),
            lambda text: FieldEdit(field, parse_value(field, text, self._now())),
            enter="sets it, empty clears it",
            placeholder="several, with commas between" if field.multiple else field.data_type,
            told=lambda edit: f"becomes {shown(edit.value)}" if edit.value is not None else "no value",
        )
        self.app.push_screen(screen, lambda edit: self.finish(edit) if edit is not None else None)

    def _done(self, field: CustomField, value: FieldValue) -> None:
        self.finish(FieldEdit(field, value))


def _values(field: CustomField, picked: Sequence[Choice[FieldScalar | None]]) -> FieldValue:
    values = tuple(one.value for one in picked if one.value is not None)
    if not values:
        return None
    return values if field.multiple else values[0]


def _line(field: CustomField, wide: int) -> Content:
    name = field.display_name.ljust(wide)
    value = (shown(field.value), "") if field.value is not None else ("no value", "$text-muted")
    return Content.assemble((name, "bold"), "  ", value)
