"""What people do in the simulated Slack by levers: files, edits, reactions; and what is pinned and bookmarked."""

from __future__ import annotations

import pytest

from pdtui.simulator.slack import PDTUI_SCOPES, Slack
from tests.simulator.slack_desk import Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_message_may_bring_files(desk: Desk) -> None:
    desk.slack.post(
        desk.incidents.id, desk.bo, "look", files=[{"name": "graph.png"}, {"name": "core", "title": "Core"}]
    )
    (message,) = desk.read()["messages"]
    assert (message["subtype"], message["text"]) == ("file_share", "look")
    first, second = message["files"]
    assert (first["name"], first["title"], first["mimetype"], first["filetype"]) == (
        "graph.png",
        "graph.png",
        "image/png",
        "png",
    )
    assert first["id"].startswith("F")
    assert first["url_private"].endswith(f"{first['id']}/graph.png")
    assert (second["title"], second["mimetype"]) == ("Core", "application/octet-stream")


def test_an_ordinary_message_has_no_files(desk: Desk) -> None:
    desk.slack.post(desk.incidents.id, desk.bo, "plain")
    (message,) = desk.read()["messages"]
    assert not {"files", "subtype"} & set(message)


def test_people_change_and_delete_what_they_said(desk: Desk) -> None:
    parent = desk.slack.post(desk.incidents.id, desk.bo, "parent").ts
    reply = desk.slack.post(desk.incidents.id, desk.bo, "first", thread_ts=parent).ts
    desk.slack.update(desk.incidents.id, reply, "second")
    edited = desk.read("conversations.replies", ts=parent)["messages"][1]
    assert (edited["text"], edited["ts"], edited["edited"]["user"]) == ("second", reply, desk.bo.user_id)
    assert edited["edited"]["ts"] > reply
    desk.slack.delete(desk.incidents.id, reply)
    assert len(desk.read("conversations.replies", ts=parent)["messages"]) == 1


def test_people_react(desk: Desk) -> None:
    ts = desk.say()
    desk.slack.react(desk.bo, desk.incidents.id, ts, "eyes")
    desk.slack.react(desk.chen, desk.incidents.id, ts, "eyes")
    desk.slack.react(desk.chen, desk.incidents.id, ts, "eyes")
    desk.slack.unreact(desk.bo, desk.incidents.id, ts, "eyes")
    (message,) = desk.read()["messages"]
    assert message["reactions"] == [{"name": "eyes", "users": [desk.chen.user_id], "count": 1}]
    desk.slack.unreact(desk.chen, desk.incidents.id, ts, "eyes")
    assert "reactions" not in desk.read()["messages"][0]


def test_pins_are_listed_the_newest_first() -> None:
    desk = Desk([*PDTUI_SCOPES, "pins:read"])
    first, second = desk.say("first"), desk.say("second")
    for ts in (first, second):
        desk.ok("pins.add", channel=desk.incidents.id, timestamp=ts)
    items = desk.ok("pins.list", channel=desk.incidents.id)["items"]
    assert [item["message"]["ts"] for item in items] == [second, first]
    assert (items[0]["created_by"], items[0]["created"]) == (desk.app.user_id, desk.slack.seconds())
    assert items[0]["message"]["pinned_to"] == [desk.incidents.id]
    assert (
        items[0]["message"]["permalink"]
        == desk.ok("chat.getPermalink", channel=desk.incidents.id, message_ts=second)["permalink"]
    )
    desk.ok("chat.delete", channel=desk.incidents.id, ts=second)
    assert len(desk.ok("pins.list", channel=desk.incidents.id)["items"]) == 1
    assert desk.error("pins.list", channel=desk.lobby.id) == "channel_not_found"


def test_bookmarks_are_listed_as_they_were_added(desk: Desk) -> None:
    assert desk.ok("bookmarks.list", channel_id=desk.incidents.id)["bookmarks"] == []
    added = [
        desk.ok("bookmarks.add", channel_id=desk.incidents.id, title=title, type="link", link="https://x.example")
        for title in ("a", "b")
    ]
    listed = desk.ok("bookmarks.list", channel_id=desk.incidents.id)["bookmarks"]
    assert listed == [one["bookmark"] for one in added]
    assert desk.error("bookmarks.list", channel_id=desk.lobby.id) == "access_denied"
    assert desk.error("bookmarks.list", channel_id=desk.vault.id) == "channel_not_found"


def test_scopes_change_at_once(desk: Desk) -> None:
    desk.slack.set_scopes(desk.app, ["users:read"])
    response = desk.request("chat.postMessage", channel=desk.incidents.id, text="x")
    assert response.headers["x-oauth-scopes"] == "users:read"
    assert desk.error("chat.postMessage", channel=desk.incidents.id, text="x") == "missing_scope"
    desk.slack.set_scopes(desk.app, PDTUI_SCOPES)
    desk.say()


def test_two_workspaces_share_no_id(desk: Desk) -> None:
    emea = Slack(desk.clock, team_id="T0EMEA001", domain="acme-emea", name="Acme EMEA", first_id=5001)
    emea.add_app("pdtui", token="xoxb-emea", scopes=PDTUI_SCOPES)
    person = emea.add_person("Eva", "eva@acme.example")
    channel = emea.add_channel("incidents", members=[person.user_id]).id
    there = {channel, person.user_id, emea.apps[0].app_id, emea.apps[0].user_id}
    here = {desk.incidents.id, desk.bo.user_id, desk.app.app_id, desk.app.user_id}
    assert not here & there
    assert desk.error("chat.postMessage", channel=channel, text="x") == "channel_not_found"
