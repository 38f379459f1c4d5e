"""Any keys, typed or pasted, while anything happens: nothing breaks, and nothing reaches another incident."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from pdtui.core.commands import Trigger
from pdtui.errors import Refused
from pdtui.tui import acting
from pdtui.tui.app import PdtuiApp
from pdtui.tui.screens import form
from pdtui.tui.widgets.incident_list import IncidentList
from tests.tui.fake_engine import FakeEngine, incident

EXAMPLES = int(os.environ.get("PDTUI_ANY_KEYS", "10"))
"""Sequences that are tried; more by hand."""
LETTERS = "arensRpm+utwTCFHvAEBSlcLKNMbUzOfyoYWx!P"
KEYS = (*LETTERS, "space", "enter", "enter", "escape", "escape", "tab", "j", "k", "down", "up", "g", "G", "slash",
        "asterisk", "1", "2", "4", "6", "ctrl+r", "ctrl+o", "ctrl+d", "home", "end", "backspace", "question_mark",
        "ctrl+p", "f5", "left", "right", "delete", "pageup", "pagedown", "ctrl+j")  # fmt: skip
MOVES = frozenset({"j", "k", "down", "up", "g", "G", "home", "end", "ctrl+d", "ctrl+u", "pageup", "pagedown"})
MARKS = frozenset({"space", "asterisk"})
LISTS = frozenset({"z", "slash", "f"})
"""What the person lists otherwise: the highlight may go elsewhere by it."""
SIZES = ((80, 24), (60, 20), (120, 35), (160, 45), (40, 12))
CHARACTERS = {"space": " ", "enter": "\r", "plus": "+", "slash": "/"}


def key_event(key: str) -> events.Key:
    """What the terminal's parser makes of a key."""
    name = {"+": "plus", "!": "exclamation_mark"}.get(key, key)
    return events.Key(name, CHARACTERS.get(key, key if len(key) == 1 else None))


