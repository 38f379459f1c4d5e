"""The links in what monitoring sent: checked, named, sorted by what a person wants first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from pdtui.core.model import Link, LinkKind
from pdtui.text import clean

MOST_LINKS = 12
LONGEST = 2000
"""Characters of an address: longer ones open in no browser."""
LONGEST_LABEL = 80
LONGEST_TEXT = 8000
"""Characters of one text that are searched for addresses."""
MOST_VALUES = 2000
"""Values of one body that are looked at; monitoring sends up to 512 kB."""
DEEPEST = 8
_IN_TEXT = re.compile(r"https?://[^\s<>\"'`)\]}|\\]+")
_MARKDOWN = re.compile(r"\[([^\[\]]{1,80})\]\((https?://[^\s)]+)\)|\[\[?([^\[\]()]{1,80})\]?\((https?://[^\s)]+)\)\]?")
_LABEL_BEFORE = re.compile(r"([A-Za-z][\w-]{1,20}(?: [\w-]{1,20})?)\s*[:=]\s*$")
_NOISE = ("avatar", "favicon", "icon", "unsubscribe", "silence", "acknowledge")
"""Parts of names whose addresses nobody wants in the night, or that would change something."""
_NO_PAGES = ("/silence", "/acknowledge", "/api/0/")
"""Parts of addresses that change something when they are opened, or that answer no browser."""
_KINDS: tuple[tuple[LinkKind, tuple[str, ...]], ...] = (
    (LinkKind.RUNBOOK, ("runbook", "playbook", "sop", "procedure", "remediation")),
    (LinkKind.GRAPH, ("graph", "panel", "snapshot", "image", "chart", "plot")),
    (LinkKind.DASHBOARD, ("dashboard",)),
    (LinkKind.SOURCE, ("generator", "source", "expression", "query", "log")),
    (
        LinkKind.MONITOR,
        ("monitor", "alert", "alarm", "issue", "rule", "incident", "detector", "event", "client", "investigation"),
    ),
)
"""By words in the name that an address stands under, or in the address itself."""
_ORDER = {kind: number for number, kind in enumerate(LinkKind)}


def address(value: object) -> str:
    """An http or https address that is safe to show and to open; empty for anything else."""
    text = clean(value)
    if not text.startswith(("http://", "https://")) or len(text) > LONGEST or " " in text:
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    if not parts.hostname or "@" in parts.netloc or any(part in parts.path for part in _NO_PAGES):
        return ""
    return text


def kind_of(name: str, url: str = "") -> LinkKind:
    """What a link leads to, by the name it stands under, else by its own words."""
    for text in (name, urlsplit(url).path if url else ""):
        words = _split(text)
        for kind, marks in _KINDS:
            if any(word.startswith(mark) if mark != "sop" else word == mark for word in words for mark in marks):
                return kind
    return LinkKind.OTHER


def _split(text: str) -> list[str]:
    """The words of a name in any style: `runbookUrl`, `runbook_url`, `Runbook URL`."""
    return re.sub(r"[^A-Za-z0-9]+", " ", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)).casefold().split()


def link(url: object, label: object, name: str = "") -> Link | None:
    """A link; None where the address is not one that pdtui opens."""
    found = address(url)
    if not found:
        return None
    shown = clean(label)
    kind = kind_of(name or shown, found)
    if not shown:
        shown = kind.value if kind is not LinkKind.OTHER else urlsplit(found).hostname or found
    return Link(found, shown[:LONGEST_LABEL], kind)


def sorted_links(links: Iterable[Link]) -> tuple[Link, ...]:
    """Each address once, runbooks first, at most `MOST_LINKS`; the better kind and name of a double one stay."""
    found: dict[str, Link] = {}
    for one in links:
        known = found.get(one.url)
        if known is None or (known.kind is LinkKind.OTHER and one.kind is not LinkKind.OTHER):
            found[one.url] = one
    return tuple(sorted(found.values(), key=lambda one: _ORDER[one.kind])[:MOST_LINKS])


def links_in(value: object, name: str = "") -> Iterator[Link]:
    """The links anywhere in a body, named by where they stand."""
    for path, text in texts(value, name):
        if not any(noise in path.casefold() for noise in _NOISE):
            yield from _links_of(text, path.rpartition(".")[2])


def texts(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a body with its path, as it came: at most `MOST_VALUES`, each cut to `LONGEST_TEXT`."""
    waiting: list[tuple[str, object, int]] = [(name, value, 0)]
    seen = 0
    while waiting and seen < MOST_VALUES:
        path, item, depth = waiting.pop()
        seen += 1
        if isinstance(item, str):
            yield path, item[:LONGEST_TEXT]
        elif depth < DEEPEST:
            waiting.extend(reversed([(inner, below, depth + 1) for inner, below in _below(item, path)]))


def _below(value: object, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield f"{path}.{key}" if path else str(key), inner
    elif isinstance(value, list):
        for inner in value[:MOST_VALUES]:
            yield path, inner


def _links_of(text: str, name: str) -> Iterator[Link]:
    whole = link(text, _spoken(name), name)
    if whole is not None:
        yield whole
        return
    for found in _MARKDOWN.finditer(text):
        made = link(found[2] or found[4], (found[1] or found[3]).strip("!*_ "))
        if made is not None:
            yield made
    for found in _IN_TEXT.finditer(text):
        before = _LABEL_BEFORE.search(text[max(0, found.start() - 40) : found.start()].rpartition("\n")[2])
        label = before[1] if before else ""
        made = link(found[0].rstrip(".,;:!*"), label, label or name)
        if made is not None:
            yield made


def _spoken(name: str) -> str:
    """A key as a label: `runbook_url` becomes `runbook`."""
    return " ".join(word for word in _split(name) if word not in ("url", "link", "href", "uri"))
