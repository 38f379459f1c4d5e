"""The chart's lines as pieces of text with the names of their styles: the scale, and one row per level. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len

from pdtui.core.timeline import LevelLine, Stretch, Timeline
from pdtui.tui.cells import fit
from pdtui.tui.on_call.window import Window

YOU = "★"
NOW = "│"
MIDNIGHT = "┊"
NOBODY = "nobody"
"""Never cut: what is left of it could be a name."""
_UNREAD = "·"
_EDGES = {"mine": "┣", "gap": "╳", "other": "├", "another": "├"}
_FILLS = {"mine": "━", "gap": "╳", "other": "─", "another": "─"}
_SHORTEST = 2
"""Cells below which a name says nothing."""
_STEPS = (1, 2, 3, 6, 12)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some cells of one look."""

    text: str
    style: str
    """`mine`, `other`, `another`, `gap`, `now`, `now-word`, `grid`, `head`, `today`, or empty."""


@dataclass(frozen=True, slots=True)
class Cells:
    """The chart's width in cells, and those that mean something in every line."""

    window: Window
    width: int
    now: int | None
    """Where now is; None out of sight."""
    midnights: frozenset[int]


def cells_of(window: Window, width: int, now: datetime) -> Cells:
    """The columns of a chart."""
    midnights = frozenset(window.edge(tick.at, width) for tick in window.ticks() if tick.new_day)
    return Cells(window, width, window.cell(now, width), midnights - {0, width})


def days_line(cells: Cells, now: datetime) -> list[Piece]:
    """The dates, each above its own day: `Wed 25 Nov`, shorter where there is less room."""
    starts = [tick.at for tick in cells.window.ticks() if tick.new_day]
    begin = cells.window.start
    starts = [begin, *(start for start in starts if start != begin)]
    edges = [cells.window.edge(start, cells.width) for start in starts] + [cells.width]
    pieces = []
    for start, left, right in zip(starts, edges, edges[1:], strict=False):
        today = start.date() == now.date()
        mark = MIDNIGHT if left in cells.midnights else ""
        text = mark + _date(start, right - left - len(mark) - 1, today)
        pieces.append(Piece(fit(text, right - left), "today" if today else "head"))
    return pieces


def _date(day: datetime, room: int, today: bool) -> str:
    forms = (f"today, {day:%a} {day.day} {day:%b}", f"today {day.day}", "today") if today else ()
    forms = (*forms, f"{day:%a} {day.day} {day:%b}", f"{day:%a} {day.day}", f"{day.day}")
    return next((form for form in forms if len(form) <= room), "")


def hours_line(cells: Cells) -> list[Piece]:
    """The hours of the person's clock, as many as there is room for; at a change of clocks one comes twice or not."""
    per_hour = cells.width / (24 * cells.window.days)
    form, least = ("%H:%M", 8) if per_hour * 3 >= 8 else ("%H", 4)
    step = next((step for step in _STEPS if step * per_hour >= least), _STEPS[-1])
    text = ""
    for tick in cells.window.ticks():
        left = cells.window.edge(tick.at, cells.width)
        label = f"{tick.at:{form}}"
        free = left > len(text) or (left == len(text) == 0)
        if tick.at.hour % step == 0 and tick.at.minute == 0 and free and left + len(label) <= cells.width:
            text = text.ljust(left) + label
    return [Piece(text.ljust(cells.width), "head")]


def now_line(cells: Cells, now: datetime) -> list[Piece]:
    """Where now is, with its time."""
    if cells.now is None:
        return [Piece(" " * cells.width, "")]
    word = f"now {now:%H:%M}"
    if cells.now + 1 + len(word) < cells.width:
        before, after = " " * cells.now, f" {word}"
    else:
        before, after = f"{word} ".rjust(cells.now), ""
    rest = " " * (cells.width - len(before) - 1 - len(after))
    return [Piece(before, "now-word"), Piece(NOW, "now"), Piece(after + rest, "now-word")]


def blank_line(cells: Cells) -> list[Piece]:
    """Between two rows: now and the midnights go on."""
    return list(_runs(_ground(cells, place) for place in range(cells.width)))


def _ground(cells: Cells, place: int) -> tuple[str, str]:
    if place == cells.now:
        return NOW, "now"
    return (MIDNIGHT, "grid") if place in cells.midnights else (" ", "")


