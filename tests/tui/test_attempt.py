"""A fault in what a tab or a dialog asks for is said there, and the screen goes on."""

from __future__ import annotations

import asyncio
import logging

import pytest

from pdtui.core.entries import Kind
from pdtui.core.template import Template
from pdtui.errors import NotFound
from pdtui.tui.attempt import attempt
from tests.tui.conftest import Run, app_of, press, shown
from tests.tui.fake_engine import FakeEngine

FAULT = "pdtui failed (ValueError); see the log"


async def broken(*given: object, **named: object) -> object:
    raise ValueError(HIDDEN)


HIDDEN = "what a fault holds is for the log"


async def test_an_answer_is_handed_on_and_nothing_is_said() -> None:
    said: list[str] = []
    assert await attempt(asyncio.sleep(0, 7), said.append) == 7
    assert said == []


async def test_a_known_failure_is_said_with_its_advice_and_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def refused() -> int:
        raise NotFound("there is no such incident", "check its number")

    said: list[str] = []
    assert await attempt(refused(), said.append) is None
    assert said == ["there is no such incident; check its number"]
    assert caplog.records == []


async def test_a_fault_is_named_and_logged_whole(caplog: pytest.LogCaptureFixture) -> None:
    said: list[str] = []
    assert await attempt(broken(), said.append) is None
    assert said == [FAULT]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert HIDDEN in caplog.text


async def test_an_end_that_was_asked_for_is_no_fault() -> None:
    said: list[str] = []
    task = asyncio.create_task(attempt(asyncio.Event().wait(), said.append))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert said == []


ASKED = [
    ("5", "engine", "read_context"),
    ("v", "engine", "scope_counts"),
    ("w", "choices", "workflows"),
    ("e", "choices", "levels"),
    ("c", "choices", "fields"),
    ("l", "choices", "alerts"),
    ("R", "directory", "read"),
]


@pytest.mark.parametrize(("key", "part", "method"), ASKED)
async def test_the_screen_outlives_a_fault_in_what_a_key_opens(
    run: Run, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch, key: str, part: str, method: str
) -> None:
    monkeypatch.setattr(engine if part == "engine" else getattr(engine, part), method, broken)
    async with run((130, 40)) as pilot:
        await press(pilot, key)
        await pilot.pause()
        assert FAULT[:25] in shown(pilot)
        await press(pilot, "escape")
        assert app_of(pilot).is_running


async def test_the_form_outlives_a_fault_in_the_list_of_overrides(
    run: Run, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine.choices, "overrides", broken)
    async with run() as pilot:
        await press(pilot, "P", *"pay", "enter")
        assert "Its overrides could not be read: pdtui failed" in shown(pilot)
        await press(pilot, "enter")
        assert len(engine.submitted) == 1


async def test_a_template_fills_in_what_it_can(run: Run, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    found = engine.directory.entries[Kind.PRIORITY][0]

    async def named(kind: Kind, text: str) -> object:
        return await broken() if kind is Kind.SERVICE else found

    monkeypatch.setattr(engine.directory, "named", named)
    engine.templates = {"db": Template("Slow", service="payments", priority="P1")}
    async with run() as pilot:
        await press(pilot, "t", "up", "space", *"db", "enter")
        await pilot.pause()
        text = shown(pilot)
        assert "service: pdtui failed" in text
        assert "priority   P1" in text
