"""Long work on the screen: its counts, and that the person need not wait for it."""

from __future__ import annotations

import pytest

from pdtui.core.events import OutboxChanged, Progressed, WriteDone, WritesCancelled
from pdtui.core.progress import Progress
from pdtui.core.scope import Scope
from pdtui.core.undo import Undoing
from pdtui.tui import acting
from pdtui.tui.acting import MOST_UNASKED
from tests.tui.conftest import Pressing, Run, press, shown
from tests.tui.fake_engine import FakeEngine, incident

SIZES = [(60, 18), (80, 24), (160, 45)]


async def reads(pilot: Pressing, engine: FakeEngine, done: int) -> None:
    """A page came."""
    engine.reading = Progress("reading", done, 12_000)
    engine.publish(Progressed(engine.reading))
    await pilot.pause()


def bar(pilot: Pressing) -> str:
    return shown(pilot).splitlines()[0]


@pytest.mark.parametrize("size", SIZES)
async def test_the_first_list_is_counted_in_the_bar_and_where_the_rows_will_be(
    run: Run, engine: FakeEngine, size: tuple[int, int]
) -> None:
    engine.store.clear()
    engine.last_poll = None
    async with run(size) as pilot:
        for done, words in ((100, "100 of 12,000"), (1_200, "1,200 of 12,000")):
            await reads(pilot, engine, done)
            assert f"reading {words}" in bar(pilot)
            assert f"Reading {words}" in shown(pilot)
            assert "LIVE" not in shown(pilot)
        engine.reading = None
        engine.poll([incident(number) for number in (1, 2, 3)])
        await pilot.pause()
        assert "reading" not in bar(pilot)
        assert "LIVE 0s" in bar(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_another_scope_is_counted_and_the_old_rows_can_be_acted_on(
    run: Run, engine: FakeEngine, size: tuple[int, int]
) -> None:
    async with run(size) as pilot:
        engine.set_scope(Scope.EVERYTHING)
        await reads(pilot, engine, 1_200)
        assert "reading 1,200 of 12,000" in bar(pilot)
        assert "LIVE" not in bar(pilot)
        assert "switching to everything" in bar(pilot) or size[0] < 80
        await press(pilot, "a", "f5")
        assert len(engine.submitted) == 1
        assert engine.refreshed == 1
        engine.arrive([incident(number) for number in (1, 2)])
        await pilot.pause()
        assert "LIVE" in bar(pilot)


async def acknowledge(pilot: Pressing, engine: FakeEngine, number: int) -> list[str]:
    """All of so many incidents, by one key press; the ids of the intents."""
    engine.poll([incident(one) for one in range(1, number + 1)])
    await pilot.pause()
    engine.writing = Progress("acknowledging", 0, number, cancels=True)
    await press(pilot, "asterisk", "a", *(["enter"] if number > MOST_UNASKED else []))
    return [f"I{one}" for one in range(1, number + 1)]


def cancel(engine: FakeEngine, intent_ids: list[str]) -> None:
    """As the engine does it."""
    rows = {row.pending[0].intent_id: row.id for row in engine.store.rows if row.pending}
    engine.writing = None
    engine.publish(engine.store.cancel({one: rows[one] for one in intent_ids}))
    engine.publish(WritesCancelled(tuple(intent_ids), "they were not acknowledged"))


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_done_to_many_is_counted_and_undo_says_that_it_cancels_the_rest(
    run: Run, engine: FakeEngine, size: tuple[int, int]
) -> None:
    async with run(size) as pilot:
        await acknowledge(pilot, engine, 12)
        engine.writing = Progress("acknowledging", 4, 12, cancels=True)
        engine.publish(Progressed(engine.writing))
        await pilot.pause()
        assert "acknowledging 4 of 12" in bar(pilot)
        assert "under way" not in bar(pilot)
        assert "u Cancel rest" in shown(pilot) or size[0] < 80
        engine.writing = None
        engine.publish(OutboxChanged())
        await pilot.pause()
        assert "12 under way" in bar(pilot)
        assert "Cancel rest" not in shown(pilot)


async def test_what_was_cancelled_loses_its_mark_and_is_told_once_with_what_was_sent(
    run: Run, engine: FakeEngine, notices: list[str]
) -> None:
    engine.undoing = Undoing("what is to be acknowledged and is not sent yet", cancels=2)
    async with run() as pilot:
        ids = await acknowledge(pilot, engine, 5)
        engine.publish(WriteDone("I1", engine.store.rows[0].id, "Acknowledged #5"))
        await press(pilot, "u")
        assert engine.undone == 1
        cancel(engine, ids[3:])
        await pilot.pause()
        assert notices[-1] == (
            "information: : Ack: 2 of 5 cancelled before they were sent; 3 were sent and go to their end"
        )
        assert [bool(row.pending) for row in engine.store.rows] == [True, True, True, False, False]
        assert not [row for row in engine.store.rows if row.failed]
        for intent_id, row in zip(ids[1:3], engine.store.rows[1:3], strict=True):
            engine.publish(WriteDone(intent_id, row.id, "Acknowledged"))
        await pilot.pause()
        assert notices[-1] == "information: : Ack: 3 of 5 done, 2 cancelled before they were sent"


async def test_where_nothing_was_sent_that_is_said_at_once(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    engine.undoing = Undoing("what is to be acknowledged and is not sent yet", cancels=5)
    async with run() as pilot:
        ids = await acknowledge(pilot, engine, 5)
        await press(pilot, "u")
        cancel(engine, ids)
        await pilot.pause()
        assert notices == ["information: : Ack: 0 of 5 done, 5 cancelled before they were sent"]


async def test_a_single_one_is_told_by_its_number_and_its_text_is_given_back(
    run: Run, engine: FakeEngine, notices: list[str]
) -> None:
    async with run() as pilot:
        await press(pilot, "n", *"looking", "enter")
        engine.publish(engine.store.cancel({"I1": engine.store.rows[0].id}))
        engine.publish(WritesCancelled(("I1",), "#3 was not noted: cancelled before it was sent"))
        await pilot.pause()
        assert notices == ["information: : #3 was not noted: cancelled before it was sent"]
        await press(pilot, "n")
        assert "looking" in shown(pilot)


async def test_what_newer_actions_hide_is_cancelled_after_a_question(run: Run, engine: FakeEngine) -> None:
    engine.undoing = Undoing("what is to be resolved and is not sent yet", "", "PagerDuty cannot take back: x", 7)
    async with run() as pilot:
        await press(pilot, "u")
        assert engine.undone == 0
        assert "Undo cancels that." in shown(pilot)
        await press(pilot, "enter")
        assert engine.undone == 1


async def test_a_key_that_is_held_down_cancels_once(
    run: Run, engine: FakeEngine, notices: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acting, "SETTLE_SECONDS", 60.0)
    engine.undoing = Undoing("what is to be acknowledged and is not sent yet", cancels=5)
    async with run() as pilot:
        await press(pilot, "u", "u", "u")
        assert engine.undone == 1
        assert notices == ["warning: : Undo came too soon after the last key: nothing was done"]
