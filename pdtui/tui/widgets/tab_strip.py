"""The line with the tabs of the details: their keys, their names, how many things stand under each."""

from __future__ import annotations

from dataclasses import dataclass, replace

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from pdtui.tui.cells import ELLIPSIS
from pdtui.tui.details.subject import Subject, Tab

FIRST_LINE = 4
"""Tabs on the first of two lines."""
_SHORTEST, _FEWEST = 3, 2
"""Characters of a name: at first, and where it still does not fit."""


@dataclass(frozen=True, slots=True)
class Label:
    """A tab on the strip."""

    tab: Tab
    name: str
    number: str = ""

    @property
    def text(self) -> str:
        """`3 Alerts(2)`: the brackets keep the number from the next tab's key."""
        return f"{self.tab.number} {self.name}" + (f"({self.number})" if self.number else "")


class TabStrip(Widget):
    """One line, or two where there is room for them; a click on a tab is the same as its key."""

    ALLOW_SELECT = False

    @dataclass
    class Pressed(Message):
        """A tab was clicked."""

        tab: Tab

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._labels: tuple[Label, ...] = ()
        self._active = Tab.OVERVIEW
        self._lines = 1

    def show(self, subject: Subject | None, active: Tab, lines: int = 1) -> None:
        """Repaint if anything differs; it takes so many lines at the most."""
        labels = labels_of(subject)
        if (labels, active, lines) != (self._labels, self._active, self._lines):
            self._labels, self._active, self._lines = labels, active, lines
            self._take_lines()
            self.refresh()

    def on_resize(self) -> None:
        """Another width may need another number of lines."""
        self._take_lines()

    def render(self) -> Content:
        """The strip for the present width."""
        return Content("\n").join([self._drawn(line) for line in self._laid()])

    def on_click(self, event: events.Click) -> None:
        """Find the tab under the pointer."""
        for label, start, end in self._laid()[event.y] if event.y < len(self._laid()) else ():
            if start <= event.x < end:
                self.post_message(self.Pressed(label.tab))

    def _take_lines(self) -> None:
        self.styles.height = len(self._laid())

    def _drawn(self, laid: list[tuple[Label, int, int]]) -> Content:
        parts: list[Content] = []
        at = 0
        for label, start, end in laid:
            style = "bold reverse $primary" if label.tab is self._active else "$text-muted"
            parts += [Content(" " * (start - at)), Content.styled(label.text, style)]
            at = end
        return Content.assemble(*parts).truncate(max(1, self.size.width), ellipsis=True)

    def _laid(self) -> list[list[tuple[Label, int, int]]]:
        """For each line its labels with the cells that they take."""
        lines = []
        for labels, gap in in_lines(self._labels, self._active, self.size.width, self._lines):
            x, laid = 0, []
            for label in labels:
                laid.append((label, x, x + len(label.text)))
                x += len(label.text) + gap
            lines.append(laid)
        return lines


def labels_of(subject: Subject | None) -> tuple[Label, ...]:
    """The tabs with what is known of their numbers."""
    return tuple(Label(tab, tab.value, subject.number_of(tab) if subject else "") for tab in Tab)


def in_lines(
    labels: tuple[Label, ...], active: Tab, width: int, most: int
) -> tuple[tuple[tuple[Label, ...], int], ...]:
    """The labels of each line with the gap between them: two lines before anything of them is given up."""
    if most < 2 or _needed(labels, 1) <= width:
        return (fitting(labels, active, width),)
    return (fitting(labels[:FIRST_LINE], active, width), fitting(labels[FIRST_LINE:], active, width))


def fitting(labels: tuple[Label, ...], active: Tab, width: int) -> tuple[tuple[Label, ...], int]:
    """The labels and the gap between them for `width` cells.

    Given up in turn: the wide gap, the number of the timeline's entries where it is known, the ends of the longest
    names but the active one's; then the other numbers, and more of all names.
    """
    if _needed(labels, 2) <= width:
        return labels, 2
    if _needed(labels, 1) > width:
        labels = tuple(Label(one.tab, one.name, "" if _spare(one) else one.number) for one in labels)
    labels = _shortened(labels, active, width, _SHORTEST)
    for tab in (Tab.CHANGES, Tab.THREAD, Tab.NOTES, Tab.ALERTS):
        if _needed(labels, 1) > width and tab is not active:
            labels = tuple(replace(one, number="") if one.tab is tab else one for one in labels)
    return _shortened(labels, active, width, _FEWEST), 1


def _shortened(labels: tuple[Label, ...], active: Tab, width: int, least: int) -> tuple[Label, ...]:
    while _needed(labels, 1) > width and (longest := _longest(labels, active, least)) is not None:
        cut = replace(labels[longest], name=labels[longest].name[:-2] + ELLIPSIS)
        labels = (*labels[:longest], cut, *labels[longest + 1 :])
    return labels


def _spare(label: Label) -> bool:
    return label.tab is Tab.TIMELINE and label.number != "?"


def _needed(labels: tuple[Label, ...], gap: int) -> int:
    return sum(len(label.text) + gap for label in labels) - gap


def _longest(labels: tuple[Label, ...], active: Tab, least: int) -> int | None:
    """Which name is to be shortened next: one without a number first, the active one last; None where none can be."""
    spared = active if least > _FEWEST else None
    long = [place for place, label in enumerate(labels) if len(label.name) > least and label.tab is not spared]

    def wanted(place: int) -> tuple[bool, bool, int]:
        label = labels[place]
        return label.tab is not active, not label.number, len(label.name)

    return max(long, key=wanted, default=None)
