"""The app over a fake engine, and what is to be seen of it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC
from html import unescape
from typing import Any

import pytest
from textual.pilot import Pilot

from pdtui.core.keymap import KEYS
from pdtui.tui import acting, bindings
from pdtui.tui.app import PdtuiApp
from pdtui.tui.screens import form
from tests.tui.fake_engine import FakeEngine, incident

_TEXT = re.compile(r'<text[^>]*line-(\d+)\)"[^>]*>([^<]*)</text>')

Pressing = Pilot[None]
Run = Callable[..., AbstractAsyncContextManager[Pressing]]

HOSTILE = "[/foo] [@click=app.quit]X[/] disk [95%]"
"""What must stay text wherever it is shown."""


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """No animation, no theme of the machine that runs the tests, no waiting after a dialog."""
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.delenv("TEXTUAL_THEME", raising=False)
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.setenv("BROWSER", "none")
    monkeypatch.setattr(acting, "SETTLE_SECONDS", 0.0)
    monkeypatch.setattr(form, "BOUNCE_SECONDS", 0.0)
    bindings.use(KEYS)


@pytest.fixture
async def engine() -> FakeEngine:
    """Three incidents, freshly polled: #3 on top."""
    made = FakeEngine()
    made.poll([incident(number) for number in (1, 2, 3)])
    return made


@pytest.fixture
def notices(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The notices shown so far, oldest first, each as `severity: title: text`."""
    said: list[str] = []
    original = PdtuiApp.notify

    def notify(self: PdtuiApp, message: str, *, title: str = "", **options: Any) -> None:
        assert options["markup"] is False
        said.append(f"{options['severity']}: {title}: {message}")
        original(self, message, title=title, **options)

    monkeypatch.setattr(PdtuiApp, "notify", notify)
    return said


@pytest.fixture
def run(engine: FakeEngine) -> Run:
    """The app over `engine`, started and painted; leaves with the app stopped."""

    @asynccontextmanager
    async def running(size: tuple[int, int] = (80, 24), **options: Any) -> AsyncIterator[Pressing]:
        app = PdtuiApp(engine.typed, time_zone=UTC, **options)
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            yield pilot

    return running


def app_of(pilot: Pressing) -> PdtuiApp:
    """The app under test, typed."""
    assert isinstance(pilot.app, PdtuiApp)
    return pilot.app


async def press(pilot: Pressing, *keys: str) -> None:
    """One key after the other, each with all that it sets off."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


def keys_in_view(pilot: Pressing) -> bool:
    """Whether the open dialog's last line, its keys, is inside its frame and inside the screen."""
    screen = pilot.app.screen
    hint, frame = screen.query_one(".dialog-hint").region, screen.query_one(".dialog").region
    return hint.height > 0 and frame.contains_region(hint) and screen.region.contains_region(frame)


def shown(pilot: Pressing) -> str:
    """The text on the screen, line by line, dialogs included."""
    lines: dict[int, list[str]] = {}
    for number, text in _TEXT.findall(pilot.app.export_screenshot()):
        lines.setdefault(int(number), []).append(unescape(text).replace("\xa0", " "))
    return "\n".join("".join(lines[number]) for number in sorted(lines))
