"""The reminders' part of the settings file, read value by value; each raises `ValueError` with the sentence's end."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo

from pdtui.core.reminding.kinds import DEFAULTS, ReminderKind, Rule, TeamPost
from pdtui.core.reminding.quiet import parse_quiet
from pdtui.core.reminding.recurrence import zone_of
from pdtui.core.reminding.ways import parse_ways
from pdtui.core.reminding.when import parse_timing
from pdtui.core.slack.settings import texts, yes_or_no
from pdtui.core.spans import plain, span_of
from pdtui.errors import UsageError

LONGEST = timedelta(days=60)
ABOUT = {
    ReminderKind.SHIFT_STARTS: "before my shift starts, and at the hour; 24h, 1h, 15m, 0m",
    ReminderKind.SHIFT_ENDS: "before my shift ends, and at the hour; 24h, 1h, 15m, 0m",
    ReminderKind.SHIFT_CHANGED: "when a shift of mine appeared, moved or went to somebody else",
    ReminderKind.GAP: "when nobody is on call for a policy of mine within `times`; 7d",
    ReminderKind.UNACKNOWLEDGED: "after an incident of mine was triggered; 5m, 10m, then every 10m",
    ReminderKind.ESCALATION: "before an incident of mine escalates; 2m",
    ReminderKind.ACKNOWLEDGEMENT_TIMEOUT: "before an acknowledgement times out; 2m",
    ReminderKind.SNOOZE_ENDS: "before a snooze ends; 5m",
    ReminderKind.FOLLOW_UP: "follow-ups that I made",
    ReminderKind.UPDATE_DUE: "after nothing was said on a grave incident; 30m, then every 30m",
    ReminderKind.OWN: "all else that I wrote",
}
"""What the settings say of each kind."""


def time_zone(value: object) -> tzinfo:
    """A zone by its IANA name."""
    if not isinstance(value, str) or not value:
        raise ValueError('wants a name such as "Europe/Berlin"')
    try:
        return zone_of(value)
    except UsageError as error:
        raise ValueError(f"is no zone that this machine knows ({error})") from None


def span(value: object) -> timedelta:
    """`15m`, `1h`, `24h`, or a number of minutes; `0m` is at the moment itself."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError('wants a span such as "15m" or "24h"')
    found = timedelta(minutes=value) if isinstance(value, int | float) else span_of(plain(value))
    if found is None or not timedelta() <= found <= LONGEST:
        raise ValueError('wants a span of 60 days at most, such as "15m" or "24h"')
    return found


def rule_of(kind: ReminderKind) -> Callable[[object], Rule]:
    """Reads the table of one kind (`on`, `times`, `every`, `ways`, `quiet`); what it does not name is as usual."""

    def read(value: object) -> Rule:
        default = DEFAULTS[kind]
        if isinstance(value, bool):
            return Rule(value, default.times, default.every)
        if not isinstance(value, dict):
            raise ValueError("wants true, false or a table")
        unknown = sorted(set(value) - set(_FIELDS))
        if unknown:
            near = difflib.get_close_matches(unknown[0], _FIELDS, n=1, cutoff=0.0)[0]
            raise ValueError(f"does not know {unknown[0]}; did you mean {near}?")
        return Rule(
            on=yes_or_no(value["on"]) if "on" in value else True,
            times=_times(value["times"]) if "times" in value else default.times,
            every=_every(value["every"]) if "every" in value else default.every,
            ways=parse_ways(value["ways"]) if "ways" in value else None,
            quiet=parse_quiet(value["quiet"]) if "quiet" in value else None,
        )

    return read


_FIELDS = ("on", "times", "every", "ways", "quiet")


def _times(value: object) -> tuple[timedelta, ...]:
    given = value if isinstance(value, list) else [value]
    if not given:
        raise ValueError("wants at least one span in `times`; switch it off by `on = false`")
    return tuple(sorted({span(one) for one in given}))


def _every(value: object) -> timedelta | None:
    if value == "never":
        return None
    found = span(value)
    if found < timedelta(minutes=1):
        raise ValueError('wants at least a minute in `every`, or "never"')
    return found


def priorities(value: object) -> tuple[str, ...]:
    """Names of priorities."""
    return texts(value)


def team_post(value: object) -> TeamPost:
    """The table of the team's post: `channel`, `when`, `policies`."""
    if not isinstance(value, dict) or not isinstance(value.get("channel"), str):
        raise ValueError('wants a table with at least channel = "#name"')
    unknown = sorted(set(value) - {"channel", "when", "policies"})
    if unknown:
        raise ValueError(f"does not know {unknown[0]}; it has channel, when and policies")
    post = TeamPost(value["channel"], policies=texts(value["policies"]) if "policies" in value else ())
    return replace(post, cron=_cron(value["when"])) if "when" in value else post


def _cron(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError('wants a text in `when`, such as "every weekday at 09:00"')
    try:
        found = parse_timing(value, datetime.now(UTC))
    except UsageError as error:
        raise ValueError(f"wants a time in `when` ({error})") from None
    if not found.cron:
        raise ValueError('wants times of day in `when`, such as "every weekday at 09:00"')
    return found.cron
