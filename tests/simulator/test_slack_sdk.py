"""Slack's own client against the simulated Slack over true HTTP, through good days and bad ones."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from urllib.error import URLError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry import RetryHandler
from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler
from slack_sdk.http_retry.builtin_interval_calculators import FixedValueRetryIntervalCalculator

from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.server import Server
from tests.simulator.slack_desk import TOKEN, Desk, section

PATIENCE = 10


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def server(desk: Desk) -> Iterator[Server]:
    with Server(slack=desk.slack) as running:
        yield running
        assert running.errors == []


def client_of(server: Server, handlers: list[RetryHandler]) -> WebClient:
    client = WebClient(TOKEN, base_url=server.slack_url, retry_handlers=handlers, timeout=PATIENCE)
    client.proxy = None
    return client


@pytest.fixture
def client(server: Server) -> WebClient:
    return client_of(server, [])


def test_a_mirrored_action_from_end_to_end(client: WebClient, desk: Desk) -> None:
    me = client.auth_test()
    assert me["bot_id"] == desk.app.bot_id
    assert "chat:write" in {name.lower(): value for name, value in me.headers.items()}["x-oauth-scopes"]
    parent = desk.slack.post(desk.incidents.id, desk.pagerduty, "*Triggered*")
    metadata = {"event_type": "mirrored", "event_payload": {"id": "1"}}
    posted = client.chat_postMessage(
        channel=desk.incidents.id,
        text="Ann acknowledged",
        thread_ts=parent.ts,
        blocks=[section("Ann acknowledged", block_id="pdtui:1")],
        metadata=metadata,
        client_msg_id="uuid-1",
        unfurl_links=False,
    )
    assert posted["message"]["thread_ts"] == parent.ts
    found = client.conversations_replies(channel=desk.incidents.id, ts=parent.ts, include_all_metadata=True, limit=200)
    reply = found["messages"][1]
    assert reply["metadata"] == metadata
    assert reply["blocks"][0]["block_id"] == "pdtui:1"
    assert reply["client_msg_id"] == "uuid-1"
    client.chat_update(channel=desk.incidents.id, ts=posted["ts"], text="Ann resolved")
    client.reactions_add(channel=desk.incidents.id, timestamp=parent.ts, name="eyes")
    with pytest.raises(SlackApiError) as again:
        client.reactions_add(channel=desk.incidents.id, timestamp=parent.ts, name="eyes")
    assert again.value.response["error"] == "already_reacted"
    client.chat_delete(channel=desk.incidents.id, ts=posted["ts"])
    assert desk.slack.thread(desk.incidents.id, parent.ts) == []


def test_an_incident_channel_from_end_to_end(client: WebClient, desk: Desk) -> None:
    bo = client.users_lookupByEmail(email=desk.bo.email)["user"]["id"]
    channel = client.conversations_create(name="inc-1")["channel"]["id"]
    client.conversations_invite(channel=channel, users=[bo, desk.chen.user_id])
    client.conversations_setTopic(channel=channel, topic="down")
    client.conversations_setPurpose(channel=channel, purpose="PABC123")
    ts = client.chat_postMessage(channel=channel, text="Checklist")["ts"]
    client.pins_add(channel=channel, timestamp=ts)
    client.bookmarks_add(channel_id=channel, title="PagerDuty", type="link", link="https://x.example")
    assert client.conversations_members(channel=channel)["members"] == [desk.app.user_id, bo, desk.chen.user_id]
    client.conversations_rename(channel=channel, name="inc-1-done")
    client.conversations_archive(channel=channel)
    info = client.conversations_info(channel=channel)["channel"]
    assert (info["name"], info["is_archived"]) == ("inc-1-done", True)
    direct = client.conversations_open(users=[bo])["channel"]["id"]
    assert client.chat_postMessage(channel=direct, text="psst")["channel"] == direct
    assert client.bots_info(bot=desk.app.bot_id)["bot"]["app_id"] == desk.app.app_id


def test_the_client_follows_cursors(client: WebClient, desk: Desk) -> None:
    for number in range(7):
        desk.slack.post(desk.incidents.id, desk.bo, str(number))
    seen = [
        message["text"]
        for page in client.conversations_history(channel=desk.incidents.id, limit=3)
        for message in page["messages"]
    ]
    assert seen == ["6", "5", "4", "3", "2", "1", "0"]
    pages = client.conversations_list(limit=1)
    assert [channel["name"] for page in pages for channel in page["channels"]] == ["incidents", "lobby"]


def test_a_refusal_is_an_error_of_the_client(client: WebClient, desk: Desk) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=desk.lobby.id, text="hi")
    assert refused.value.response["error"] == "not_in_channel"
    with pytest.raises(SlackApiError) as missing:
        client.team_info()
    assert missing.value.response["needed"] == "team:read"


def test_a_limit_is_an_error_with_its_header(client: WebClient, desk: Desk) -> None:
    desk.slack.enforce_limits = True
    for _ in range(20):
        client.conversations_list()
    with pytest.raises(SlackApiError) as limited:
        client.conversations_list()
    headers = {name.lower(): value for name, value in limited.value.response.headers.items()}
    assert (limited.value.response.status_code, headers["retry-after"]) == (429, "60")


def test_a_lost_answer_makes_two_messages_with_the_clients_own_retry(server: Server, desk: Desk) -> None:
    instantly = ConnectionErrorRetryHandler(interval_calculator=FixedValueRetryIntervalCalculator(0))
    default = WebClient(TOKEN).retry_handlers
    assert [(type(one), one.max_retry_count) for one in default] == [(type(instantly), 1)]
    fault = server.faults.add(Fault(Kind.DROP, path="chat.postMessage", applied=True))
    client_of(server, [instantly]).chat_postMessage(channel=desk.incidents.id, text="hi")
    assert fault.reached.is_set()
    assert [one.text for one in desk.slack.messages(desk.incidents.id)] == ["hi", "hi"]


def test_a_lost_answer_makes_one_message_without_retry(server: Server, client: WebClient, desk: Desk) -> None:
    server.faults.add(Fault(Kind.DROP, path="chat.postMessage", applied=True))
    with pytest.raises(http.client.RemoteDisconnected):
        client.chat_postMessage(channel=desk.incidents.id, text="hi")
    assert [one.text for one in desk.slack.messages(desk.incidents.id)] == ["hi"]


@pytest.mark.parametrize("applied", [False, True])
@pytest.mark.parametrize(
    "kind", [Kind.STATUS, Kind.HTML, Kind.HANG, Kind.DROP, Kind.TRUNCATE], ids=lambda kind: str(kind)
)
def test_a_fault_leaves_the_post_there_or_not(
    server: Server, client: WebClient, desk: Desk, kind: Kind, applied: bool
) -> None:
    client.timeout = 1 if kind is Kind.HANG else PATIENCE
    body = b'{"ok":false,"error":"internal_error"}'
    headers = {"content-type": "application/json"}
    fault = server.faults.add(
        Fault(kind, path="chat.postMessage", applied=applied, status=503, body=body, headers=headers)
    )
    with pytest.raises((SlackApiError, OSError, URLError, http.client.HTTPException)):
        client.chat_postMessage(channel=desk.incidents.id, text="hi")
    assert fault.reached.wait(PATIENCE)
    assert len(desk.slack.messages(desk.incidents.id)) == applied
    client.timeout = PATIENCE
    client.chat_postMessage(channel=desk.incidents.id, text="again")
    assert desk.slack.messages(desk.incidents.id)[-1].text == "again"
