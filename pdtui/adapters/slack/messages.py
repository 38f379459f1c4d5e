"""pdtui's posts as Block Kit, and Slack's messages as the model has them.

Untrusted text travels in `rich_text` elements, which Slack takes literally, and in the top-level fallback
with the three characters escaped that could open a mention.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping

from pdtui.core.slack.port import Post, SlackMessage
from pdtui.text import clean

EVENT_TYPE = "pdtui_action_mirrored"
FALLBACK = 2900


def escaped(text: str) -> str:
    """Text that Slack shows as it is."""
    return html.escape(text, quote=False)


def blocks(post: Post) -> list[dict[str, object]]:
    """One rich text block whose id is the post's marker."""
    head: dict[str, object] = {"type": "text", "text": post.headline}
    if post.link:
        head = {"type": "link", "url": post.link, "text": post.headline}
    elements: list[dict[str, object]] = [{"type": "rich_text_section", "elements": [head]}]
    if post.quote:
        elements.append({"type": "rich_text_quote", "elements": [{"type": "text", "text": post.quote}]})
    return [{"type": "rich_text", "block_id": post.marker, "elements": elements}]


def fallback(post: Post) -> str:
    """The plain text for notifications and screen readers."""
    text = f"{post.headline}\n{post.quote}" if post.quote else post.headline
    return escaped(text[:FALLBACK])


def metadata(post: Post) -> dict[str, object]:
    """The invisible mark; readable by every member, so it holds ids only."""
    return {"event_type": EVENT_TYPE, "event_payload": {"marker": post.marker, **post.facts}}


def message_of(raw: Mapping[str, object]) -> SlackMessage:
    """A message of `conversations.history` or `conversations.replies`."""
    profile = _mapping(raw.get("bot_profile"))
    return SlackMessage(
        ts=_text(raw, "ts"),
        thread_ts=_text(raw, "thread_ts"),
        text=clean(html.unescape(" ".join(_strings(raw))), multiline=True),
        bot_id=_text(raw, "bot_id"),
        app_id=_text(raw, "app_id") or _text(profile, "app_id"),
        markers=frozenset(_markers(raw)),
        deleted=raw.get("subtype") == "tombstone",
    )


def _text(raw: Mapping[str, object], key: str) -> str:
    value = raw.get(key)
    return value if isinstance(value, str) else ""


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _markers(raw: Mapping[str, object]) -> Iterator[str]:
    payload = _mapping(_mapping(raw.get("metadata")).get("event_payload"))
    marker = payload.get("marker")
    if isinstance(marker, str):
        yield marker
    given = raw.get("blocks")
    for block in given if isinstance(given, list) else []:
        block_id = _text(_mapping(block), "block_id")
        if block_id.startswith("pdtui:"):
            yield block_id


def _strings(value: object, key: str = "") -> Iterator[str]:
    """Every piece of text and every address in a message, wherever Slack put it."""
    if isinstance(value, str):
        if key in _READABLE:
            yield value
    elif isinstance(value, dict):
        for inner_key, inner in value.items():
            if inner_key not in ("metadata", "bot_profile"):
                yield from _strings(inner, inner_key)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, key)


_READABLE = {"text", "fallback", "pretext", "title", "title_link", "from_url", "original_url", "url", "value"}
