"""Timestamps, limits and cursors of the methods that answer in pages."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from typing import TypeVar

from pdtui.simulator.slack.arguments import Arguments
from pdtui.simulator.slack.model import Json, Message, Refusal

Item = TypeVar("Item")

TIMESTAMP = re.compile(r"(\d{1,12})(?:\.(\d{1,6}))?")


def micros(ts: str) -> int:
    """A `ts` as a count of microseconds, to compare; raises `ValueError` where it is none."""
    found = TIMESTAMP.fullmatch(ts.strip())
    if found is None:
        raise ValueError(ts)
    return int(found[1]) * 1_000_000 + int((found[2] or "").ljust(6, "0"))


def cursor_of(kind: str, value: str) -> str:
    """An opaque cursor, in Slack's own make."""
    return b64encode(f"{kind}:{value}".encode()).decode()


def cursor_value(cursor: str, kind: str) -> str:
    """What a cursor of that kind points at; refuses `invalid_cursor`."""
    try:
        name, _, value = b64decode(cursor, validate=True).decode().partition(":")
    except ValueError:
        raise Refusal("invalid_cursor") from None
    if name != kind or not value:
        raise Refusal("invalid_cursor")
    return value


def limit_of(arguments: Arguments, default: int, most: int, *, strict: bool) -> int:
    """The size of a page; refuses `invalid_limit` if `strict`, else cuts to what is allowed."""
    try:
        limit = arguments.number("limit", default)
    except ValueError:
        limit = 0
    if strict and not 1 <= limit <= most:
        raise Refusal("invalid_limit")
    return min(limit, most) if limit > 0 else default


def page_of(
    arguments: Arguments, items: Sequence[Item], key: Callable[[Item], str], limit: int
) -> tuple[Sequence[Item], Json]:
    """One page of a list and its `response_metadata`, with an empty cursor at the end."""
    start = 0
    if cursor := arguments.text("cursor"):
        wanted = cursor_value(cursor, "next")
        places = [place for place, item in enumerate(items) if key(item) == wanted]
        if not places:
            raise Refusal("invalid_cursor")
        start = places[0]
    end = start + limit
    following = cursor_of("next", key(items[end])) if end < len(items) else ""
    return items[start:end], {"next_cursor": following}


def window(arguments: Arguments, messages: Sequence[Message]) -> list[Message]:
    """The messages between `oldest` and `latest`, both exclusive unless `inclusive`."""
    bounds: dict[str, int | None] = {"oldest": None, "latest": None}
    for name in bounds:
        value = arguments.text(name)
        if value in (None, "", "now", "0"):
            continue
        try:
            bounds[name] = micros(str(value))
        except ValueError:
            raise Refusal(f"invalid_ts_{name}") from None
    oldest, latest, inclusive = bounds["oldest"], bounds["latest"], arguments.flag("inclusive")
    return [
        message
        for message in messages
        for at in (micros(message.ts),)
        if (oldest is None or at > oldest or (inclusive and at == oldest))
        and (latest is None or at < latest or (inclusive and at == latest))
    ]
