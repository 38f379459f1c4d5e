"""One reminder: what it is about, when it is due, and what it says at the moment when it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pdtui.core.reminding.kinds import ReminderKind
from pdtui.text import clock_time, spell

LATE = timedelta(minutes=1)
"""What is told later than this after it was due says so."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A wanted reminder. Its key names what it is about, so that every process and every start finds the same one."""

    key: str
    kind: ReminderKind
    due_at: datetime
    """When to tell it, UTC."""
    subject: str
    """`Payments primary (level 1)`, `#12 Checkout latency`, or what the person wrote."""
    instant: datetime
    """The moment that it is about: the hour of the handoff, the escalation, when it was triggered."""
    series: str = ""
    """Of those of one series that are due together only the latest is told."""
    detail: str = ""
    """What else there is to know, as a part of a sentence."""
    incident_id: str = ""
    own_id: int = 0
    """The number of the person's own reminder that it is an occurrence of; 0 for what pdtui found by itself."""
    until_resolved: bool = False
    """Whether it lapses with its incident."""
    holds_only_while: bool = False
    """Whether it lapses when what it says is not so any more: acted on, escalated, filled. Others are told, however
    late: a shift that began while the laptop slept."""

    @property
    def thread(self) -> str:
        """What is dismissed at once: its series; of a person's own only the one occurrence, the rest they delete."""
        return self.key if self.own_id else self.series or self.key


@dataclass(frozen=True, slots=True)
class Due:
    """What is announced at one moment, as one text: a reminder, or several of the same moment."""

    keys: tuple[str, ...]
    title: str
    text: str
    late: timedelta
    kinds: frozenset[ReminderKind] = frozenset()
    incident_id: str = ""
    """Where it is about one incident."""


def headline(reminder: Reminder, now: datetime) -> str:
    """What it says, true at `now`; clock times are in the zone of `now`."""
    at = clock_time(reminder.instant, now)
    past = reminder.instant <= now
    since = spell(_whole(now - reminder.instant))
    until = spell(_whole(reminder.instant - now))
    match reminder.kind:
        case ReminderKind.SHIFT_STARTS:
            return f"Your shift started at {at}" if past else f"Your shift starts at {at}, in {until}"
        case ReminderKind.SHIFT_ENDS:
            return f"Your shift ended at {at}" if past else f"Your shift ends at {at}, in {until}"
        case ReminderKind.SHIFT_CHANGED:
            return "Your shifts changed"
        case ReminderKind.GAP:
            return "Nobody is on call" if past else "Nobody will be on call"
        case ReminderKind.UNACKNOWLEDGED:
            return f"Not acknowledged for {since}"
        case ReminderKind.ESCALATION:
            return f"Escalated at {at}" if past else f"Escalates in {until}"
        case ReminderKind.ACKNOWLEDGEMENT_TIMEOUT:
            return f"Acknowledgement timed out at {at}" if past else f"Acknowledgement times out in {until}"
        case ReminderKind.SNOOZE_ENDS:
            return f"Snooze ended at {at}" if past else f"Snooze ends in {until}: it pages again"
        case ReminderKind.UPDATE_DUE:
            return f"No update for {since}"
        case ReminderKind.FOLLOW_UP:
            return "Follow up"
        case ReminderKind.OWN | ReminderKind.TEAM_POST:
            return "Reminder"


def lateness(reminder: Reminder, now: datetime) -> str:
    """`due 02:00, 4 h ago` for what is told late; empty where it comes in time, or its headline says all of it."""
    late = now - reminder.due_at
    if late < LATE or reminder.holds_only_while or reminder.instant > now:
        return ""
    return f"due {clock_time(reminder.due_at, now)}, {spell(_whole(late))} ago"


def sentence(reminder: Reminder) -> str:
    """Subject and detail."""
    return f"{reminder.subject}: {reminder.detail}" if reminder.detail else reminder.subject


def minutes(span: timedelta) -> int:
    """Whole minutes, as keys have them."""
    return int(span.total_seconds() // 60)


def _whole(span: timedelta) -> timedelta:
    """Minutes where there are some: a reminder is no stopwatch."""
    if span < timedelta(minutes=1):
        return max(span, timedelta())
    return timedelta(minutes=round(span.total_seconds() / 60))
