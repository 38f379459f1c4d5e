"""The word on who is on call today, posted to a channel: once per day and channel, whichever laptop is awake."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, tzinfo

from pdtui.core.model import OnCall, Reference
from pdtui.core.reminding.kinds import ReminderKind, TeamPost
from pdtui.core.reminding.recurrence import name_of
from pdtui.core.reminding.reminder import Reminder
from pdtui.core.reminding.timing import Timing
from pdtui.text import clock_time

LATEST = timedelta(hours=4)
"""Later than this nobody wants to read who is on call today."""
_CALLED = {1: "primary", 2: "secondary"}


def of_team_post(post: TeamPost | None, zone: tzinfo, now: datetime) -> tuple[Reminder, ...]:
    """The post of today where it has just come due, and the next one."""
    if post is None:
        return ()
    timing = Timing(cron=post.cron, zone=name_of(zone))
    coming = timing.next_after(now)
    missed = timing.latest(now - LATEST, now)
    times = [at for at in (missed, coming) if at is not None]
    if len({day_of(at, zone) for at in times}) < len(times):
        times = times[:1]  # the other of the same day is the same post
    return tuple(
        Reminder(
            key=f"{ReminderKind.TEAM_POST}:{post.channel}:{day_of(at, zone)}",
            kind=ReminderKind.TEAM_POST,
            due_at=at,
            subject=f"who is on call is posted to {post.channel}",
            instant=at,
        )
        for at in times
    )


def day_of(at: datetime, zone: tzinfo) -> str:
    """The day of an instant in a zone, by which a post is known."""
    return f"{at.astimezone(zone):%Y-%m-%d}"


def words(entries: Iterable[OnCall], policies: Sequence[Reference], now: datetime) -> str:
    """One line per policy: `Payments: primary @Ada Moreau until Fri 09:00, secondary @Bo Larsen`."""
    lines = [f"On call today, {now:%A %-d %B}:"]
    for policy in policies:
        present = [one for one in entries if one.escalation_policy.id == policy.id and one.covers(now)]
        levels = sorted({one.level for one in present if one.level in _CALLED})
        said = [f"{_CALLED[level]} {_people([o for o in present if o.level == level], now)}" for level in levels]
        lines.append(f"{policy.name}: {', '.join(said) if said else 'nobody'}")
    return "\n".join(lines)


def _people(entries: Sequence[OnCall], now: datetime) -> str:
    found = {
        one.user.id: f"@{one.user.name}" + (f" until {clock_time(one.end, now)}" if one.end is not None else "")
        for one in entries
    }
    return " and ".join(found.values())
