"""The simulated Slack's doors: tokens, scopes, memberships, arguments, limits."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from pdtui.simulator.slack.model import Kind
from pdtui.simulator.wire import Request
from tests.simulator.slack_desk import DESK_SCOPES, START, TOKEN, Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_auth_test_says_who_the_token_is(desk: Desk) -> None:
    answer = desk.ok("auth.test")
    assert answer["team_id"] == "T0ACME001"
    assert answer["url"] == "https://acme.slack.com/"
    assert (answer["user_id"], answer["bot_id"]) == (desk.app.user_id, desk.app.bot_id)


def test_a_person_has_no_bot_id(desk: Desk) -> None:
    ann = desk.slack.add_person("Ann", "ann@acme.example", token="xoxp-ann", scopes=["chat:write"])
    answer = desk.call("auth.test", token="xoxp-ann")
    assert answer["user_id"] == ann.user_id
    assert "bot_id" not in answer


@pytest.mark.parametrize(
    ("token", "error"),
    [(None, "not_authed"), ("xoxb-wrong", "invalid_auth"), ("xapp-1", "not_allowed_token_type")],
)
def test_tokens_that_open_nothing(desk: Desk, token: str | None, error: str) -> None:
    assert desk.error("auth.test", token=token) == error


def test_revoked_and_uninstalled_tokens(desk: Desk) -> None:
    desk.slack.deactivate(desk.app.user_id)
    assert desk.error("auth.test") == "account_inactive"
    desk.slack.revoke(TOKEN)
    assert desk.error("auth.test") == "token_revoked"
    with pytest.raises(KeyError):
        desk.slack.deactivate("U404")


def test_every_answer_says_the_scopes_and_the_time(desk: Desk) -> None:
    for method, error in (
        ("auth.test", None),
        ("conversations.info", "channel_not_found"),
        ("no.such", "unknown_method"),
    ):
        response = desk.request(method)
        assert json.loads(response.body).get("error") == error
        assert response.headers["x-oauth-scopes"].split(",") == sorted(DESK_SCOPES)
        assert response.headers["date"] == "Wed, 28 Jan 2026 09:00:00 GMT"
    accepted = desk.request("conversations.history").headers["x-accepted-oauth-scopes"]
    assert accepted == "channels:history,groups:history,mpim:history,im:history"


def test_a_missing_scope_says_what_is_needed_and_what_there_is() -> None:
    desk = Desk(scopes=["channels:read", "groups:read"])
    answer = desk.call("chat.postMessage", channel=desk.incidents.id, text="hi")
    assert answer == {
        "ok": False,
        "error": "missing_scope",
        "needed": "chat:write",
        "provided": "channels:read,groups:read",
    }


def test_scopes_go_by_the_kind_of_conversation() -> None:
    desk = Desk(scopes=["channels:history", "channels:read", "channels:manage", "im:write"])
    desk.slack.join(desk.vault.id, desk.app.user_id)
    desk.ok("conversations.history", channel=desk.incidents.id)
    answer = desk.call("conversations.history", channel=desk.vault.id)
    assert (answer["error"], answer["needed"]) == ("missing_scope", "groups:history")
    answer = desk.call("conversations.list", types="public_channel,private_channel")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "groups:read")
    assert desk.call("conversations.create", name="x", is_private=True)["needed"] == "groups:write"
    desk.ok("conversations.open", users=desk.bo.user_id)
    both = f"{desk.bo.user_id},{desk.chen.user_id}"
    assert desk.call("conversations.open", users=both)["needed"] == "mpim:write"


MESSAGE_KINDS = ["public", "private", "direct", "group"]


def place(desk: Desk, kind: str) -> str:
    """A conversation of that kind with pdtui in it."""
    people = [desk.bo.user_id, desk.chen.user_id]
    everything = [*DESK_SCOPES, "mpim:write"]
    before = desk.app.scopes
    desk.slack.set_scopes(desk.app, everything)
    desk.slack.join(desk.vault.id, desk.app.user_id)
    found = {
        "public": desk.incidents.id,
        "private": desk.vault.id,
        "direct": desk.ok("conversations.open", users=people[0])["channel"]["id"],
        "group": desk.ok("conversations.open", users=people)["channel"]["id"],
    }
    desk.slack.set_scopes(desk.app, before)
    return str(found[kind])


@pytest.mark.parametrize("kind", MESSAGE_KINDS)
@pytest.mark.parametrize(
    ("method", "scopes", "arguments"),
    [
        ("conversations.history", "channels:history groups:history im:history mpim:history", {}),
        ("conversations.replies", "channels:history groups:history im:history mpim:history", {"ts": "TS"}),
        ("conversations.info", "channels:read groups:read im:read mpim:read", {}),
        ("conversations.members", "channels:read groups:read im:read mpim:read", {}),
        ("conversations.open", "- - im:write mpim:write", {}),
        ("conversations.archive", "channels:manage groups:write - -", {}),
        ("conversations.setTopic", "channels:manage groups:write im:write mpim:write", {"topic": "x"}),
        ("conversations.invite", "channels:manage groups:write - -", {"users": "NEW"}),
        ("conversations.invite", "channels:write.invites groups:write.invites - -", {"users": "NEW"}),
        ("chat.postMessage", "chat:write chat:write chat:write chat:write", {"text": "x"}),
        ("pins.add", "pins:write pins:write pins:write pins:write", {"timestamp": "TS"}),
        ("reactions.add", "reactions:write reactions:write reactions:write reactions:write", {"timestamp": "TS"}),
    ],
)
def test_each_kind_of_conversation_has_its_scope(
    kind: str, method: str, scopes: str, arguments: dict[str, str]
) -> None:
    scope = dict(zip(MESSAGE_KINDS, scopes.split(), strict=True))[kind]
    desk = Desk(scopes=[])
    channel = place(desk, kind)
    known = {
        "TS": desk.slack.post(channel, desk.bo, "hi").ts,
        "NEW": desk.slack.add_person("Dee", "dee@acme.example").user_id,
    }
    call = {"channel": channel, "name": "eyes", **{name: known.get(one, one) for name, one in arguments.items()}}
    everything = set(DESK_SCOPES) | {"mpim:write", "im:read", "mpim:read", "mpim:history"}
    if scope == "-":
        desk.slack.set_scopes(desk.app, everything)
        assert desk.error(method, **call) == "method_not_supported_for_channel_type"
        return
    others = {one for one in everything if one.split(":")[0] != scope.split(":")[0]}
    desk.slack.set_scopes(desk.app, others)
    assert desk.error(method, **call) == "missing_scope"
    desk.slack.set_scopes(desk.app, {scope})
    desk.ok(method, **call)


def test_a_bot_knows_nothing_of_other_peoples_conversations() -> None:
    desk = Desk(scopes=[*DESK_SCOPES, "mpim:history", "im:read"])
    other = desk.slack.open_channel("", Kind.DIRECT, desk.bo.user_id, [desk.bo.user_id, desk.chen.user_id])
    desk.slack.post(other.id, desk.bo, "about the bot")
    for method in ("conversations.history", "conversations.info", "chat.postMessage"):
        assert desk.error(method, channel=other.id, text="x") == "channel_not_found"


def test_a_person_with_channels_write_may_what_bots_need_finer_scopes_for(desk: Desk) -> None:
    desk.slack.add_person("Ann", "ann@acme.example", token="xoxp-ann", scopes=["channels:write"])
    assert desk.call("conversations.join", token="xoxp-ann", channel=desk.lobby.id)["ok"]
    assert desk.call("conversations.create", token="xoxp-ann", name="fresh")["ok"]


@pytest.mark.parametrize("place", ["query", "form", "json"])
@pytest.mark.parametrize("verb", ["GET", "POST"])
def test_arguments_come_from_everywhere(desk: Desk, place: str, verb: str) -> None:
    arguments = {"channel": desk.incidents.id, "text": "a & b", "unfurl_links": "0", "token": TOKEN}
    query: tuple[tuple[str, str], ...] = ()
    headers: dict[str, str] = {}
    body = b""
    if place == "query":
        query = tuple(arguments.items())
    elif place == "form":
        headers["content-type"] = "application/x-www-form-urlencoded"
        body = urlencode(arguments).encode()
    else:
        headers["content-type"] = "application/json;charset=utf-8"
        body = json.dumps(arguments).encode()
    answer = json.loads(desk.slack.handle(Request(verb, "/api/chat.postMessage", query, headers, body)).body)
    assert answer["ok"]
    assert desk.slack.messages(desk.incidents.id)[0].text == "a & b"


@pytest.mark.parametrize(
    ("kind", "body", "error"),
    [
        ("application/json", b"{", "invalid_json"),
        ("application/json", b"[]", "json_not_object"),
        ("text/csv", b"a,b", "invalid_post_type"),
    ],
)
def test_broken_bodies(desk: Desk, kind: str, body: bytes, error: str) -> None:
    headers = {"content-type": kind, "authorization": f"Bearer {TOKEN}"}
    answer = json.loads(desk.slack.handle(Request("POST", "/auth.test", (), headers, body)).body)
    assert answer == {"ok": False, "error": error}


@pytest.mark.parametrize(
    ("method", "public", "private", "archived"),
    [
        ("chat.postMessage", "not_in_channel", "channel_not_found", "is_archived"),
        ("conversations.history", "not_in_channel", "channel_not_found", None),
        ("conversations.replies", "not_in_channel", "channel_not_found", None),
        ("reactions.add", "not_in_channel", "channel_not_found", "is_archived"),
        ("pins.add", "not_in_channel", "channel_not_found", "is_archived"),
    ],
)
def test_outside_the_channel(desk: Desk, method: str, public: str, private: str, archived: str | None) -> None:
    ts = {
        channel.id: desk.slack.post(channel.id, desk.bo, "here").ts
        for channel in (desk.incidents, desk.lobby, desk.vault)
    }

    def arguments(channel: str) -> dict[str, object]:
        at = ts[channel]
        return {"channel": channel, "text": "hi", "ts": at, "timestamp": at, "name": "eyes"}

    assert desk.error(method, **arguments(desk.lobby.id)) == public
    assert desk.error(method, **arguments(desk.vault.id)) == private
    desk.slack.archive(desk.incidents.id)
    if archived is None:
        desk.ok(method, **arguments(desk.incidents.id))
    else:
        assert desk.error(method, **arguments(desk.incidents.id)) == archived


def test_chat_write_public_posts_but_does_not_read() -> None:
    desk = Desk(scopes=[*DESK_SCOPES, "chat:write.public"])
    desk.ok("chat.postMessage", channel=desk.lobby.id, text="hi")
    assert desk.error("conversations.history", channel=desk.lobby.id) == "not_in_channel"
    assert desk.error("chat.postMessage", channel=desk.vault.id, text="hi") == "channel_not_found"


def test_a_person_reads_public_channels_without_joining(desk: Desk) -> None:
    scopes = ["channels:history", "groups:history"]
    desk.slack.add_person("Ann", "ann@acme.example", token="xoxp-ann", scopes=scopes)
    assert desk.call("conversations.history", token="xoxp-ann", channel=desk.lobby.id)["ok"]
    private = desk.error("conversations.history", token="xoxp-ann", channel=desk.vault.id)
    assert private == "channel_not_found"


def test_channels_by_name_id_and_user(desk: Desk) -> None:
    for channel in ("incidents", "#incidents", desk.incidents.id):
        assert desk.ok("chat.postMessage", channel=channel, text="hi")["channel"] == desk.incidents.id
    direct = desk.ok("chat.postMessage", channel=desk.bo.user_id, text="psst")["channel"]
    assert direct.startswith("D")
    assert desk.ok("conversations.open", users=desk.bo.user_id)["channel"] == {"id": direct}
    assert desk.error("chat.postMessage", channel="C404", text="hi") == "channel_not_found"
    assert desk.error("chat.postMessage", text="hi") == "channel_not_found"


def test_limits_are_off_until_they_are_wanted(desk: Desk) -> None:
    assert all(desk.call("conversations.list")["ok"] for _ in range(60))


def test_a_method_is_limited_for_all_tokens_of_its_app_until_its_minute_is_over(desk: Desk) -> None:
    desk.slack.enforce_limits = True
    for _ in range(20):
        desk.ok("conversations.list")
        desk.clock.advance(timedelta(seconds=1))
    response = desk.request("conversations.list")
    assert response.status == 429
    assert json.loads(response.body) == {"ok": False, "error": "ratelimited"}
    assert response.headers["retry-after"] == "40"
    assert response.headers["x-oauth-scopes"]
    desk.ok("conversations.info", channel=desk.incidents.id)
    desk.clock.advance(timedelta(seconds=39))
    assert desk.request("conversations.list").headers["retry-after"] == "1"
    desk.clock.advance(timedelta(seconds=1))
    desk.ok("conversations.list")
    assert desk.clock.now() == START + timedelta(seconds=60)


def test_two_workspaces_of_the_same_story_are_the_same() -> None:
    def story() -> list[object]:
        desk = Desk()
        ts = desk.say("one", blocks=[{"type": "divider"}])
        desk.say("two", thread_ts=ts)
        return [desk.read(), desk.read("conversations.replies", ts=ts), desk.ok("conversations.list")]

    assert story() == story()
