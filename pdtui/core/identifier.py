"""What people type for an incident: its id, its number, its address."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from pdtui.core.model import Incident
from pdtui.errors import Refused, UsageError

_ADDRESS = re.compile(r"https?://[^/\s]+/incidents/([A-Za-z0-9]+)(?:[/?#].*)?")
_NUMBER = re.compile(r"#?([0-9]+)")
_ID = re.compile(r"[A-Za-z0-9_-]{6,40}")


@dataclass(frozen=True, slots=True)
class IncidentName:
    """What to ask PagerDuty for, and for an address the account that it is of: every account has a number 12."""

    identifier: str
    """An id or a number."""
    host: str = ""


def incident_name(text: str) -> IncidentName:
    """What a text means; raises `UsageError` for what is no incident."""
    given = text.strip()
    if address := _ADDRESS.fullmatch(given):
        return IncidentName(address.group(1), _host(given))
    if number := _NUMBER.fullmatch(given):
        return IncidentName(number.group(1))
    if _ID.fullmatch(given):
        return IncidentName(given)
    raise UsageError(f"{text!r} is not an incident", "give its id (PT4KHLK), its number (#1234) or its address")


async def find_by(name: IncidentName, find: Callable[[str], Awaitable[Incident]]) -> Incident:
    """The incident that is named; raises `Refused` for an address of another account than the token's."""
    incident = await find(name.identifier)
    mine = _host(incident.url)
    if name.host and mine and name.host != mine:
        raise Refused(f"that address belongs to {name.host}, and your token to {mine}", "nothing was done")
    return incident


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
