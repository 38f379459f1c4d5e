"""Clicks and commands: what they carry, when they count, and that an app which is away loses them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pdtui.simulator.slack import PDTUI_SCOPES
from tests.simulator.slack_desk import Desk
from tests.simulator.slack_line import Line, line_of

PATIENCE = 10.0
SOON = 0.05


@pytest.fixture
def line() -> Iterator[Line]:
    with line_of(Desk()) as running:
        yield running


def test_a_press_carries_the_button_with_its_message(line: Line) -> None:
    parent = line.call("chat.postMessage", channel=line.desk.incidents.id, text="parent")["ts"]
    ts = line.button(thread_ts=parent)
    with line.client() as client:
        delivery = line.slack.press(line.desk.bo, line.desk.incidents.id, ts, "ack")
        envelope = client.hear()
        client.acknowledge(envelope)
        assert delivery.wait(PATIENCE)
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("interactive", False)
    assert "retry_attempt" not in envelope
    payload = envelope["payload"]
    (action,) = payload["actions"]
    assert (action["action_id"], action["block_id"], action["value"], action["type"]) == (
        "ack",
        "row",
        "P1:ack",
        "button",
    )
    assert action["action_ts"] > ts
    assert payload["type"] == "block_actions"
    assert payload["user"] == {"id": line.desk.bo.user_id, "username": "bo", "name": "bo", "team_id": "T0ACME001"}
    assert (payload["team"], payload["api_app_id"]) == ({"id": "T0ACME001", "domain": "acme"}, line.desk.app.app_id)
    assert payload["channel"] == {"id": line.desk.incidents.id, "name": "incidents"}
    assert payload["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": line.desk.incidents.id,
        "is_ephemeral": False,
        "thread_ts": parent,
    }
    assert payload["message"]["blocks"] == line.desk.slack.thread(line.desk.incidents.id, parent)[0].blocks
    assert payload["response_url"].startswith(f"{line.server.url}/hooks/actions/T0ACME001/")
    assert len(payload["trigger_id"].split(".")) == 3


def test_two_presses_differ_and_one_that_arrives_twice_does_not(line: Line) -> None:
    ts = line.button()
    with line.client() as client:
        first = line.slack.press(line.desk.bo, line.desk.incidents.id, ts, "ack")
        line.slack.press(line.desk.bo, line.desk.incidents.id, ts, "ack")
        line.slack.redeliver(first)
        once, twice, again = client.hear(), client.hear(), client.hear()
    assert len({one["envelope_id"] for one in (once, twice, again)}) == 3
    assert once["payload"]["actions"][0]["action_ts"] != twice["payload"]["actions"][0]["action_ts"]
    assert once["payload"] == again["payload"]
    assert [one.kind for one in line.slack.deliveries] == ["interactive"] * 3


def test_a_command_carries_who_typed_it_and_where(line: Line) -> None:
    with line.client() as client:
        delivery = line.slack.command(line.desk.chen, line.desk.incidents.id, "/pdtui", "ack 12")
        envelope = client.hear()
        client.acknowledge(envelope, {"response_type": "ephemeral", "text": "on it"})
        assert delivery.wait(PATIENCE)
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    payload = envelope["payload"]
    wanted = {
        "command": "/pdtui",
        "text": "ack 12",
        "user_id": line.desk.chen.user_id,
        "user_name": "chen",
        "channel_id": line.desk.incidents.id,
        "channel_name": "incidents",
        "team_id": "T0ACME001",
        "team_domain": "acme",
        "api_app_id": line.desk.app.app_id,
    }
    assert {name: payload[name] for name in wanted} == wanted
    assert payload["response_url"].startswith(f"{line.server.url}/hooks/commands/")
    assert delivery.ack_payload == {"response_type": "ephemeral", "text": "on it"}
    assert delivery.seconds is not None
    assert 0 < delivery.seconds < 3
    (shown,) = line.slack.ephemerals
    assert (shown.user, shown.channel, shown.text) == (line.desk.chen.user_id, line.desk.incidents.id, "on it")
    assert line.slack.messages(line.desk.incidents.id) == []


def test_a_commands_answer_may_be_for_all(line: Line) -> None:
    with line.client() as client:
        delivery = line.slack.command(line.desk.bo, line.desk.vault.id, "/pdtui")
        envelope = client.hear()
        client.acknowledge(envelope, {"response_type": "in_channel", "text": "for all"})
        assert delivery.wait(PATIENCE)
        client.acknowledge(envelope, {"response_type": "in_channel", "text": "twice"})
        other = line.slack.command(line.desk.bo, line.desk.vault.id, "/pdtui")
        client.acknowledge(client.hear())
        assert other.wait(PATIENCE)
    assert envelope["payload"]["channel_name"] == "privategroup"
    (message,) = line.slack.messages(line.desk.vault.id)
    assert (message.text, message.app) == ("for all", line.desk.app)


def test_nobody_connected_is_an_error_at_once(line: Line) -> None:
    delivery = line.slack.press(line.desk.bo, line.desk.incidents.id, line.button(), "ack")
    assert (delivery.failed, delivery.acknowledged, delivery.timed_out) == (True, False, False)
    assert delivery.wait(PATIENCE) is False
    with line.client() as client:
        other = line.slack.command(line.desk.bo, line.desk.incidents.id, "/pdtui")
        assert client.hear()["envelope_id"] == other.envelope_id


def test_an_acknowledgement_after_the_deadline_does_not_count(line: Line) -> None:
    assert line.slack.sockets.ack_seconds == 3.0
    line.slack.sockets.ack_seconds = SOON
    with line.client() as client:
        late = line.slack.command(line.desk.bo, line.desk.incidents.id, "/pdtui")
        envelope = client.hear()
        assert late.wait(PATIENCE) is False
        assert (late.timed_out, late.failed, late.seconds) == (True, False, None)
        client.acknowledge(envelope, {"response_type": "in_channel", "text": "too late"})
        line.slack.sockets.ack_seconds = PATIENCE
        soon = line.slack.command(line.desk.bo, line.desk.incidents.id, "/pdtui")
        assert (soon.timed_out, soon.acknowledged) == (False, False)
        client.acknowledge(client.hear())
        assert soon.wait(PATIENCE)
    assert late.seconds is not None
    assert late.seconds > SOON
    assert (late.timed_out, late.acknowledged, late.ack_payload) == (True, False, None)
    assert line.slack.messages(line.desk.incidents.id) == []


def test_what_people_do_is_sent_once(line: Line) -> None:
    line.slack.sockets.ack_seconds, line.slack.sockets.retry_seconds = SOON, (0, 0, 0)
    with line.client() as client:
        delivery = line.slack.press(line.desk.bo, line.desk.incidents.id, line.button(), "ack")
        assert client.hear()["envelope_id"] == delivery.envelope_id
        assert (delivery.wait(PATIENCE), delivery.retry) == (False, None)
        second = line.slack.command(line.desk.bo, line.desk.incidents.id, "/pdtui")
        assert client.hear()["envelope_id"] == second.envelope_id


def test_waiting_ends_with_the_patience_of_who_waits(line: Line) -> None:
    with line.client():
        delivery = line.slack.command(line.desk.bo, line.desk.incidents.id, "/pdtui")
        assert delivery.wait(0.01) is False
        assert not delivery.timed_out
        assert "pending" in repr(delivery)


def test_a_button_that_is_not_there_cannot_be_pressed(line: Line) -> None:
    ts = line.button()
    human = line.slack.post(line.desk.incidents.id, line.desk.bo, "hi").ts
    with pytest.raises(LookupError, match="no button nack"):
        line.slack.press(line.desk.bo, line.desk.incidents.id, ts, "nack")
    with pytest.raises(LookupError, match="not of an app"):
        line.slack.press(line.desk.bo, line.desk.incidents.id, human, "ack")
    line.call("chat.update", channel=line.desk.incidents.id, ts=ts, text="done", blocks=[{"type": "divider"}])
    with pytest.raises(LookupError, match="no button ack"):
        line.slack.press(line.desk.bo, line.desk.incidents.id, ts, "ack")


def test_the_app_that_was_installed_last_owns_a_command(line: Line) -> None:
    with pytest.raises(LookupError, match="/pd "):
        line.slack.command(line.desk.bo, line.desk.incidents.id, "/pd")
    late = line.slack.add_app("late", token="xoxb-late", scopes=PDTUI_SCOPES, commands=["/pdtui"])
    assert line.slack.command(line.desk.bo, line.desk.incidents.id, "/pdtui").app is late
    line.slack.set_scopes(late, ["chat:write"])
    assert line.slack.command(line.desk.bo, line.desk.incidents.id, "/pdtui").app is line.desk.app


def test_an_element_without_a_name_gets_one(line: Line) -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Go"}}
    blocks = [{"type": "actions", "elements": [button, button]}]
    posted = line.call("chat.postMessage", channel=line.desk.incidents.id, text="x", blocks=blocks)
    first, second = (one["action_id"] for one in posted["message"]["blocks"][0]["elements"])
    assert first != second
    delivery = line.slack.press(line.desk.bo, line.desk.incidents.id, posted["ts"], second)
    assert delivery.payload["actions"][0]["action_id"] == second  # type: ignore[index]
