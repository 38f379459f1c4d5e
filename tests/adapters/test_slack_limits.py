"""A method that Slack asks to wait with is not called meanwhile; the others are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pdtui.errors import RateLimited
from tests.adapters.slack_line import Line


@pytest.fixture
def line() -> Iterator[Line]:
    with Line() as open_line:
        yield open_line


@pytest.mark.parametrize(
    ("status", "word", "headers", "seconds"),
    [
        (429, "ratelimited", {"Retry-After": "7"}, 7),
        (429, "ratelimited", {}, 30),
        (429, "ratelimited", {"retry-after": "soon"}, 30),
        (200, "ratelimited", {"retry-after": "7"}, 7),
        (200, "rate_limited", {}, 30),
        (200, "too_many_requests", {}, 30),
    ],
)
async def test_the_method_rests_as_long_as_slack_asks(
    line: Line, status: int, word: str, headers: dict[str, str], seconds: int
) -> None:
    ts = line.desk.say()
    line.answer("reactions.add", {"ok": False, "error": word}, headers, status=status)
    with pytest.raises(RateLimited) as first:
        await line.client.react(line.desk.incidents.id, ts, "eyes")
    assert first.value.retry_after == seconds
    line.now += seconds - 2
    with pytest.raises(RateLimited) as second:
        await line.client.react(line.desk.incidents.id, ts, "eyes")
    assert second.value.retry_after == 2
    assert len(line.sent("reactions.add")) == 1
    await line.client.identity()
    assert not await line.client.unreact(line.desk.incidents.id, ts, "eyes")
    line.now += 2
    assert await line.client.react(line.desk.incidents.id, ts, "eyes")


async def test_the_pages_of_a_list_end_at_the_limit(line: Line) -> None:
    line.desk.slack.enforce_limits = True
    for _ in range(20):
        line.desk.request("conversations.list")
    with pytest.raises(RateLimited) as caught:
        await line.client.channel_named("nowhere")
    assert caught.value.retry_after == 60
