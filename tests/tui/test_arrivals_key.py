"""The key that goes to the newest arrival, and the one that copies an incident's link."""

from __future__ import annotations

from tests.tui.conftest import Run, app_of, press, shown
from tests.tui.fake_engine import FakeEngine, incident
from tests.tui.test_held_rows import POOL, held, number


def test_the_newest_of_those_out_of_view_is_found_and_then_seen() -> None:
    rows = held(*range(10, 0, -1), height=4)
    rows.go(9)
    before = rows.line
    rows.take([POOL[one] for one in (12, 11, *range(10, 0, -1))])
    assert (number(rows), rows.line) == (1, before)
    assert rows.unseen() == (2, 0)
    assert rows.newest_unseen() == 0
    rows.go(0)
    assert rows.unseen() == (0, 0)
    assert rows.newest_unseen() is None


async def test_arrivals_move_nothing_and_the_key_goes_to_the_newest(run: Run, engine: FakeEngine) -> None:
    engine.poll([incident(one) for one in range(1, 41)])
    async with run() as pilot:
        await press(pilot, "G")
        held_rows = app_of(pilot).incidents.incidents.held
        before = (held_rows.highlighted, held_rows.line)
        engine.poll([incident(one) for one in range(1, 44)])
        await pilot.pause()
        assert (held_rows.highlighted, held_rows.line) == before
        assert "▲ 3 new" in shown(pilot)
        await press(pilot, "full_stop")
        assert held_rows.highlighted == "Q000043"
        assert " new" not in shown(pilot).splitlines()[1]


async def test_without_arrivals_the_key_says_so(run: Run, notices: list[str]) -> None:
    async with run() as pilot:
        await press(pilot, "full_stop")
        assert notices == ["information: : Nothing came in that you have not seen"]


async def test_the_link_of_the_highlighted_incident_is_copied_and_shown(run: Run, notices: list[str]) -> None:
    async with run() as pilot:
        await press(pilot, "j", "y")
        assert pilot.app.clipboard == "https://example.pagerduty.com/incidents/Q000002"
        assert notices[-1].endswith(pilot.app.clipboard)


async def test_an_unsafe_link_is_not_copied(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    engine.poll([incident(1, url="https://example.pagerduty.com@evil.example.com/")])
    async with run() as pilot:
        await press(pilot, "y")
        assert pilot.app.clipboard == ""
        assert notices == ["warning: : #1 has no web address that is safe to copy"]
