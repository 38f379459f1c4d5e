"""Cron expressions in a zone: when they come, also where the clocks change. Pure policy over `cronsim`.

It is Debian cron's way. A time of day that the change in spring skips comes once, at the moment the clocks jump:
02:30 in Berlin is 03:00 of that day. One that the change in autumn repeats comes once, the first time. An expression
whose minutes or hours begin with a star is not about a time of day but about every so many minutes or hours: it
keeps its pace, so it comes in both of two equal hours, and not in an hour that there is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pdtui.errors import UsageError
from pdtui.text import LOCAL

_ADVICE = "write minute, hour, day, month and weekday, such as cron 0 9 * * 1-5"
_LIKE_CRON = re.compile(r"(?:[0-9*][0-9a-z*/,#-]{0,60} ){2}(?:[0-9a-z*/,#-]{1,60} ){2}[0-9a-z*/,#-]{1,60}")


def is_like_cron(given: str) -> bool:
    """Whether a plain text has the look of a cron expression with five fields; it may still be a wrong one."""
    return _LIKE_CRON.fullmatch(given) is not None


def check_cron(cron: str) -> str:
    """The expression as it is kept; days of the week are 0 to 7, Sunday both 0 and 7, or SUN to SAT.

    Raises `UsageError` for what is no expression with five fields, naming the field.
    """
    from cronsim import CronSim, CronSimError

    kept = " ".join(cron.upper().split())
    try:
        if len(kept.split()) != 5:
            raise CronSimError("it has not five fields")
        CronSim(kept, datetime(2026, 1, 1, tzinfo=UTC))
    except (CronSimError, ValueError) as error:
        reason = str(error)[:1].lower() + str(error)[1:]
        raise UsageError(f"{cron!r} is not a cron expression: {reason}", _ADVICE) from None
    return kept


def instants(cron: str, zone: str, after: datetime) -> Iterator[datetime]:
    """When an expression comes after an instant, UTC, each later than the one before; it may have no end.

    Raises `UsageError` for a zone that this machine does not know.
    """
    from cronsim import CronSim

    latest = after
    for wall in CronSim(cron, after.astimezone(zone_of(zone))):
        instant = wall.astimezone(UTC)
        if instant > latest:  # within the repeated hour of autumn, cronsim begins with what has passed
            latest = instant
            yield instant


def zone_of(name: str) -> tzinfo:
    """A zone by its IANA name; the machine's own for an empty one. Raises `UsageError` for one that is not known."""
    if not name:
        return LOCAL
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(f"the time zone {name!r} is not known here", "install the package tzdata") from None


def name_of(zone: tzinfo | None) -> str:
    """The name to keep a zone by: what `zone_of` reads. Raises `ValueError` for one that has none."""
    if isinstance(zone, ZoneInfo) and zone.key:
        return zone.key
    if zone is UTC:
        return "UTC"
    if zone is LOCAL:
        return ""
    raise ValueError(f"{zone!r} is no zone with a name")
