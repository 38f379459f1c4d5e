"""The switches by which a call ends badly: refused without effect, or carried out and answered wrongly."""

from __future__ import annotations

import json

import pytest

from tests.simulator.slack_desk import Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


def texts(desk: Desk) -> list[str]:
    return [one.text for one in desk.slack.messages(desk.incidents.id)]


def say(desk: Desk, text: str) -> dict[str, object]:
    response = desk.request("chat.postMessage", channel=desk.incidents.id, text=text)
    answer: dict[str, object] = json.loads(response.body)
    return answer


def test_a_refused_call_leaves_nothing_behind(desk: Desk) -> None:
    desk.slack.refuse("chat.postMessage", "restricted_action", times=2)
    assert [say(desk, "one"), say(desk, "two")] == [{"ok": False, "error": "restricted_action"}] * 2
    assert desk.ok("auth.test")
    assert say(desk, "three")["ok"]
    assert texts(desk) == ["three"]


def test_a_refusal_may_say_more(desk: Desk) -> None:
    desk.slack.refuse("chat.postMessage", "missing_scope", needed="chat:write", provided="users:read")
    assert say(desk, "x") == {"ok": False, "error": "missing_scope", "needed": "chat:write", "provided": "users:read"}


def test_a_call_that_was_carried_out_may_be_answered_wrongly(desk: Desk) -> None:
    desk.slack.answer_wrongly("chat.postMessage", "fatal_error")
    assert say(desk, "one") == {"ok": False, "error": "fatal_error"}
    assert texts(desk) == ["one"]
    assert say(desk, "two")["ok"]


def test_a_call_that_fails_by_itself_does_not_use_a_wrong_answer_up(desk: Desk) -> None:
    desk.slack.answer_wrongly("chat.postMessage")
    assert desk.error("chat.postMessage", channel="C404", text="x") == "channel_not_found"
    assert say(desk, "one")["error"] == "internal_error"


def test_switches_come_in_turn_until_they_are_cleared(desk: Desk) -> None:
    desk.slack.refuse("chat.postMessage", "rate_limited")
    desk.slack.refuse("chat.postMessage", "service_unavailable", times=None)
    errors = [say(desk, "x")["error"] for _ in range(4)]
    assert errors == ["rate_limited", *["service_unavailable"] * 3]
    desk.slack.outcomes.clear()
    assert say(desk, "x")["ok"]


def test_a_switch_for_a_method_that_is_none_is_an_error_of_the_test(desk: Desk) -> None:
    with pytest.raises(KeyError, match=r"no\.such"):
        desk.slack.refuse("no.such", "fatal_error")
