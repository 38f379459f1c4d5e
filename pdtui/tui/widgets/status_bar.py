"""The line on top: who, on call for what, what is listed, what is under way, how Slack stands, how fresh it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widget import Widget

from pdtui.tui.cells import fit
from pdtui.tui.freshness import Word

_GAP = "  "
_SHORTEST_DUTY = 14
_LONGEST_NAME = 24
_WHETHER = ("on call", "off call")
"""What of the duty is said where there is room for no more."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the bar says, from left to right."""

    title: str
    on_call: str
    writing: str
    slack: Word
    freshness: Word
    scope: str = ""
    """What is listed, where that is not the usual; it is dropped last but for freshness."""
    next_on_call: str = ""
    """Who is on call after me, where that is known; it is dropped first."""
    reminder: tuple[str, ...] = ()
    """The next reminder, at length and shorter; it gives way to all else."""


class StatusBar(Widget):
    """One line of words; the least important go first when it is narrow, freshness never."""

    ALLOW_SELECT = False

    @dataclass
    class Pressed(Message):
        """A word was clicked that an action belongs to."""

        action_id: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._standing: Standing | None = None

    def show(self, standing: Standing) -> None:
        """Repaint if anything differs."""
        if standing != self._standing:
            self._standing = standing
            self.refresh()

    def render(self) -> Content:
        """The line for the present width."""
        return compose_bar(self._standing, self.size.width) if self._standing else Content("")

    def on_click(self, event: events.Click) -> None:
        """Each word leads to what it speaks of."""
        action_id = event.style.meta.get("does")
        if isinstance(action_id, str):
            self.post_message(self.Pressed(action_id))


def compose_bar(standing: Standing, width: int) -> Content:
    """The bar in `width` cells.

    Dropped in turn: the reminder, who is next, the name, the duty but for whether I am on call, Slack, the writes,
    the title, the scope.
    """
    scope = [Word(standing.scope, "primary", "scope")] if standing.scope else []
    right = [*scope, Word(standing.writing, "warning")] if standing.writing else scope
    right = [*right, replace(standing.slack, action_id="outbox"), replace(standing.freshness, action_id="refresh")]
    title = f" {standing.title} " if standing.title else ""
    brand = "pdtui"
    duty = standing.on_call

    def left_over() -> int:
        used = sum(cell_len(word.text) for word in right) + len(_GAP) * (len(right) - 1)
        head = cell_len(title) + cell_len(brand) + (1 if brand else 0) + (1 if title else 0)
        return width - 2 - used - head - len(_GAP)

    then = f", then {_short(standing.next_on_call)}" if duty and standing.next_on_call else ""
    if cell_len(duty + then) <= left_over():
        duty += then
    for words in standing.reminder:
        word = Word(words, "muted", "reminders")
        right.insert(len(right) - 2, word)
        if left_over() >= cell_len(duty):
            break
        right.remove(word)

    if left_over() < (_SHORTEST_DUTY if duty else 0):
        brand = "" if title or left_over() < 0 else brand
    if left_over() < min(_SHORTEST_DUTY, cell_len(duty)):
        duty = next((word for word in _WHETHER if duty.startswith(word) and cell_len(word) <= left_over()), "")
    while len(right) > 1 + len(scope) and left_over() < 0:
        del right[-2]
    if left_over() < 0:
        title = brand = ""
    if left_over() < 0:
        right = right[-1:]
    return _assemble(brand, title, duty, right, left_over(), width)


def _short(name: str) -> str:
    return fit(name, _LONGEST_NAME).rstrip() if cell_len(name) > _LONGEST_NAME else name


def _assemble(brand: str, title: str, duty: str, right: list[Word], free: int, width: int) -> Content:
    parts: list[str | Content | tuple[str, str]] = [" "]
    if brand:
        parts += [(brand, "bold $primary"), " "]
    if title:
        parts += [(title, "bold reverse $warning"), " "]
    shown = fit(duty, max(0, free)) if cell_len(duty) > free else duty
    parts.append(Content.styled(shown, Style.from_meta({"does": "timeline"})) if shown else "")
    tail = Content.assemble(*(part for word in right for part in (_drawn(word), _GAP)))
    tail = tail[: len(tail) - len(_GAP)]
    head = Content.assemble(*parts)
    padding = max(1, width - 1 - head.cell_length - tail.cell_length)
    return Content.assemble(head, " " * padding, tail).truncate(width, ellipsis=True)


def _drawn(word: Word) -> Content:
    text = Content.styled(word.text, "$text-muted" if word.tone == "muted" else f"bold ${word.tone}")
    return text.stylize(Style.from_meta({"does": word.action_id})) if word.action_id else text
