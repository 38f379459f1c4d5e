"""What is said and done in Slack from the keyboard, through real keys and a desk that remembers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from pdtui.core.actions import IN_SLACK
from pdtui.core.entries import DirectoryEntry, Kind
from pdtui.core.events import OutboxChanged, SlackChanged, SlackState, ThreadRead
from pdtui.core.journal import IncidentChannel
from pdtui.core.model import ThreadLink
from pdtui.core.slack.owed import Mention
from pdtui.core.slack.port import Piece, Reaction
from pdtui.core.slack.views import Checklist, ChecklistItem, ThreadMessage, ThreadView
from pdtui.errors import AlreadyDone, NotSent, Refused
from pdtui.tui.screens.dialog import Dialog
from pdtui.tui.screens.mentions import matching, word_of
from pdtui.tui.screens.prompt import NoteArea
from tests.tui.conftest import HOSTILE, Pressing, Run, keys_in_view, press, shown
from tests.tui.fake_choices import person
from tests.tui.fake_engine import NOW, FakeEngine, incident
from tests.tui.test_dialogs import burst

ID = "Q000003"
ADDRESS = "https://acme.slack.com/archives/C0000001/p1700000000000001"
LINK = ThreadLink(ID, "T1", "C1", "1.0", "payments", "https://acme.slack.com/archives/C1/p1")
ITEMS = (ChecklistItem(1, "Join", True, "Ada"), ChecklistItem(2, "Tell support"), ChecklistItem(3, "Find the deploy"))


def message(number: int, author: str, text: str, minutes: int = 1) -> ThreadMessage:
    return ThreadMessage(f"{number}.0", author, NOW - timedelta(minutes=minutes), (Piece(text),))


PARENT = replace(message(1, "PagerDuty", "Triggered #3", 9), is_parent=True, reactions=(Reaction("eyes", 2),))
OWN = replace(message(3, "pdtui", "Ada acknowledged #3", 2), by_pdtui=True)
VIEW = ThreadView(
    LINK, (PARENT, message(2, "Bo Example", "the deploy is guilty", 5), OWN, message(4, "Cy Other", "rolled back", 1)),
    NOW, Checklist(ITEMS, "C1", "5.0"),
)  # fmt: skip


@pytest.fixture
def engine(engine: FakeEngine) -> FakeEngine:
    engine.threads[ID] = LINK
    engine.slack_desk.views[ID] = VIEW
    return engine


def dialog(pilot: Pressing) -> Dialog[object]:
    assert isinstance(pilot.app.screen, Dialog)
    return pilot.app.screen


def is_closed(pilot: Pressing) -> bool:
    return len(pilot.app.screen_stack) == 1


def typed(pilot: Pressing) -> str:
    return dialog(pilot).query_one(NoteArea).text


async def settled(pilot: Pressing, is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not is_so():
            await pilot.pause()
    await pilot.pause()


# -- a reply ----------------------------------------------------------------------------------


async def test_a_reply_goes_to_the_thread(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    async with run() as pilot:
        await press(pilot, "T", *"on it", "ctrl+j", *"soon")
        text = shown(pilot)
        assert "#3" in text
        assert "in its thread in #payments" in text
        await press(pilot, "enter")
        assert engine.slack_desk.done == [("reply", ID, "on it\nsoon")]
        assert notices == ["information: : The reply on #3 is on its way to Slack"]
        await press(pilot, "T")
        assert typed(pilot) == ""


async def test_an_empty_reply_is_not_sent(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "T", "space", "enter")
        assert engine.slack_desk.done == []
        assert "A reply needs some text" in shown(pilot)


async def test_esc_keeps_the_text_and_so_does_a_refusal(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    engine.slack_desk.refuses = NotSent("the journal is full", "make room")
    async with run() as pilot:
        await press(pilot, "T", *"kept", "escape", "T")
        assert typed(pilot) == "kept"
        await press(pilot, "enter")
        assert notices == ["error: Reply: not done: the journal is full; make room"]
        await press(pilot, "T")
        assert typed(pilot) == "kept"


async def test_a_fault_of_pdtui_does_not_end_it(
    run: Run, engine: FakeEngine, notices: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*given: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(engine.slack_desk, "reply", broken)
    async with run() as pilot:
        await press(pilot, "T", *"hello", "enter")
        assert pilot.app.is_running
        assert "pdtui failed (ZeroDivisionError)" in notices[-1]


async def test_a_reply_goes_to_the_incident_of_the_key(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "T", *"done")
        engine.poll([incident(1), incident(2)])
        await pilot.pause()
        await press(pilot, "enter")
        assert engine.slack_desk.done == [("reply", ID, "done")]
        await press(pilot, "T", *"also to one that left", "enter")
        assert engine.slack_desk.done[-1] == ("reply", ID, "also to one that left")


async def test_two_replies_under_way_both_arrive(run: Run, engine: FakeEngine) -> None:
    engine.slack_desk.ready.clear()
    async with run() as pilot:
        await press(pilot, "T", *"one", "enter", "T", *"two", "enter")
        assert engine.slack_desk.done == []
        engine.slack_desk.ready.set()
        await pilot.pause()
        assert engine.slack_desk.done == [("reply", ID, "one"), ("reply", ID, "two")]


# -- mentions ---------------------------------------------------------------------------------


async def test_tab_completes_the_first_name(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "T", *"ask @exam")
        text = shown(pilot)
        assert "@Ann Example" in text
        assert "@Bo Example" in text
        assert "@Cy Other" not in text
        await press(pilot, "tab")
        assert typed(pilot) == "ask @Ann Example "
        assert "Mentions Ann Example" in shown(pilot)
        await press(pilot, *"please", "enter")
        assert engine.slack_desk.done == [("reply", ID, "ask @Ann Example please")]


async def test_enter_takes_only_a_highlighted_name(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "T", *"@exam", "down", "down", "enter")
        assert typed(pilot) == "@Bo Example "
        assert engine.slack_desk.done == []
        await press(pilot, *"@exam", "down", "up", "enter")
        assert "@exam is nobody yet: Tab takes @Ann Example" in shown(pilot)
        assert engine.slack_desk.done == []
        await press(pilot, "enter")
        assert engine.slack_desk.done == [("reply", ID, "@Bo Example @exam")]


async def test_keys_of_one_burst_complete_what_was_typed(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "T")
        burst(pilot, *"@bo", "tab", *"hi", "enter", "a")
        await pilot.pause()
        assert engine.slack_desk.done == [("reply", ID, "@Bo Example hi")]


async def test_a_click_takes_a_name(run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "T", *"@exam")
        await pilot.click(".mentions", offset=(2, 1))
        await pilot.pause()
        assert typed(pilot) == "@Bo Example "


async def test_the_keys_say_what_enter_does(run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "T", *"@exam")
        assert "Enter sends · Tab takes the first name" in shown(pilot)
        await press(pilot, "down")
        assert "Enter or Tab takes the name" in shown(pilot)
        assert "Enter sends" not in shown(pilot)


async def test_names_that_cannot_be_read_are_remarked_on_and_hinder_nothing(run: Run, engine: FakeEngine) -> None:
    engine.directory.known_already = False
    engine.directory.failure = NotSent("no network")
    async with run() as pilot:
        await press(pilot, "T", *"@ann", "tab")
        assert "Names do not complete: no network" in shown(pilot)
        await press(pilot, "enter")
        assert engine.slack_desk.done == [("reply", ID, "@ann")]


async def test_names_that_come_late_complete(run: Run, engine: FakeEngine) -> None:
    engine.directory.known_already = False
    engine.directory.ready.clear()
    async with run() as pilot:
        await press(pilot, "T", *"@ann")
        assert "@Ann Example" not in shown(pilot)
        engine.directory.ready.set()
        await pilot.pause()
        assert "@Ann Example" in shown(pilot)


async def test_mentions_that_are_off_are_said(run: Run, engine: FakeEngine) -> None:
    engine.slack_desk.lacks = {"mentions": "users:read.email"}
    async with run() as pilot:
        await press(pilot, "T", *"@bo", "tab")
        assert "Mentions are off: the app lacks users:read.email" in shown(pilot)


@pytest.mark.parametrize(
    ("before", "word"),
    [("@an", "an"), ("see @Zoë", "Zoë"), ("(@an", "an"), ("@", ""), ("me@an", ""), ("@ann ", ""), ("", ""), ("an", "")],
)
def test_word_of(before: str, word: str) -> None:
    assert word_of(before) == word


def test_matching_is_of_parts_anywhere_in_the_name() -> None:
    people = [Mention(name, "x@example.com") for name in ("Joanna Bell", "Ann Example", "Bo Hannover", "Cy Other")]
    assert [one.name for one in matching(people, "ANN")] == ["Ann Example", "Bo Hannover", "Joanna Bell"]
    assert matching(people, "") == ()
    assert len(matching([Mention(f"Ann {at}", "x") for at in range(9)], "ann")) == 5


async def test_the_last_name_can_be_seen_and_taken_in_a_low_terminal(run: Run, engine: FakeEngine) -> None:
    engine.directory.entries[Kind.USER] = tuple(person(f"P{at}", f"Name{at} Example") for at in range(5))
    async with run((60, 18)) as pilot:
        await press(pilot, "T", *"@exam", *["down"] * 5)
        assert "@Name4 Example" in shown(pilot)
        await press(pilot, "enter")
        assert typed(pilot) == "@Name4 Example "


async def test_hostile_names_stay_text(run: Run, engine: FakeEngine) -> None:
    engine.directory.entries[Kind.USER] = (DirectoryEntry("P", HOSTILE, Kind.USER, email="x@example.com"),)
    async with run((120, 30)) as pilot:
        await press(pilot, "T", *"@foo")
        assert f"@{HOSTILE}" in shown(pilot)


# -- marks ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "call"),
    [
        (("down",), ("react", ID, "eyes", False)),
        (("down", "down"), ("react", ID, "eyes", True)),
        (tuple("help"), ("react", ID, "question", False)),
        (tuple(":party_parrot:"), ("react", ID, "party_parrot", False)),
    ],
)
async def test_a_mark(run: Run, engine: FakeEngine, keys: tuple[str, ...], call: tuple[object, ...]) -> None:
    async with run() as pilot:
        await press(pilot, "M", *keys, "enter")
        assert engine.slack_desk.done == [call]


async def test_only_what_is_there_can_be_taken_away(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "M")
        assert shown(pilot).count("takes pdtui's own away") == 1
        assert "looking (2 there)" in shown(pilot)
        await press(pilot, "escape", "j", "M")
        assert "takes pdtui's own away" not in shown(pilot)
        await press(pilot, "enter")
        assert engine.slack_desk.done == []


# -- a channel --------------------------------------------------------------------------------


async def test_a_channel_by_its_offered_name(run: Run, engine: FakeEngine) -> None:
    wish = engine.slack_desk.channel_wish(incident(3))
    async with run() as pilot:
        await press(pilot, "C")
        assert f"#{wish}" in shown(pilot)
        await press(pilot, "enter")
        assert engine.slack_desk.done == [("channel", (ID,), wish, "", False, False)]


async def test_a_channel_as_it_is_wished(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "C", "ctrl+u", *"My Fire", "tab", "space", "tab", "right")
        assert "Asks PagerDuty to make a private channel: #my-fire" in shown(pilot)
        await press(pilot, "escape", "C")
        assert "Asks PagerDuty to make a private channel: #my-fire" in shown(pilot)
        await press(pilot, "enter")
        assert engine.slack_desk.done == [("channel", (ID,), "my-fire", "", True, True)]


async def test_a_channel_that_exists(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "C", "up", *"#ops")
        assert "Takes #ops: pins a summary, a bookmark and the checklist there" in shown(pilot)
        await press(pilot, "enter")
        assert engine.slack_desk.done[0][3] == "#ops"


async def test_an_unchanged_form_is_no_draft(run: Run, notices: list[str]) -> None:
    async with run() as pilot:
        await press(pilot, "C", "escape", "q")
        assert not [notice for notice in notices if "draft" in notice]


@pytest.mark.parametrize(("name", "said"), [("", "needs a name"), ("x" * 81, "80 characters at most")])
async def test_a_name_that_slack_would_not_take(run: Run, engine: FakeEngine, name: str, said: str) -> None:
    async with run() as pilot:
        await press(pilot, "C", "ctrl+u", *name, "enter")
        assert said in shown(pilot)
        assert engine.slack_desk.done == []


async def test_marked_incidents_share_a_channel_and_those_that_have_one_are_left_out(
    run: Run, engine: FakeEngine
) -> None:
    engine.slack_desk.channels["Q000001"] = IncidentChannel("Q000001", "T1", "C9", "inc-1")
    async with run() as pilot:
        await press(pilot, "asterisk", "C")
        text = shown(pilot)
        assert "channel that these 2 share" in text
        assert "1 left out: #1 has #inc-1" in text
        await press(pilot, "enter")
        assert engine.slack_desk.done[0][1] == (ID, "Q000002")


async def test_one_that_has_a_channel_is_told_so_only(run: Run, engine: FakeEngine) -> None:
    engine.slack_desk.channels[ID] = IncidentChannel(ID, "T1", "C9", "inc-3")
    async with run() as pilot:
        await press(pilot, "C")
        assert "#3 has #inc-3 already" in shown(pilot)
        await press(pilot, "enter", "space")
        assert engine.slack_desk.done == []
        await press(pilot, "escape")
        assert is_closed(pilot)
        engine.slack_desk.channels[ID] = replace(engine.slack_desk.channels[ID], archived=True)
        await press(pilot, "C", "enter")
        assert len(engine.slack_desk.done) == 1


async def test_so_already_is_no_error(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    engine.slack_desk.refuses = AlreadyDone("#3 has the channel #inc-3")
    async with run() as pilot:
        await press(pilot, "C", "enter")
        assert notices == ["information: : #3 has the channel #inc-3"]


# -- the checklist ----------------------------------------------------------------------------


async def test_an_item_is_ticked_and_the_dialog_stays(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "K")
        text = shown(pilot)
        assert "1 of 3 done" in text
        assert "Join (Ada)" in text
        await press(pilot, "enter")
        assert engine.slack_desk.done == [("tick", ID, 2, True)]
        assert "…ticking" in shown(pilot)
        await press(pilot, "up", "space")
        assert engine.slack_desk.done[-1] == ("tick", ID, 1, False)
        assert not is_closed(pilot)


async def test_an_item_is_ticked_by_its_number(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "K", "3")
        assert engine.slack_desk.done == [("tick", ID, 3, True)]
        await press(pilot, "7")
        assert "It has no item 7." in shown(pilot)
        await press(pilot, "enter")
        assert engine.slack_desk.done == [("tick", ID, 3, True), ("tick", ID, 3, False)]
        assert not is_closed(pilot)


async def test_a_tick_that_arrived_is_shown(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "K", "enter")
        items = (ITEMS[0], replace(ITEMS[1], done=True, by="Me"), ITEMS[2])
        engine.slack_desk.views[ID] = replace(VIEW, checklist=Checklist(items, "C1", "5.0"))
        engine.publish(OutboxChanged())
        await settled(pilot, lambda: "2 of 3 done" in shown(pilot))
        assert "Tell support (Me)" in shown(pilot)
        assert "ticking" not in shown(pilot)
        engine.slack_desk.views[ID] = VIEW
        engine.publish(ThreadRead(ID))
        await settled(pilot, lambda: "1 of 3 done" in shown(pilot))


async def test_a_refused_tick_is_taken_back_and_said_in_the_dialog(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "K")
        engine.slack_desk.refuses = Refused("the checklist has no item 2")
        await press(pilot, "enter")
        text = shown(pilot)
        assert "the checklist has no item 2" in text
        assert "ticking" not in text


async def test_a_checklist_is_posted_where_there_is_none(run: Run, engine: FakeEngine) -> None:
    engine.slack_desk.views[ID] = replace(VIEW, checklist=None)
    async with run() as pilot:
        for incident_id in (ID, "Q000002"):  # with a thread, and without one
            await press(pilot, "K")
            assert "Find the last deploy" in shown(pilot)
            assert "Space ticks" not in shown(pilot)
            await press(pilot, "p")
            assert engine.slack_desk.done[-1] == ("post", incident_id)
            assert is_closed(pilot)
            await press(pilot, "j")


async def test_a_checklist_that_is_there_is_not_posted_again(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "K", "p")
        assert engine.slack_desk.done == []
        assert "there already" in shown(pilot)


async def test_settings_without_a_checklist_say_so(run: Run, engine: FakeEngine) -> None:
    engine.slack_desk.routing.checklist = ()
    async with run() as pilot:
        await press(pilot, "j", "K")
        assert "slack.checklist" in shown(pilot)
        await press(pilot, "p")
        assert engine.slack_desk.done == []


# -- the thread's address ---------------------------------------------------------------------


async def test_a_thread_is_linked(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    async with run() as pilot:
        await press(pilot, "j", "L")
        assert "no thread in Slack that is known" in shown(pilot)
        assert "unlink" not in shown(pilot)
        await press(pilot, *ADDRESS, "enter")
        assert engine.slack_desk.done == [("link", "Q000002", ADDRESS)]
        assert notices == ["information: : #2 is linked to that thread"]


async def test_nothing_is_unlinked_by_enter(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "L", "enter", "ctrl+u", "delete", "backspace", "enter", "tab", "enter", "enter", "space")
        assert engine.slack_desk.done == []
        assert "Press Delete here to unlink it" in shown(pilot)


async def test_a_thread_is_unlinked_by_delete_and_enter(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    async with run() as pilot:
        await press(pilot, "L", *"typed", "tab", "delete")
        assert "pdtui forgets it" in shown(pilot)
        await press(pilot, "escape")
        assert engine.slack_desk.done == []
        await press(pilot, "delete", "enter")
        assert engine.slack_desk.done == [("unlink", ID)]
        assert notices == ["information: : #3 has no thread any more"]


async def test_what_is_no_address_is_said_where_it_is_typed(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "L", *"nonsense", "enter")
        assert "that is no address of a message in Slack" in shown(pilot)
        await press(pilot, "x")
        assert "that is no address" not in shown(pilot)
        assert engine.slack_desk.done == []


async def test_an_address_that_is_refused_is_offered_again(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    engine.slack_desk.refuses = Refused("there is no such message")
    async with run() as pilot:
        await press(pilot, "L", *ADDRESS, "enter")
        assert notices == ["error: Link thread: not done: there is no such message"]
        await press(pilot, "L")
        assert ADDRESS in shown(pilot).replace("\n", "")


# -- replies as notes -------------------------------------------------------------------------


async def test_a_message_is_saved_as_a_note(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "N")
        text = shown(pilot)
        assert text.index("rolled back") < text.index("the deploy is guilty") < text.index("Triggered #3")
        assert "Ada acknowledged" not in text
        await press(pilot, "j", "enter")
        assert engine.slack_desk.done == [("save", ID, "Bo Example", "the deploy is guilty", "2.0")]


async def test_a_thread_that_cannot_be_read_says_why(run: Run, engine: FakeEngine) -> None:
    engine.slack_desk.refuses = Refused("Slack is off: there is no token for it")
    async with run() as pilot:
        for key in ("N", "K"):
            await press(pilot, key)
            assert "Slack is off: there is no token for it" in shown(pilot)
            await press(pilot, "enter", "escape")
        assert engine.slack_desk.done == []


# -- all of them ------------------------------------------------------------------------------


@pytest.mark.parametrize("action", IN_SLACK, ids=lambda action: action.id)
@pytest.mark.parametrize("size", [(80, 24), (60, 18), (120, 36)])
async def test_a_dialog_fits_and_says_what_it_acts_on(
    run: Run, engine: FakeEngine, action: object, size: tuple[int, int]
) -> None:
    key = next(one.key for one in IN_SLACK if one is action)
    engine.poll([incident(3, "word " * 60)])
    engine.directory.entries[Kind.USER] = tuple(person(f"P{at}", f"Name{at} Example") for at in range(9))
    engine.slack_desk.views[ID] = replace(
        VIEW, messages=(*VIEW.messages, *(message(at, "Bo", "long " * 60) for at in range(9, 30)))
    )
    async with run(size) as pilot:
        await press(pilot, key)
        if key == "T":
            await press(pilot, *"@nam")
        await pilot.pause()
        assert keys_in_view(pilot)
        assert "#3" in shown(pilot)


@pytest.mark.parametrize("action", IN_SLACK, ids=lambda action: action.id)
async def test_without_slack_a_key_says_why(run: Run, engine: FakeEngine, notices: list[str], action: object) -> None:
    key = next(one.key for one in IN_SLACK if one is action)
    engine.slack = SlackChanged(SlackState.OFF)
    async with run() as pilot:
        await press(pilot, key)
        assert is_closed(pilot)
        assert notices[-1].startswith("warning: : Slack is off: there is no token for it")
