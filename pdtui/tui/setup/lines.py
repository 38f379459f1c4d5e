"""The lines that only the setup has: one that shows nothing of what is in it, and one with two values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NoReturn
from urllib.parse import urlsplit

from textual import events
from textual.actions import SkipAction
from textual.content import Content

from pdtui.config import Secret
from pdtui.tui.screens.form import TextLine
from pdtui.tui.screens.inputs import LineInput
from pdtui.tui.screens.lines import KeyLine

ROOM: Final = [(0, "-low"), (18, "-high")]
"""From how many lines of screen on the pages have gaps: they are shorter than dialogs about incidents."""


class SecretInput(LineInput):
    """Masked, and never copied from: the terminal's clipboard is everybody's. A paste takes the place of all of it."""

    def __init__(self, value: Secret, placeholder: str, enter: Callable[[], None]) -> None:
        super().__init__(value.reveal(), placeholder, enter, classes="form-text")
        self.password = True
        self.refused = False
        """Whether what is in it was refused: what is typed then takes its place, as what is pasted does."""

    def on_key(self, event: events.Key) -> None:
        """A letter behind a refusal begins anew."""
        if self.refused and event.is_printable:
            self.refused, self.value = False, ""
        super().on_key(event)

    def _on_paste(self, event: events.Paste) -> None:
        """Instead of the input's own, which takes the first line, whatever is on it."""
        self.take_paste(event)

    def take_paste(self, event: events.Paste) -> None:
        """A token as it was copied, with whatever white space came along or broke it."""
        event.prevent_default()
        event.stop()
        if pasted := "".join(event.text.split()):
            self.value, self.refused = pasted, False
            self.cursor_position = len(pasted)

    def action_copy(self) -> NoReturn:
        """Nothing is copied."""
        raise SkipAction

    def action_cut(self) -> NoReturn:
        """Nor cut."""
        raise SkipAction


class SecretLine(TextLine):
    """A label and a token."""

    def __init__(self, label: str, value: Secret, placeholder: str, enter: Callable[[], None], *, id: str) -> None:
        super().__init__(label, "", placeholder, enter, id=id)
        self._input = SecretInput(value, placeholder, enter)
        self._input.id = id

    @property
    def secret(self) -> Secret:
        """What is typed."""
        return Secret(self._input.value.strip())

    @property
    def fault(self) -> str:
        """Why what is typed cannot be a token, empty where it can."""
        typed = self.secret.reveal()
        if not typed:
            return "Paste the token first."
        fits = typed.isascii() and typed.isprintable() and " " not in typed
        return "" if fits else "That is no token: copy it again, alone."


class RegionLine(KeyLine):
    """A region with its address; Space, the arrows or a click choose the other one."""

    def __init__(self, regions: Mapping[str, str], chosen: str, enter: Callable[[], None]) -> None:
        super().__init__("Region", enter, id="region")
        self.add_class("form-pick")
        self.chosen = chosen
        self._regions = regions

    def on_mount(self) -> None:
        """Where there is no choice the line is passed over."""
        self.can_focus = len(self._regions) > 1

    def choose(self, name: str) -> None:
        """Have this one."""
        self.chosen = name
        self.show()

    def pressed(self, key: str) -> bool:
        """Space and the arrows to the sides."""
        if key in ("space", "left", "right"):
            self.choose(self._next())
            return True
        return False

    def on_click(self) -> None:
        """The other one."""
        self.choose(self._next())

    def words(self) -> Content:
        """Its name, its address, and how to get the other one."""
        host = urlsplit(self._regions[self.chosen]).netloc
        if len(self._regions) == 1:
            return Content.assemble((host, "bold"), (f"  ({self.chosen})", "$text-muted"))
        about = f"  {host}   Space: {region_name(self._next())}"
        return Content.assemble((region_name(self.chosen), "bold"), (about, "$text-muted"))

    def _next(self) -> str:
        names = [*self._regions]
        return names[(names.index(self.chosen) + 1) % len(names)]


def region_name(region: str) -> str:
    """`EU` as people write it; the place of a setting, which stands for the address set there, as it is."""
    return region.upper() if len(region) == 2 else region
