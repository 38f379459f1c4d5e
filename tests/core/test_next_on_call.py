"""Who takes over from me, for the status bar: asked seldom, believed for a while, never guessed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

from pdtui.core.model import OnCall, Reference
from pdtui.core.next_on_call import TRUSTED, NextOnCall
from pdtui.core.pagerduty import OnCallPort
from pdtui.errors import NotSent
from tests.core.builders import HOUR, ME, MINUTE, NOW, on_call

BO = Reference("PBO", "Bo Larsen", "user")
CHEN = Reference("PCHEN", "Chen Wei", "user")
MINE = on_call(NOW - HOUR, NOW + HOUR)
BOS = replace(on_call(NOW + HOUR, NOW + 9 * HOUR), user=BO)


class StandingClock:
    """It goes on by hand."""

    def __init__(self) -> None:
        self.instant = NOW

    def now(self) -> datetime:
        return self.instant

    def monotonic(self) -> float:
        return self.instant.timestamp()


class Roster:
    """Answers with these entries, and remembers what was asked."""

    def __init__(self, *entries: OnCall) -> None:
        self.entries = entries
        self.fails = False
        self.asked: list[tuple[tuple[str, ...], datetime]] = []

    async def roster(self, policy_ids: Sequence[str], since: datetime, until: datetime) -> tuple[OnCall, ...]:
        self.asked.append((tuple(policy_ids), since))
        await asyncio.sleep(0)
        if self.fails:
            raise NotSent("PagerDuty cannot be reached", "check the network")
        return self.entries


def reader(roster: Roster, clock: StandingClock, changed: list[str] | None = None) -> NextOnCall:
    return NextOnCall(
        cast("OnCallPort", roster), clock, lambda: changed.append("changed") if changed is not None else None
    )


async def test_it_is_asked_once_for_the_end_of_my_shift_in_my_own_place() -> None:
    others = [replace(BOS, level=2, user=CHEN), replace(BOS, user=CHEN, schedule=Reference("SNights", "Nights"))]
    roster, clock, changed = Roster(BOS, *others), StandingClock(), list[str]()
    following = reader(roster, clock, changed)
    assert following.name == ""
    for _ in range(3):
        await following.plan(ME, [MINE])
        clock.instant += 5 * MINUTE
    assert following.name == "Bo Larsen"
    assert roster.asked == [(("PPayments",), NOW + HOUR)]
    assert changed == ["changed"]


async def test_the_end_is_the_one_after_which_it_is_not_me_any_more() -> None:
    roster = Roster(replace(BOS, start=NOW + 5 * HOUR))
    following = reader(roster, StandingClock())
    await following.plan(ME, [MINE, on_call(NOW + HOUR, NOW + 5 * HOUR)])
    assert following.name == "Bo Larsen"
    assert roster.asked == [(("PPayments",), NOW + 5 * HOUR)]


async def test_nobody_is_said_and_several_are_named() -> None:
    following = reader(Roster(), StandingClock())
    await following.plan(ME, [MINE])
    assert following.name == "nobody"
    following = reader(Roster(BOS, replace(BOS, user=CHEN)), StandingClock())
    await following.plan(ME, [MINE])
    assert following.name == "Bo Larsen, Chen Wei"


async def test_another_end_is_asked_for_and_the_old_name_is_not_shown_meanwhile() -> None:
    roster, clock = Roster(BOS), StandingClock()
    following = reader(roster, clock)
    await following.plan(ME, [MINE])
    roster.entries = (replace(BOS, start=NOW + 2 * HOUR, user=CHEN),)
    asking = asyncio.create_task(following.plan(ME, [on_call(NOW - HOUR, NOW + 2 * HOUR)]))
    await asyncio.sleep(0)
    assert following.name == ""
    await asking
    assert following.name == "Chen Wei"


async def test_a_name_is_asked_for_again_when_it_has_grown_old() -> None:
    roster, clock = Roster(BOS), StandingClock()
    following = reader(roster, clock)
    await following.plan(ME, [MINE])
    roster.entries = (replace(BOS, user=CHEN),)
    clock.instant += TRUSTED
    await following.plan(ME, [MINE])
    assert following.name == "Chen Wei"
    assert len(roster.asked) == 2


async def test_a_failure_leaves_the_name_out_and_is_tried_again() -> None:
    roster, changed = Roster(BOS), list[str]()
    roster.fails = True
    following = reader(roster, StandingClock(), changed)
    await following.plan(ME, [MINE])
    assert following.name == ""
    assert changed == []
    roster.fails = False
    await following.plan(ME, [MINE])
    assert following.name == "Bo Larsen"


async def test_nothing_is_asked_or_said_off_call_and_of_a_duty_without_end() -> None:
    roster, clock = Roster(BOS), StandingClock()
    following = reader(roster, clock)
    await following.plan(ME, [on_call(NOW + HOUR, NOW + 2 * HOUR)])
    await following.plan(ME, [on_call(None, None)])
    assert (following.name, roster.asked) == ("", [])
    await following.plan(ME, [MINE])
    clock.instant += timedelta(hours=1)
    assert following.name == ""
