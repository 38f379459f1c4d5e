"""The list of reminders: what comes and what came, and what a person does about it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from textual.widgets import OptionList

from pdtui.core.reminding.kinds import ReminderKind
from pdtui.core.reminding.when import parse_timing
from pdtui.errors import JournalUnusable
from pdtui.tui.screens.reminder_lines import entries_of, lines_of
from pdtui.tui.screens.reminders import RemindersScreen
from tests.tui.conftest import Pressing, Run, app_of, keys_in_view, press, shown
from tests.tui.fake_engine import NOW, FakeEngine
from tests.tui.fake_reminders import planned
from tests.tui.test_dialogs import burst


@pytest.fixture
def engine(engine: FakeEngine) -> FakeEngine:
    """One told, two planned by pdtui, one own that recurs and one that comes once."""
    desk = engine.reminders
    desk.put(
        planned("start", -72, NOW),
        planned(
            "unack", 10, NOW, ReminderKind.UNACKNOWLEDGED,
            subject="#2 Disk", incident_id="Q000002", instant=NOW - timedelta(minutes=5),
        ),
        planned("end", 348, NOW, ReminderKind.SHIFT_ENDS, subject="Payments primary", detail="Bo takes over"),
    )  # fmt: skip
    desk.tell("start", 72)
    desk.add("stand up", parse_timing("every weekday at 09:00", NOW))
    desk.add("call the vendor", parse_timing("in 30m", NOW))
    desk.done.clear()
    return engine


def highlighted(pilot: Pressing) -> str:
    """The key of the highlighted reminder; empty for none."""
    screen = app_of(pilot).screen_stack[1]
    assert isinstance(screen, RemindersScreen)
    place = screen.query_one(OptionList).highlighted
    return screen._entries[place].key if place is not None else ""


def lines(pilot: Pressing) -> list[str]:
    return [line.strip(" │") for line in shown(pilot).splitlines()]


WANTED = (
    "03:22 in 10m    not acknowledged  #2 Disk, since 03:07",
    "2 03:42 in 30m    reminder          call the vendor",
    "09:00 in 5h     shift ends        Payments primary: Bo takes over, at 09:00",
    "1 Mon 09:00 in 2d reminder          stand up (every weekday at 09:00)",
    "told 02:00      shift starts      subject of start, at 02:00",
)


def squeezed(text: str) -> str:
    return re.sub(r"[ │\n]", "", text)


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_what_comes_is_listed_soonest_first_and_then_what_came(run: Run, size: tuple[int, int]) -> None:
    async with run(size) as pilot:
        await press(pilot, "ctrl+r")
        text = squeezed(re.sub(r"│[a-z]?$", "", shown(pilot), flags=re.M))
        places = [text.find(squeezed(words)) for words in WANTED]
        assert -1 not in places
        assert places == sorted(places)
        assert keys_in_view(pilot)


def test_the_columns_stand_below_each_other_and_long_words_hang(engine: FakeEngine) -> None:
    desk = engine.reminders
    found = [line.plain for line in lines_of(entries_of(desk.listed(), desk.own()), NOW, 66)]
    assert found[0] == "  03:22 in 10m     not acknowledged  #2 Disk, since 03:07"
    assert found[1] == "2 03:42 in 30m     reminder          call the vendor"
    assert [line.index(word) for line, word in zip(found[3].split("\n"), ("stand", "09:00)"), strict=True)] == [37, 37]


def test_where_there_is_little_room_long_words_stand_below(engine: FakeEngine) -> None:
    desk = engine.reminders
    found = [line.plain for line in lines_of(entries_of(desk.listed(), desk.own()), NOW, 56)]
    assert found[1] == "2 03:42 in 30m     reminder          call the vendor"
    head, *below = found[3].split("\n")
    assert "stand" not in head
    assert [len(line) - len(line.lstrip()) for line in below] == [4] * len(below)
    assert all(len(line) <= 56 for line in (head, *below))


async def test_an_empty_list_says_why(run: Run, engine: FakeEngine) -> None:
    engine.reminders.rows.clear()
    engine.reminders.made.clear()
    async with run() as pilot:
        await press(pilot, "ctrl+r")
        assert "Nothing is planned: no shift of yours begins or ends soon" in " ".join(lines(pilot))
        await press(pilot, "s", "d", "x", "enter")
        assert "Nothing is planned; a adds one." in shown(pilot)
        assert engine.reminders.done == []
        engine.last_poll = None
        app_of(pilot).screen.show()  # type: ignore[attr-defined]
        await pilot.pause()
        assert "PagerDuty has not answered yet" in shown(pilot)


async def test_a_snooze_is_chosen_or_typed(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "ctrl+r", "s", "down", "down", "enter")
        assert engine.reminders.done == [("snooze", "unack", NOW.replace(minute=42))]
        assert "Snoozed until 03:42, in 30 min." in shown(pilot)
        assert "#2 Disk, since 03:07 (snoozed)" in " ".join(" ".join(lines(pilot)).split())
        await press(pilot, "s", *"until 4:00", "enter")
        assert engine.reminders.done[1][2] == NOW.replace(hour=4, minute=0, second=0)


async def test_what_was_told_is_snoozed_and_told_again(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "ctrl+r", "end", "s", *"10m", "enter")
        assert engine.reminders.done == [("snooze", "start", NOW + timedelta(minutes=10))]
        assert "told" not in shown(pilot).replace("told 7", "")


async def test_a_dismissal_needs_no_question_and_says_what_it_means(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "ctrl+r", "d")
        assert engine.reminders.done == [("dismiss", "unack")]
        assert "Dismissed: no more of this series." in shown(pilot)
        assert highlighted(pilot) == ""
        await press(pilot, "d")
        assert len(engine.reminders.done) == 1
        assert "Choose a reminder first." in shown(pilot)


async def test_one_of_a_recurring_is_dismissed_and_it_is_still_listed_as_made(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "ctrl+r", "j", "j", "j", "d")
        assert "Dismissed this one; x deletes the others." in shown(pilot)
        assert "1 not planned" in shown(pilot)
        await press(pilot, "end", "d")
        assert "x deletes it for good" in shown(pilot)
        await press(pilot, "s")
        assert "Nothing is planned of it" in shown(pilot)
        await press(pilot, "x", "enter")
        assert engine.reminders.done[-1] == ("remove", 1)


async def test_an_own_one_that_comes_once_is_deleted_at_once(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "ctrl+r", "j", "delete")
        assert engine.reminders.done == [("remove", 2)]
        assert "Deleted reminder 2." in shown(pilot)


async def test_a_recurring_one_is_deleted_after_a_yes_that_names_it(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "ctrl+r", "j", "j", "j", "x")
        assert "stand up (every weekday at 09:00)" in shown(pilot)
        assert "It never comes again then" in shown(pilot)
        await press(pilot, "escape")
        assert engine.reminders.done == []
        await press(pilot, "x", "enter")
        assert engine.reminders.done == [("remove", 1)]


async def test_what_pdtui_plans_is_not_deleted(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "ctrl+r", "x")
        assert "pdtui plans it; d dismisses it." in shown(pilot)
        assert engine.reminders.done == []


async def test_one_is_added_in_one_line_that_says_what_it_means(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "ctrl+r", "a", *"pay")
        assert "no time for the reminder is given at the end" in " ".join(lines(pilot))
        await press(pilot, *" every day at 10:00")
        assert "Reminds you every day at 10:00, first at 10:00, in 6 h 48 min: pay" in " ".join(lines(pilot))
        await press(pilot, "enter")
        assert engine.reminders.done == [("add", "pay", "every day at 10:00", "")]
        assert highlighted(pilot).startswith("own:token3")


async def test_what_was_typed_stays_a_draft_and_a_time_alone_is_refused(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "ctrl+r", "a", *"in 30m", "enter")
        assert "a reminder of nothing says nothing" in shown(pilot)
        await press(pilot, "escape", "escape", "ctrl+r", "a")
        assert "in 30m" in shown(pilot)
        assert engine.reminders.done == []


async def test_enter_goes_to_the_incident(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        assert app_of(pilot).incidents.incidents.highlighted == "Q000003"
        await press(pilot, "ctrl+r", "j", "enter")
        assert "It is about no incident" in shown(pilot)
        await press(pilot, "k", "enter")
        assert len(app_of(pilot).screen_stack) == 1
        assert app_of(pilot).incidents.incidents.highlighted == "Q000002"


async def test_an_incident_that_is_not_listed_or_filtered_out_is_told(
    run: Run, engine: FakeEngine, notices: list[str]
) -> None:
    engine.reminders.put(planned("else", 1, NOW, ReminderKind.FOLLOW_UP, incident_id="QELSE"))
    async with run() as pilot:
        await press(pilot, "ctrl+r", "enter")
        assert "Its incident is not in the list." in shown(pilot)
        await press(pilot, "escape", "slash", *"region 3", "enter", "ctrl+r", "j", "enter")
        assert notices == ["warning: : The filter hides that incident; Esc clears it"]


async def test_the_highlight_stays_with_its_reminder(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "ctrl+r", "j")
        key = highlighted(pilot)
        engine.reminders.put(planned("sooner", 1, NOW))
        await pilot.pause()
        assert highlighted(pilot) == key
        engine.reminders.forget(key)
        await pilot.pause()
        assert highlighted(pilot) == ""


async def test_what_was_highlighted_when_the_key_went_down_is_snoozed(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "ctrl+r", "s")
        engine.reminders.put(planned("sooner", 1, NOW))
        await pilot.pause()
        await press(pilot, *"10m", "enter")
        assert engine.reminders.done == [("snooze", "unack", NOW + timedelta(minutes=10))]


async def test_keys_of_one_packet_act_one_after_the_other(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "ctrl+r")
        burst(pilot, "down", "s", *"2h", "enter")
        await pilot.pause()
        ((name, key, until),) = engine.reminders.done
        assert (name, key.startswith("own:token2"), until) == ("snooze", True, NOW + timedelta(hours=2))  # type: ignore[attr-defined]
        engine.reminders.done.clear()
        burst(pilot, "a", *"tea", "space", *"in", "space", *"5m", "enter")
        await pilot.pause()
        assert engine.reminders.done == [("add", "tea", "at 03:17", "")]


async def test_a_deletion_is_not_confirmed_by_the_same_packet_and_nothing_reaches_the_list_behind(
    run: Run, engine: FakeEngine
) -> None:
    async with run() as pilot:
        await press(pilot, "ctrl+r", "j", "j", "j")
        burst(pilot, "x", "enter", "enter")
        await pilot.pause()
        assert engine.reminders.done == []
        await press(pilot, "escape")
        burst(pilot, "escape", "a", "r", "d")
        await pilot.pause()
        assert engine.submitted == []
        assert engine.reminders.done == []


async def test_what_cannot_be_done_is_said_in_place(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "ctrl+r")
        engine.reminders.refuses = JournalUnusable("the journal is locked", "close the other program")
        await press(pilot, "d")
        assert "the journal is locked" in shown(pilot)
        await press(pilot, "a", *"tea in 5m", "enter")
        assert "the journal is locked" in shown(pilot)
        await press(pilot, "a")
        assert "tea in 5m" in shown(pilot)


async def test_keys_right_behind_the_opening_one_do_nothing(run: Run, engine: FakeEngine) -> None:
    """What they would act on was not to be seen when they went down."""
    async with run() as pilot:
        burst(pilot, "ctrl+r", "d", "x", "a", "r", "enter")
        await pilot.pause()
        await pilot.pause()
        assert engine.reminders.done == []
        assert engine.submitted == []
