"""Answers to clicks by their response URLs, and messages that only one person sees."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from slack_sdk.webhook import WebhookClient

from pdtui.simulator.slack import Delivery
from tests.simulator.slack_desk import Desk, section
from tests.simulator.slack_line import Line, line_of

PATIENCE = 10


@pytest.fixture
def line() -> Iterator[Line]:
    with line_of(Desk()) as running:
        yield running


def pressed(line: Line) -> Delivery:
    return line.slack.press(line.desk.bo, line.desk.incidents.id, line.button(), "ack")


def url_of(delivery: Delivery) -> str:
    return str(delivery.payload["response_url"])


def test_an_answer_is_for_who_clicked_unless_it_says_otherwise(line: Line) -> None:
    delivery = pressed(line)
    for value in ({"text": "for you"}, {"text": "for all", "response_type": "in_channel", "blocks": [section("all")]}):
        assert line.post(url_of(delivery), value) == (200, b"ok")
    (shown,) = line.slack.ephemerals
    assert (shown.user, shown.text, shown.app) == (line.desk.bo.user_id, "for you", line.desk.app)
    assert [one.text for one in line.slack.messages(line.desk.incidents.id)] == ["Disk full", "for all"]
    assert [one["text"] for one in delivery.responses] == ["for you", "for all"]


def test_an_answer_may_go_into_a_thread(line: Line) -> None:
    ts = line.button()
    delivery = line.slack.press(line.desk.bo, line.desk.incidents.id, ts, "ack")
    line.post(url_of(delivery), {"text": "below", "response_type": "in_channel", "thread_ts": ts})
    assert [one.text for one in line.slack.thread(line.desk.incidents.id, ts)] == ["below"]


def test_an_answer_may_replace_or_delete_what_was_clicked(line: Line) -> None:
    ts = line.button()
    delivery = line.slack.press(line.desk.bo, line.desk.incidents.id, ts, "ack")
    assert line.post(url_of(delivery), {"text": "acknowledged", "replace_original": True})[0] == 200
    message = line.desk.incidents.messages[ts]
    assert (message.text, message.blocks) == ("acknowledged", [])
    assert line.post(url_of(delivery), {"delete_original": "true"})[0] == 200
    assert line.slack.messages(line.desk.incidents.id) == []


def test_an_answer_needs_no_membership(line: Line) -> None:
    delivery = line.slack.command(line.desk.bo, line.desk.vault.id, "/pdtui")
    assert line.call("chat.postMessage", channel=line.desk.vault.id, text="x")["error"] == "channel_not_found"
    assert line.post(url_of(delivery), {"text": "heard", "response_type": "in_channel"})[0] == 200
    assert [one.text for one in line.slack.messages(line.desk.vault.id)] == ["heard"]


def test_a_response_url_is_good_for_five_answers(line: Line) -> None:
    delivery = pressed(line)
    again = line.slack.redeliver(delivery)
    assert line.post(url_of(delivery), {}) == (400, b'{"ok": false, "error": "no_text"}')
    for number in range(5):
        assert line.post(url_of(again), {"text": str(number)})[0] == 200
    status, body = line.post(url_of(delivery), {"text": "6"})
    assert (status, json.loads(body)) == (404, {"ok": False, "error": "used_url"})
    assert [one["text"] for one in delivery.responses] == ["0", "1", "2", "3", "4"]


def test_a_response_url_is_good_for_half_an_hour(line: Line) -> None:
    delivery = pressed(line)
    line.desk.clock.advance(timedelta(minutes=29, seconds=59))
    assert line.post(url_of(delivery), {"text": "in time"})[0] == 200
    line.desk.clock.advance(timedelta(seconds=1))
    status, body = line.post(url_of(delivery), {"text": "late"})
    assert (status, json.loads(body)["error"]) == (404, "expired_url")
    assert line.post("/hooks/actions/T0ACME001/404/x", {"text": "x"})[0] == 404


def test_slacks_own_webhook_client_answers(line: Line) -> None:
    delivery = pressed(line)
    client = WebhookClient(url_of(delivery), timeout=PATIENCE, retry_handlers=[])
    client.proxy = None
    response = client.send(text="on it", response_type="ephemeral")
    assert (response.status_code, response.body) == (200, "ok")
    assert delivery.responses == [{"text": "on it", "response_type": "ephemeral"}]


def test_an_ephemeral_message_is_seen_by_one_and_kept_nowhere(line: Line) -> None:
    desk = line.desk
    answer = line.call("chat.postEphemeral", channel=desk.incidents.id, user=desk.bo.user_id, text="psst")
    assert answer["ok"]
    (shown,) = line.slack.ephemerals
    assert (shown.ts, shown.user, shown.text, shown.channel) == (
        answer["message_ts"],
        desk.bo.user_id,
        "psst",
        desk.incidents.id,
    )
    assert desk.texts() == []
    update = line.call("chat.update", channel=desk.incidents.id, ts=shown.ts, text="changed")
    assert update["error"] == "message_not_found"


def test_whom_an_ephemeral_message_cannot_reach() -> None:
    desk = Desk()
    person = {"user": desk.bo.user_id, "text": "psst"}
    wrong = [
        ({"channel": desk.incidents.id, **person, "user": desk.chen.user_id}, "user_not_in_channel"),
        ({"channel": desk.lobby.id, **person}, "not_in_channel"),
        ({"channel": desk.vault.id, **person}, "channel_not_found"),
        ({"channel": desk.incidents.id, **person, "text": ""}, "no_text"),
    ]
    for arguments, error in wrong:
        assert desk.error("chat.postEphemeral", **arguments) == error
    desk.slack.archive(desk.incidents.id)
    assert desk.error("chat.postEphemeral", channel=desk.incidents.id, **person) == "is_archived"
    assert desk.slack.ephemerals == []
