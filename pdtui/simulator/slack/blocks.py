"""Block Kit as far as messages need it: the limits that Slack enforces and the fields that it adds.

https://docs.slack.dev/reference/block-kit/blocks
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy

from pdtui.simulator.slack.model import Json, Refusal

BLOCKS = 50
BLOCK_ID = 255
TEXT = 3_000
FIELD = 2_000
FIELDS = 10
HEADER = 150
MARKDOWN = 12_000
LABEL = 2_000
CONTEXT_ELEMENTS = 10
ACTIONS_ELEMENTS = 25

KEYS: dict[str, frozenset[str]] = {
    "section": frozenset({"text", "fields", "accessory", "expand"}),
    "header": frozenset({"text"}),
    "context": frozenset({"elements"}),
    "actions": frozenset({"elements"}),
    "divider": frozenset(),
    "image": frozenset({"image_url", "slack_file", "alt_text", "title"}),
    "rich_text": frozenset({"elements"}),
    "markdown": frozenset({"text"}),
    "input": frozenset({"label", "element", "hint", "optional", "dispatch_action"}),
}
"""What each kind of block may hold beside `type` and `block_id`."""


def checked_blocks(value: object, new_id: str, most: int = BLOCKS) -> list[Json]:
    """The blocks as they are kept: a `block_id` for each, the defaults of text objects written out.

    Generated ids are `new_id` with a number, those of elements without an `action_id` too. Refuses
    `invalid_blocks_format` and `invalid_blocks`, the latter with Slack's `errors` and `response_metadata.messages`.
    """
    if not isinstance(value, list):
        raise Refusal("invalid_blocks_format")
    problems = list(_problems(value, most))
    if problems:
        raise Refusal(
            "invalid_blocks",
            errors=problems,
            response_metadata={"messages": [f"[ERROR] {problem}" for problem in problems]},
        )
    kept: list[Json] = deepcopy(value)
    for number, block in enumerate(kept):
        if not block.get("block_id"):
            block["block_id"] = f"{new_id}{number}"
        for place, element in enumerate(elements_of(block)):
            element.setdefault("action_id", f"{new_id}{number}a{place}")
        for text in text_objects(block):
            text.setdefault(*(("verbatim", False) if text["type"] == "mrkdwn" else ("emoji", True)))
    return kept


def elements_of(block: Json) -> list[Json]:
    """The elements of a block which people can use."""
    found: list[object] = [block.get("accessory"), block.get("element")]
    if block.get("type") == "actions" and isinstance(elements := block.get("elements"), list):
        found.extend(elements)
    return [one for one in found if isinstance(one, dict) and one.get("type") != "image"]


def text_objects(value: object) -> Iterator[Json]:
    """Every text object anywhere inside blocks, outside rich text (whose texts are literal)."""
    if isinstance(value, list):
        for one in value:
            yield from text_objects(one)
    elif isinstance(value, dict):
        if value.get("type") in ("mrkdwn", "plain_text"):
            yield value
        elif value.get("type") != "rich_text":
            for one in value.values():
                yield from text_objects(one)


def _problems(blocks: list[object], most: int) -> Iterator[str]:
    """Everything that is wrong with a message's or a modal's blocks."""
    if len(blocks) > most:
        yield f"no more than {most} items allowed [json-pointer:/blocks]"
    seen: set[str] = set()
    for place, block in enumerate(blocks):
        where = f"/blocks/{place}"
        if not isinstance(block, dict):
            yield f"must be an object [json-pointer:{where}]"
            continue
        kind = block.get("type")
        if not isinstance(kind, str) or kind not in KEYS:
            yield f"unsupported type: {kind} [json-pointer:{where}/type]"
            continue
        for name in sorted(set(block) - KEYS[kind] - {"type", "block_id"}):
            yield f"invalid additional property: {name} [json-pointer:{where}]"
        yield from _id_problems(block.get("block_id"), seen, where)
        yield from CHECKS[kind](block, where)


def _id_problems(block_id: object, seen: set[str], where: str) -> Iterator[str]:
    """What is wrong with a `block_id`; remembers it in `seen`."""
    if block_id is None or block_id == "":
        return
    if not isinstance(block_id, str):
        yield f"must be a string [json-pointer:{where}/block_id]"
        return
    if len(block_id) > BLOCK_ID:
        yield f"must be less than {BLOCK_ID + 1} characters [json-pointer:{where}/block_id]"
    if block_id in seen:
        yield f"`block_id` {block_id} already exists [json-pointer:{where}/block_id]"
    seen.add(block_id)


def _text_problems(
    value: object, where: str, *, most: int = TEXT, kinds: tuple[str, ...] = ("mrkdwn", "plain_text")
) -> Iterator[str]:
    """What is wrong with a text object."""
    if not isinstance(value, dict) or value.get("type") not in kinds:
        yield f"must be a text object of {' or '.join(kinds)} [json-pointer:{where}]"
        return
    allowed = {"type", "text", "verbatim" if value["type"] == "mrkdwn" else "emoji"}
    for name in sorted(set(value) - allowed):
        yield f"invalid additional property: {name} [json-pointer:{where}]"
    yield from _string_problems(value.get("text"), f"{where}/text", most)


def _string_problems(value: object, where: str, most: int, *, least: int = 1) -> Iterator[str]:
    """What is wrong with a string of limited length."""
    if not isinstance(value, str):
        yield f"missing required field: {where.rsplit('/', 1)[1]} [json-pointer:{where}]"
    elif len(value) < least:
        yield f"must be more than {least - 1} characters [json-pointer:{where}]"
    elif len(value) > most:
        yield f"must be less than {most + 1} characters [json-pointer:{where}]"


def _section(block: Json, where: str) -> Iterator[str]:
    """What is wrong with a section: text, fields or both, and perhaps an element at its side."""
    fields = block.get("fields")
    if "text" not in block and "fields" not in block:
        yield f"missing required field: text [json-pointer:{where}]"
    if "text" in block:
        yield from _text_problems(block["text"], f"{where}/text")
    if "fields" in block and (not isinstance(fields, list) or not 1 <= len(fields) <= FIELDS):
        yield f"must be 1 to {FIELDS} items [json-pointer:{where}/fields]"
    elif isinstance(fields, list):
        for place, one in enumerate(fields):
            yield from _text_problems(one, f"{where}/fields/{place}", most=FIELD)
    if "accessory" in block:
        yield from _element(block["accessory"], f"{where}/accessory")


def _header(block: Json, where: str) -> Iterator[str]:
    """What is wrong with a header."""
    yield from _text_problems(block.get("text"), f"{where}/text", most=HEADER, kinds=("plain_text",))


def _context(block: Json, where: str) -> Iterator[str]:
    """What is wrong with a context: small texts and pictures."""
    elements = block.get("elements")
    if not isinstance(elements, list) or not 1 <= len(elements) <= CONTEXT_ELEMENTS:
        yield f"must be 1 to {CONTEXT_ELEMENTS} items [json-pointer:{where}/elements]"
        return
    for place, one in enumerate(elements):
        if isinstance(one, dict) and one.get("type") == "image":
            yield from _image(one, f"{where}/elements/{place}")
        else:
            yield from _text_problems(one, f"{where}/elements/{place}")


def _actions(block: Json, where: str) -> Iterator[str]:
    """What is wrong with a row of interactive elements."""
    elements = block.get("elements")
    if not isinstance(elements, list) or not 1 <= len(elements) <= ACTIONS_ELEMENTS:
        yield f"must be 1 to {ACTIONS_ELEMENTS} items [json-pointer:{where}/elements]"
        return
    for place, one in enumerate(elements):
        yield from _element(one, f"{where}/elements/{place}")


def _element(value: object, where: str) -> Iterator[str]:
    """What is wrong with an interactive element; buttons in full, the others by their type."""
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        yield f"must be an element [json-pointer:{where}]"
        return
    if value["type"] != "button":
        return
    yield from _text_problems(value.get("text"), f"{where}/text", most=75, kinds=("plain_text",))
    for name, most in (("action_id", 255), ("value", 2_000), ("url", 3_000)):
        if name in value:
            yield from _string_problems(value[name], f"{where}/{name}", most)
    if value.get("style") not in (None, "primary", "danger"):
        yield f"invalid style [json-pointer:{where}/style]"


def _image(block: Json, where: str) -> Iterator[str]:
    """What is wrong with a picture."""
    yield from _string_problems(block.get("alt_text"), f"{where}/alt_text", 2_000)
    if "slack_file" not in block:
        yield from _string_problems(block.get("image_url"), f"{where}/image_url", 3_000)


def _rich_text(block: Json, where: str) -> Iterator[str]:
    """What is wrong with rich text."""
    elements = block.get("elements")
    kinds = {"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}
    if not isinstance(elements, list):
        yield f"missing required field: elements [json-pointer:{where}]"
        return
    for place, one in enumerate(elements):
        inside = one.get("elements") if isinstance(one, dict) else None
        if not isinstance(one, dict) or one.get("type") not in kinds or not isinstance(inside, list):
            yield f"must be a rich text object [json-pointer:{where}/elements/{place}]"
        elif one["type"] != "rich_text_list":
            yield from _leaves(inside, f"{where}/elements/{place}")


def _leaves(elements: list[object], where: str) -> Iterator[str]:
    """What is wrong with the pieces of a rich text section."""
    needs = {
        "text": "text",
        "link": "url",
        "user": "user_id",
        "usergroup": "usergroup_id",
        "channel": "channel_id",
        "broadcast": "range",
        "emoji": "name",
        "date": "timestamp",
    }
    for place, one in enumerate(elements):
        kind = one.get("type") if isinstance(one, dict) else None
        if not isinstance(one, dict) or not isinstance(kind, str) or kind not in needs:
            yield f"must be a rich text element [json-pointer:{where}/elements/{place}]"
        elif needs[kind] not in one:
            yield f"missing required field: {needs[kind]} [json-pointer:{where}/elements/{place}]"
        elif kind == "text":
            yield from _string_problems(one["text"], f"{where}/elements/{place}/text", TEXT)


def _markdown(block: Json, where: str) -> Iterator[str]:
    """What is wrong with a markdown block."""
    yield from _string_problems(block.get("text"), f"{where}/text", MARKDOWN)


def _input(block: Json, where: str) -> Iterator[str]:
    """What is wrong with an input: a label over one element."""
    yield from _text_problems(block.get("label"), f"{where}/label", most=LABEL, kinds=("plain_text",))
    if "hint" in block:
        yield from _text_problems(block["hint"], f"{where}/hint", most=LABEL, kinds=("plain_text",))
    element = block.get("element")
    if isinstance(element, dict) and element.get("type") == "button":
        yield f"unsupported type: button [json-pointer:{where}/element/type]"
        return
    yield from _element(element, f"{where}/element")


def _divider(block: Json, where: str) -> Iterator[str]:
    """Nothing can be wrong with a divider."""
    yield from ()


CHECKS: dict[str, Callable[[Json, str], Iterator[str]]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "divider": _divider,
    "image": _image,
    "rich_text": _rich_text,
    "markdown": _markdown,
    "input": _input,
}
