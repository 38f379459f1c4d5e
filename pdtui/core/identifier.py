"""What people type for an incident: its id, its number, its address."""

from __future__ import annotations

import re

from pdtui.errors import UsageError

_ADDRESS = re.compile(r"https?://[^/\s]+/incidents/([A-Za-z0-9]+)(?:[/?#].*)?")
_NUMBER = re.compile(r"#?([0-9]+)")
_ID = re.compile(r"[A-Za-z0-9_-]{6,40}")


def incident_identifier(text: str) -> str:
    """The id or number to ask PagerDuty for; raises `UsageError` for anything else."""
    given = text.strip()
    for pattern in (_ADDRESS, _NUMBER):
        found = pattern.fullmatch(given)
        if found:
            return found.group(1)
    if _ID.fullmatch(given):
        return given
    raise UsageError(f"{text!r} is not an incident", "give its id (PT4KHLK), its number (#1234) or its address")
