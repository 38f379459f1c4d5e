"""Values out of JSON of any shape, as clean text of bounded length."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from pdtui.text import clean

Json = Mapping[str, object]

LONGEST_DETAILS = 4000
"""Characters of an alert's details that are kept; monitoring sends up to 512 kB."""
LONGEST_RAW = 20_000
"""Characters of a body that are kept as they came."""
LONGEST_VALUE = 300
_DEEPEST = 4
_NOTHING = {"", "null", "none", "n/a", "<no value>", "[no value]", "[]", "{}"}


def mapping(value: object) -> Json:
    """A JSON object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[object]:
    """A JSON list; an empty one for anything else."""
    return value if isinstance(value, list) else []


def opened(value: object, depth: int = 0) -> object:
    """The same with JSON that was written into a string read, two strings deep: some tools wrap theirs so."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "[") and depth < 2:
        try:
            inner = json.loads(value)
        except (ValueError, RecursionError):
            return value
        return opened(inner, depth + 1) if isinstance(inner, dict | list) else value
    if isinstance(value, dict) and depth < 2:
        return {key: opened(inner, depth + 1) for key, inner in value.items()}
    return value


def first(view: Mapping[str, object], paths: tuple[str, ...]) -> str:
    """What stands at the first of these paths that holds something, as one short line; empty for none."""
    return next((text for path in paths if (text := shown(_at(view, path)))), "")


def _at(view: object, path: str) -> object:
    if isinstance(view, dict) and path in view:
        return view[path]
    for step in path.split("."):
        if step == "*":
            view = view[0] if isinstance(view, list) and view else None
        else:
            view = view.get(step) if isinstance(view, dict) else None
    return view


def shown(value: object) -> str:
    """A value as one short line: lists of plain values with commas, objects as `name=value`; empty for no value."""
    if isinstance(value, dict):
        parts = _parts(value)
    elif isinstance(value, list):
        parts = [text for item in value[:20] if (text := _item(item))]
    else:
        parts = [_plain(value)]
    text = ", ".join(dict.fromkeys(filter(None, parts)))
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def _item(value: object) -> str:
    """An item of a list: plain, or an object with a name and a value."""
    inner = mapping(value)
    if not inner:
        return _plain(value)
    name, found = _plain(inner.get("name")), _plain(inner.get("value"))
    return f"{name}={found}" if name and found else name or ", ".join(_parts(inner))


def _parts(value: Json) -> list[str]:
    pairs = ((clean(key), _plain(item)) for key, item in list(value.items())[:20] if not is_secret(key))
    return [f"{key}={text}" for key, text in pairs if text]


def is_secret(key: object) -> bool:
    """Whether a name says that what stands under it is nobody's business, such as a header that was sent along."""
    return any(mark in str(key).casefold() for mark in ("authorization", "password", "secret", "cookie"))


def _plain(value: object) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    text = clean(value[: LONGEST_VALUE * 4].replace("%%%", "") if isinstance(value, str) else value)
    return "" if text.casefold() in _NOTHING else text


def flat(value: object) -> str:
    """All of it as `name: value` lines, cut to `LONGEST_DETAILS`."""
    lines: list[str] = []
    room = LONGEST_DETAILS
    for line in _lines(value):
        lines.append(line[:room])
        room -= len(line) + 1
        if room <= 0:
            break
    return "\n".join(lines)


def _lines(value: object, name: str = "", depth: int = 0) -> Iterator[str]:
    """Nested JSON line by line; deeper than four levels it is written as it is."""
    if isinstance(value, dict) and depth < _DEEPEST:
        for key, inner in value.items():
            yield from _lines(inner, f"{name}.{clean(key)}" if name else clean(key), depth + 1)
    elif isinstance(value, list) and depth < _DEEPEST:
        for number, inner in enumerate(value, 1):
            yield from _lines(inner, f"{name}[{number}]", depth + 1)
    else:
        text = clean(str(value)[:LONGEST_DETAILS] if value is not None else None, multiline=True)
        if text:
            yield f"{name}: {text}" if name else text


def pretty(value: object) -> str:
    """All of it as indented JSON, cleaned and cut to `LONGEST_RAW`; empty for no value."""
    if not value:
        return ""
    try:
        text = json.dumps(value, indent=2, ensure_ascii=False)
    except (ValueError, TypeError, RecursionError):
        return "(nested too deep to be shown)"
    cut = clean(text[:LONGEST_RAW], multiline=True)
    left = len(text) - LONGEST_RAW
    return f"{cut}\n… ({left} characters more)" if left > 0 else cut
