"""How often a thread is read."""

from __future__ import annotations

import pytest

from pdtui.core.slack.pace import Pace
from pdtui.errors import MissingScope, NotSent, PdtuiError, RateLimited


def test_a_quiet_thread_is_read_less_and_less_often_and_news_hasten_it() -> None:
    pace = Pace()
    waits = [pace.after(changed=False, clamped=False) for _ in range(5)]
    assert waits[0] > 15
    assert waits == sorted(waits)
    assert waits[-1] == 30
    assert pace.after(changed=True, clamped=False) == 15
    pace.after(changed=False, clamped=False)
    pace.begin()
    assert pace.after(changed=False, clamped=False) == waits[0]


def test_an_app_that_is_clamped_reads_once_a_minute_however_lively_it_is() -> None:
    pace = Pace()
    assert pace.after(changed=True, clamped=True) == 60


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (RateLimited("wait", retry_after=5), 30),
        (RateLimited("wait", retry_after=30), 60),
        (RateLimited("wait", retry_after=90), 90),
        (MissingScope("no", needed="channels:history"), 60),
        (NotSent("offline"), 30),
    ],
)
def test_a_failure_waits_as_long_as_its_cause_needs(error: PdtuiError, wait: float) -> None:
    assert Pace().failed(error) == wait
