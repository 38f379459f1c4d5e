"""The brief on the screen: read with counts, edited here or in an editor, posted once, copied, saved, kept."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import TextArea

from pdtui.core.events import OutboxChanged, ReminderDue
from pdtui.core.handoff.desk import LastBrief
from pdtui.core.handoff.reader import Wish
from pdtui.core.model import Reference
from pdtui.core.reminding.reminder import Due
from pdtui.core.slack.owed import BriefPost, OutboxRow, OutboxState, owed
from pdtui.errors import AlreadyDone, NotSent, Refused
from pdtui.tui import editor
from tests.tui.conftest import HOSTILE, Pressing, Run, app_of, keys_in_view, press, shown
from tests.tui.fake_engine import NOW, FakeEngine
from tests.tui.fake_handoff import BRIEF

LAST = LastBrief(f"Handoff by Bo\n• {HOSTILE}", "Bo Larsen", NOW - timedelta(minutes=10), "https://acme.slack.com/p1")


def text_of(pilot: Pressing) -> str:
    return pilot.app.screen.query_one(TextArea).text


def row(state: OutboxState, reason: str = "") -> OutboxRow:
    job = BriefPost(Reference("PPOL", "Payments"), "#oncall-handoff", "Me", "text", NOW)
    return replace(owed(job, "brief", NOW), state=state, reason=reason)


async def tell(pilot: Pressing, engine: FakeEngine, state: OutboxState, reason: str = "") -> None:
    engine.slack_desk.owed["brief"] = row(state, reason)
    engine.publish(OutboxChanged())
    await pilot.pause()


async def test_the_reading_shows_its_counts_and_esc_cancels_it(run: Run, engine: FakeEngine) -> None:
    engine.handoff_desk.ready.clear()
    async with run() as pilot:
        await press(pilot, "H")
        assert "reading the log: 340 entries, 3 of 9 incidents" in shown(pilot)
        assert "Esc cancels" in shown(pilot)
        await press(pilot, "escape")
        assert app_of(pilot).screen is app_of(pilot).incidents
        assert engine.handoff_desk.cancelled == 1


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (160, 45)])
async def test_the_brief_fits_and_scrolls(run: Run, engine: FakeEngine, size: tuple[int, int]) -> None:
    engine.handoff_desk.text = "\n".join(f"- line {number} {HOSTILE}" for number in range(99))
    engine.handoff_desk.last = LAST
    async with run(size) as pilot:
        await press(pilot, "H")
        assert keys_in_view(pilot)
        assert "- line 0 [/foo] [@click=app.quit]X[/] disk" in shown(pilot)
        assert pilot.app.screen.query_one(TextArea).size.height >= 3
        assert "Last brief by Bo Larsen, 03:02: ctrl+l shows it." in shown(pilot)


@pytest.mark.parametrize("key", ["ctrl+t", "f9"])
async def test_the_edited_text_is_posted_and_the_screen_says_so(run: Run, engine: FakeEngine, key: str) -> None:
    async with run() as pilot:
        await press(pilot, "H", *"Hi ", "enter", key)
        assert engine.handoff_desk.posted == ["Hi \n# Handoff by Me\n\n- one\n"]
        await tell(pilot, engine, OutboxState.WAITING, "no answer")
        assert "On its way to #oncall-handoff (no answer)" in shown(pilot)
        await tell(pilot, engine, OutboxState.PARKED, "no such channel")
        assert "Not posted: no such channel" in shown(pilot)
        await tell(pilot, engine, OutboxState.DONE)
        assert "Posted in #oncall-handoff." in shown(pilot)
        await press(pilot, "escape", "H")
        assert text_of(pilot) == engine.handoff_desk.text


async def test_a_refusal_is_told_and_the_text_stays(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "H", "x")
        engine.handoff_desk.refuses = AlreadyDone("the brief of this shift was posted before")
        await press(pilot, "ctrl+t")
        assert "the brief of this shift was posted before" in shown(pilot)
        assert text_of(pilot).startswith("x# Handoff")


async def test_what_was_edited_is_kept_until_quit_and_offered_again(
    run: Run, engine: FakeEngine, notices: list[str]
) -> None:
    async with run() as pilot:
        await press(pilot, "H", "escape", "H", "x", "escape")
        assert len(engine.handoff_desk.wishes) == 2
        await press(pilot, "q")
        assert notices == ["warning: : 1 text not sent yet: q again quits and loses that"]
        await press(pilot, "H")
        assert text_of(pilot).startswith("x# Handoff")
        assert "Your text of before" in shown(pilot)
        assert len(engine.handoff_desk.wishes) == 2
        await press(pilot, "ctrl+t")
        assert len(engine.handoff_desk.posted) == 1


async def test_another_span_is_typed_and_what_is_none_is_said(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "H", "ctrl+r", *"soon", "enter")
        assert "'soon' is not a time" in shown(pilot)
        await press(pilot, *["backspace"] * 4, *"2h", "tab", *"30m", "enter")
        assert engine.handoff_desk.wishes[1:] == [Wish(NOW - timedelta(hours=2), NOW - timedelta(minutes=30))]
        await press(pilot, "x", "ctrl+r")
        assert "It replaces the text that you edited." in shown(pilot)
        await press(pilot, "enter")
        assert engine.handoff_desk.wishes[2:] == [Wish()]
        assert text_of(pilot) == engine.handoff_desk.text


@pytest.mark.parametrize("error", [Refused("you have had no shift", "choose a span"), NotSent("no network")])
async def test_a_reading_that_fails_says_why_and_another_span_can_be_chosen(
    run: Run, engine: FakeEngine, error: Refused
) -> None:
    engine.handoff_desk.refuses = error
    async with run() as pilot:
        await press(pilot, "H")
        assert error.what in shown(pilot)
        await press(pilot, "ctrl+t", "ctrl+s", "ctrl+e", "ctrl+y")
        assert len(pilot.app.screen_stack) == 2
        engine.handoff_desk.refuses = None
        await press(pilot, "ctrl+r", *"2h", "enter")
        assert text_of(pilot) == engine.handoff_desk.text


async def test_it_is_saved_under_a_new_name_only(
    run: Run, engine: FakeEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    there = tmp_path / "handoff-2026-11-21.md"
    there.write_text("mine", encoding="utf-8")
    async with run() as pilot:
        await press(pilot, "H", "ctrl+s", "enter")
        assert "is there already" in shown(pilot)
        assert there.read_text(encoding="utf-8") == "mine"
        await press(pilot, "2", "enter")
        assert (tmp_path / "handoff-2026-11-21.md2").read_text(encoding="utf-8") == engine.handoff_desk.text
        assert "Saved as" in shown(pilot)
        assert engine.handoff_desk.kept == [engine.handoff_desk.text]
        await press(pilot, "ctrl+s", "escape")
        assert len(pilot.app.screen_stack) == 2


async def test_it_is_copied(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "H", "ctrl+y")
        assert pilot.app.clipboard == engine.handoff_desk.text
        assert "Copied, where the terminal allows it." in shown(pilot)
        assert engine.handoff_desk.kept == [engine.handoff_desk.text]


async def test_the_last_brief_is_shown_as_the_text_that_it_is(run: Run, engine: FakeEngine) -> None:
    engine.handoff_desk.last = LAST
    async with run((100, 30)) as pilot:
        await press(pilot, "H", "ctrl+l")
        text = shown(pilot)
        assert "Brief by Bo Larsen, 03:02" in text
        assert "https://acme.slack.com/p1" in text
        assert HOSTILE in text
        await press(pilot, "x", "escape")
        assert text_of(pilot) == engine.handoff_desk.text
        engine.handoff_desk.last = None
        await press(pilot, "escape", "H", "ctrl+l")
        assert len(pilot.app.screen_stack) == 2
        assert "Last brief" not in shown(pilot)


@pytest.fixture
def steps_aside(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """The terminal can be handed over; an editor that carries out a line of Python on `path`."""

    @contextmanager
    def suspend(self: object) -> Iterator[None]:
        yield

    def becomes(code: str) -> None:
        monkeypatch.setattr("textual.app.App.suspend", suspend)
        script = f"import pathlib,sys; path = pathlib.Path(sys.argv[1]); {code}"
        monkeypatch.setenv("EDITOR", f"{sys.executable} -c '{script}'")

    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    return becomes


async def edited(pilot: Pressing) -> None:
    """The editor was called and has ended."""
    await press(pilot, "ctrl+e")
    if under_way := [one for one in pilot.app.workers if one.group == "handoff editor"]:
        await pilot.app.workers.wait_for_complete(under_way)
    await pilot.pause()


async def test_the_persons_own_editor_changes_the_text(run: Run, steps_aside: Callable[[str], None]) -> None:
    steps_aside('path.write_text(path.read_text().upper() + "\\x1b[31mred")')
    async with run() as pilot:
        await press(pilot, "H", "x")
        await edited(pilot)
        assert text_of(pilot) == "X# HANDOFF BY ME\n\n- ONE\nred"
        await press(pilot, "y")
        assert text_of(pilot).startswith("yX#")


@pytest.mark.parametrize(
    ("code", "words"),
    [("sys.exit(3)", "ended with 3"), ("path.unlink()", "the editor left no file"), ("", "")],
)
async def test_an_editor_that_fails_leaves_the_text(
    run: Run, engine: FakeEngine, steps_aside: Callable[[str], None], code: str, words: str
) -> None:
    steps_aside(code)
    async with run((160, 30)) as pilot:
        await press(pilot, "H")
        await edited(pilot)
        assert words in shown(pilot)
        assert text_of(pilot).strip() == engine.handoff_desk.text.strip()


async def test_without_an_editor_or_a_terminal_for_it_that_is_said(
    run: Run, steps_aside: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with run((160, 30)) as pilot:
        await press(pilot, "H")
        await edited(pilot)
        assert "no editor is set; set $EDITOR" in shown(pilot)
        monkeypatch.setenv("EDITOR", "true")
        await edited(pilot)
        assert "this terminal cannot be handed to an editor" in shown(pilot)
        steps_aside("")
        monkeypatch.setenv("EDITOR", "/nowhere/editor")
        await edited(pilot)
        assert "/nowhere/editor cannot be started (No such file or directory)" in shown(pilot)


def test_visual_goes_before_editor_and_may_have_arguments() -> None:
    assert editor.editor_of({"VISUAL": "code --wait", "EDITOR": "vi"}) == ["code", "--wait"]
    assert editor.editor_of({"VISUAL": " ", "EDITOR": "vi"}) == ["vi"]
    with pytest.raises(Refused, match="cannot be understood"):
        editor.editor_of({"EDITOR": "vi 'x"})


@pytest.mark.parametrize(("kind", "told"), [("shift_starts", True), ("shift_ends", False)])
async def test_the_start_of_a_shift_tells_of_the_last_brief(
    run: Run, engine: FakeEngine, notices: list[str], kind: str, told: bool
) -> None:
    engine.handoff_desk.last = LAST
    async with run((100, 40)) as pilot:
        engine.publish(ReminderDue(Due((f"{kind}:SPRI:x:0",), "Your shift", "Primary.", timedelta())))
        await pilot.pause()
        await pilot.pause()
        words = "information: Handed over: Brief by Bo Larsen, 03:02: H, then ctrl+l shows it."
        assert (words in notices) is told


async def test_a_shift_that_is_over_says_what_its_brief_leaves_out(run: Run, engine: FakeEngine) -> None:
    engine.clock = BRIEF.span.until + timedelta(minutes=9)
    async with run((100, 40)) as pilot:
        await press(pilot, "H")
        assert "9m ago: nothing later is in it" in shown(pilot)
