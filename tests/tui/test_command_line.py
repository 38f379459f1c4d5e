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
from pdtui.tui.screens.escalate import EscalateScreen
from pdtui.tui.screens.pages import PagesScreen
from pdtui.tui.screens.prompt import PromptScreen
from pdtui.tui.screens.snooze import SnoozeScreen
from pdtui.tui.screens.trigger import TriggerScreen
from tests.tui.conftest import HOSTILE, Pressing, Run, app_of, press, shown
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
