"""The incidents screen with keys, events and sizes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from textual.events import AppBlur

from pdtui.core.actions import ACTIONS
from pdtui.core.commands import Acknowledge
from pdtui.core.events import (
    DetailChanged,
    DetailFailed,
    IncidentsChanged,
    Left,
    ReminderDue,
    SlackChanged,
    SlackState,
    WriteDone,
    WriteRefused,
    WriteUnknown,
)
from pdtui.core.model import IncidentDetail, Note
from pdtui.core.reminding.reminder import Due
from pdtui.tui.app import PdtuiApp
from pdtui.tui.bindings import bindings
from pdtui.tui.notification import Terminal
from pdtui.tui.screens.incidents import IncidentsScreen
from pdtui.tui.widgets.detail_pane import DetailPane
from pdtui.tui.widgets.incident_list import IncidentList
from tests.tui.conftest import Pressing, Run, app_of, press, shown
from tests.tui.fake_engine import ANN, NOW, FakeEngine, incident


def the_list(pilot: Pressing) -> IncidentList:
    return app_of(pilot).incidents.incidents


async def test_engine_is_started_once_after_the_first_paint(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await pilot.pause()
        assert engine.started == 1
        assert "LIVE 0s" in shown(pilot)


async def test_acknowledge_takes_the_highlighted_at_the_key(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "j", "a")
        assert engine.submitted == [Acknowledge("Q000002")]
        assert "acking…" in shown(pilot)


async def test_second_press_while_under_way_is_not_sent(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    async with run() as pilot:
        await press(pilot, "a", "a")
        assert len(engine.submitted) == 1
        assert "already under way" in notices[-1]


async def test_ghost_is_refused_with_what_became_of_it(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    async with run() as pilot:
        engine.poll([incident(2), incident(1)])
        engine.publish(Left(incident(3, status="resolved"), "resolved by Bo"))
        await pilot.pause()
        assert "× resolved by Bo" in shown(pilot)
        for key in ("a", "r", "e", "s"):
            await press(pilot, key)
        assert engine.submitted == []
        assert app_of(pilot).screen is app_of(pilot).incidents
        assert notices == ["warning: : #3 resolved by Bo: nothing was done"]
        await press(pilot, "j", "a")
        assert engine.submitted == [Acknowledge("Q000002")]


async def test_low_urgency_is_not_escalated_and_says_why(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    engine.poll([incident(3, urgency="low")])
    async with run() as pilot:
        await press(pilot, "e")
        assert "low urgency" in notices[-1]


async def test_highlight_out_of_sight_is_shown_before_anything_is_done(
    run: Run, engine: FakeEngine, notices: list[str]
) -> None:
    engine.poll([incident(number) for number in range(1, 90)])
    async with run() as pilot:
        the_list(pilot).held.scroll(50)
        await press(pilot, "a")
        assert engine.submitted == []
        assert "out of sight" in notices[-1]
        await press(pilot, "a")
        assert engine.submitted == [Acknowledge("Q000089")]


async def test_filter_is_typed_kept_and_cleared(run: Run, engine: FakeEngine) -> None:
    engine.poll([incident(1, "alpha"), incident(2, "beta"), incident(3, "gamma")])
    async with run() as pilot:
        await press(pilot, "slash", *"arb", "backspace", "backspace", "backspace", *"bet")
        assert engine.submitted == []
        assert the_list(pilot).highlighted == "Q000002"
        assert "1 of 3" in shown(pilot)
        await press(pilot, "enter", "a")
        assert engine.submitted == [Acknowledge("Q000002")]
        await press(pilot, "escape")
        assert the_list(pilot).held.listed == 3
        assert the_list(pilot).highlighted == "Q000002"


async def test_filter_without_a_match_says_so(run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "slash", *"zzz")
        assert "Nothing matches 'zzz' (3 incidents hidden; Esc clears)" in shown(pilot)
        await press(pilot, "escape")
        assert the_list(pilot).highlighted == "Q000003"


async def test_poll_that_unmatches_leaves_a_ghost(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "slash", *"triggered", "enter")
        engine.poll([incident(1), incident(2), incident(3, status="acknowledged")])
        await pilot.pause()
        assert "no longer matches" in shown(pilot)
        assert the_list(pilot).highlighted == "Q000003"


@pytest.mark.parametrize(("size", "both"), [((80, 24), False), ((119, 34), False), ((120, 24), True), ((80, 35), True)])
async def test_what_fits_side_by_side(run: Run, size: tuple[int, int], both: bool) -> None:
    async with run(size) as pilot:
        pane = pilot.app.screen.query_one(DetailPane)
        assert pane.display is both
        await press(pilot, "enter")
        assert pane.display
        assert the_list(pilot).display is both
        await press(pilot, "escape")
        assert the_list(pilot).display
        assert the_list(pilot).has_focus
        assert pane.display is both


async def test_resizing_decides_again(run: Run) -> None:
    async with run((80, 24)) as pilot:
        pane = pilot.app.screen.query_one(DetailPane)
        await pilot.resize_terminal(130, 30)
        await pilot.pause()
        await pilot.pause()
        assert pane.display
        assert "service" in shown(pilot)
        await press(pilot, "n")
        await pilot.resize_terminal(70, 20)
        await press(pilot, "escape")
        assert not pane.display


async def test_details_are_fetched_after_a_rest_and_belong_to_the_highlight(run: Run, engine: FakeEngine) -> None:
    engine.details["Q000002"] = IncidentDetail("Q000002", (Note("N", "a note on 2", ANN, NOW),), (), ())
    async with run((140, 40)) as pilot:
        await press(pilot, "4", "j")
        assert "a note on 2" in shown(pilot)
        engine.publish(DetailChanged(IncidentDetail("Q000003", (Note("N", "belated", ANN, NOW),), (), ())))
        await pilot.pause()
        assert "belated" not in shown(pilot)
        await pilot.pause(0.35)
        assert engine.looked_at[-1] == "Q000002"
        looked = len(engine.looked_at)
        engine.poll([incident(1), replace(incident(2), alert_count=4), incident(3)])
        await pilot.pause(0.35)
        assert engine.looked_at[looked:] == ["Q000002"]


async def test_details_that_fail_say_why(run: Run, engine: FakeEngine) -> None:
    async with run((200, 40)) as pilot:
        await press(pilot, "4")
        assert "reading…" in shown(pilot)
        engine.publish(DetailFailed("Q000003", "PagerDuty did not answer"))
        await pilot.pause()
        assert "Not read: PagerDuty did not answer" in shown(pilot)
        engine.details["Q000003"] = IncidentDetail("Q000003", (), None, ())
        engine.publish(DetailChanged(engine.details["Q000003"]))
        await pilot.pause()
        assert "No notes" in shown(pilot)
        assert "4 Notes(0)" in shown(pilot)
        await press(pilot, "2")
        assert "Could not be read" in shown(pilot)
        assert "2 Timeline(?)" in shown(pilot)


async def test_failing_polls_are_a_state_not_toasts(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    async with run((100, 24)) as pilot:
        engine.fail("check the network")
        await pilot.pause()
        engine.clock += timedelta(seconds=60)
        engine.fail("check the network")
        await pilot.pause()
        text = shown(pilot)
        assert "OFFLINE since 03:12, list 60s old" in text
        assert "check the network (next try in 30s)" in text
        assert notices == []
        engine.poll([incident(1)])
        await pilot.pause()
        assert "LIVE 0s" in shown(pilot)
        assert "check the network" not in shown(pilot)


async def test_empty_list_says_why(run: Run, engine: FakeEngine) -> None:
    engine.poll([])
    async with run() as pilot:
        assert "All clear, 0s ago" in shown(pilot)
        engine.fail("check the network")
        await pilot.pause()
        text = shown(pilot)
        assert "All clear" not in text
        assert "No answer from PagerDuty since 03:12" in text


async def test_before_the_first_answer() -> None:
    engine = FakeEngine()
    app = PdtuiApp(engine.typed)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Asking PagerDuty…" in shown(pilot)
        assert "LOADING" in shown(pilot)
        await press(pilot, "a", "j", "k", "g", "G", "space", "enter", "o", "f5")
        assert engine.submitted == []
        assert engine.refreshed == 1


async def test_notices_of_writes(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    async with run() as pilot:
        await press(pilot, "a")
        engine.publish(WriteDone("I1", "Q000003", "#3 acknowledged"))
        await pilot.pause()
        assert notices == []
        engine.publish(WriteDone("I2", "Q000003", "#3 resolved", "the note was not added"))
        engine.publish(WriteRefused("I3", "Q000003", "#3 was not acknowledged"))
        engine.publish(WriteUnknown("I4", "Q000003", "the answer was lost"))
        engine.publish(WriteRefused("I5", "Q000003", "#3 was not acknowledged"))
        await pilot.pause()
        assert [notice.split(":")[0] for notice in dict.fromkeys(notices)] == ["warning", "error", "warning"]


async def test_reminder_rings_and_reaches_the_desktop(
    run: Run, engine: FakeEngine, notices: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    rung: list[bool] = []
    monkeypatch.setattr(Terminal, "write", lambda self, data: written.append(data))
    monkeypatch.setattr(PdtuiApp, "bell", lambda self: rung.append(True))
    async with run() as pilot:
        pilot.app.post_message(AppBlur())
        due = Due(("k",), "Your shift ends in 30 min", "Ends at 09:00; [Bo] takes over.", timedelta())
        engine.publish(ReminderDue(due))
        await pilot.pause()
        assert rung == [True]
        assert "\x1b]9;Your shift ends in 30 min: Ends at 09:00, [Bo] takes over.\x07" in written[0]
        assert notices[-1].startswith("warning: Your shift ends")
        assert "Your shift ends" in shown(pilot)
        await press(pilot, "escape")
        assert "Your shift ends" not in shown(pilot)


async def test_slack_that_stopped_says_why(run: Run, engine: FakeEngine) -> None:
    async with run((110, 24)) as pilot:
        engine.slack = SlackChanged(SlackState.STOPPED, 2, 0, "the token is refused: make a new one")
        engine.publish(engine.slack)
        await pilot.pause()
        text = shown(pilot)
        assert "Slack stopped, 2 waiting" in text
        assert "Slack stopped: the token is refused: make a new one" in text


async def test_only_web_addresses_are_opened(
    run: Run, engine: FakeEngine, notices: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(PdtuiApp, "open_url", lambda self, url: opened.append(url))
    engine.poll([incident(3), incident(2, url="file:///etc/passwd"), incident(1, url="http://127.0.0.1:8/i")])
    async with run() as pilot:
        await press(pilot, "o", "j", "o", "j", "o")
        assert opened == ["https://example.pagerduty.com/incidents/Q000003", "http://127.0.0.1:8/i"]
        assert any("no web address" in notice for notice in notices)


async def test_arrivals_are_counted_in_the_head(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        engine.poll([incident(number) for number in (*range(59, 19, -1), 3, 2, 1)])
        await pilot.pause()
        assert "▲ 40 new" not in shown(pilot)
        await press(pilot, "G", "k", "k")
        engine.poll([incident(number) for number in (*range(61, 19, -1), 3, 2, 1)])
        await pilot.pause()
        assert re.search(r"▲ \d+ new", shown(pilot))
        assert the_list(pilot).highlighted == "Q000003"
        await press(pilot, "g")
        assert "▲" not in shown(pilot)


async def test_marks_are_counted(run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "space", "j", "space")
        assert "◆ 2 marked" in shown(pilot)


async def test_every_key_of_the_registry_leads_somewhere(run: Run, engine: FakeEngine) -> None:
    engine.choose()
    assert {binding.id for binding in bindings()} == {action.id for action in ACTIONS if action.key}
    for action in ACTIONS:
        if not action.key or action.id == "quit":
            continue
        async with run() as pilot:
            await press(pilot, action.key.split(",")[0])
            assert pilot.app.is_running


async def test_quit(run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "q")
        assert not pilot.app.is_running or pilot.app.return_code == 0


async def test_ctrl_c_leaves_nothing_by_accident(run: Run, notices: list[str]) -> None:
    async with run() as pilot:
        await press(pilot, "ctrl+c")
        assert pilot.app.is_running
        assert "Press q" in notices[-1]


async def test_clicking_a_key_of_the_bar(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await pilot.click("#keys", offset=(2, 0))
        await pilot.pause()
        assert engine.submitted == [Acknowledge("Q000003")]


async def test_hostile_text_is_shown_as_it_is(run: Run, engine: FakeEngine) -> None:
    hostile = "[/foo] [@click=app.quit]X[/] disk [95%]"
    engine.poll([incident(3, hostile, service=hostile)])
    engine.details["Q000003"] = IncidentDetail("Q000003", (Note("N", hostile, ANN, NOW),), (), ())
    engine.on_duty.summary = hostile
    engine.choose()
    async with run((200, 50), title=hostile) as pilot:
        assert shown(pilot).count(hostile) >= 4
        for key in ("n", "e"):
            await press(pilot, key)
            assert hostile in shown(pilot)
            await press(pilot, "escape")
        engine.publish(WriteRefused("I", "Q000003", hostile))
        await pilot.pause()
        assert hostile in shown(pilot)
        await press(pilot, "ctrl+p")
        assert pilot.app.is_running


async def test_palette_acts_on_what_was_highlighted_when_it_opened(run: Run, engine: FakeEngine) -> None:
    async with run((100, 40)) as pilot:
        await press(pilot, "ctrl+p", *"Ack")
        await pilot.pause(0.2)
        assert isinstance(app_of(pilot).incidents, IncidentsScreen)
        await press(pilot, "enter")
        await pilot.pause()
        assert engine.submitted == [Acknowledge("Q000003")]


async def test_ages_follow_the_clock(run: Run, engine: FakeEngine) -> None:
    engine.poll([incident(3, minutes=5)])
    async with run() as pilot:
        assert "5m" in shown(pilot)
        engine.clock += timedelta(minutes=2)
        engine.publish(IncidentsChanged())
        await pilot.pause()
        assert "7m" in shown(pilot)
        assert "STALE 2m" in shown(pilot)
