"""The directory over HTTP: read when asked, kept on disk, used with its age when the network is gone."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta

import pytest

from pdtui.adapters.journal import SqliteJournal
from pdtui.adapters.pagerduty.api import PagerDutyApi
from pdtui.adapters.pagerduty.client import PagerDutyClient
from pdtui.adapters.pagerduty.directory import LISTS
from pdtui.config import Secret
from pdtui.core.actions import Feature
from pdtui.core.directory import FRESH, PAUSE, Directory
from pdtui.core.entries import Kind, search
from pdtui.errors import NotFound, NotPermitted, NotSent, UsageError
from pdtui.simulator.faults import Fault
from pdtui.simulator.faults import Kind as FaultKind
from tests.world import World


class HandClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.instant = datetime.now(UTC)

    def now(self) -> datetime:
        return self.instant

    def monotonic(self) -> float:
        return self.instant.timestamp()


class Desk:
    """A directory of the world's account, with the clock that it goes by; each is a new run of pdtui."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clock = HandClock()
        self.lacking: list[Feature] = []
        """What was told to be hidden."""

    @asynccontextmanager
    async def run(self, account: str = "mine") -> AsyncIterator[Directory]:
        api = PagerDutyApi(PagerDutyClient(Secret("me-token"), self.world.server.url, 2.0))
        journal = SqliteJournal(self.world.home / "journal.sqlite3")
        try:
            yield Directory(api, journal, self.clock, account, self.lacking.append)
        finally:
            journal.close()
            await api.close()

    def asked(self, kind: Kind) -> int:
        return self.world.requests("GET", f"/{LISTS[kind]}")


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def offline(world: World) -> None:
    world.faults.add(Fault(FaultKind.DROP, times=None))


async def test_each_kind_is_read_when_it_is_asked_for_and_no_other(desk: Desk) -> None:
    async with desk.run() as directory:
        assert directory.known(Kind.SERVICE) is None
        assert [desk.asked(kind) for kind in Kind] == [0] * 6
        (entry,) = (await directory.read(Kind.SERVICE)).listed
        await directory.read(Kind.SERVICE)
        assert [desk.asked(kind) for kind in Kind] == [1, 0, 0, 0, 0, 0]
        assert (entry.name, entry.status, entry.kind) == ("Checkout API", "active", Kind.SERVICE)
        assert entry.escalation_policy is not None
        assert entry.escalation_policy.name == "Payments"


async def test_what_pickers_and_countdowns_need_of_each_kind(desk: Desk) -> None:
    pagerduty = desk.world.pagerduty
    team = pagerduty.add_team("Core")
    desk.world.policy.team_id = team.id
    pagerduty.add_service("Search", desk.world.policy, acknowledgement_timeout=1800)
    severe, mild = pagerduty.add_priority("P1", color="a8171c"), pagerduty.add_priority("P2")
    async with desk.run() as directory:
        service = await directory.named(Kind.SERVICE, "search")
        assert service.acknowledgement_timeout == 1800
        policy = await directory.named(Kind.POLICY, "Payments")
        assert [(level.number, level.delay_minutes) for level in policy.levels] == [(1, 30), (2, 30)]
        assert [target.type for level in policy.levels for target in level.targets] == ["schedule", "user"]
        assert [one.name for one in policy.teams] == ["Core"]
        bo = await directory.named(Kind.USER, "bo@ACME.example")
        assert (bo.name, bo.email, bo.reference.type) == ("Bo Larsen", "bo@acme.example", "user")
        priorities = (await directory.read(Kind.PRIORITY)).listed
        assert [one.id for one in priorities] == [severe.id, mild.id]
        assert priorities[0].priority.color == "a8171c"
        assert (await directory.named(Kind.SCHEDULE, "prim")).time_zone == "UTC"
        assert (await directory.named(Kind.TEAM, team.id)).name == "Core"


async def test_all_pages_are_read_and_each_entry_is_there_once(desk: Desk) -> None:
    for number in range(250):
        desk.world.pagerduty.add_service(f"Worker {number:03}", desk.world.policy)
    async with desk.run() as directory:
        catalogue = await directory.read(Kind.SERVICE)
        assert len(catalogue.entries) == len({entry.id for entry in catalogue.entries}) == 251
        assert [entry.name for entry in search(catalogue.listed, "worker 11")][:2] == ["Worker 110", "Worker 111"]


async def test_it_is_kept_on_disk_for_an_hour_for_the_same_account_only(desk: Desk) -> None:
    async with desk.run() as directory:
        await directory.read(Kind.SERVICE)
    desk.clock.instant += FRESH - timedelta(seconds=1)
    async with desk.run() as directory:
        known = directory.known(Kind.SERVICE)
        assert known is not None
        assert [entry.name for entry in known.listed] == ["Checkout API"]
        await directory.read(Kind.SERVICE)
        assert desk.asked(Kind.SERVICE) == 1
        desk.clock.instant += timedelta(seconds=1)
        await directory.read(Kind.SERVICE)
        assert desk.asked(Kind.SERVICE) == 2
        await directory.read(Kind.SERVICE, fresh=True)
        assert desk.asked(Kind.SERVICE) == 3
    async with desk.run("somebody else") as directory:
        assert directory.known(Kind.SERVICE) is None


