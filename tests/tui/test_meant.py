"""What a key means when the list changes between the look and the key: never something that was not seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pdtui.core.commands import Acknowledge, AddNote, Resolve
from pdtui.core.events import Left
from pdtui.core.model import Incident
from pdtui.tui import acting
from tests.tui.conftest import Run, app_of, press, shown
from tests.tui.fake_engine import FakeEngine, incident
from tests.tui.test_groups import alike, the_list

LETTERS = "ABCDEFGH"


def world(*numbers: int, acked: tuple[int, ...] = ()) -> list[Incident]:
    return [
        incident(one, f"Matter {LETTERS[one]}", status="acknowledged" if one in acked else "triggered")
        for one in numbers
    ]


async def test_a_mark_that_a_poll_hides_lends_its_key_to_nothing_else(
    engine: FakeEngine, run: Run, notices: list[str]
) -> None:
    engine.poll(world(1, 2, 3))
    async with run() as pilot:
        await press(pilot, "slash", *"status:trig", "enter", "G", "space", "g")
        engine.poll(world(1, 2, 3, acked=(1,)))
        await pilot.pause()
        assert "What is marked is hidden by the filter now" in notices[-1]
        await press(pilot, "a")
        assert engine.submitted == []
        assert "No marked one is shown any more" in notices[-1]
        await press(pilot, "a")
        assert engine.submitted == [Acknowledge("Q000003")]


async def test_nor_does_one_that_left_while_others_are_hidden(engine: FakeEngine, run: Run) -> None:
    engine.poll([*world(1, 2, 3), incident(4, "Other")])
    async with run() as pilot:
        await press(pilot, "g", "space", "G", "space", "slash", *"matter", "enter", "g")
        engine.poll([*world(2, 3), incident(4, "Other")])
        await pilot.pause()
        await press(pilot, "a")
        assert engine.submitted == []


async def test_what_the_person_filters_away_is_no_surprise(engine: FakeEngine, run: Run) -> None:
    engine.poll(world(1, 2, 3))
    async with run() as pilot:
        await press(pilot, "G", "space", "slash", *"#3", "enter", "a")
        assert engine.submitted == [Acknowledge("Q000003")]


async def test_the_palette_means_what_was_marked_when_it_offered(engine: FakeEngine, run: Run) -> None:
    engine.poll(world(1, 2, 3))
    async with run() as pilot:
        await press(pilot, "asterisk", "slash", *"status:trig", "enter")
        engine.poll(world(1, 2, 3, acked=(3,)))
        await pilot.pause()
        await press(pilot, "ctrl+p", *"Ack")
        await pilot.pause(0.2)
        engine.poll(world(1, 2, 3))
        await press(pilot, "enter")
        assert {one.incident_id for one in engine.submitted} == {"Q000001", "Q000002"}


async def test_the_palette_does_not_fall_from_the_marked_to_the_highlighted(engine: FakeEngine, run: Run) -> None:
    engine.poll(world(1, 2, 3))
    async with run() as pilot:
        await press(pilot, "slash", *"status:trig", "enter", "G", "space", "g", "ctrl+p", *"Ack")
        await pilot.pause(0.2)
        engine.poll(world(1, 2, 3, acked=(1,)))
        await press(pilot, "enter")
        assert Acknowledge("Q000003") not in engine.submitted


async def test_a_group_out_of_sight_is_looked_at_first_also_where_one_is_left_out(engine: FakeEngine, run: Run) -> None:
    engine.poll([*(incident(one, f"Other {chr(64 + one)}", minutes=900 + one) for one in range(1, 25)), *alike(100, 4)])
    async with run() as pilot:
        await press(pilot, "z", "g", "enter", "j", "a", "k", "enter")
        sent = len(engine.submitted)
        the_list(pilot).held.scroll(30)
        await press(pilot, "a")
        assert len(engine.submitted) == sent


async def test_enter_on_a_group_that_left_moves_nothing(engine: FakeEngine, run: Run, notices: list[str]) -> None:
    engine.poll([*world(1, 2), *alike(10, 4, minutes=1)])
    async with run() as pilot:
        await press(pilot, "z", "g")
        engine.poll(world(1, 2))
        await pilot.pause()
        await press(pilot, "enter", "a")
        assert engine.submitted == []
        assert "× left the list" in shown(pilot)
        assert "That group left the list" in notices[-2]


@pytest.mark.parametrize("keys", [("z",), ("O", "down", "enter"), ("slash", "m", "enter"), ("slash", "m", "escape")])
async def test_what_left_keeps_its_line_whatever_is_listed_then(
    engine: FakeEngine, run: Run, keys: tuple[str, ...]
) -> None:
    engine.poll([*world(1, 2), *alike(10, 3)])
    async with run() as pilot:
        app_of(pilot).incidents.incidents.go_to("Q000002")
        engine.poll([*world(1), *alike(10, 3)])
        await pilot.pause()
        await press(pilot, *keys)
        assert the_list(pilot).highlighted == "Q000002"
        await press(pilot, "a")
        assert engine.submitted == []


async def test_others_that_are_alike_do_not_bring_a_group_back(engine: FakeEngine, run: Run) -> None:
    engine.poll([*world(1), *alike(10, 4, minutes=1)])
    async with run() as pilot:
        await press(pilot, "z", "g")
        engine.poll(world(1))
        await pilot.pause()
        engine.poll([*world(1), *alike(20, 3, minutes=1)])
        await pilot.pause()
        await press(pilot, "a")
        assert engine.submitted == []
        assert "× left the list" in shown(pilot)


async def test_a_group_that_the_filter_hides_says_so_beside_the_list_too(engine: FakeEngine, run: Run) -> None:
    engine.poll([*world(1), *alike(10, 4, minutes=1)])
    async with run((140, 40)) as pilot:
        await press(pilot, "z", "g", "slash", *"status:trig", "enter")
        acked = [incident(one.number, one.title, service="checkout", minutes=1, status="acknowledged")
                 for one in alike(10, 4)]  # fmt: skip
        engine.poll([*world(1), *acked])
        await pilot.pause()
        text = shown(pilot)
        assert text.count("× no longer matches") == 2
        assert "A key acts on all of them" not in text


async def test_right_behind_a_fold_nothing_is_done_to_the_group(
    engine: FakeEngine, run: Run, monkeypatch: pytest.MonkeyPatch, notices: list[str]
) -> None:
    monkeypatch.setattr(acting, "SETTLE_SECONDS", 60.0)
    engine.poll([*world(1), *alike(10, 4, minutes=1)])
    async with run() as pilot:
        await press(pilot, "g", "z", "a")
        assert engine.submitted == []
        assert "came too soon" in notices[-1]


async def test_a_reminder_leads_into_the_group_that_its_incident_is_folded_into(engine: FakeEngine, run: Run) -> None:
    engine.poll([*world(1), *alike(10, 4, minutes=1)])
    async with run() as pilot:
        await press(pilot, "z", "G")
        app_of(pilot).incidents._viewing._go_to("Q000011")
        await pilot.pause()
        assert the_list(pilot).highlighted == "Q000011"


async def test_the_key_that_opened_a_dialog_pressed_twice_is_no_note(engine: FakeEngine, run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "r", "r", "enter")
        assert engine.submitted == []
        assert "The text is only “r”" in shown(pilot)
        await press(pilot, "escape", "r")
        assert "Resolution note (may be left empty)" in shown(pilot)
        await press(pilot, "r", "enter", "enter")
        assert engine.submitted == [Resolve("Q000003", "r")]


async def test_what_begins_with_that_key_is_typed_whole(engine: FakeEngine, run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "n", *"now", "enter")
        assert engine.submitted == [AddNote("Q000003", "now")]


async def test_a_dialog_says_whose_the_incident_is(engine: FakeEngine, run: Run) -> None:
    engine.poll([incident(3, status="acknowledged", priority="P2")])
    async with run() as pilot:
        await press(pilot, "r")
        assert "payments-api, P2, acknowledged by Ann Example" in shown(pilot)


async def test_a_text_that_is_not_sent_is_told_of_each_time(engine: FakeEngine, run: Run, notices: list[str]) -> None:
    async with run() as pilot:
        await press(pilot, "n", *"half", "escape", "q")
        assert pilot.app.is_running
        assert "1 text not sent yet, the last for #3: q again quits and loses that" in notices[-1]
        app_of(pilot).incidents._acting._told_until = 0.0
        await press(pilot, "q")
        assert pilot.app.is_running
        await press(pilot, "q")
        assert not pilot.app.is_running


async def test_one_that_just_left_can_still_be_noted_and_read(engine: FakeEngine, run: Run) -> None:
    async with run((140, 40)) as pilot:
        await pilot.pause(0.4)
        engine.looked_at.clear()
        left = replace(engine.store.rows[0].incident, status="resolved")
        engine.poll([incident(1), incident(2)])
        engine.publish(Left(left, "resolved by you"))
        await pilot.pause(0.4)
        await pilot.pause()
        assert engine.looked_at[-1:] == ["Q000003"]
        await press(pilot, "n", *"late", "enter")
        assert engine.submitted == [AddNote("Q000003", "late")]
