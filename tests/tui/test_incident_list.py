"""What the list draws: whole columns whatever the text, and no more lines than changed."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.style import Style
from textual.app import App, ComposeResult
from textual.strip import Strip

from pdtui.core.model import ACKNOWLEDGED, PendingAction
from pdtui.core.store import Pending, Row
from pdtui.text import clean
from pdtui.tui.cells import fit, steady
from pdtui.tui.widgets.incident_list import IncidentList
from pdtui.tui.widgets.row_line import MARKED, columns_for, draw, line_of, state_of
from tests.tui.fake_engine import NOW, row

HOSTILE = [
    "",
    "x" * 5000,
    "数据库连接池耗尽" * 20,
    "👨‍👩‍👧 family 👍🏽 ⚠️ 🇩🇪",
    "قاعدة البيانات لا تستجيب",
    "e\u0301" * 100,
    "[/foo] down [@click=app.quit]X[/]",
    "ก็" * 50,
    "a數" * 60,
]


def titles() -> list[str]:
    shared = Path(os.environ.get("PDTUI_SHARED") or Path(__file__).parents[3] / "shared")
    path = shared / "corpus" / "titles.txt"
    if not path.exists():
        pytest.skip(f"no corpus at {path}")
    return [clean(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


class ListApp(App[None]):
    """Only the list, counting the lines that it draws."""

    CSS_PATH = "../../pdtui/tui/pdtui.tcss"

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__()
        self.rows = rows
        self.clock = NOW
        self.drawn: list[int] = []

    def compose(self) -> ComposeResult:
        app = self

        class Counting(IncidentList):
            def render_line(self, y: int) -> Strip:
                app.drawn.append(y)
                return super().render_line(y)

        self.list = Counting(lambda: self.clock, id="incidents")
        yield self.list

    def on_mount(self) -> None:
        self.list.set_rows(self.rows)
        self.list.focus()


@pytest.mark.parametrize("width", [20, 40, 60, 72, 80, 96, 120, 160, 220])
def test_every_row_is_exactly_as_wide_as_the_list(width: int) -> None:
    columns = columns_for(width - 3, 6)
    for text in HOSTILE:
        for gone in ("", "reassigned to 数据库连接池 and others"):
            one = row(4711, text, service=text)
            line = line_of(one, NOW, columns, highlighted=True, mark=MARKED, gone=gone)
            strip = draw(line, columns, width - 1, Style(), lambda part: Style())
            assert sum(cell_len(segment.text) for segment in strip) == width - 1
            assert f"#{4711}" in strip.text or width < 30


def test_the_corpus_is_drawn_without_control_bytes() -> None:
    columns = columns_for(117, 6)
    for title in titles():
        line = line_of(row(1, title), NOW, columns, highlighted=False, mark="", gone="")
        strip = draw(line, columns, 119, Style(), lambda part: Style())
        assert strip.text.isprintable() or all(ord(c) >= 32 and not 127 <= ord(c) < 160 for c in strip.text)
        assert sum(cell_len(segment.text) for segment in strip) == 119


def test_columns_are_where_their_heads_are() -> None:
    columns = columns_for(157, 6)
    at = 2
    for title in HOSTILE:
        line = line_of(row(1, title), NOW, columns, highlighted=False, mark="", gone="")
        strip = draw(line, columns, 159, Style(), lambda part: Style())
        at = 2
        for column in columns:
            cell = strip.crop(at, at + column.width)
            assert cell.cell_length == column.width
            if column.key == "service":
                assert cell.text.rstrip() == "payments-api"
            at += column.width + 1


def test_fit_cuts_with_an_ellipsis_on_whole_characters() -> None:
    assert fit("abcdef", 4) == "abc…"
    assert fit("數數數", 4) == "數… "
    assert fit("ab", 4) == "ab  "
    assert fit("ab", 4, right=True) == "  ab"
    assert fit("ab", 0) == ""
    assert steady("🇩🇪⚠️") == "DE⚠"


def test_state_words() -> None:
    one = row(1)
    assert state_of(one).word == "triggered"
    acking = replace(one, pending=(Pending("i", "acknowledge"),))
    assert (state_of(acking).word, state_of(acking).style) == ("acking…", "acknowledged")
    assert state_of(replace(one, pending=(Pending("i", "acknowledge", unknown=True),))).word == "ack ?"
    assert state_of(replace(one, failed="refused")).sign == "!"
    odd = replace(one, incident=replace(one.incident, status="suppressed"))
    assert state_of(odd).word == "suppressed"


@pytest.mark.parametrize("width", range(10, 230))
def test_columns_never_overlap(width: int) -> None:
    columns = columns_for(width, 8)
    title = next(column for column in columns if column.key == "title")
    assert title.width >= 4
    if width >= 40:
        assert sum(column.width + 1 for column in columns) == width + 1 or title.width == 4


async def test_one_changed_row_repaints_one_line() -> None:
    rows = [row(number) for number in range(10_000, 9_900, -1)]
    app = ListApp(rows)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        app.drawn.clear()
        rows[7] = replace(rows[7], failed="refused")
        app.list.set_rows(rows)
        await pilot.pause()
        assert set(app.drawn) == {8}
        app.drawn.clear()
        app.list.set_rows([replace(one) for one in rows])
        await pilot.pause()
        assert app.drawn == []
        app.list.move(1)
        await pilot.pause()
        assert set(app.drawn) == {1, 2}


async def test_a_tick_repaints_only_the_ages_that_change() -> None:
    app = ListApp([row(1, minutes=0.5), row(2, minutes=300)])
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.pause()
        app.drawn.clear()
        app.clock = NOW.replace(second=NOW.second + 1)
        app.list.sync()
        await pilot.pause()
        assert set(app.drawn) == {1}


async def test_ten_thousand_rows_are_taken_quickly() -> None:
    rows = [row(number) for number in range(20_000, 10_000, -1)]
    app = ListApp(rows)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        fastest = 1.0
        for start in range(5):
            began = time.perf_counter()
            app.list.set_rows(rows[start:])
            fastest = min(fastest, time.perf_counter() - began)
        assert fastest < 0.1, "the aim is 20 ms; five times that is a fault, whatever the machine"


async def test_clicks_and_the_wheel() -> None:
    app = ListApp([row(number) for number in range(200, 100, -1)])
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.pause()
        await pilot.click("#incidents", offset=(30, 4))
        assert app.list.highlighted == "Q000197"
        assert app.list.held.window()[3] is app.list.held.row
        app.list.held.scroll(50)
        app.list.sync()
        await pilot.pause()
        assert app.list.highlighted == "Q000197"
        assert app.list.held.line is None
        await pilot.click("#incidents", offset=(30, 0))
        assert app.list.highlighted == "Q000197"


@pytest.mark.parametrize(("hours", "shown"), [(2, "○ ack →05:12"), (30, "○ ack →Sun"), (-1, "○ acked")])
def test_a_row_says_when_it_wakes_where_no_column_does(hours: int, shown: str) -> None:
    wakes = (PendingAction("unacknowledge", NOW + timedelta(hours=hours)),)
    snoozed = row(1, status=ACKNOWLEDGED, pending_actions=wakes)
    columns = columns_for(80, 5)
    line = line_of(snoozed, NOW, columns, highlighted=False, mark="", gone="")
    assert shown in draw(line, columns, 80, Style(), lambda part: Style()).text


@pytest.mark.parametrize(
    ("status", "type_", "minutes", "said"),
    [
        ("triggered", "escalate", 3, "● trig ↗3m"),
        ("triggered", "escalate", 9.9, "● trig ↗9m"),
        ("triggered", "escalate", 10, "● triggered"),
        ("triggered", "escalate", -1, "● triggered"),
        ("triggered", "resolve", 3, "● triggered"),
        ("acknowledged", "unacknowledge", 30, "○ ack →03:42"),
        ("acknowledged", "escalate", 3, "○ acked"),
    ],
)
def test_what_comes_next_stands_with_the_state_where_it_has_no_column(
    status: str, type_: str, minutes: float, said: str
) -> None:
    due = PendingAction(type_, NOW + timedelta(minutes=minutes))
    one = row(1, status=status, pending_actions=(due,))
    columns = columns_for(77, 5)
    line = line_of(one, NOW, columns, highlighted=False, mark="", gone="")
    assert draw(line, columns, 79, Style(), lambda part: Style()).text[2:15].rstrip() == said
