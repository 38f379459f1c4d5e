"""What a click on the bars does, and what the help and the rows say beside the plain facts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pdtui.core.actions import Feature
from pdtui.core.model import IncidentDetail, Note, Reference, ThreadLink
from pdtui.tui.screens.help import help_text
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
