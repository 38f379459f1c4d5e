"""Two workspaces, each behind a server of its own: nothing of one is known in the other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from pdtui.simulator.server import Server
from pdtui.simulator.slack import PDTUI_SCOPES, Slack
from tests.simulator.slack_desk import TOKEN, Desk

PATIENCE = 10


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def emea(desk: Desk) -> Slack:
    slack = Slack(desk.clock, team_id="T0EMEA001", domain="acme-emea", name="Acme EMEA", first_id=5001)
    app = slack.add_app("pdtui", token="xoxb-emea", scopes=PDTUI_SCOPES)
    slack.add_channel("incidents", members=[app.user_id])
    return slack


@pytest.fixture
def servers(desk: Desk, emea: Slack) -> Iterator[tuple[Server, Server]]:
    with Server(slack=desk.slack) as here, Server(slack=emea) as there:
        yield here, there
        assert here.errors + there.errors == []


def client_of(server: Server, token: str) -> WebClient:
    client = WebClient(token, base_url=server.slack_url, retry_handlers=[], timeout=PATIENCE)
    client.proxy = None
    return client


def test_each_knows_its_own(servers: tuple[Server, Server], desk: Desk, emea: Slack) -> None:
    here, there = client_of(servers[0], TOKEN), client_of(servers[1], "xoxb-emea")
    assert [one.auth_test()["team_id"] for one in (here, there)] == ["T0ACME001", "T0EMEA001"]
    assert there.auth_test()["url"] == "https://acme-emea.slack.com/"
    channel = next(iter(emea.channels))
    there.chat_postMessage(channel=channel, text="hi")
    assert [one.text for one in emea.messages(channel)] == ["hi"]
    with pytest.raises(SlackApiError, match="channel_not_found"):
        here.chat_postMessage(channel=channel, text="hi")
    with pytest.raises(SlackApiError, match="invalid_auth"):
        client_of(servers[1], TOKEN).auth_test()
    assert desk.texts() == []
