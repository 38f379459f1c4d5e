"""The budget of a credential: who acts first, who watches within a share, nothing while PagerDuty says wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from pdtui.adapters.pagerduty.budget import PER_MINUTE, Budget
from pdtui.adapters.pagerduty.failures import explain
from pdtui.adapters.pagerduty.places import AT_ONCE, MOST, OTHERS
from pdtui.core.asking import Asker
from pdtui.errors import NotInPlan, NotPermitted, RateLimited

LOW = {"ratelimit-limit": "960", "ratelimit-remaining": "100", "ratelimit-reset": "30"}


class Stopwatch:
    """Time that passes when somebody sleeps."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []
        monkeypatch.setattr("pdtui.adapters.pagerduty.budget.asyncio.sleep", self.sleep)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def stopwatch(monkeypatch: pytest.MonkeyPatch) -> Stopwatch:
    return Stopwatch(monkeypatch)


async def ask(budget: Budget, times: int = 1, *, one: Asker = Asker.WATCHING) -> None:
    for _ in range(times):
        async with budget.place(one):
            pass


async def test_a_first_list_is_not_held_back_and_a_lasting_flood_is(stopwatch: Stopwatch) -> None:
    budget = Budget(stopwatch)
    await ask(budget, int(PER_MINUTE))
    assert stopwatch.slept == []
    await ask(budget, 100)
    assert sum(stopwatch.slept) == pytest.approx(20)


async def test_a_person_never_waits_for_the_share_of_the_background(stopwatch: Stopwatch) -> None:
    budget = Budget(stopwatch)
    await ask(budget, int(PER_MINUTE))
    await ask(budget, 500, one=Asker.ACTING)
    assert stopwatch.slept == []


class Crowd:
    """Requests that hang in their places until they are let go."""

    def __init__(self, budget: Budget) -> None:
        self.inside: list[Asker] = []
        self._budget = budget
        self._free = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def come(self, one: Asker, times: int = 1) -> None:
        self._tasks += [asyncio.create_task(self._hold(one)) for _ in range(times)]
        for _ in range(10 * times):
            await asyncio.sleep(0)  # each has come as far as it can

    async def _hold(self, one: Asker) -> None:
        async with self._budget.place(one):
            self.inside.append(one)
            await self._free.wait()

    async def give_up(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def go(self) -> None:
        self._free.set()
        await asyncio.gather(*self._tasks)


@pytest.mark.parametrize("first", [Asker.LOOKING, Asker.WATCHING])
async def test_whatever_hangs_who_acts_finds_a_place(first: Asker) -> None:
    crowd = Crowd(Budget(lambda: 0.0))
    second = Asker.LOOKING if first is Asker.WATCHING else Asker.WATCHING
    for one in (first, second):
        await crowd.come(one, 2 * AT_ONCE)
    assert len(crowd.inside) == OTHERS
    assert crowd.inside.count(first) == MOST[first]
    await crowd.come(Asker.ACTING)
    assert crowd.inside[-1] is Asker.ACTING
    await crowd.go()


async def test_the_next_place_goes_to_who_acts_whoever_came_first() -> None:
    crowd, hanging = Crowd(budget := Budget(lambda: 0.0)), Crowd(budget)
    await hanging.come(Asker.ACTING, AT_ONCE)
    for one in (Asker.WATCHING, Asker.LOOKING, Asker.ACTING):
        await crowd.come(one)
    assert crowd.inside == []
    await hanging.go()
    await crowd.go()
    assert crowd.inside == [Asker.ACTING, Asker.LOOKING, Asker.WATCHING]


async def test_who_gives_up_leaves_the_place_to_others() -> None:
    hanging, waiting, last = (Crowd(budget) for budget in [Budget(lambda: 0.0)] * 3)
    await hanging.come(Asker.LOOKING, MOST[Asker.LOOKING])
    await waiting.come(Asker.LOOKING, 3)
    await waiting.give_up()
    await hanging.give_up()
    await last.come(Asker.LOOKING, MOST[Asker.LOOKING])
    assert len(last.inside) == MOST[Asker.LOOKING]
    assert waiting.inside == []
    await last.go()


async def test_when_little_is_left_the_background_waits_for_the_next_window_and_the_person_does_not(
    stopwatch: Stopwatch,
) -> None:
    budget = Budget(stopwatch)
    budget.note(LOW, Asker.WATCHING)
    await ask(budget, one=Asker.ACTING)
    assert stopwatch.slept == []
    await ask(budget)
    assert stopwatch.slept == [30.0]
    await ask(budget)
    assert stopwatch.slept == [30.0]


async def test_the_limit_of_a_persons_rare_operation_does_not_slow_the_list(stopwatch: Stopwatch) -> None:
    budget = Budget(stopwatch)
    budget.note({**LOW, "ratelimit-limit": "10", "ratelimit-remaining": "1"}, Asker.ACTING)
    await ask(budget)
    assert stopwatch.slept == []


@pytest.mark.parametrize("headers", [{}, {**LOW, "ratelimit-remaining": "nan"}, {**LOW, "ratelimit-limit": "soon"}])
async def test_headers_that_say_nothing_change_nothing(stopwatch: Stopwatch, headers: dict[str, str]) -> None:
    budget = Budget(stopwatch)
    budget.note(headers, Asker.WATCHING)
    await ask(budget)
    assert stopwatch.slept == []


async def test_while_pagerduty_says_wait_nobody_asks(stopwatch: Stopwatch) -> None:
    budget = Budget(stopwatch)
    told = budget.pause({"ratelimit-reset": "7"}, RateLimited("wait", retry_after=7))
    assert 7 <= told.retry_after <= 8
    for one in Asker:
        with pytest.raises(RateLimited):
            await ask(budget, one=one)
    stopwatch.now += 8
    await ask(budget)
    await ask(budget, one=Asker.ACTING)


async def test_a_refusal_that_does_not_say_how_long_is_waited_out_longer_each_time(stopwatch: Stopwatch) -> None:
    budget = Budget(stopwatch)
    waits = [budget.pause({}, RateLimited("wait", retry_after=5)).retry_after for _ in range(6)]
    assert [int(wait) for wait in waits] == [5, 10, 20, 40, 60, 60]
    budget.note({}, Asker.WATCHING)
    assert int(budget.pause({}, RateLimited("wait", retry_after=5)).retry_after) == 5


def plan_refusals() -> list[tuple[int, Callable[[], bytes]]]:
    return [
        (402, lambda: b""),
        (402, lambda: b'{"error":{"message":"x","code":2014}}'),
        (403, lambda: b'{"error":{"message":"x","code":2012}}'),
        (400, lambda: b'{"error":{"message":"x","code":2014}}'),
    ]


@pytest.mark.parametrize(("status", "body"), plan_refusals())
def test_what_the_plan_lacks_is_told_from_what_one_may_not_do(status: int, body: Callable[[], bytes]) -> None:
    assert isinstance(explain(status, body(), {}, writes=False, html=False), NotInPlan)
    denied = explain(403, b'{"error":{"message":"Access Denied","code":2010}}', {}, writes=False, html=False)
    assert isinstance(denied, NotPermitted)
    assert not isinstance(denied, NotInPlan)
