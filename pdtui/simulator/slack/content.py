"""What a message may consist of: text, blocks, attachments and metadata, checked as Slack checks them."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass, field

from pdtui.simulator.slack.arguments import Arguments
from pdtui.simulator.slack.blocks import checked_blocks
from pdtui.simulator.slack.model import Json, Refusal

POST_TEXT = 40_000
"""Characters above which chat.postMessage cuts a text."""
UPDATE_TEXT = 4_000
"""Characters above which chat.update refuses a text."""
MARKDOWN_TEXT = 12_000
ATTACHMENTS = 100
METADATA_BYTES = 4_096
"""Slack has a limit but publishes no number; this one is the simulator's."""


@dataclass(slots=True)
class Content:
    """The checked content of a post or an update; None where the call did not speak of it."""

    text: str | None
    blocks: list[Json] | None
    attachments: list[Json] | None
    metadata: Json | None
    """Empty: taken away."""
    warnings: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it would be visible."""
        return not ((self.text or "").strip() or self.blocks or self.attachments)


def content_of(arguments: Arguments, *, new_id: str, update: bool) -> Content:
    """Check a call's content; `new_id` is where generated block ids begin.

    Refuses `no_text`, `msg_too_long`, `markdown_text_conflict` and the errors of blocks, attachments and
    metadata. https://docs.slack.dev/reference/methods/chat.postMessage
    """
    text = arguments.text("text")
    markdown = arguments.text("markdown_text")
    if markdown is not None:
        if arguments.has("text") or arguments.has("blocks"):
            raise Refusal("markdown_text_conflict")
        if len(markdown) > MARKDOWN_TEXT:
            raise Refusal("msg_blocks_too_long")
        text = markdown
    content = Content(
        text=text,
        blocks=_blocks(arguments, new_id),
        attachments=_attachments(arguments),
        metadata=metadata_of(arguments),
    )
    if not update and content.is_empty:
        raise Refusal("no_text")
    if update and content.is_empty and content.metadata is None:
        raise Refusal("no_text")
    if text is not None and update and len(text) > UPDATE_TEXT:
        raise Refusal("msg_too_long")
    if text is not None and len(text) > POST_TEXT:
        content.text = text[:POST_TEXT]
        content.warnings.append("message_truncated")
    return content


def _blocks(arguments: Arguments, new_id: str) -> list[Json] | None:
    """The checked blocks, None where the call has none."""
    try:
        value = arguments.structure("blocks")
    except ValueError:
        raise Refusal("invalid_blocks_format") from None
    return None if value is None else checked_blocks(value, new_id)


def _attachments(arguments: Arguments) -> list[Json] | None:
    """The checked attachments, numbered as Slack numbers them; None where the call has none."""
    try:
        value = arguments.structure("attachments")
    except ValueError:
        value = "broken"
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        return []
    if len(value) > ATTACHMENTS:
        raise Refusal("too_many_attachments")
    numbered = enumerate(deepcopy(value), start=1)
    return [{"fallback": "[no preview available]", **one, "id": number} for number, one in numbered]


def metadata_of(arguments: Arguments) -> Json | None:
    """A message's metadata: an event type and a payload; empty to take it away, None where not given."""
    try:
        value = arguments.structure("metadata")
    except ValueError:
        raise Refusal("invalid_metadata_format") from None
    if value is None:
        return None
    if not isinstance(value, dict):
        raise Refusal("invalid_metadata_format")
    if not value:
        return {}
    if not isinstance(value.get("event_type"), str) or not isinstance(value.get("event_payload"), dict):
        raise Refusal("invalid_metadata_schema")
    if not value["event_type"] or set(value) - {"event_type", "event_payload", "entities"}:
        raise Refusal("invalid_metadata_schema")
    if len(json.dumps(value).encode()) > METADATA_BYTES:
        raise Refusal("metadata_too_large")
    return {"event_type": value["event_type"], "event_payload": deepcopy(value["event_payload"])}
