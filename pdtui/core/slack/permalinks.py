"""The address that Slack copies for a message, read back into its channel and thread. Pure."""

from __future__ import annotations

import re

from pdtui.errors import Refused

_PERMALINK = re.compile(
    r"https://[\w.-]+\.slack\.com/archives/(?P<channel>[CGD][A-Z0-9]{6,})/p(?P<seconds>\d{6,})(?P<rest>\d{6})"
    r"(?:\?(?P<query>\S*))?"
)
_ROOT = re.compile(r"(?:^|&)thread_ts=(\d+\.\d+)")


def place_of(permalink: str) -> tuple[str, str]:
    """Channel id and the `ts` of the thread's first message. Raises `Refused` for what is no such address."""
    found = _PERMALINK.fullmatch(permalink.strip())
    if found is None:
        raise Refused(
            "that is no address of a message in Slack", "copy it there with Copy link: https://….slack.com/archives/…"
        )
    root = _ROOT.search(found["query"] or "")
    return found["channel"], root[1] if root else f"{found['seconds']}.{found['rest']}"
