"""NO_COLOR and the terminal's own colours: what is chosen is still seen, and no colour of pdtui's own is sent.

In pdtui's own, what a dialog says can be read.
"""

from __future__ import annotations

import pytest
from rich.color import ColorType
from rich.style import Style
from textual.color import Color

from pdtui.tui.colors import READABLE, contrast
from tests.tui.conftest import Pressing, Run, press
from tests.tui.fake_engine import FakeEngine


def styles(pilot: Pressing) -> list[tuple[str, Style]]:
    """Every piece of text on the screen with the style in which the terminal gets it."""
    strips = pilot.app.screen._compositor.render_strips()
    return [(piece.text, piece.style or Style()) for strip in strips for piece in strip]


def assert_colorless(pilot: Pressing) -> None:
    colored = [
        (text, str(style))
        for text, style in styles(pilot)
        if any(color is not None and not color.is_default for color in (style.color, style.bgcolor))
    ]
    assert colored == []


async def test_without_colours_the_highlight_is_reversed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with run(size=(120, 35)) as pilot:
        assert_colorless(pilot)
        assert any("3" in text for text, style in styles(pilot) if style.reverse)
        await press(pilot, "v")
        assert_colorless(pilot)
        assert "mine, open on my policies" in "".join(text for text, style in styles(pilot) if style.underline)
        await press(pilot, "escape", "t", "tab")
        assert "service" in "".join(text for text, style in styles(pilot) if style.reverse)


@pytest.mark.parametrize("theme", ["ansi-dark", "ansi-light"])
async def test_the_terminals_own_colours_are_its_sixteen(run: Run, monkeypatch: pytest.MonkeyPatch, theme: str) -> None:
    monkeypatch.setenv("TEXTUAL_THEME", theme)
    async with run(size=(120, 35)) as pilot:
        await press(pilot, "space", "p", "down")
        colors = {color for _, style in styles(pilot) for color in (style.color, style.bgcolor) if color}
        assert [color.name for color in colors if color.type is ColorType.TRUECOLOR] == []


@pytest.mark.parametrize("theme", ["ansi-dark", "ansi-light"])
async def test_no_word_stands_in_the_terminals_text_colour_on_a_ground_of_ours(
    run: Run, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    monkeypatch.setenv("TEXTUAL_THEME", theme)
    async with run(size=(120, 35), title="DEMO") as pilot:
        engine.fail("check the network")
        for key in ("space", "v", "escape", "t", "escape", "escape", "s", "down"):
            await press(pilot, key)
            unsure = [text for text, style in styles(pilot) if text.strip() and is_unsure(style)]
            assert unsure == [], key


@pytest.mark.parametrize("theme", ["pdtui-dark", "pdtui-light"])
@pytest.mark.parametrize("keys", [("p", "down"), ("L",), ("r",), ("t", "tab"), ("s",)], ids=lambda keys: keys[0])
async def test_every_word_of_a_dialog_can_be_read(
    run: Run, monkeypatch: pytest.MonkeyPatch, theme: str, keys: tuple[str, ...]
) -> None:
    monkeypatch.setenv("TEXTUAL_THEME", theme)
    async with run() as pilot:
        await press(pilot, *keys)
        fields = pilot.app.screen.query(".dialog Static, .dialog Input, .dialog TextArea, .dialog OptionList")
        strips = [strip for field in fields for strip in field.render_lines(field.size.region)]
        pieces = [
            (piece.text, piece.style) for strip in strips for piece in strip if piece.text.strip() and piece.style
        ]
        assert [(text, str(style)) for text, style in pieces if contrast_of(style) < READABLE] == []


def contrast_of(style: Style) -> float:
    """Of its text on its ground."""
    assert style.color is not None
    assert style.bgcolor is not None
    return contrast(Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor))


def is_unsure(style: Style) -> bool:
    """Whether it cannot be told if it can be read: the terminal's own text colour may be any."""
    ground = style.bgcolor is not None and not style.bgcolor.is_default
    return ground and (style.color is None or style.color.is_default)
