"""Notices: where they stand, how many, and what takes them away."""

from __future__ import annotations

from datetime import timedelta

from textual.widgets._toast import Toast as Drawn
from textual.widgets._toast import ToastRack

from pdtui.core.events import ReminderDue, WriteRefused
from pdtui.core.reminding.reminder import Due
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


def test_more_reminders_than_there_is_room_for_are_one_notice_with_a_line_for_each() -> None:
    notes = Notes()
    toaster = toaster_of(notes)
    for number in range(2):
        toaster.show(Toast(f"text {number}\nmore", title=f"title {number}", seconds=REMINDER_SECONDS))
    assert notes.standing == ["text 0\nmore", "text 1\nmore"]
    toaster.show(Toast("x" * 90, title="long", seconds=REMINDER_SECONDS))
    folded = notes.standing[-1].split("\n")
    assert folded[:2] == ["title 0: text 0", "title 1: text 1"]
    assert folded[2].endswith("x…")
    assert folded[-1] == "Esc dismisses them; ctrl+r lists them."
    assert all(len(line) <= 55 for line in folded)
    assert toaster.stands(Toast("text 0\nmore", title="title 0"))
    toaster.take_away(Toast("text 1\nmore", title="title 1"))
    assert len(notes.standing) == 2


def test_of_very_many_the_last_are_named_and_the_others_counted() -> None:
    notes = Notes()
    toaster = toaster_of(notes)
    for number in range(9):
        toaster.show(Toast("text", title=f"title {number}", seconds=REMINDER_SECONDS))
    assert notes.standing[0].split("\n")[:1] == ["title 3: text"]
    assert "and 3 more" in notes.standing[0]


def test_a_click_on_the_one_notice_dismisses_all_that_it_stands_for() -> None:
    notes = Notes()
    toaster = toaster_of(notes)
    for number in range(3):
        toaster.show(Toast("text", title=f"title {number}", seconds=REMINDER_SECONDS))
    toaster.show(Toast("done", seconds=3.0))
    toaster.forget(f"3 reminders\n{notes.standing[0]}")
    toaster.begun(())
    toaster.show(Toast("late", title="title 9", seconds=REMINDER_SECONDS))
    assert notes.standing[-1] == "late"
    assert not toaster.stands(Toast("text", title="title 0"))


async def test_in_a_low_terminal_the_list_is_not_hidden_by_reminders(run: Run, engine: FakeEngine) -> None:
    async with run((80, 24)) as pilot:
        for number in range(4):
            engine.publish(ReminderDue(Due((f"k{number}",), f"Reminder {number}", "of a thing\nmore", timedelta())))
        await pilot.pause()
        await pilot.pause()
        assert len(pilot.app.screen.query(Drawn)) == 1
        assert all(f"#{number}" in shown(pilot) for number in (1, 2, 3))


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


def test_what_was_dismissed_with_others_stays_so_after_one_of_them_ran_out() -> None:
    notes, clock = Notes(), [0.0]
    toaster = Toaster(notes, lambda: clock[0], notes.clear)
    for number in range(4):
        toaster.show(Toast("text", title=f"title {number}", seconds=REMINDER_SECONDS))
        clock[0] += 1.0
    clock[0] = REMINDER_SECONDS + 0.5
    toaster.forget(f"4 reminders\n{notes.standing[0]}")
    toaster.show(Toast("late", title="title 9", seconds=REMINDER_SECONDS))
    assert notes.standing[-1] == "late"
