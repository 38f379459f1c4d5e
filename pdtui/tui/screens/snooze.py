"""The snooze dialog: the presets, or whatever end is typed, read as it is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from pdtui.core.model import TRIGGERED
from pdtui.core.spans import parse_end, presets
from pdtui.text import clock_time, spell
from pdtui.tui.aiming import Targets
from pdtui.tui.screens.choices import Choice
from pdtui.tui.screens.pick import Ask, PickScreen

AGAIN = 5.0
"""Seconds after which the ends are counted anew: what is sent is what is shown."""

Now = Callable[[], datetime]


class Ends:
    """A source whose lines are ends, counted from the moment at which they are found."""

    def __init__(self, now: Now, shift_ends: Callable[[], datetime | None]) -> None:
        self._now = now
        self._shift_ends = shift_ends

    def find(self, words: str) -> Sequence[Choice[datetime]]:
        """The presets, or the one end that the words mean. Raises `UsageError` for words that mean none."""
        now = self._now()
        if words.strip():
            until = parse_end(words, now)
            return [Choice("typed", words.strip(), until, told(until, now))]
        offered = presets(now, self._shift_ends())
        return [Choice(one.label, one.label, one.until, told(one.until, now)) for one in offered]

    async def load(self) -> str:
        """Nothing is to be asked for."""
        return ""


def told(until: datetime, now: datetime) -> str:
    """`until 14:00, in 2 h 10 min`."""
    return f"until {clock_time(until, now)}, in {spell(until - now)}"


class SnoozeScreen(PickScreen[datetime]):
    """Its answer is one end, the same for all of the incidents."""

    nothing_picked = "Type a span (90m, 2h30) or a time (14:00), or choose by the arrows."

    def __init__(self, heading: str, targets: Targets, ends: Ends) -> None:
        triggered = [incident for incident in targets.incidents if incident.status == TRIGGERED]
        which = "It is" if len(targets.incidents) == 1 else f"{len(triggered)} of them are"
        ask = Ask(
            ends,
            "snoozes",
            lambda picked: f"Snoozed {picked[0].note}; then triggered again",
            placeholder="90m, 2h30, 14:00, tomorrow 09:00",
            meaning=f"{which} acknowledged first." if triggered else "",
        )
        super().__init__(heading, targets, ask)

    def on_mount(self) -> None:
        """Follow the clock."""
        self.set_interval(AGAIN, lambda: self.pick_list.show())
