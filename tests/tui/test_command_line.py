"""The command line: what is typed behind the colon is said first, then done, to what was meant when it was typed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from textual.events import Paste

from pdtui.core.commands import (
    Acknowledge,
    AddNote,
    AddResponders,
    Escalate,
    Merge,
    Reassign,
    Resolve,
    RunWorkflow,
    SetPriority,
    SetTitle,
    SetUrgency,
    Snooze,
    Trigger,
)
from pdtui.core.events import Left
from pdtui.core.model import ACKNOWLEDGED, LOW, RESOLVED, Reference
from pdtui.core.scope import Scope
from pdtui.errors import NotSent, Refused
from pdtui.tui.command.line_input import CommandInput
from pdtui.tui.screens.command_line import CommandLineScreen
from pdtui.tui.screens.confirm import ConfirmScreen
from pdtui.tui.screens.pages import PagesScreen
from pdtui.tui.screens.prompt import PromptScreen
from pdtui.tui.screens.snooze import SnoozeScreen
from pdtui.tui.screens.trigger import TriggerScreen
from tests.tui.conftest import HOSTILE, Pressing, Run, app_of, keys_in_view, press, shown
from tests.tui.fake_engine import FakeEngine, incident
from tests.tui.test_dialogs import burst

NAMES = {" ": "space", ":": "colon"}


def keys(text: str) -> list[str]:
    """A text as keys."""
    return [NAMES.get(letter, letter) for letter in text]


async def type_in(pilot: Pressing, text: str, *then: str) -> None:
    """Open the line, put the text in as a terminal pastes it, and press some keys."""
    await press(pilot, "colon")
    line_of(pilot).post_message(Paste(text))
    await pilot.pause()
    await press(pilot, *then)


def line_of(pilot: Pressing) -> CommandInput:
    """The line that is typed into."""
    return pilot.app.screen.query_one(CommandInput)


class Lines:
    """A history that is looked into."""

    def __init__(self, *lines: str) -> None:
        self.kept = list(lines)

    def read(self) -> Sequence[str]:
        return tuple(self.kept)

    def add(self, line: str) -> None:
        self.kept.append(line)


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("ack 2", Acknowledge("Q000002")),
        (":ack #2", Acknowledge("Q000002")),
        ("/pd ack Q000002", Acknowledge("Q000002")),
        ("ack", Acknowledge("Q000003")),
        ("resolve 2", Resolve("Q000002")),
        ('resolve 2 "Root cause: pool exhaustion"', Resolve("Q000002", "Root cause: pool exhaustion")),
        ("note 1 “it is the pool”", AddNote("Q000001", "it is the pool")),
        ("note restarting pods", AddNote("Q000003", "restarting pods")),
        (f"note 1 {HOSTILE}", AddNote("Q000001", HOSTILE)),
        ("escalate 2", Escalate("Q000002", 2)),
        ("escalate 2 to 1", Escalate("Q000002", 1)),
        ("title 2 Pool is {} empty", SetTitle("Q000002", "Pool is {} empty")),
        ("urgency 2 low", SetUrgency("Q000002", "low")),
        ("priority 2 none", SetPriority("Q000002", None)),
        ("assign 2 to ann", Reassign("Q000002", (Reference("PANN", "Ann Example", "user"),))),
        ("reassign 2 policy data", Reassign("Q000002", (), Reference("PDB", "Databases", "escalation_policy"))),
        ("add-responder 2 @bo-example", AddResponders("Q000002", (Reference("PBO", "Bo Example", "user"),))),
        ("run-play 2 “open a bridge”", RunWorkflow("Q000002", Reference("W1", "Open a bridge"))),
        ("merge 2 into 3", Merge("Q000002", incident(3).reference)),
    ],
)
async def test_a_line_is_done(run: Run, engine: FakeEngine, line: str, command: object) -> None:
    engine.choose()
    async with run() as pilot:
        await type_in(pilot, line, "enter")
        await pilot.pause()
        assert engine.submitted == [command]
        assert app_of(pilot).screen is app_of(pilot).incidents


async def test_one_packet_is_done_exactly(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        burst(pilot, *keys(":ack 2"), "enter")
        await pilot.pause()
        assert engine.submitted == [Acknowledge("Q000002")]
        assert app_of(pilot).screen is app_of(pilot).incidents


async def test_what_is_typed_never_presses_keys_of_the_list(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        burst(pilot, *keys(":note 1 arqBAmwlPxu?/!*"), "x", "backspace", "enter")
        await pilot.pause()
        assert engine.submitted == [AddNote("Q000001", "arqBAmwlPxu?/!*")]
        await press(pilot, *keys(":qarRAe*/"), "escape")
        assert len(engine.submitted) == 1
        assert app_of(pilot).screen is app_of(pilot).incidents
        assert pilot.app.is_running


async def test_a_snooze_and_a_new_incident(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await type_in(pilot, "snooze 2 until 14:00")
        assert "Snoozes #2 Checkout latency is above 2 s in region 2 until 14:00" in shown(pilot)
        await press(pilot, "enter")
        await type_in(pilot, 'trigger "Disk full" on postgres urgency low', "enter")
        snooze, trigger = engine.submitted
        assert isinstance(snooze, Snooze)
        assert snooze.until.hour == 14
        assert isinstance(trigger, Trigger)
        assert (trigger.title, trigger.service.name, trigger.urgency) == ("Disk full", "postgres", LOW)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", ":help lists them all"),
        ("ak 2", "there is no :ak; did you mean :ack?"),
        ("ack", "Enter: Acknowledges #3 Checkout latency"),
        ('resolve 2 "all good"', "in region 2 with the note"),
        ("note 2 'x'", "Enter: Notes on #2"),
        ("snooze 2 soon", "'soon' is neither a span nor a time"),
        ("note 99 x", "Enter: Asks PagerDuty for #99 first"),
        ("priority 2 P7", "PagerDuty for the priorities"),
        ("unack 2", "#2 is not acknowledged; nothing is done"),
        ("merge 2 into 2", "#2 is one of those that are merged"),
        ("scope nowhere", "there is no scope 'nowhere'; there is mine, on call, teams, everything"),
        ("remind me to call in 30m", "Reminds you of “call” at 03:42"),
        ("escalate 2", "to the next level"),
    ],
)
async def test_it_is_said_before_it_is_done(run: Run, engine: FakeEngine, line: str, words: str) -> None:
    engine.missing = frozenset()
    async with run((160, 45)) as pilot:
        await type_in(pilot, line)
        assert words in shown(pilot)
        assert engine.submitted == []


@pytest.mark.parametrize(("line", "told"), [
    ("", True), ("snooze", True), ("note 'x'", True), ("ack 2", False), ("ak", False), ("refresh", False),
])  # fmt: skip
async def test_which_one_is_meant_is_said_where_none_is_named(run: Run, line: str, told: bool) -> None:
    async with run() as pilot:
        await type_in(pilot, line)
        assert ("acts on #3 Checkout latency" in shown(pilot)) is told


async def test_what_it_acts_on_was_highlighted_when_the_colon_was_typed(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "colon")
        engine.poll([incident(number) for number in (1, 2, 3, 4)])
        await pilot.pause()
        await press(pilot, *keys("ack"))
        assert "acts on #3 " in shown(pilot)
        await press(pilot, "enter")
        assert engine.submitted == [Acknowledge("Q000003")]


async def test_the_incident_that_vanished_is_not_another_one(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await type_in(pilot, "resolve")
        engine.poll([incident(1), incident(2)])
        engine.publish(Left(incident(3), "was resolved by Bo", was_assigned=True))
        await pilot.pause()
        assert "Meanwhile: was resolved by Bo" in shown(pilot)
        await press(pilot, "enter")
        assert engine.submitted == []
        assert isinstance(pilot.app.screen, CommandLineScreen)
        assert "#3 was resolved by Bo" in shown(pilot)


async def test_the_marked_ones_without_an_id(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "space", "j", "space")
        await type_in(pilot, "snooze 2h")
        assert "2 incidents (#3 and #2)" in shown(pilot)
        await press(pilot, "enter")
        assert [command.incident_id for command in engine.submitted] == ["Q000003", "Q000002"]
        assert app_of(pilot).incidents.marked == ()
        await press(pilot, "space")
        await type_in(pilot, "title New", "enter")
        assert engine.submitted[-1] == SetTitle("Q000002", "New")


async def test_many_are_asked_about_first(run: Run, engine: FakeEngine) -> None:
    engine.poll([incident(number) for number in range(1, 13)])
    async with run() as pilot:
        await press(pilot, "asterisk")
        await type_in(pilot, "resolve deploy rolled back", "enter")
        assert isinstance(pilot.app.screen, ConfirmScreen)
        assert engine.submitted == []
        await press(pilot, "enter")
        assert len(engine.submitted) == 12
        assert engine.submitted[0] == Resolve("Q000012", "deploy rolled back")


@pytest.mark.parametrize(
    ("line", "dialog"),
    [
        ("note 2", PromptScreen),
        ("snooze 2", SnoozeScreen),
        ("unack 1", ConfirmScreen),
        ("trigger Disk is full", TriggerScreen),
        ("help", PagesScreen),
    ],
)
async def test_a_choice_that_is_missing_opens_its_dialog(
    run: Run, engine: FakeEngine, line: str, dialog: type[object]
) -> None:
    engine.poll([incident(1, status=ACKNOWLEDGED), incident(2), incident(3)])
    async with run() as pilot:
        await type_in(pilot, line, "enter")
        assert isinstance(pilot.app.screen, dialog)
        assert engine.submitted == []


async def test_the_title_of_a_new_incident_is_taken_along(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await type_in(pilot, "trigger Disk is full", "enter")
        assert "Disk is full" in shown(pilot)


async def test_one_that_is_not_listed_is_looked_up(run: Run, engine: FakeEngine) -> None:
    engine.elsewhere = {"77": incident(77), "78": incident(78, status=RESOLVED)}
    async with run() as pilot:
        await type_in(pilot, "ack 77", "enter")
        await pilot.pause()
        assert engine.submitted == [Acknowledge("Q000077")]
        await type_in(pilot, "ack 78", "enter")
        await pilot.pause()
        assert "#78 is resolved" in shown(pilot)
        await press(pilot, "escape")
        await type_in(pilot, "ack 79", "enter")
        await pilot.pause()
        assert "There is no incident #79" in shown(pilot)
        assert len(engine.submitted) == 1
        await press(pilot, "escape")
        await type_in(pilot, "reopen 78", "enter")
        await pilot.pause()
        assert "Reopen" in shown(pilot)


async def test_while_pagerduty_is_asked_only_esc_does_something(run: Run, engine: FakeEngine) -> None:
    engine.choose()
    engine.choices.choice_ready.clear()
    async with run() as pilot:
        await type_in(pilot, "escalate 2", "enter")
        assert "asking PagerDuty for who is on call" in shown(pilot)
        await press(pilot, "x", "enter", "tab")
        assert line_of(pilot).value == "escalate 2"
        await press(pilot, "escape")
        engine.choices.choice_ready.set()
        await pilot.pause()
        assert engine.submitted == []
        assert app_of(pilot).screen is app_of(pilot).incidents


async def test_what_pagerduty_refuses_stands_in_the_line(run: Run, engine: FakeEngine) -> None:
    engine.choices.choice = NotSent("PagerDuty cannot be reached", "check the network")
    async with run() as pilot:
        await type_in(pilot, "escalate 2", "enter")
        await pilot.pause()
        assert "PagerDuty cannot be reached; check the network" in shown(pilot)
        assert line_of(pilot).value == "escalate 2"


async def test_a_refused_write_keeps_the_line(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    engine.refuses = Refused("the journal is full")
    async with run() as pilot:
        await type_in(pilot, "note 2 all I know", "enter")
        assert "the journal is full" in notices[-1]
        await press(pilot, "colon", "up")
        assert line_of(pilot).value == "note 2 all I know"


async def test_a_note_half_written_in_its_dialog_stays(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "n", *keys("half"), "escape")
        await type_in(pilot, "note whole", "enter")
        assert engine.submitted == [AddNote("Q000003", "whole")]
        await press(pilot, "n")
        assert "half" in shown(pilot)


async def test_a_line_that_was_left_is_a_draft_and_never_run_unseen(
    run: Run, engine: FakeEngine, notices: list[str]
) -> None:
    async with run() as pilot:
        await press(pilot, *keys(":ack 2"), "escape", "colon", "enter")
        assert engine.submitted == []
        await press(pilot, "q")
        assert "1 text not sent yet" in notices[-1]
        await press(pilot, "colon")
        assert "↑ brings back: ack 2" in shown(pilot)
        await press(pilot, "up", "enter")
        assert engine.submitted == [Acknowledge("Q000002")]
        await press(pilot, "colon")
        assert "brings back" not in shown(pilot)


async def test_the_arrows_walk_through_the_history(run: Run, engine: FakeEngine) -> None:
    history = Lines("ack 9", "note 2 old")
    async with run(history=history) as pilot:
        await type_in(pilot, "ack 2", "enter")
        await type_in(pilot, "note 1 password=hunter2", "enter")
        assert history.kept == ["ack 9", "note 2 old", "ack 2"]
        await press(pilot, *keys(":und"), "up", "up")
        assert line_of(pilot).value == "note 2 old"
        await press(pilot, "down", "down")
        assert line_of(pilot).value == "und"


async def test_tab_completes_verbs_incidents_and_names(run: Run, engine: FakeEngine) -> None:
    engine.poll([incident(1, title="Disk full"), incident(12), incident(3)])
    async with run() as pilot:
        await press(pilot, *keys(":reas"), "tab")
        assert line_of(pilot).value == "reassign "
        await press(pilot, *keys("1"), "tab")
        assert line_of(pilot).value == "reassign 12 "
        await press(pilot, "tab")
        assert line_of(pilot).value == "reassign 1 "
        assert "› 1   Disk full" in shown(pilot)
        await press(pilot, *keys("to ex"), "tab", "tab")
        assert line_of(pilot).value == "reassign 1 to Bo Example "
        await press(pilot, "shift+tab", "enter")
        assert engine.submitted == [Reassign("Q000001", (Reference("PANN", "Ann Example", "user"),))]


async def test_tab_in_one_packet_completes_what_is_typed(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        burst(pilot, "colon", *"prio", "tab", *"2 p1", "tab", "enter")
        await pilot.pause()
        (command,) = engine.submitted
        assert isinstance(command, SetPriority)
        assert command.priority is not None
        assert command.priority.name == "P1"


async def test_names_that_are_not_read_yet_are_read_behind_and_for_enter(run: Run, engine: FakeEngine) -> None:
    engine.directory.known_already = False
    engine.directory.ready.clear()
    async with run() as pilot:
        await type_in(pilot, "assign 2 to bo")
        assert "Asks PagerDuty for the users and escalation policies first" in shown(pilot)
        engine.directory.ready.set()
        await pilot.pause()
        assert "Gives #2" in shown(pilot)
        await press(pilot, "enter")
        await pilot.pause()
        assert engine.submitted == [Reassign("Q000002", (Reference("PBO", "Bo Example", "user"),))]


async def test_workflows_are_offered(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await type_in(pilot, "workflow 2 te")
        await press(pilot, "tab")
        assert line_of(pilot).value == "workflow 2 Tell customers "
        await press(pilot, "enter")
        assert engine.submitted == [RunWorkflow("Q000002", Reference("W2", "Tell customers"))]


async def test_strangers_text_stays_text_in_candidates_and_outcome(run: Run, engine: FakeEngine) -> None:
    engine.poll([incident(1, title=HOSTILE)])
    async with run((160, 45)) as pilot:
        await type_in(pilot, "ack 1")
        assert shown(pilot).count(HOSTILE) >= 2
        await press(pilot, "tab", "enter")
        assert engine.submitted == [Acknowledge("Q000001")]


async def test_a_paste_of_several_lines_runs_nothing(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await type_in(pilot, "note 2 one\ntwo\r\nack 3")
        assert line_of(pilot).value == "note 2 one two ack 3"
        assert engine.submitted == []


async def test_the_view_is_moved_by_words_too(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await type_in(pilot, "filter #2", "enter")
        assert "#3" not in shown(pilot)
        await press(pilot, "escape")
        await type_in(pilot, "scope every", "enter")
        assert engine.switching_to is Scope.EVERYTHING
        await type_in(pilot, "refresh", "enter")
        assert engine.refreshed == 1
        await type_in(pilot, "remind #2 look again in 30m", "enter")
        (own,) = engine.reminders.own()
        assert (own.text, own.incident_id) == ("look again", "Q000002")


@pytest.mark.parametrize("size", [(60, 16), (60, 20), (80, 24), (120, 36)])
async def test_a_page_shows_its_keys(run: Run, size: tuple[int, int]) -> None:
    async with run(size) as pilot:
        await type_in(pilot, "help", "enter")
        assert isinstance(pilot.app.screen, PagesScreen)
        assert keys_in_view(pilot)


async def test_help_and_on_call_are_read_in_a_dialog(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await type_in(pilot, "help snooze", "enter")
        assert "such as  :snooze 123 2h" in shown(pilot)
        await press(pilot, "a", "escape")
        await type_in(pilot, "oncall payments", "enter")
        await pilot.pause()
        assert engine.on_duty.timeline_asked == ["payments"]
        assert "payments pages nobody" in shown(pilot)
        await press(pilot, "escape")
        engine.on_duty.timeline_answer = NotSent("PagerDuty cannot be reached", "check the network")
        await type_in(pilot, "oncall", "enter")
        await pilot.pause()
        assert "PagerDuty cannot be reached" in shown(pilot)
        await press(pilot, "r", "escape")
        assert engine.submitted == []


@pytest.mark.parametrize("size", [(80, 24), (160, 45), (60, 16)])
async def test_the_list_stays_in_view_and_the_keys_too(run: Run, size: tuple[int, int]) -> None:
    async with run(size) as pilot:
        await press(pilot, "colon")
        frame = pilot.app.screen.query_one(".command-line").region
        assert frame.bottom == size[1]
        assert frame.y >= 3
        assert "#3" in shown(pilot)
        assert "Esc keeps it" in shown(pilot)


async def test_quit_leaves(run: Run) -> None:
    async with run() as pilot:
        await type_in(pilot, "quit", "enter")
        assert not pilot.app.is_running or pilot.app._exit
