"""stdout is data, stderr is narration: the one place that writes to either."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def harmless(text: str) -> str:
    """The last line of defence: no byte that a terminal obeys leaves for stdout or stderr."""
    return _CONTROL.sub("", text)


def print_json(value: object) -> None:
    """One JSON document on stdout."""
    print(harmless(json.dumps(value, ensure_ascii=False, indent=2)))


def print_line(text: str) -> None:
    """A line of data on stdout."""
    print(harmless(text))


def narrate(text: str) -> None:
    """A line for the person on stderr."""
    print(harmless(f"pdtui: {text}"), file=sys.stderr)


def say_empty(rows: Sequence[object], what: str) -> None:
    """An empty table says that it is empty, on stderr: stdout is data."""
    if not rows:
        narrate(f"no {what}")
