"""The budget of a credential: the person first, the background within its share, nothing while PagerDuty says wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from pdtui.adapters.pagerduty.budget import AT_ONCE, BACKGROUND_AT_ONCE, PER_MINUTE, Budget
from pdtui.adapters.pagerduty.failures import explain
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


async def ask(budget: Budget, times: int = 1, *, background: bool = True) -> None:
    for _ in range(times):
        async with budget.place(background=background):
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
    await ask(budget, 500, background=False)
    assert stopwatch.slept == []


async def test_one_place_is_never_the_backgrounds() -> None:
    budget = Budget(lambda: 0.0)
    free, held = asyncio.Event(), asyncio.Semaphore(0)

    async def hold() -> None:
        async with budget.place(background=True):
            held.release()
            await free.wait()

    tasks = [asyncio.create_task(hold()) for _ in range(2 * AT_ONCE)]
    for _ in range(BACKGROUND_AT_ONCE):
        await held.acquire()
    async with asyncio.timeout(1):
        await ask(budget, background=False)
    assert held.locked()
    free.set()
    await asyncio.gather(*tasks)


async def test_when_little_is_left_the_background_waits_for_the_next_window_and_the_person_does_not(
    stopwatch: Stopwatch,
) -> None:
    budget = Budget(stopwatch)
    budget.note(LOW, background=True)
    await ask(budget, background=False)
    assert stopwatch.slept == []
    await ask(budget)
    assert stopwatch.slept == [30.0]
    await ask(budget)
    assert stopwatch.slept == [30.0]


async def test_the_limit_of_a_persons_rare_operation_does_not_slow_the_list(stopwatch: Stopwatch) -> None:
    budget = Budget(stopwatch)
    budget.note({**LOW, "ratelimit-limit": "10", "ratelimit-remaining": "1"}, background=False)
    await ask(budget)
    assert stopwatch.slept == []


@pytest.mark.parametrize("headers", [{}, {**LOW, "ratelimit-remaining": "nan"}, {**LOW, "ratelimit-limit": "soon"}])
async def test_headers_that_say_nothing_change_nothing(stopwatch: Stopwatch, headers: dict[str, str]) -> None:
    budget = Budget(stopwatch)
    budget.note(headers, background=True)
    await ask(budget)
    assert stopwatch.slept == []


async def test_while_pagerduty_says_wait_nobody_asks(stopwatch: Stopwatch) -> None:
    budget = Budget(stopwatch)
    told = budget.pause({"ratelimit-reset": "7"}, RateLimited("wait", retry_after=7))
    assert 7 <= told.retry_after <= 8
    for background in (True, False):
        with pytest.raises(RateLimited):
            await ask(budget, background=background)
    stopwatch.now += 8
    await ask(budget)
    await ask(budget, background=False)


async def test_a_refusal_that_does_not_say_how_long_is_waited_out_longer_each_time(stopwatch: Stopwatch) -> None:
    budget = Budget(stopwatch)
    waits = [budget.pause({}, RateLimited("wait", retry_after=5)).retry_after for _ in range(6)]
    assert [int(wait) for wait in waits] == [5, 10, 20, 40, 60, 60]
    budget.note({}, background=True)
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
