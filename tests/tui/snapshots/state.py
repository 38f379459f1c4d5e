"""One state of the screen: an engine, a terminal, and what is pressed until it stands there."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC
from itertools import groupby
from typing import Any
from unittest import mock

from textual.events import Key
from textual.screen import Screen
from textual.widgets import Input, TextArea

from pdtui.tui.app import PdtuiApp
from pdtui.tui.screens.incidents import IncidentsScreen
from pdtui.tui.terminal_app import TerminalApp
from tests.tui.conftest import Pressing
from tests.tui.fake_engine import FakeEngine
from tests.tui.snapshots.cells import RULE, written
from tests.tui.snapshots.incidents import calm

Size = tuple[int, int]
TINY, SMALL, LOW, TALL, USUAL, WIDE = (40, 12), (60, 20), (80, 24), (80, 40), (120, 36), (200, 50)
"""Terminals: columns and lines."""
FOREIGN = ("NO_COLOR", "TEXTUAL_THEME", "TMUX", "TERM", "COLORTERM", "COLUMNS", "LINES")
"""What a terminal tells its programs, and must make no difference here."""
PATIENCE = 10.0


class Text(str):
    """What is typed at once, letter by letter."""

    __slots__ = ()


def the_screen(engine: FakeEngine) -> TerminalApp[Any]:
    """The program itself."""
    return PdtuiApp(engine.typed, time_zone=UTC)


Story = Callable[[Pressing, FakeEngine], Awaitable[None]]
"""What happens once the screen is there."""


@dataclass(frozen=True, slots=True)
class State:
    """How to bring it about, and what is to be seen of it before it counts as there."""

    name: str
    keys: tuple[str, ...] = ()
    engine: Callable[[], FakeEngine] = calm
    then: Story | None = None
    """Behind the keys."""
    sees: str = ""
    sizes: tuple[Size, ...] = (LOW,)
    """It is begun in the first, and brought to the others in turn."""
    screen: type[Screen[Any]] = IncidentsScreen
    """What stands on top."""
    environment: tuple[tuple[str, str], ...] = ()
    program: Callable[[FakeEngine], TerminalApp[Any]] = the_screen

    def __str__(self) -> str:
        return self.name


@asynccontextmanager
async def brought_about(state: State) -> AsyncIterator[Pressing]:
    """The app in that state; nothing of the terminal that it is made in, nothing that moves by itself."""
    engine = state.engine()
    with environment(state):
        app = state.program(engine)
        app.animation_level = "none"
        async with app.run_test(size=state.sizes[0], notifications=True) as pilot:
            await press(pilot, *state.keys)
            if state.then is not None:
                await state.then(pilot, engine)
            await settled(pilot, state.sees)
            yield pilot


@contextmanager
def environment(state: State) -> Iterator[None]:
    """That of the state, whatever the terminal's is."""
    with mock.patch.dict(os.environ, dict(state.environment)):
        given = dict(state.environment)
        for name in FOREIGN:
            if name not in given:
                os.environ.pop(name, None)
        yield


async def bring_to(pilot: Pressing, size: Size) -> str:
    """Make the terminal of that size, and write down what it shows."""
    if pilot.app.size != size:
        await pilot.resize_terminal(*size)
        await settled(pilot)
    return written(pilot.app)


async def press(pilot: Pressing, *keys: str) -> None:
    """Keys one after the other, each with all that it sets off; a text comes as one burst."""
    for is_text, some in groupby(keys, lambda key: isinstance(key, Text)):
        if not is_text:
            await pilot.press(*some)
        for letter in "".join(some) if is_text else "":
            pilot.app.post_message(Key("space" if letter == " " else letter, letter))


async def settled(pilot: Pressing, sees: str = "") -> None:
    """Let the program work until the words are there and nothing moves any more."""
    before, seen = "", False
    async with asyncio.timeout(PATIENCE):
        while not seen:
            for field in pilot.app.screen.query("Input, TextArea"):
                assert isinstance(field, Input | TextArea)
                field.cursor_blink = False
            await pilot.pause()
            now = written(pilot.app)
            seen = now == before and sees in now.partition(RULE)[0]
            before = now
