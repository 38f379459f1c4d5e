"""Which mentions of a message are live, so that a test can show that no hostile title became one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pdtui.simulator.slack.blocks import text_objects
from pdtui.simulator.slack.model import Message

TOKEN = re.compile(r"<(?!!date\^)([!@][^<>]+)>")
"""What Slack reads as a command or a mention; a date is neither."""
BARE = re.compile(r"(?<![\w@])@(channel|here|everyone)\b")

ATTACHMENT_TEXTS = ("pretext", "text", "title", "footer")


def live_mentions(message: Message) -> list[str]:
    """The mentions that Slack would carry out, such as `<!channel>` and `<@U0000000001>`, labels cut off.

    Read from the text, from mrkdwn text objects (verbatim ones too), markdown blocks, attachments and the
    structured elements of rich text; never from plain text objects or the literal texts of rich text.
    """
    found = list(_tokens(message.text))
    if message.names_linked:
        found.extend(f"<!{name}>" for name in BARE.findall(message.text))
    found.extend(_in_blocks(list(message.blocks)))
    for attachment in message.attachments:
        for name in ATTACHMENT_TEXTS:
            found.extend(_tokens(attachment.get(name)))
        fields = attachment.get("fields")
        for one in fields if isinstance(fields, list) else []:
            found.extend(_tokens(one.get("value")) if isinstance(one, dict) else ())
        found.extend(_in_blocks(attachment.get("blocks")))
    return found


def _tokens(text: object) -> Iterator[str]:
    """The live tokens of a text with Slack's markup."""
    if isinstance(text, str):
        for inside in TOKEN.findall(text):
            yield f"<{inside.split('|')[0]}>"


def _in_blocks(value: object) -> Iterator[str]:
    """The live tokens of blocks, of every kind."""
    for text in text_objects(value):
        if text["type"] == "mrkdwn":
            yield from _tokens(text.get("text"))
    yield from _elements(value)


def _elements(value: object) -> Iterator[str]:
    """The mentions that are elements of their own in rich text, and those of markdown blocks."""
    if isinstance(value, list):
        for one in value:
            yield from _elements(one)
    elif isinstance(value, dict):
        match value.get("type"):
            case "user":
                yield f"<@{value.get('user_id')}>"
            case "usergroup":
                yield f"<!subteam^{value.get('usergroup_id')}>"
            case "broadcast":
                yield f"<!{value.get('range')}>"
            case "markdown":
                yield from _tokens(value.get("text"))
            case _:
                for one in value.values():
                    yield from _elements(one)
