"""The brief of a night over real HTTP, against numbers worked out by hand from the table in `night_shift`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pdtui.bootstrap import open_engine
from pdtui.config import load
from pdtui.core.handoff.brief import BY_ITSELF, Brief, Count, Noisy, Times
from pdtui.core.handoff.facts import FollowUp
from pdtui.core.handoff.reader import Wish
from pdtui.errors import NotSent, Refused, UsageError
from pdtui.simulator.clock import WorldClock
from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.scenario import Scenario
from pdtui.tui.app import PdtuiApp
from tests.end_to_end.night_shift import BEGINS, ENDS, READ_AT, NightShift, StandingClock, on
from tests.tui.conftest import shown
from tests.world import PATIENCE

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def night(tmp_path: Path) -> Iterator[NightShift]:
    there = NightShift(tmp_path / "pdtui")
    with there:
        yield there
        assert there.server.errors == []


async def brief(night: NightShift, wish: Wish | None = None) -> Brief:
    async with night.engine_then() as engine:
        return await engine.handoff_desk.read(UTC, wish)


def numbers(found: Brief) -> list[int]:
    return [one.incident.number for one in found.handled]


async def test_the_brief_of_the_shift_has_the_numbers_worked_out_by_hand(night: NightShift) -> None:
    found = await brief(night)
    assert (found.span.since, found.span.until, found.span.ends) == (BEGINS, READ_AT, ENDS)
    assert found.at == READ_AT
    # Opened from 20:00 on: 4, 5, 6, 7, 8, 9, 10, all by the monitoring tool; 1, 2 and 3 are older.
    assert found.opened == Count(7, (("Events API V2", 7),))
    # Acknowledged: 4, 5, 6, 7 and 9 by Ada, 7 by Bo as well; 1 was acknowledged before the shift.
    assert found.acknowledged == Count(5, (("Ada Moreau", 5), ("Bo Larsen", 1)))
    # Resolved: 1, 4 and 6 by Ada, 5 and 7 by Bo; 3 was resolved before the shift.
    assert found.resolved == Count(5, (("Ada Moreau", 3), ("Bo Larsen", 2)))
    # Escalated: 7 by Ada at 01:20, 8 by itself at 02:30, 30 minutes after its timer began at 02:00.
    assert found.escalated == Count(2, (("Ada Moreau", 1), (BY_ITSELF, 1)))
    # To acknowledge: 4 took 4 min, 5 took 12, 6 took 1, 7 took 6, 9 took 2; in order 1, 2, 4, 6, 12.
    assert found.to_acknowledge == Times(5, 4 * MINUTE, 12 * MINUTE)
    # To resolve: 1 took 3 h, 4 took 30 min, 5 took 60, 6 took 10, 7 took 45; in order 10, 30, 45, 60, 180.
    assert found.to_resolve == Times(5, 45 * MINUTE, 3 * HOUR)
    # The same title but for capitals: 5, 6 and 7.
    assert found.noisy == (Noisy("Disk full on db-1", 3),)
    # One page to Ada at each opening from 4 to 10; what was escalated paged Bo. Between 22:00 and 07:00: 5, 6, 7, 8, 9.
    assert (found.pages, found.night_pages) == (7, 5)
    assert found.left_out == 0


async def test_what_is_still_open_is_handed_over_with_age_note_and_snooze(night: NightShift) -> None:
    found = await brief(night)
    # Triggered ones first, the oldest first: 8, 10; then acknowledged ones, the urgent one first: 9, 2.
    assert [one.incident.number for one in found.still_open] == [8, 10, 9, 2]
    queue, login, backups, certificate = found.still_open
    # 01:50 to 07:30; 07:10 to 07:30; 06:00 to 07:30; from the 20th at 09:00 to the 25th at 07:30.
    assert [one.age for one in found.still_open] == [
        5 * HOUR + 40 * MINUTE, 20 * MINUTE, HOUR + 30 * MINUTE, timedelta(days=4, hours=22, minutes=30),
    ]  # fmt: skip
    assert queue.last_note is not None
    assert (queue.last_note.author.name, queue.last_note.created_at) == ("Bo Larsen", on(25, 3))
    assert certificate.last_note is not None
    assert certificate.last_note.content == "Renewal is ordered."
    assert login.last_note is backups.last_note is None
    # Snoozed at 06:10 for 4 hours.
    assert backups.snoozed_until == on(25, 10, 10)
    assert [one.snoozed_until for one in (queue, login, certificate)] == [None, None, None]


async def test_each_incident_of_the_shift_says_what_became_of_it(night: NightShift) -> None:
    found = await brief(night)
    # In the order of their opening: 1 at 18:00; 2 was not touched in the shift, and 3 was over before.
    assert numbers(found) == [1, 4, 5, 6, 7, 8, 9, 10]
    leak, third = found.handled[0], found.handled[4]
    assert (leak.opened, leak.acknowledged_by, leak.to_acknowledge) == (False, (), None)
    assert (leak.resolved_by, leak.to_resolve) == ("Ada Moreau", 3 * HOUR)
    assert third.acknowledged_by == ("Ada Moreau", "Bo Larsen")
    assert third.escalated_by == ("Ada Moreau",)
    assert (third.resolved_by, third.to_resolve) == ("Bo Larsen", 45 * MINUTE)


async def test_who_takes_over_is_who_is_on_call_in_my_place_at_the_end(night: NightShift) -> None:
    found = await brief(night)
    assert [(one.place.name, one.names) for one in found.successors] == [("Primary", ("Bo Larsen",))]
    with night.server.lock:
        night.pagerduty.state.schedules[night.schedule.id].shifts.pop()
    found = await brief(night)
    assert [(one.place.name, one.names) for one in found.successors] == [("Primary", ())]


async def test_a_chosen_span_counts_what_lies_in_it_only(night: NightShift) -> None:
    found = await brief(night, Wish(on(24, 22), on(25, 1)))
    assert (found.span.since, found.span.until, found.span.ends) == (on(24, 22), on(25, 1), None)
    # Opened from 22:00 and before 01:00: 5 and 6; 7 was opened at 01:00 sharp, which is not part of it.
    assert found.opened.total == 2
    assert numbers(found) == [5, 6]
    # 12 min and 1 min: the middle between the two.
    assert found.to_acknowledge == Times(2, 6.5 * MINUTE, 12 * MINUTE)
    assert found.to_resolve == Times(2, 35 * MINUTE, 60 * MINUTE)
    assert (found.pages, found.night_pages, found.noisy) == (2, 2, ())
    # Of what is open now only 2 was there then.
    assert [one.incident.number for one in found.still_open] == [2]


async def test_the_shift_that_just_ended_is_told_to_its_end_and_no_further(night: NightShift) -> None:
    with night.server.lock:
        night.clock.advance(HOUR)  # 08:30: Bo has the pager, and 10 went to level 2 at 07:40
        night.pagerduty.trigger(night.service.id, "Of the next shift", created_at=on(25, 8, 10))
    found = await brief(night)
    assert (found.span.since, found.span.until, found.span.ends) == (BEGINS, ENDS, ENDS)
    assert found.opened.total == 7
    assert found.escalated == Count(3, ((BY_ITSELF, 2), ("Ada Moreau", 1)))
    assert [one.incident.number for one in found.still_open] == [8, 10, 9, 2]
    with night.server.lock:
        night.clock.advance(12 * HOUR)
    with pytest.raises(Refused, match="no shift in the last 12 hours"):
        await brief(night)


async def test_the_brief_as_it_is_read(night: NightShift) -> None:
    async with night.engine_then() as engine:
        desk = engine.handoff_desk
        due = FollowUp("ask the vendor about [this]", on(25, 9), 9)
        desk.due = lambda: [due]
        text = desk.markdown(await desk.read(UTC))
        assert (await desk.read(UTC, followups=())).followups == ()
    links = {number: f"[#{number}](https://acme.pagerduty.com/incidents/{one.id})"
             for one in night.pagerduty.incidents.values() for number in [one.number]}  # fmt: skip
    assert text.startswith(
        "# Handoff by Ada Moreau\n\n"
        "Tue 2026-11-24 20:00 to Wed 2026-11-25 07:30 (UTC), Primary.\n"
        "Bo Larsen takes over Primary at 08:00.\n\n"
        "## In numbers\n\n"
        "- Opened: 7 (Events API V2 7)\n"
        "- Acknowledged: 5 (Ada Moreau 5, Bo Larsen 1)\n"
        "- Resolved: 5 (Ada Moreau 3, Bo Larsen 2)\n"
        "- Escalated: 2 (Ada Moreau 1, by itself 1)\n"
        "- Time to acknowledge: median 4 min, longest 12 min (of 5)\n"
        "- Time to resolve: median 45 min, longest 3 h (of 5)\n"
        "- Pages to me: 7, at night (22:00-07:00): 5\n\n"
        "## Still open (4)\n\n"
        f"- {links[8]} Queue is stuck: triggered, with Bo Larsen, open for 5 h 40 min\n"
        "  - Last note, Bo Larsen at 03:00: The consumer hangs. Restarted \\*once\\*.\n"
        f"- {links[10]} Login is down: triggered, with Ada Moreau, open for 20 min\n"
        f"- {links[9]} Backups are late: acknowledged by Ada Moreau, open for 1 h 30 min, snoozed until 10:10\n"
        f"- {links[2]} Certificate expires: acknowledged by Bo Larsen, open for 4 d 22 h\n"
        "  - Last note, Bo Larsen at Fri 10:00: Renewal is ordered.\n\n"
        "## Noisy\n\n- 3× Disk full on db-1\n\n"
        "## Follow-ups still due\n\n- 09:00: ask the vendor about \\[this\\] (#9)\n\n"
        "## What happened\n\n"
        f"- {links[1]} Old leak: resolved by Ada Moreau after 3 h\n"
    )
    assert f"- {links[8]} Queue is stuck: escalated by itself\n" in text
    assert f"- {links[10]} Login is down: opened\n" in text
    assert "Closed before" not in text


async def test_the_reading_tells_how_far_it_is_and_can_be_left(night: NightShift) -> None:
    told: list[str] = []
    async with night.engine_then() as engine:
        await engine.handoff_desk.read(UTC, tell=lambda progress: told.append(str(progress)))
        assert told[0] == "looking for the incidents…"
        assert told[1] == "reading: 6 resolved incidents so far"
        logs = [words.partition(" entr")[0].removeprefix("reading the log: ") for words in told[2:]]
        assert [int(entries) for entries in logs] == sorted(map(int, logs))
        assert [words.partition(", ")[2] for words in told[2:]] == [f"{done} of 9 incidents" for done in range(10)]
        held = night.faults.add(Fault(Kind.HANG, path="/log_entries$", times=None))
        reading = asyncio.ensure_future(engine.handoff_desk.read(UTC))
        assert await asyncio.to_thread(held.reached.wait, 20)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading


async def test_esc_leaves_the_reading_and_no_request_of_it_goes_on(night: NightShift) -> None:
    def logs() -> int:
        """How many were asked for by a brief, and have an end."""
        asked = [one.request for one in list(night.server.exchanges)]
        return sum(one.path.endswith("/log_entries") and one.value("since") is not None for one in asked)

    held = night.faults.add(Fault(Kind.HANG, path="/log_entries$", times=None))
    async with night.engine_then() as engine:
        app = PdtuiApp(engine, time_zone=UTC)
        async with app.run_test(size=(80, 24)) as pilot:
            async with asyncio.timeout(PATIENCE):
                await engine.identify()
                await pilot.press("H")
                while "reading the log: 0 entries, 0 of 9 incidents" not in shown(pilot):
                    await pilot.pause(0.02)
            assert await asyncio.to_thread(held.reached.wait, PATIENCE)
            await pilot.press("escape")
            await pilot.pause()
            assert app.screen is app.incidents
            held.times = 0
            held.release.set()
            # What was still in line would go before what is looked at now.
            await engine.read_detail(await engine.find(engine.store.rows[0].id))
        assert logs() <= 2  # what hung when it was left


async def test_a_rate_limit_in_the_middle_is_waited_for(night: NightShift) -> None:
    body = b'{"error":{"message":"Rate Limit Exceeded","code":2020}}'
    headers = {"ratelimit-reset": "0", "content-type": "application/json"}
    limit = Fault(Kind.STATUS, path="/log_entries$", status=429, times=2, body=body, headers=headers)
    night.faults.add(limit)
    found = await brief(night)
    assert limit.times == 0
    assert (found.opened.total, found.left_out) == (7, 0)


async def test_an_incident_that_may_not_be_read_is_counted_and_said(night: NightShift) -> None:
    gone = next(one for one in night.pagerduty.incidents.values() if one.number == 8)
    night.faults.add(Fault(Kind.STATUS, path=f"/incidents/{gone.id}/log_entries$", status=404, times=None))
    async with night.engine_then() as engine:
        found = await engine.handoff_desk.read(UTC)
        assert found.left_out == 1
        assert "1 incident could not be read and is not in it." in engine.handoff_desk.markdown(found)
        night.faults.add(Fault(Kind.STATUS, path="/log_entries$", status=500, times=None))
        with pytest.raises(NotSent):
            await engine.handoff_desk.read(UTC)


@pytest.mark.parametrize(
    ("wish", "error", "words"),
    [
        (Wish(on(10, 0), on(10, 8)), Refused, "you were not on call in that span"),
        (Wish(on(25, 1), on(25, 1)), UsageError, "ends before it begins"),
        (Wish(on(1, 0) - timedelta(days=30)), UsageError, "longer than 31 days"),
    ],
)
async def test_a_span_of_which_there_is_no_brief_is_refused(
    night: NightShift, wish: Wish, error: type[Exception], words: str
) -> None:
    with night.server.lock:
        levels = night.pagerduty.state.policies[night.policy.id].levels
    assert len(levels) == 2
    with pytest.raises(error, match=words):
        await brief(night, wish)


async def test_the_brief_of_the_demos_shift_has_the_numbers_worked_out_by_hand(tmp_path: Path) -> None:
    """The scripted world at 06:59:30, played for 80 seconds; Ada's shift ends four minutes after its start."""
    start = datetime(2026, 11, 25, 6, 59, 30, tzinfo=UTC)
    clock = WorldClock(start)
    scenario = Scenario(clock)
    with scenario.server:
        played = 0
        for second in (4, 20, 32, 45, 75, 80):
            clock.advance(timedelta(seconds=second - played))
            scenario.advance(played := second)
        environment = scenario.environment(str(tmp_path))
        async with open_engine(load(None, environment), environment, StandingClock(clock)) as engine:
            found = await engine.handoff_desk.read(UTC)
    # 1 is the replica's lag of two hours ago, 2 the certificate of 26 hours ago, 3 is Search's; then come 4 (latency,
    # after 4 s), 5 (long past, like it), 6 (5xx, after 20 s) and 7 (connections, after 75 s). The shift is of 12 hours.
    assert found.span.since == start - timedelta(hours=11, minutes=56)
    assert found.span.until == start + timedelta(seconds=80)
    assert (found.opened.total, numbers(found)) == (4, [1, 4, 6, 7])
    # Ada acknowledged 1 an hour before the start, Chen 6 after 45 s; nothing was resolved or escalated in the shift.
    assert found.acknowledged == Count(2, (("Ada Moreau", 1), ("Chen Wei", 1)))
    assert found.resolved == found.escalated == Count()
    # 1 took an hour, 6 took 45 - 20 = 25 s: the middle between the two is 30 min 12.5 s.
    assert found.to_acknowledge == Times(2, timedelta(seconds=1812.5), HOUR)
    # Open: 4 and 7, which nobody has, then 2, which is not urgent; 1 and 6 are acknowledged.
    assert [one.incident.number for one in found.still_open] == [4, 7, 2, 1, 6]
    assert [one.last_note.author.name if one.last_note else "" for one in found.still_open] == [
        "Bo Larsen", "", "", "Chen Wei", "",
    ]  # fmt: skip
    # Ada was paged for 1 at 04:59:30, 4 at 06:59:34, 6 at 06:59:50, all at night, and for 7 at 07:00:45.
    assert (found.pages, found.night_pages) == (4, 3)
    assert [(one.place.name, one.names) for one in found.successors] == [("Payments primary", ("Bo Larsen",))]
