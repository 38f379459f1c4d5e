"""What the terminal shows as text: the characters line by line, then how they look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from rich.cells import cell_len
from rich.color import Color, ColorType
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.app import App

RULE = "─── looks"
"""Between the characters and how they look."""

Cell = tuple[str, str, str]
"""A character, how it looks, and how an empty cell of that style looks."""


def written(app: App[None]) -> str:
    """The screen with all that stands on it: line N of the text is line N of the screen.

    Below that, for each line, which columns (from 0) look how; the theme's own colours are not mentioned.
    """
    lines = [list(cells_of(line)) for line in _segments(app)]
    characters = ["".join(character for character, *_ in line).rstrip() for line in lines]
    theme = app.current_theme
    usual = f"{theme.foreground} on {theme.background}" if not app.no_color else ""
    looks = folded([looks_of(line, usual) for line in lines])
    size = f"{RULE}, {app.size.width}x{app.size.height}, {theme.name}"
    return "\n".join([*characters, f"{size}, else {usual}" if usual else size, *looks, ""])


def _segments(app: App[None]) -> Iterator[list[tuple[str, Style]]]:
    """Each line's pieces, as the terminal gets them."""
    update = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    assert isinstance(update, LayoutUpdate)
    for line in update.strips:
        yield [(piece.text, piece.style or Style()) for strip in line for piece in strip if not piece.control]


def cells_of(line: Iterable[tuple[str, Style]]) -> Iterator[Cell]:
    """One for each column; the second half of a wide character is empty."""
    for text, style in line:
        look, ground = look_of(style), look_of(style, blank=True)
        for character in text:
            yield character, ground if character == " " else look, ground
            yield from [("", look, ground)] * (cell_len(character) - 1)


def look_of(style: Style, *, blank: bool = False) -> str:
    """A style in words; of an empty cell only what can be seen."""
    words = [name for name in ("underline", "reverse", "strike") if getattr(style, name)]
    if not blank:
        words = [name for name in ("bold", "dim", "italic") if getattr(style, name)] + words
        words += ["link"] if style.link else []
        words += [_named(style.color)] if style.color is not None else []
    words += ["on", _named(style.bgcolor)] if style.bgcolor is not None and not style.bgcolor.is_default else []
    return " ".join(word for word in words if word)


def _named(color: Color) -> str:
    if color.is_default:
        return ""
    return color.get_truecolor().hex if color.type is ColorType.TRUECOLOR else color.name


def looks_of(line: list[Cell], usual: str) -> str:
    """The runs of a line; spaces between words go with the word before them."""
    looks: list[str] = []
    before: Cell = ("", "", "")
    for cell in line:
        character, look, ground = cell
        if character == " " and looks and ground == before[2]:
            look = looks[-1]
        looks.append(look)
        before = cell
    runs, place = [], 0
    for look, group in groupby(looks):
        end = place + len(list(group))
        runs.append((place, end - 1, look))
        place = end
    color, _, ground = usual.partition(" on ")
    short = [(start, end, look.removesuffix(f"on {ground}").strip()) for start, end, look in runs]
    return " | ".join(f"{start}-{end} {look}" for start, end, look in short if look not in ("", color))


def folded(lines: list[str]) -> list[str]:
    """`12-18  runs` where several lines in turn look the same; nothing where all is as usual."""
    told, number = [], 1
    for runs, group in groupby(lines):
        last = number + len(list(group)) - 1
        span = f"{number}-{last}" if last > number else str(number)
        if runs:
            told.append(f"{span:>5}  {runs}")
        number = last + 1
    return told
