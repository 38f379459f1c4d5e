"""The dialog that picks a message of the thread to be kept as a note in PagerDuty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from pdtui.core.slack.views import ThreadMessage
from pdtui.tui.aiming import Targets
from pdtui.tui.details.lines import when
from pdtui.tui.screens.options import OptionsDialog, Way

if TYPE_CHECKING:
    from pdtui.core.slack.desk import SlackDesk

MOST = 100
"""Messages that are offered."""
_LONGEST = 200
"""Characters of a message that are shown; all of it is saved."""


class SavedScreen(OptionsDialog[ThreadMessage, ThreadMessage]):
    """The newest first; what pdtui itself wrote is in PagerDuty already."""

    asking: ClassVar[str] = "asking Slack…"
    hint = "Enter saves it as a note · ↑↓ choose · Esc leaves"

    def __init__(self, heading: str, targets: Targets, desk: SlackDesk, now: Callable[[], datetime]) -> None:
        super().__init__(heading, targets)
        self._desk = desk
        self._now = now

    async def load(self) -> Sequence[Way[ThreadMessage]]:
        """What people and other apps wrote there."""
        view = await self._desk.read(self.targets.one)
        messages = [one for one in view.messages if one.text.strip() and not one.by_pdtui and not one.deleted]
        return [Way(one, self._line(one)) for one in sorted(messages, key=lambda one: one.at, reverse=True)[:MOST]]

    def filled(self) -> None:
        """The newest is highlighted."""
        if self._ways:
            self.highlight(self._ways[0].value)
        else:
            self.note(Content("Nobody wrote anything there yet, but for pdtui."))

    def chosen(self, value: ThreadMessage) -> None:
        """That one."""
        self.finish(value)

    def _line(self, message: ThreadMessage) -> Content:
        text = " ".join(message.text.split())
        shown = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
        about = f"{message.author or 'somebody'}, {when(message.at, self._now())}"
        return Content.assemble((about, "$text-muted"), f"\n{shown}")
