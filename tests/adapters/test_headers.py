"""When an answer was given, and that no answer repeats the token."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from pdtui.adapters.pagerduty.headers import dated, without


def test_the_date_of_an_answer_is_in_utc() -> None:
    assert dated({"date": "Sat, 21 Nov 2026 08:15:51 GMT"}) == datetime(2026, 11, 21, 8, 15, 51, tzinfo=UTC)
    assert dated({"date": "Sat, 21 Nov 2026 09:15:51 +0100"}) == datetime(2026, 11, 21, 8, 15, 51, tzinfo=UTC)


@pytest.mark.parametrize("given", ["", "soon", "Thu, 01 Jan 1970 00:00:00 GMT", "Sat, 99 Nov 2026 08:15:51 GMT"])
def test_a_date_that_cannot_be_believed_is_none(given: str) -> None:
    assert dated({"date": given}) is None
    assert dated({}) is None


@pytest.mark.parametrize("token", ["u+mKz_abc-123", "pdus+_0XBPWQQ_abc/def"])
def test_however_it_is_spelt_the_token_is_gone(token: str) -> None:
    spellings = [token, token.replace("+", "\\u002b"), token.replace("+", "%2B").replace("/", "%2F")]
    for spelling in spellings:
        body = b'{"error":{"message":"bad Token token=' + spelling.encode() + b'"}}'
        assert without(token, body) == b'{"error":{"message":"bad Token token=***"}}'
        assert json.loads(without(token, body))


def test_without_a_token_nothing_changes() -> None:
    assert without("", b"body") == b"body"
