"""Lines of at most so many cells: facts with their labels, hanging and wrapped text, links, instants."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from textual.content import Content
from textual.style import Style

from pdtui.core.model import Reference
from pdtui.text import ago, clock_time

LABEL = 13
"""The cells of a fact's label."""
_NARROWEST = 8
Lines = Iterator[Content]


def fact(label: str, value: str | Content, width: int, link: str = "") -> Lines:
    """`label        value`, the value wrapped behind the label; a label that is too long gets a line of its own."""
    if len(label) >= LABEL:
        yield from wrapped(label, width, "$text-muted")
        label = ""
    body = value if isinstance(value, Content) else maybe_link(value, link)
    yield from hanging(Content.styled(label.ljust(LABEL), "$text-muted"), body, width)


def heading(name: str, width: int) -> Content:
    """A part's name with a rule behind it."""
    return Content.assemble((name, "bold $primary"), " ", ("─" * max(0, width - len(name) - 1), "$border-blurred"))


def muted(text: str) -> Content:
    """What is of less weight."""
    return Content.styled(text, "$text-muted")


def maybe_link(text: str, url: str) -> Content:
    """Text that a terminal may open on a click, for web addresses only."""
    if url.startswith(("https://", "http://")):
        return Content.styled(text, Style(link=url, underline=True))
    return Content(text)


def hanging(head: Content, body: Content, width: int) -> Lines:
    """`body` wrapped beside `head`, which stands on the first line only, or above where it is too long for that."""
    if head.cell_length > width - _NARROWEST:
        yield from head.wrap(width)
        head = Content("")
    room = max(_NARROWEST, width - head.cell_length)
    for number, line in enumerate(body.wrap(room) or [Content("")]):
        yield (head if number == 0 else Content(" " * head.cell_length)) + line


def wrapped(text: str, width: int, style: str = "", indent: int = 0) -> Lines:
    """Paragraphs in lines; empty ones are left out."""
    for paragraph in text.split("\n"):
        if paragraph:
            for line in Content.styled(paragraph, style).wrap(max(8, width - indent)):
                yield Content(" " * indent) + line


def people(references: tuple[Reference, ...]) -> str:
    """`Ann, Bo`."""
    return ", ".join(one.name for one in references)


def when(instant: datetime, now: datetime) -> str:
    """`7m ago (03:05)`."""
    return f"{ago(now - instant)} ago ({clock_time(instant, now)})"
