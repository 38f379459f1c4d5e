"""What an app hears of the channels that it is in, and that it hears it again until it says so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.simulator.slack_desk import DESK_SCOPES, TOKEN, Desk
from tests.simulator.slack_line import EVENTS, Line, line_of

PATIENCE = 10.0


@pytest.fixture
def line() -> Iterator[Line]:
    with line_of(Desk(bot_events=EVENTS)) as running:
        yield running


def test_a_message_is_told_as_slack_tells_it(line: Line) -> None:
    with line.client() as client:
        message = line.slack.post(line.desk.incidents.id, line.desk.bo, "hello")
        envelope = client.hear()
        client.acknowledge(envelope)
    assert {name: envelope[name] for name in envelope if name not in ("payload", "envelope_id")} == {
        "type": "events_api",
        "accepts_response_payload": False,
        "retry_attempt": 0,
        "retry_reason": "",
    }
    payload = envelope["payload"]
    assert (payload["type"], payload["team_id"], payload["api_app_id"]) == (
        "event_callback",
        "T0ACME001",
        line.desk.app.app_id,
    )
    assert payload["authorizations"][0]["user_id"] == line.desk.app.user_id
    assert payload["event_id"].startswith("Ev")
    assert payload["event"] == {
        "type": "message",
        "user": line.desk.bo.user_id,
        "text": "hello",
        "ts": message.ts,
        "team": "T0ACME001",
        "channel": line.desk.incidents.id,
        "channel_type": "channel",
        "event_ts": message.ts,
    }


def test_an_app_hears_itself_its_thread_and_its_private_channels(line: Line) -> None:
    line.slack.join(line.desk.vault.id, line.desk.app.user_id)
    with line.client() as client:
        ts = line.call("chat.postMessage", channel=line.desk.incidents.id, text="mine")["ts"]
        line.slack.post(line.desk.incidents.id, line.desk.bo, "reply", thread_ts=ts)
        line.slack.post(line.desk.vault.id, line.desk.bo, "secret")
        mine, reply, secret = (client.hear()["payload"]["event"] for _ in range(3))
    assert mine["bot_id"] == line.desk.app.bot_id
    assert reply["thread_ts"] == ts
    assert (secret["channel_type"], secret["channel"]) == ("group", line.desk.vault.id)


def test_reactions_edits_and_deletions_are_told(line: Line) -> None:
    message = line.slack.post(line.desk.incidents.id, line.desk.bo, "hello")
    place = (line.desk.incidents.id, message.ts)
    with line.client() as client:
        line.slack.react(line.desk.chen, *place, "eyes")
        line.slack.react(line.desk.chen, *place, "eyes")
        line.slack.unreact(line.desk.chen, *place, "eyes")
        line.slack.update(*place, "bye")
        line.slack.delete(*place)
        added, removed, changed, deleted = (client.hear()["payload"]["event"] for _ in range(4))
    assert {name: added[name] for name in ("type", "reaction", "user", "item_user", "item")} == {
        "type": "reaction_added",
        "reaction": "eyes",
        "user": line.desk.chen.user_id,
        "item_user": line.desk.bo.user_id,
        "item": {"type": "message", "channel": place[0], "ts": place[1]},
    }
    assert removed["type"] == "reaction_removed"
    assert (changed["subtype"], changed["message"]["text"], changed["hidden"]) == ("message_changed", "bye", True)
    assert changed["message"]["edited"]["user"] == line.desk.bo.user_id
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", message.ts)
    assert deleted["previous_message"]["text"] == "bye"


def test_an_apps_own_reaction_is_told_once(line: Line) -> None:
    ts = line.slack.post(line.desk.incidents.id, line.desk.bo, "hello").ts
    mark = {"channel": line.desk.incidents.id, "timestamp": ts, "name": "eyes"}
    with line.client() as client:
        answers = [line.call("reactions.add", TOKEN, **mark) for _ in range(2)]
        line.call("reactions.remove", TOKEN, **mark)
        events = [client.hear()["payload"]["event"] for _ in range(2)]
    assert [one.get("error") for one in answers] == [None, "already_reacted"]
    assert [(one["type"], one["user"]) for one in events] == [
        ("reaction_added", line.desk.app.user_id),
        ("reaction_removed", line.desk.app.user_id),
    ]


def test_the_tombstone_of_a_parent_is_a_change(line: Line) -> None:
    parent = line.slack.post(line.desk.incidents.id, line.desk.bo, "parent")
    line.slack.post(line.desk.incidents.id, line.desk.bo, "reply", thread_ts=parent.ts)
    with line.client() as client:
        line.slack.delete(line.desk.incidents.id, parent.ts)
        event = client.hear()["payload"]["event"]
    assert (event["subtype"], event["message"]["subtype"]) == ("message_changed", "tombstone")
    assert event["message"]["reply_count"] == 1


def test_what_an_app_is_not_told(line: Line) -> None:
    slack, desk = line.slack, line.desk
    slack.post(desk.incidents.id, desk.bo, "nobody is connected")
    with line.client() as client:
        slack.post(desk.lobby.id, desk.bo, "the bot is not in #lobby")
        slack.set_scopes(desk.app, set(DESK_SCOPES) - {"channels:history"})
        slack.post(desk.incidents.id, desk.bo, "without the scope")
        slack.set_scopes(desk.app, DESK_SCOPES)
        desk.app.bot_events = ("reaction_added",)
        slack.post(desk.incidents.id, desk.bo, "without the subscription")
        desk.app.bot_events = EVENTS
        slack.post(desk.incidents.id, desk.bo, "told")
        assert client.hear()["payload"]["event"]["text"] == "told"
    assert len(slack.deliveries) == 1


def test_an_event_is_sent_again_three_times_at_most(line: Line) -> None:
    assert line.slack.sockets.retry_seconds == (0.0, 60.0, 300.0)
    line.slack.sockets.ack_seconds, line.slack.sockets.retry_seconds = 0.02, (0, 0, 0)
    with line.client() as client:
        line.slack.post(line.desk.incidents.id, line.desk.bo, "hello")
        sent = [client.hear() for _ in range(4)]
        last = line.slack.deliveries[-1]
        assert (last.wait(PATIENCE), last.attempt, last.retry) == (False, 3, None)
        desk = line.desk
        after = line.slack.command(desk.bo, desk.incidents.id, "/pdtui")
        assert client.hear()["envelope_id"] == after.envelope_id
    assert [(one["retry_attempt"], one["retry_reason"]) for one in sent] == [
        (0, ""),
        (1, "timeout"),
        (2, "timeout"),
        (3, "timeout"),
    ]
    assert len({one["envelope_id"] for one in sent}) == 4
    assert len({one["payload"]["event_id"] for one in sent}) == 1


def test_an_acknowledged_event_is_not_sent_again(line: Line) -> None:
    line.slack.sockets.ack_seconds = 6 * PATIENCE
    with line.client() as client:
        line.slack.post(line.desk.incidents.id, line.desk.bo, "hello")
        client.acknowledge(client.hear())
        (delivery,) = line.slack.deliveries
        assert delivery.wait(PATIENCE)
        assert delivery.retry is not None
        delivery.retry.join(PATIENCE)
        assert not delivery.retry.is_alive()
        assert line.slack.deliveries == [delivery]


def test_an_event_arrives_though_its_post_is_answered_with_an_error(line: Line) -> None:
    line.slack.answer_wrongly("chat.postMessage", "fatal_error")
    with line.client() as client:
        answer = line.call("chat.postMessage", TOKEN, channel=line.desk.incidents.id, text="there after all")
        assert answer["error"] == "fatal_error"
        assert client.hear()["payload"]["event"]["text"] == "there after all"
