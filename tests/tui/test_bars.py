"""What a click on the bars does, and what the help and the rows say beside the plain facts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pdtui.core.actions import Feature
from pdtui.core.commands import Resolve
from pdtui.core.events import WriteDone
from pdtui.core.model import IncidentDetail, Note, Reference, ThreadLink
from pdtui.tui.screens.help import help_text
from pdtui.tui.widgets.key_hint import KeyHint, key_of
from tests.tui.conftest import Pressing, Run, app_of, press, shown
from tests.tui.fake_engine import ANN, NOW, FakeEngine, incident


async def click_word(pilot: Pressing, word: str) -> None:
    """On its last cell: the words of the line on top are laid from the right."""
    line = app_of(pilot).screen.query_one("#status").render()
    place = str(line).index(word)
    await pilot.click("#status", offset=(place + 1, 0))
    await pilot.pause()


@pytest.mark.parametrize(
    ("word", "screen"), [("Slack on", "OutboxScreen"), ("on call", "TimelineScreen"), ("switching", "ScopeScreen")]
)
async def test_each_word_on_top_leads_to_what_it_speaks_of(
    engine: FakeEngine, run: Run, word: str, screen: str
) -> None:
    async with run((120, 30)) as pilot:
        await press(pilot, "v", "up", "enter")
        await click_word(pilot, word)
        assert type(pilot.app.screen).__name__ == screen


async def test_a_click_on_how_fresh_it_is_asks_again(engine: FakeEngine, run: Run) -> None:
    async with run() as pilot:
        await click_word(pilot, "LIVE")
        assert engine.refreshed == 1


async def test_a_row_says_that_it_has_notes_and_a_thread(engine: FakeEngine, run: Run) -> None:
    note = Note("PN", "Rolling back", ANN, NOW - timedelta(minutes=1))
    engine.details["Q000002"] = IncidentDetail("Q000002", notes=(note,), log_entries=(), alerts=())
    engine.threads["Q000002"] = ThreadLink(
        "Q000002", "T1", "C1", "1.1", permalink="https://acme.slack.com/archives/C1/p11"
    )
    engine.threads["Q000001"] = ThreadLink(
        "Q000001", "T1", "C1", "1.2", permalink="https://acme.slack.com/archives/C1/p12"
    )
    async with run() as pilot:
        lines = {
            number: next(line for line in shown(pilot).split("\n") if f"#{number}" in line) for number in (1, 2, 3)
        }
        assert "… ✎↳" in lines[2]
        assert "… ↳" in lines[1]
        assert "✎" not in lines[3]
        assert "↳" not in lines[3]


async def test_a_note_shows_its_sign_where_no_details_are_in_view_too(engine: FakeEngine, run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "n", *"seen", "enter")
        engine.publish(WriteDone("I1", "Q000003", "Added a note to #3"))
        await pilot.pause()
        assert engine.looked_at == ["Q000003"]


async def test_the_help_dims_what_does_not_apply_and_says_why(engine: FakeEngine, run: Run) -> None:
    engine.poll([incident(3, status="acknowledged", assignees=(Reference("PX", "Xi"),))])
    engine.missing = frozenset({Feature.PRIORITIES})
    async with run((120, 50)) as pilot:
        await press(pilot, "question_mark")
        assert "Set its priority, or take it away — not now: your" in shown(pilot)
        assert "PagerDuty plan has no priorities" in shown(pilot)


async def test_the_help_begins_with_what_has_the_keys(engine: FakeEngine, run: Run) -> None:
    async with run((120, 50)) as pilot:
        await press(pilot, "enter", "question_mark")
        assert shown(pilot).index("Details") < shown(pilot).index("The highlighted incident")


@pytest.mark.parametrize("room", [50, 80, 120])
def test_the_help_keeps_to_its_width(room: int) -> None:
    assert all(line.cell_length <= room for line in help_text(room, {"acknowledge": "it is resolved"}).split("\n"))


async def click_hint(pilot: Pressing, word: str) -> None:
    hint = pilot.app.screen.query_one(KeyHint)
    lines = str(hint.render()).split("\n")
    row = next(number for number, line in enumerate(lines) if word in line)
    await pilot.click(KeyHint, offset=(lines[row].index(word) + 1, row))
    await pilot.pause()


async def test_a_dialog_can_be_used_by_the_mouse_alone(engine: FakeEngine, run: Run) -> None:
    async with run() as pilot:
        await pilot.click("#keys", offset=(10, 0))
        await pilot.pause()
        assert type(pilot.app.screen).__name__ == "PromptScreen"
        await click_hint(pilot, "Enter")
        assert engine.submitted == [Resolve("Q000003")]


async def test_a_click_on_esc_leaves_and_does_nothing(engine: FakeEngine, run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "r")
        await click_hint(pilot, "Esc")
        assert len(pilot.app.screen_stack) == 1
        assert engine.submitted == []


@pytest.mark.parametrize(
    ("part", "key"),
    [
        ("Enter sends it", "enter"),
        ("Esc", "escape"),
        ("ctrl+s saves it", "ctrl+s"),
        ("F5 asks", "f5"),
        ("r resolves it", "r"),
        ("+ - days", ""),
        ("↑↓ choose", ""),
        ("j/k scroll", ""),
        ("1–9, Enter or Space ticks", ""),
        ("never read", ""),
    ],
)
def test_a_part_of_the_hint_presses_the_key_that_it_begins_with(part: str, key: str) -> None:
    assert key_of(part) == key