def level_line(line: LevelLine, timeline: Timeline, cells: Cells) -> list[Piece]:
    """One level: each stretch in its own cells with the people's names. A gap is never too short to be seen."""
    owners = _owners(line, timeline, cells)
    pieces: list[Piece] = []
    place = 0
    while place < cells.width:
        owner, first = owners[place], place
        while place < cells.width and owners[place] == owner:
            place += 1
        if owner is None:
            pieces += _runs((NOW, "now") if x == cells.now else (_UNREAD, "grid") for x in range(first, place))
        else:
            pieces += _stretch(line.stretches[owner], owner, first, place, cells)
    return pieces


def _owners(line: LevelLine, timeline: Timeline, cells: Cells) -> list[int | None]:
    """For each cell the number of the stretch that it shows; None where nothing was read."""
    window, width = cells.window, cells.width
    since, until = max(window.since, timeline.since), min(window.until, timeline.until)
    found: list[int | None] = [None] * width
    for number in sorted(range(len(line.stretches)), key=lambda number: _weight(line.stretches[number])):
        stretch = line.stretches[number]
        begin = max(since, stretch.start or since)
        end = min(until, stretch.end or until)
        if begin < end:
            left, right = window.edge(begin, width), window.edge(end, width)
            left = min(left, width - 1)
            for place in range(left, max(left + 1, right)):
                found[place] = number
    return found


def _weight(stretch: Stretch) -> tuple[bool, bool]:
    """What is drawn over what, where several share a cell."""
    return stretch.is_gap, stretch.mine


def _stretch(stretch: Stretch, number: int, first: int, last: int, cells: Cells) -> Iterator[Piece]:
    """The cells from `first` to before `last`: an edge, the name where now does not cut through it, the filling."""
    style = "gap" if stretch.is_gap else "mine" if stretch.mine else ("other", "another")[number % 2]
    fill = _FILLS[style]
    begins = stretch.start is not None and stretch.start >= cells.window.since
    marks = [fill] * (last - first)
    for midnight in cells.midnights:
        if first <= midnight < last and not stretch.is_gap:
            marks[midnight - first] = MIDNIGHT
    if begins or last - first == 1:
        marks[0] = _EDGES[style]
    text, at = _label(stretch, first, last, cells.now)
    if stretch.mine and not text:
        marks[_sign_place(first, last, cells.now)] = YOU
    styled = [(mark, style) for mark in marks]
    if text:
        styled[at : at + cell_len(text)] = [(character, style) for character in _padded(text)]
    if cells.now is not None and first <= cells.now < last:
        alone = last - first == 1 and style in ("mine", "gap")
        styled[cells.now - first] = (marks[0] if alone else NOW, "now")
    yield from _runs(styled)


def _sign_place(first: int, last: int, now: int | None) -> int:
    """Which of the cells bears my sign where there is no room for a word: the last, or the one beside now."""
    return last - first - 1 if now != last - 1 else max(0, last - first - 2)


def _padded(text: str) -> list[str]:
    """One entry per cell: behind a character of two cells comes an empty one."""
    return [part for character in text for part in (character, *[""] * (cell_len(character) - 1))]


def name_of(stretch: Stretch) -> str:
    """Who it is: `Bo Larsen`, `★ you`, `★ you + Bo Larsen`, `nobody`."""
    if stretch.is_gap:
        return NOBODY
    return " + ".join([*([f"{YOU} you"] if stretch.mine else []), *(person.name for person in stretch.others)])


def _label(stretch: Stretch, first: int, last: int, now: int | None) -> tuple[str, int]:
    """The name for the cells, cut to fit, and its place among them; empty where there is no room."""
    spans = [(first, last)]
    if now is not None and first <= now < last:
        spans = [(now, last), (first, now)] if last - now >= now - first else [(first, now), (now, last)]
    left, right = spans[0]
    room = right - left - 3
    if room < (1 if stretch.mine else len(NOBODY) + 1 if stretch.is_gap else _SHORTEST):
        return "", 0
    more = f" +{len(stretch.others)}" if stretch.others else ""
    forms = [name_of(stretch), *([f"{YOU} you{more}", f"{YOU}{more}", YOU] if stretch.mine else [])]
    text = next((form for form in forms if cell_len(form) <= room), None) or fit(forms[0], room)
    return f" {text} ", left - first + 1


def _runs(cells: Iterable[tuple[str, str]]) -> Iterator[Piece]:
    """Neighbours of one look as one piece."""
    text, style = "", None
    for character, its in cells:
        if its != style and style is not None:
            yield Piece(text, style)
            text = ""
        text, style = text + character, its
    if style is not None:
        yield Piece(text, style)
