"""What the dialogs have in common: the incidents they were opened for, and what becomes of them meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Protocol, TypeVar, runtime_checkable

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input, Static, TextArea

from pdtui.core.model import Incident
from pdtui.errors import PdtuiError
from pdtui.tui.aiming import Targets
from pdtui.tui.drafts import Draft
from pdtui.tui.joining import listed, names
from pdtui.tui.near import HasRows, Spot, spot
from pdtui.tui.screens.title import Title
from pdtui.tui.widgets.key_hint import KeyHint

Answer = TypeVar("Answer")
Made = TypeVar("Made")

NAMED, MOST_NAMED = 3, 8
"""How many of several incidents a dialog names: in a low terminal, and where there is room."""
ROOMY = 24
"""Rows from which there is."""
HIGHEST = 0.96
"""The share of the screen's height that a dialog takes at most, as in the style sheet."""
LEAST = 3
"""Lines that a list or a text keeps however low the screen is."""


@runtime_checkable
class TakesKeys(Protocol):
    """A field that can be given a key which was on its way elsewhere."""

    def take_key(self, event: Key) -> None:
        """Do what the key does here."""


class Dialog(ModalScreen[Answer]):
    """A dialog about incidents that stay the same whatever the list does behind it; None: it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "Leave")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-middle"), (32, "-high")]  # noqa: RUF012 - as Textual declares it
    hint = ""
    takes_text: ClassVar[bool] = False
    """Whether letters are text here from the first one on."""
    covers: ClassVar[bool] = False
    """Whether nothing behind it can be read."""
    has_lines: ClassVar[bool] = False
    """Whether Tab and the arrows go from field to field."""

    def __init__(self, heading: str, targets: Targets | None = None, draft: Draft | None = None) -> None:
        super().__init__()
        self.targets = targets or Targets()
        self.draft = draft or Draft()
        """What was typed and chosen: at first as it was kept, in the end as it was left."""
        self.opened_by = ""
        """The key that opened it: alone in its text it is more likely pressed twice than meant."""
        self._doubted = ""
        self._heading = heading
        self._early: list[str | Key] = []
        self._ready = False
        self._spot: Spot | None = None

    def compose(self) -> ComposeResult:
        """The frame: what will be done to which incidents, the dialog's own part, the keys."""
        with Vertical(classes="dialog"):
            name = f"  {self.targets.name}" if self.targets.name else ""
            yield Static(Content.assemble((self._heading, "bold $primary"), (name, "bold")), classes="dialog-heading")
            yield from self._compose_about()
            yield Static("", classes="dialog-news", markup=False)
            yield from self.compose_body()
            yield KeyHint(self.hint)

    def compose_body(self) -> ComposeResult:
        """The dialog's own part."""
        yield from ()

    def drafted(self) -> Draft:
        """What is typed and chosen now."""
        return Draft()

    def on_mount(self) -> None:
        """What was typed before there was anything to type into."""
        self._ready = True
        self._stand()
        early, self._early = self._early, []
        for one in early:
            if isinstance(one, str):
                self.take(one)
            else:
                self.take_key(one)

    def on_resize(self) -> None:
        """Another size leaves other room."""
        self._stand()
        self.fit()

    def fit(self) -> None:
        """Let what is long give way, until the keys are in view."""
        self.call_after_refresh(self._fit)

    def _stand(self) -> None:
        """Near the row that it is about, so that both can be read; in the middle where there is no room for that."""
        if not self.query(".dialog"):
            return  # it has a place of its own
        home, frame = self.app.screen_stack[0], self.query_one(".dialog")
        place = home.place_of(self.targets.ids) if isinstance(home, HasRows) and self.targets.ids else None
        self._spot = near = spot(place, self.size)
        for styles, rules in ((self.styles, ("align_horizontal", "align_vertical")), (frame.styles, ("margin",))):
            for rule in rules:
                styles.clear_rule(rule)
        if near is not None:
            self.styles.align_vertical = "top" if near.below else "bottom"
            self.styles.align_horizontal = "center" if near.left is None else "left"
            frame.styles.margin = (
                near.distance if near.below else 0,
                0,
                0 if near.below else near.distance,
                near.left or 0,
            )

    def _fit(self) -> None:
        if not self.query(".dialog"):
            return  # closed meanwhile
        frame = self.query_one(".dialog")
        most = int(self.size.height * HIGHEST) if self._spot is None else self._spot.room
        frame.styles.max_height = most
        room = most - frame.gutter.height
        field = next((field for field in self.query(".gives-way") if field.display), None)
        if field is not None and frame.virtual_size.height:
            spare = room - frame.virtual_size.height
            most = max(LEAST, min(field.outer_size.height + spare, self.size.height // 3))
            field.styles.max_height = most

    def take(self, text: str) -> bool:
        """Take what was typed right behind the key that opened this dialog, where it asks for text at once."""
        if not self.takes_text:
            return False
        field = self.focused or next(iter(self.query("Input, TextArea")), None)
        if isinstance(field, Input):
            field.insert_text_at_cursor(text)
        elif isinstance(field, TextArea):
            field.insert(text)
        else:
            if field is None:
                self._early.append(text)
            return field is None
        return True

    def keep_early(self, event: Key) -> bool:
        """Keep a key that came before there was a field to type into; False where there is one, or never will be."""
        if self._ready or not self.takes_text:
            return False
        self._early.append(event)
        return True

    def take_stray(self, event: Key) -> bool:
        """Take a key of any kind that was on its way to the list, where none of the dialog's own comes by the app."""
        return False

    def take_key(self, event: Key) -> None:
        """Take a key that was on its way to another field or dialog, in the order in which it was typed."""
        field: object = self.focused
        if not self._ready:
            self._early.append(event)
        elif event.key == "escape":
            self.action_leave()
        elif isinstance(field, TakesKeys):
            field.take_key(event)

    def finish(self, answer: Answer | None) -> None:
        """Close with an answer, once: a second Enter of the same burst finds the dialog closed."""
        if self.app.screen is self:
            self.draft = self.drafted()
            self.dismiss(answer)

    def action_leave(self) -> None:
        """Close, nothing done."""
        self.finish(None)

    def say(self, text: str) -> None:
        """Tell in place: what became of an incident meanwhile, or why an answer is not taken."""
        news = self.query_one(".dialog-news", Static)
        news.update(Content.styled(text, "bold $warning"))
        news.set_class(bool(text), "-told")
        self.fit()

    def doubts(self, text: str, sends: str) -> bool:
        """Whether a text is only the key that opened the dialog; said once, and sent by another Enter."""
        if not text or text != self.opened_by or text == self._doubted:
            return False
        self._doubted = text
        self.say(f"The text is only “{text}”, the key that opened this: Enter again {sends} all the same.")
        return True

    def tried(self, work: Callable[[], Made]) -> Made | None:
        """What the work makes; None where it failed, which is told in place."""
        try:
            return work()
        except PdtuiError as error:
            self.say(str(error))
            return None

    def _compose_about(self) -> ComposeResult:
        incidents = self.targets.incidents
        if len(incidents) == 1:
            yield Title(incidents[0].title or "(no title)")
            yield Static(Content.styled(_standing(incidents[0]), "$text-muted"), classes="dialog-service")
        most = NAMED if self.app.size.height < ROOMY else MOST_NAMED
        most = len(incidents) if len(incidents) == most + 1 else most
        for incident in incidents[:most] if len(incidents) > 1 else ():
            line = Content.assemble((f"#{incident.number}", "bold"), f"  {incident.title or '(no title)'}")
            yield Static(line, classes="dialog-one")
        if len(incidents) > most:
            yield Static(Content.styled(f"and {len(incidents) - most} more", "$text-muted"), classes="dialog-one")
        if left_out := self.targets.left_out:
            text = f"{len(left_out)} left out: {listed(left_out)}"
            yield Static(Content.styled(text, "$warning"), classes="dialog-left-out")


def _standing(incident: Incident) -> str:
    """`Checkout API, P1, acknowledged by Chen Wei`: a person who was a row too far down reads it here."""
    people = incident.acknowledgers or incident.assignees
    by = "by" if incident.acknowledgers else "for"
    who = f" {by} {names([person.name for person in people], 2)}" if people else ""
    parts = (incident.service.name, incident.priority.name if incident.priority else "", f"{incident.status}{who}")
    return ", ".join(filter(None, parts))
