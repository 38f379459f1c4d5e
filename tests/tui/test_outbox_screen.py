"""What Slack is owed, on the screen: why it waits, and what a person does about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from textual.widgets import OptionList

from pdtui.core.events import OutboxChanged, SlackChanged, SlackState
from pdtui.core.slack.owed import Job, OutboxRow, OutboxState, Reply, Telling, Tick, owed
from pdtui.core.slack.socket_port import SocketStanding, SocketState
from pdtui.errors import JournalUnusable
from tests.tui.conftest import HOSTILE, Pressing, Run, keys_in_view, press, shown
from tests.tui.fake_engine import NOW, FakeEngine, incident


def row(marker: str, job: Job, state: OutboxState = OutboxState.WAITING, **more: object) -> OutboxRow:
    made = owed(job, marker, NOW - timedelta(minutes=9))
    return replace(made, state=state, **more)  # type: ignore[arg-type] # by name


REPLY = row("r", Reply(incident(1), "Me", "rolling back"))
PARKED = row(
    "p", Telling(incident(2), "acknowledge", "Ada acknowledged #2"), OutboxState.PARKED, reason="not in the channel"
)
SENDING = row("s", Tick(incident(3), 2, "Ada"), OutboxState.SENDING)


@pytest.fixture
def engine(engine: FakeEngine) -> FakeEngine:
    engine.slack_desk.owed = {one.marker: one for one in (REPLY, PARKED, SENDING)}
    return engine


def highlighted(pilot: Pressing) -> int | None:
    return pilot.app.screen.query_one(OptionList).highlighted


async def test_each_row_says_what_since_when_and_why(run: Run, engine: FakeEngine) -> None:
    engine.slack_desk.owed["r"] = replace(REPLY, next_at=NOW + timedelta(minutes=2), attempts=3, reason="no answer")
    async with run() as pilot:
        await press(pilot, "x")
        lines = [line.strip(" │") for line in shown(pilot).splitlines()]
        text = "\n".join(lines)
        assert "waiting     reply on #1: rolling back" in text
        assert "since 03:03 (9m ago), next try 03:14, tried 3 times" in text
        assert "no answer" in text
        assert "not sent    Ada acknowledged #2" in text
        assert "not in the channel" in text
        assert "being sent  item 2 of the checklist of #3" in text


async def test_an_empty_outbox_says_so(run: Run, engine: FakeEngine) -> None:
    engine.slack_desk.owed = {"d": replace(REPLY, state=OutboxState.DONE)}
    async with run() as pilot:
        await press(pilot, "x")
        assert "Nothing waits for Slack." in shown(pilot)
        await press(pilot, "r", "d", "enter")
        assert engine.slack_desk.done == []
        await press(pilot, "escape")
        assert len(pilot.app.screen_stack) == 1


async def test_a_row_is_tried_again(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "x", "r")
        assert engine.slack_desk.done == [("retry", "p")]
        assert "Tried again: Ada acknowledged #2" in shown(pilot)


async def test_a_row_is_dropped_only_after_a_yes_that_names_it(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "x", "d")
        text = shown(pilot)
        assert "#2" in text
        assert "Slack is never told of it then" in text
        await press(pilot, "escape")
        assert engine.slack_desk.done == []
        await press(pilot, "d", "d", "enter")
        assert engine.slack_desk.done == [("drop", "p")]
        assert "Dropped: Ada acknowledged #2" in shown(pilot)
        assert "not sent" not in shown(pilot)


async def test_what_is_on_its_way_is_not_dropped(run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "x", "j", "j", "d", "enter")
        assert "Not dropped: it is on its way" in shown(pilot)
        assert "item 2 of the checklist of #3" in shown(pilot)


async def test_enter_decides_nothing(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "x", "enter")
        assert engine.slack_desk.done == []
        assert "Press r to try it now" in shown(pilot)


async def test_the_highlight_stays_with_its_row(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "x", "j")
        del engine.slack_desk.owed["p"]
        engine.publish(OutboxChanged())
        await pilot.pause()
        assert "not in the channel" not in shown(pilot)
        assert highlighted(pilot) == 0
        await press(pilot, "r")
        assert engine.slack_desk.done == [("retry", "r")]
        del engine.slack_desk.owed["r"]
        engine.publish(OutboxChanged())
        await pilot.pause()
        assert highlighted(pilot) is None
        await press(pilot, "r", "d")
        assert engine.slack_desk.done == [("retry", "r")]
        assert "Choose a row first" in shown(pilot)


async def test_what_needs_a_person_stands_first_and_what_is_planned_last(run: Run, engine: FakeEngine) -> None:
    engine.slack_desk.owed["l"] = row("l", Reply(incident(4), "Me", "later"), next_at=NOW + timedelta(minutes=2))
    engine.slack_desk.owed["o"] = row("o", Reply(incident(5), "Me", "now"))
    async with run() as pilot:
        await press(pilot, "x")
        text = shown(pilot)
        places = [text.index(words) for words in ("Ada acknowledged #2", "rolling back", "on #5: now", "on #4: later")]
        assert places == sorted(places)
        assert "planned     reply on #4: later" in text
        assert "for 03:14" in text


async def test_what_is_confirmed_is_what_was_named(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "x", "d")
        del engine.slack_desk.owed["r"]
        engine.publish(OutboxChanged())
        await pilot.pause()
        await press(pilot, "enter")
        assert engine.slack_desk.done == [("drop", "p")]


async def test_what_is_off_stands_on_top(run: Run, engine: FakeEngine) -> None:
    engine.slack_desk.lacks = {"mentions": "users:read.email"}
    engine.slack = SlackChanged(SlackState.STOPPED, advice="the token is refused")
    engine.listening = {"": SocketStanding(SocketState.REFUSED, "Socket Mode is off"), "emea": SocketStanding()}
    async with run() as pilot:
        await press(pilot, "x")
        text = shown(pilot)
        assert "mentions: off, the app lacks users:read.email" in text
        assert "Slack stopped, and nothing goes: the token is refused" in text
        assert text.count("buttons and /pdtui: off, Socket Mode is off") == 1
        engine.slack = SlackChanged(SlackState.OFF)
        engine.publish(engine.slack)
        await pilot.pause()
        assert "Slack is off: there is no token for it" in shown(pilot)


@pytest.mark.parametrize("size", [(80, 24), (60, 18), (160, 45)])
async def test_many_long_rows_scroll_and_leave_the_keys_in_view(
    run: Run, engine: FakeEngine, size: tuple[int, int]
) -> None:
    engine.slack_desk.lacks = {f"feature {number}": f"scope:{number}" for number in range(18)}
    engine.slack_desk.owed = {
        str(at): replace(PARKED, marker=str(at), reason="a long reason " * 12) for at in range(30)
    }
    async with run(size) as pilot:
        await press(pilot, "x")
        assert keys_in_view(pilot)
        assert pilot.app.screen.query_one(OptionList).size.height >= 3


async def test_hostile_words_stay_text(run: Run, engine: FakeEngine) -> None:
    engine.slack_desk.owed = {"r": replace(REPLY, job=Reply(incident(1), "Me", HOSTILE), reason=HOSTILE)}
    async with run((160, 30)) as pilot:
        await press(pilot, "x")
        assert shown(pilot).count(HOSTILE) == 2
        await press(pilot, "d")
        assert HOSTILE in shown(pilot)


async def test_a_journal_that_fails_is_told(run: Run, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*given: object) -> bool:
        raise JournalUnusable("the journal is locked", "close the other pdtui")

    async with run() as pilot:
        await press(pilot, "x")
        monkeypatch.setattr(engine.slack_desk, "retry", failing)
        await press(pilot, "r")
        assert "the journal is locked; close the other pdtui" in shown(pilot)
        assert "rolling back" in shown(pilot)
        monkeypatch.setattr(engine.slack_desk, "rows", failing)
        engine.publish(OutboxChanged())
        await pilot.pause()
        assert "the journal is locked" in shown(pilot)


async def test_the_palette_leads_there(run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "ctrl+p", *"outbox")
        await pilot.pause()
        await press(pilot, "down", "enter")
        await pilot.pause()
        assert "rolling back" in shown(pilot)


async def test_the_bar_leads_there_only_while_something_waits_for_a_person(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        assert "Outbox" not in shown(pilot)
        engine.slack = SlackChanged(SlackState.LIVE, parked=1)
        engine.publish(engine.slack)
        await pilot.pause()
        assert "xOutbox" in shown(pilot).replace(" ", "")
