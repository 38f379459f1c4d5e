"""What a person asks of reminders in words, and what is answered: outcomes, presets, ends of a snooze. Pure policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pdtui.core.reminding.timing import Timing
from pdtui.core.reminding.when import parse_timing
from pdtui.errors import UsageError
from pdtui.text import clock_time, spell

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Offer:
    """A time that is offered, as it would be typed."""

    label: str
    typed: str


def offers(now: datetime) -> tuple[Offer, ...]:
    """What a follow-up is offered with, in the zone of `now`."""
    return (
        Offer("15 min", "in 15m"),
        Offer("30 min", "in 30m"),
        Offer("1 h", "in 1h"),
        Offer("at the full hour", f"at {_full_hour(now):%H:%M}"),
        Offer("tomorrow morning", "tomorrow 09:00"),
        Offer("every 30 min until resolved", "every 30m until resolved"),
    )


def snooze_offers() -> tuple[Offer, ...]:
    """What the snooze of a reminder is offered with."""
    return (Offer("10 min", "10m"), Offer("30 min", "30m"), Offer("1 h", "1h"), Offer("until 09:00", "until 09:00"))


def parse_snooze(text: str, now: datetime) -> datetime:
    """Until when a reminder is snoozed: `30m`, `until 14:00`, `tomorrow 09:00`; aware, UTC.

    Raises `UsageError` for what cannot be read, has passed, or comes more than once.
    """
    given = " ".join(text.split())
    timing = parse_timing(given[6:] if given.lower().startswith("until ") else given, now)
    if timing.recurs or timing.at is None:
        raise UsageError(f"{text!r} has no end", "a snooze lasts once: write 30m or until 14:00")
    return timing.at


def outcome(timing: Timing, now: datetime) -> str:
    """When it comes: `at 03:45, in 30 min`, `every weekday at 09:00, first at Mon 09:00, in 5 h`."""
    return f"{timing.words(now)}, {first(timing, now)}" if timing.recurs else first(timing, now)


def first(timing: Timing, now: datetime) -> str:
    """When it comes for the first time: `at 03:45, in 30 min`, `first at 03:45, in 30 min`."""
    instant = timing.next_after(now)
    if instant is None:
        return "never"
    at = f"at {clock_time(instant, now)}, in {spell(_rounded(instant - now))}"
    return f"first {at}" if timing.recurs else at


def until(end: datetime, now: datetime) -> str:
    """`until 14:00, in 2 h 10 min`."""
    return f"until {clock_time(end, now)}, in {spell(_rounded(end - now))}"


def _rounded(span: timedelta) -> timedelta:
    """To the minute, but for what is shorter than two."""
    if span < timedelta(minutes=2):
        return span
    return timedelta(minutes=round(span.total_seconds() / 60))


def _full_hour(now: datetime) -> datetime:
    """The next wall time with no minutes that is not right ahead."""
    ahead = now + timedelta(minutes=5)
    return (ahead + _HOUR).replace(minute=0, second=0, microsecond=0)
