"""The dialog that asks until when a reminder is snoozed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from pdtui.core.reminding.saying import Offer, parse_snooze, snooze_offers, until
from pdtui.tui.screens.choices import Choice
from pdtui.tui.screens.pick import Ask, PickScreen

AGAIN = 5.0
"""Seconds after which the ends are counted anew."""


class SnoozeEnds:
    """A source whose lines are ends of a snooze, counted from the moment at which they are found."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    def find(self, words: str) -> Sequence[Choice[datetime]]:
        """What is offered, or the one end that the words mean. Raises `UsageError` for words that mean none."""
        now = self._now()
        if words.strip():
            return [_choice(Offer(words.strip(), words), now)]
        return [_choice(one, now) for one in snooze_offers()]

    async def load(self) -> str:
        """Nothing is to be asked for."""
        return ""


def _choice(offer: Offer, now: datetime) -> Choice[datetime]:
    end = parse_snooze(offer.typed, now)
    return Choice(offer.label, offer.label, end, until(end, now))


class SnoozeReminderScreen(PickScreen[datetime]):
    """Its answer is the end."""

    nothing_picked = "Type a span (30m, 2h) or a time (until 14:00), or choose by the arrows."

    def __init__(self, what: str, now: Callable[[], datetime]) -> None:
        """`what` names the reminder; `now` carries the zone in which times of day are meant."""
        ask = Ask(
            SnoozeEnds(now),
            "snoozes it",
            lambda picked: f"Tells it again {picked[0].note.removeprefix('until ')}",
            placeholder="30m, 2h, until 14:00, tomorrow 09:00",
            meaning=what,
        )
        super().__init__("Snooze reminder", None, ask)

    def on_mount(self) -> None:
        """Follow the clock."""
        self.set_interval(AGAIN, lambda: self.pick_list.show())