async def test_a_reading_on_disk_that_nobody_can_read_any_more_counts_as_none(desk: Desk) -> None:
    async with desk.run() as directory:
        await directory.read(Kind.SERVICE)
    with closing(sqlite3.connect(desk.world.home / "journal.sqlite3")) as database:
        database.execute("UPDATE directory SET catalogue = ?", (b'{"kind":"service"}',))
        database.commit()
    async with desk.run() as directory:
        assert directory.known(Kind.SERVICE) is None
        assert len((await directory.read(Kind.SERVICE)).listed) == 1


async def test_without_a_network_the_last_reading_serves_with_its_age(desk: Desk) -> None:
    async with desk.run() as directory:
        await directory.read(Kind.SERVICE)
    offline(desk.world)
    desk.clock.instant += 3 * FRESH
    async with desk.run() as directory:
        catalogue = await directory.read(Kind.SERVICE)
        assert [entry.name for entry in catalogue.listed] == ["Checkout API"]
        assert "broke the connection off" in catalogue.stale
        assert directory.age(Kind.SERVICE) == 3 * FRESH
        with pytest.raises(NotFound, match="no service 'Searhc' 3h ago"):
            await directory.named(Kind.SERVICE, "Searhc")
        with pytest.raises(NotSent):
            await directory.read(Kind.USER)


async def test_a_reading_that_failed_is_not_tried_with_every_key_press(desk: Desk) -> None:
    async with desk.run() as directory:
        await directory.read(Kind.SERVICE)
        offline(desk.world)
        desk.clock.instant += FRESH
        await directory.read(Kind.SERVICE)
        tried = desk.asked(Kind.SERVICE)
        assert (await directory.read(Kind.SERVICE)).stale
        assert desk.asked(Kind.SERVICE) == tried
        desk.world.faults.clear()
        desk.clock.instant += PAUSE
        assert (await directory.read(Kind.SERVICE)).stale == ""


async def test_a_name_that_is_not_known_is_asked_for_once_more(desk: Desk) -> None:
    async with desk.run() as directory:
        await directory.read(Kind.SERVICE)
        made = desk.world.pagerduty.add_service("Brand new", desk.world.policy)
        assert (await directory.named(Kind.SERVICE, "brand")).id == made.id
        with pytest.raises(NotFound, match="there is no service 'nope'"):
            await directory.named(Kind.SERVICE, "nope")
        desk.world.pagerduty.add_service("Brand old", desk.world.policy)
        await directory.read(Kind.SERVICE, fresh=True)
        with pytest.raises(UsageError, match="two services match 'brand': Brand new, Brand old"):
            await directory.named(Kind.SERVICE, "brand")


async def test_what_asks_to_be_left_out_is_in_no_list_and_still_has_its_time_outs(desk: Desk) -> None:
    hidden = desk.world.pagerduty.add_service(
        "Sandbox", desk.world.policy, description="for play\npdtui-ignore", acknowledgement_timeout=60
    )
    async with desk.run() as directory:
        assert [entry.name for entry in (await directory.read(Kind.SERVICE)).listed] == ["Checkout API"]
        with pytest.raises(NotFound):
            await directory.named(Kind.SERVICE, "sandbox")
        known = directory.by_id(Kind.SERVICE, hidden.id)
        assert known is not None
        assert known.acknowledgement_timeout == 60


@pytest.mark.parametrize("status", [402, 404])
async def test_a_plan_without_priorities_is_asked_once_in_a_run(desk: Desk, status: int) -> None:
    desk.world.pagerduty.switches.priorities = False
    desk.world.pagerduty.switches.priorities_refusal = status
    async with desk.run() as directory:
        assert not directory.lacks(Kind.PRIORITY)
        catalogue = await directory.read(Kind.PRIORITY)
        assert (catalogue.absent, catalogue.listed, directory.lacks(Kind.PRIORITY)) == (True, (), True)
        assert desk.lacking == [Feature.PRIORITIES]
        desk.clock.instant += 2 * FRESH
        await directory.read(Kind.PRIORITY, fresh=True)
        assert desk.asked(Kind.PRIORITY) == 1
    desk.world.pagerduty.switches.priorities = True
    desk.world.pagerduty.add_priority("P1")
    async with desk.run() as directory:
        assert [entry.name for entry in (await directory.read(Kind.PRIORITY)).listed] == ["P1"]


async def test_a_refusal_is_told_and_not_taken_for_an_empty_list(desk: Desk) -> None:
    desk.world.faults.add(Fault(FaultKind.STATUS, path="^/users$", status=403, times=None))
    async with desk.run() as directory:
        with pytest.raises(NotPermitted):
            await directory.read(Kind.USER)
        assert directory.known(Kind.USER) is None


async def test_hostile_names_are_harmless(desk: Desk) -> None:
    desk.world.service.name = "\x1b]0;PWN\x07Pay\x1b[2J\u202ements"
    async with desk.run() as directory:
        (entry,) = (await directory.read(Kind.SERVICE)).entries
        assert entry.name == "Payments"
