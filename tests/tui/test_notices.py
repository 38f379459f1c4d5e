"""Notices: where they stand, how many, and what takes them away."""

from __future__ import annotations

from textual.widgets._toast import Toast as Drawn
from textual.widgets._toast import ToastRack

from pdtui.core.events import WriteRefused
from pdtui.errors import AlreadyDone
from pdtui.tui.toasts import REMINDER_SECONDS, Toast, Toaster
from tests.tui.conftest import Run, app_of, press, shown
from tests.tui.fake_engine import FakeEngine


class Notes:
    """What stands, as an app would show it."""

    def __init__(self) -> None:
        self.standing: list[str] = []

    def notify(self, message: str, **options: object) -> None:
        self.standing.append(message)

    def clear(self) -> None:
        self.standing.clear()


def toaster_of(notes: Notes) -> Toaster:
    return Toaster(notes, lambda: 0.0, notes.clear)


def test_a_third_notice_takes_the_oldest_away_but_no_reminder() -> None:
    notes = Notes()
    toaster = toaster_of(notes)
    toaster.show(Toast("shift ends", seconds=REMINDER_SECONDS))
    for text in ("one", "two", "three"):
        toaster.show(Toast(text))
    assert notes.standing == ["shift ends", "three"]


def test_an_action_overtakes_what_was_said_of_its_incident_and_every_refusal() -> None:
    notes = Notes()
    toaster = toaster_of(notes)
    toaster.show(Toast("#1 was not resolved", about=frozenset({"Q1"})))
    toaster.show(Toast("nothing was done", refusal=True))
    toaster.begun({"Q2"})
    assert notes.standing == ["#1 was not resolved"]
    toaster.begun({"Q1"})
    assert notes.standing == []


def test_a_notice_that_was_clicked_away_does_not_come_back() -> None:
    notes = Notes()
    toaster = toaster_of(notes)
    toaster.show(Toast("text", title="Title"))
    toaster.show(Toast("nothing was done", refusal=True))
    toaster.forget("Title\ntext")
    toaster.begun(())
    assert notes.standing == []


async def test_no_notice_covers_a_dialog_which_says_itself_what_is_wrong(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "n")
        engine.publish(WriteRefused("I9", "Q000002", "#2 was not resolved: PagerDuty said no"))
        await pilot.pause()
        text = shown(pilot)
        assert text.count("#2 was not resolved") == 1
        assert "Note  #3" in text
        assert pilot.app.screen.query_one(ToastRack).region.area == 0
        await press(pilot, "escape")
        assert "#2 was not resolved" in shown(pilot)


async def test_on_the_list_a_notice_covers_neither_filter_nor_keys(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "slash", "i", "enter")
        engine.publish(WriteRefused("I9", "Q000002", "#2 was not resolved: PagerDuty said no"))
        await pilot.pause()
        screen = app_of(pilot).screen
        (drawn,) = screen.query(Drawn)
        assert drawn.region.area
        for name in ("#filter-bar", "#keys"):
            assert not drawn.region.overlaps(screen.query_one(name).region)


async def test_already_so_is_information(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    engine.refuses = AlreadyDone("#3 is acknowledged by you already")
    async with run() as pilot:
        await press(pilot, "a")
    assert notices == ["information: : #3 is acknowledged by you already"]
