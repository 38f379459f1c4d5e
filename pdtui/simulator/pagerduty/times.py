"""PagerDuty's times: second precision, `Z` or an offset, bounds in the account's zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pdtui.simulator.pagerduty.errors import invalid, refusal

_UNESCAPED_PLUS = re.compile(r"(T\S+) (\d\d:?\d\d)$")
MONTH = timedelta(days=31)
HALF_A_YEAR = timedelta(days=186)


def zone_named(name: str) -> tzinfo:
    """The zone of a `time_zone` parameter; 400/2001 where there is none of that name."""
    if name in ("UTC", "Etc/UTC"):
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise invalid(f"Time zone '{name}' is invalid.") from None


def rendered(at: datetime | None, zone: tzinfo = UTC) -> str | None:
    """An instant as PagerDuty writes it."""
    if at is None:
        return None
    text = at.astimezone(zone).isoformat(timespec="seconds")
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def parsed(text: str, zone: tzinfo, what: str) -> datetime:
    """A bound of a query as an aware UTC instant; empty is 400/2001, nonsense 400/2004."""
    if not text.strip():
        raise invalid(f"{what} cannot be empty.")
    try:
        at = datetime.fromisoformat(_UNESCAPED_PLUS.sub(r"\1+\2", text.strip()))
    except ValueError:
        raise refusal(400, f"Invalid {what}", 2004) from None
    return (at if at.tzinfo is not None else at.replace(tzinfo=zone)).astimezone(UTC)


def within_month(since: datetime | None, until: datetime | None, now: datetime) -> tuple[datetime, datetime]:
    """The window of `GET /incidents` and the log: a month by default, half a year at most (400/2005)."""
    if since is None:
        until = until or now
        since = until - MONTH
    elif until is None:
        until = since + MONTH
    if until < since or until - since > HALF_A_YEAR:
        raise refusal(400, "Invalid Query Date Range", 2005)
    return since, until


def spoken(seconds: int) -> str:
    """A duration as log entries say it: `1 hr 0 min`."""
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} hr {minutes % 60} min"
