"""What the words typed into Slack and those typed into the screen's command line have in common. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

QUOTES = '"“”„'
"""What opens and closes a quotation, whichever of them the keyboard or the phone makes."""
_QUOTED = re.compile(rf"[{QUOTES}](?P<title>[^{QUOTES}]+)[{QUOTES}]\s+on\s+(?P<service>.+)", re.DOTALL)
_ON = re.compile(r"\s+on\s+")

Readings = tuple[tuple[str, str], ...]
"""Title and service, the likeliest first: titles and services may both hold an `on`."""


def title_and_service(text: str) -> Readings:
    """The ways to read `"Title" on Service` or `Title on Service`; none where a title or a service is missing."""
    quoted = _QUOTED.fullmatch(text)
    if quoted is not None:
        return ((quoted["title"].strip(), quoted["service"].strip()),)
    readings = [(text[: at.start()].strip(), text[at.end() :].strip()) for at in _ON.finditer(text)]
    return tuple((title, service) for title, service in reversed(readings) if title and service)


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like one that is not known."""
    return difflib.get_close_matches(word, list(known), n=1, cutoff=0.0)[0]