class AnyKeys(RuleBasedStateMachine):
    """A person who presses anything, and a world in which anything happens meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.engine = FakeEngine()
        self.engine.choose()
        self.next_number = 4
        self.targets: frozenset[str] = frozenset()
        """Whom an action may reach: what was highlighted or marked when its key went down."""
        self.checked = 0
        self.patches = ExitStack()

    @initialize(size=st.sampled_from(SIZES))
    def begin(self, size: tuple[int, int]) -> None:
        """The app over three incidents."""
        self.patches.enter_context(patch.dict(os.environ, {"TEXTUAL_ANIMATIONS": "none", "BROWSER": "none"}))
        self.patches.enter_context(patch.object(acting, "SETTLE_SECONDS", 0.0))
        self.patches.enter_context(patch.object(form, "BOUNCE_SECONDS", 0.0))
        self.runner.run(self._begin(size))

    async def _begin(self, size: tuple[int, int]) -> None:
        self.engine.poll([incident(number) for number in (1, 2, 3)])
        self.app = PdtuiApp(self.engine.typed, time_zone=UTC)
        self.running = self.app.run_test(size=size, notifications=True)
        self.pilot: Pilot[None] = await self.running.__aenter__()
        await self.pilot.pause()

    @rule(keys=st.lists(st.sampled_from(KEYS), min_size=1, max_size=6))
    def press_slowly(self, keys: Sequence[str]) -> None:
        """One after the other."""
        for key in keys:
            self.runner.run(self._press(key))

    @rule(keys=st.lists(st.sampled_from(KEYS), min_size=2, max_size=8))
    def press_at_once(self, keys: Sequence[str]) -> None:
        """In one packet; which key of it meant whom cannot be seen from outside, so none moves or marks."""
        self.runner.run(self._burst([key for key in keys if key not in MOVES | MARKS | LISTS]))

    @rule(text=st.text(alphabet=LETTERS + " \n#@123", min_size=1, max_size=20))
    def paste(self, text: str) -> None:
        """Pasted text is text."""
        before = len(self.engine.submitted)
        self.runner.run(self._paste(text))
        assert len(self.engine.submitted) == before

    @rule(
        arrive=st.integers(0, 3), acked=st.booleans(), gone=st.lists(st.integers(0, 9), max_size=3), more=st.booleans()
    )
    def poll(self, arrive: int, acked: bool, gone: Sequence[int], more: bool) -> None:
        """Others trigger, acknowledge and resolve; the highlight stays where it is."""
        self.runner.run(self._poll(arrive, acked, gone, more))

    @rule(many=st.integers(18, 40), services=st.integers(1, 3))
    def storm(self, many: int, services: int) -> None:
        """So much comes in at once that the list folds."""
        self.runner.run(self._storm(many, services))

    @rule(offline=st.booleans())
    def fail(self, offline: bool) -> None:
        """PagerDuty does not answer."""
        self._still(lambda: self.engine.fail(offline=offline))

    @rule(refuses=st.booleans())
    def refuse(self, refuses: bool) -> None:
        """The engine takes nothing more, or again."""
        self.engine.refuses = Refused("PagerDuty refused", "try again") if refuses else None

    @rule(size=st.sampled_from(SIZES))
    def resize(self, size: tuple[int, int]) -> None:
        """The window changes."""
        self.runner.run(self._resize(size))

    @invariant()
    def nothing_reached_another(self) -> None:
        """Every action reached what was meant when its key went down."""
        for command in self.engine.submitted[self.checked :]:
            if not isinstance(command, Trigger) and command.incident_id:
                assert command.incident_id in self.targets, (command, self.targets)
        self.checked = len(self.engine.submitted)

    @invariant()
    def it_runs(self) -> None:
        """No exception ended the app."""
        if hasattr(self, "app"):
            assert self.app._exception is None

    def teardown(self) -> None:
        """Leave."""
        if hasattr(self, "pilot"):
            self.runner.run(self.running.__aexit__(None, None, None))
        self.runner.close()
        self.patches.close()

    # -- inside ------------------------------------------------------------------------------

    @property
    def _list(self) -> IncidentList:
        return self.app.incidents.incidents

    def _aim(self) -> None:
        """Take down what is meant by a key that goes down now, unless a dialog is open that was aimed before."""
        if len(self.app.screen_stack) == 1:
            marked = frozenset(self._list.held.marked)
            self.targets = marked | frozenset(self._list.held.aimed)

    def _types(self) -> bool:
        return isinstance(self.app.screen.focused, Input | TextArea)

    async def _press(self, key: str) -> None:
        self._aim()
        before, typing = len(self.engine.submitted), self._types()
        self.app.post_message(key_event(key))
        await self.pilot.pause()
        await self.pilot.pause()
        if typing and len(key) == 1:
            assert len(self.engine.submitted) == before, f"typing {key} acted"

    async def _burst(self, keys: Sequence[str]) -> None:
        self._aim()
        for key in keys:
            self.app.post_message(key_event(key))
        for _ in range(3):
            await self.pilot.pause()

    async def _paste(self, text: str) -> None:
        self._aim()
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()

    async def _poll(self, arrive: int, acked: bool, gone: Sequence[int], more: bool) -> None:
        before = self._list.highlighted
        known = [one.incident for one in self.engine.store.rows]
        stay = [one for place, one in enumerate(known) if place not in gone]
        new = range(self.next_number, self.next_number + arrive * (4 if more else 1))
        self.next_number = new.stop
        status = "acknowledged" if acked else "triggered"
        self.engine.poll([*stay, *(incident(number, status=status) for number in new)])
        await self.pilot.pause()
        assert before is None or self._list.highlighted == before

    async def _storm(self, many: int, services: int) -> None:
        before = self._list.highlighted
        known = [one.incident for one in self.engine.store.rows]
        new = range(self.next_number, self.next_number + many)
        self.next_number = new.stop
        self.engine.poll(
            [*known, *(incident(one, f"Pod {one} restarts", service=f"s{one % services}", minutes=0.1) for one in new)]
        )
        await self.pilot.pause()
        assert before is None or self._list.highlighted == before

    def _still(self, happen: Callable[[], None]) -> None:
        before = self._list.highlighted
        happen()
        self.runner.run(self.pilot.pause())
        assert self._list.highlighted == before

    async def _resize(self, size: tuple[int, int]) -> None:
        before = self._list.highlighted
        await self.pilot.resize_terminal(*size)
        await self.pilot.pause()
        assert self._list.highlighted == before


@pytest.mark.timeout(0)
def test_any_keys_while_anything_happens() -> None:
    run_state_machine_as_test(
        AnyKeys,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
