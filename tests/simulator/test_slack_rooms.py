"""The simulated Slack's channels, people and marks, above all the calls that act as locks."""

from __future__ import annotations

import pytest

from pdtui.simulator.slack import PDTUI_SCOPES, App, Person
from tests.simulator.slack_desk import Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


def names(answer: dict[str, list[dict[str, str]]]) -> list[str]:
    return [channel["name"] for channel in answer["channels"]]


def test_a_channel_is_made_once(desk: Desk) -> None:
    channel = desk.ok("conversations.create", name="inc-1")["channel"]
    assert (channel["creator"], channel["is_member"]) == (desk.app.user_id, True)
    assert (channel["is_private"], channel["is_channel"]) == (False, True)
    assert desk.error("conversations.create", name="inc-1") == "name_taken"
    desk.ok("conversations.archive", channel=channel["id"])
    assert desk.error("conversations.create", name="inc-1") == "name_taken"
    private = desk.ok("conversations.create", name="inc-2", is_private=True)["channel"]
    assert private["is_private"] is True


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "invalid_name_required"),
        ("x" * 81, "invalid_name_maxlength"),
        ("--", "invalid_name_punctuation"),
        ("Inc-1", "invalid_name_specials"),
        ("inc 1", "invalid_name_specials"),
        ("inc.1", "invalid_name_specials"),
    ],
)
def test_names_that_slack_does_not_take(desk: Desk, name: str, error: str) -> None:
    assert desk.error("conversations.create", name=name) == error


def test_joining_twice_is_a_warning(desk: Desk) -> None:
    assert "warning" not in desk.ok("conversations.join", channel=desk.lobby.id)
    again = desk.ok("conversations.join", channel=desk.lobby.id)
    assert again["warning"] == "already_in_channel"
    assert again["response_metadata"] == {"warnings": ["already_in_channel"]}
    assert desk.error("conversations.join", channel=desk.vault.id) == "channel_not_found"
    desk.slack.join(desk.vault.id, desk.app.user_id)
    error = desk.error("conversations.join", channel=desk.vault.id)
    assert error == "method_not_supported_for_channel_type"
    desk.slack.archive(desk.lobby.id)
    assert desk.error("conversations.join", channel=desk.lobby.id) == "is_archived"


def test_lists_show_public_channels_and_private_ones_from_inside(desk: Desk) -> None:
    assert names(desk.ok("conversations.list")) == ["incidents", "lobby"]
    both = "public_channel,private_channel"
    assert names(desk.ok("conversations.list", types=both)) == ["incidents", "lobby"]
    desk.slack.join(desk.vault.id, desk.app.user_id)
    assert names(desk.ok("conversations.list", types=both)) == ["incidents", "lobby", "vault"]
    assert names(desk.ok("users.conversations", types=both)) == ["incidents", "vault"]
    assert names(desk.ok("users.conversations", user=desk.bo.user_id)) == ["incidents", "lobby"]
    assert desk.error("conversations.list", types="secret") == "invalid_types"
    for limit in (1001, -1, "many"):
        assert desk.error("conversations.list", limit=limit) == "invalid_limit"


def test_a_short_page_is_not_the_last(desk: Desk) -> None:
    desk.slack.archive(desk.incidents.id)
    first = desk.ok("conversations.list", limit=1, exclude_archived=True)
    assert first["channels"] == []
    cursor = first["response_metadata"]["next_cursor"]
    second = desk.ok("conversations.list", limit=1, exclude_archived=True, cursor=cursor)
    assert names(second) == ["lobby"]
    assert second["response_metadata"]["next_cursor"] == ""
    error = desk.error("conversations.list", cursor="bmV4dDpDNDA0")
    assert error == "invalid_cursor"


def test_info_and_members(desk: Desk) -> None:
    channel = desk.ok("conversations.info", channel=desk.lobby.id, include_num_members=True)["channel"]
    assert (channel["name"], channel["is_member"], channel["num_members"]) == ("lobby", False, 2)
    page = desk.ok("conversations.members", channel=desk.incidents.id, limit=2)
    assert page["members"] == [desk.bo.user_id, desk.pagerduty.user_id]
    cursor = page["response_metadata"]["next_cursor"]
    rest = desk.ok("conversations.members", channel=desk.incidents.id, cursor=cursor)
    assert rest["members"] == [desk.app.user_id]


def test_an_invitation_is_all_or_none_unless_forced(desk: Desk) -> None:
    channel = desk.ok("conversations.create", name="inc-1")["channel"]["id"]
    users = [desk.bo.user_id, "U404", desk.app.user_id]
    answer = desk.call("conversations.invite", channel=channel, users=users)
    assert answer["error"] == "user_not_found"
    assert [one["error"] for one in answer["errors"]] == ["user_not_found", "cant_invite_self"]
    assert desk.slack.channels[channel].members == [desk.app.user_id]
    answer = desk.ok("conversations.invite", channel=channel, users=",".join(users), force=True)
    assert len(answer["errors"]) == 2
    assert desk.slack.channels[channel].members == [desk.app.user_id, desk.bo.user_id]
    again = desk.error("conversations.invite", channel=channel, users=desk.bo.user_id, force=True)
    assert again == "already_in_channel"
    assert desk.error("conversations.invite", channel=channel) == "no_user"
    many = [f"U{number}" for number in range(101)]
    assert desk.error("conversations.invite", channel=channel, users=many) == "cant_invite"
    outside = desk.error("conversations.invite", channel=desk.lobby.id, users=desk.chen.user_id)
    assert outside == "not_in_channel"


def test_archiving_and_back(desk: Desk) -> None:
    channel = desk.incidents.id
    assert desk.error("conversations.unarchive", channel=channel) == "not_archived"
    desk.ok("conversations.archive", channel=channel)
    assert desk.error("conversations.archive", channel=channel) == "already_archived"
    desk.ok("conversations.unarchive", channel=channel)
    assert desk.error("conversations.archive", channel=desk.lobby.id) == "not_in_channel"
    general = desk.slack.add_channel("general", members=[desk.app.user_id]).id
    assert desk.error("conversations.archive", channel=general) == "cant_archive_general"


def test_only_the_creator_renames(desk: Desk) -> None:
    assert desk.error("conversations.rename", channel=desk.incidents.id, name="x") == "not_authorized"
    own = desk.ok("conversations.create", name="inc-1")["channel"]["id"]
    assert desk.error("conversations.rename", channel=own, name="lobby") == "name_taken"
    renamed = desk.ok("conversations.rename", channel=own, name="inc-2")["channel"]
    assert (renamed["id"], renamed["name"], renamed["previous_names"]) == (own, "inc-2", ["inc-1"])


def test_topic_and_purpose(desk: Desk) -> None:
    channel = desk.incidents.id
    topic = desk.ok("conversations.setTopic", channel=channel, topic="down")["channel"]["topic"]
    assert topic == {"value": "down", "creator": desk.app.user_id, "last_set": 1769590800}
    desk.ok("conversations.setPurpose", channel=channel, purpose="P1")
    assert desk.ok("conversations.info", channel=channel)["channel"]["purpose"]["value"] == "P1"
    assert desk.error("conversations.setTopic", channel=channel, topic="x" * 251) == "too_long"
    assert desk.error("conversations.setPurpose", channel=desk.lobby.id, purpose="x") == "not_in_channel"


def test_a_talkative_workspace_writes_changes_into_the_channel(desk: Desk) -> None:
    desk.slack.announces = True
    desk.ok("conversations.join", channel=desk.lobby.id)
    desk.ok("conversations.invite", channel=desk.lobby.id, users=desk.chen.user_id)
    desk.ok("conversations.setTopic", channel=desk.lobby.id, topic="x")
    desk.ok("conversations.setPurpose", channel=desk.lobby.id, purpose="y")
    shown = desk.ok("conversations.history", channel=desk.lobby.id)["messages"]
    assert [one["subtype"] for one in shown] == [
        "channel_purpose",
        "channel_topic",
        "channel_join",
        "channel_join",
    ]


def test_direct_conversations() -> None:
    desk = Desk(scopes=[*PDTUI_SCOPES, "mpim:write", "im:read", "mpim:read"])
    bo, chen = desk.bo.user_id, desk.chen.user_id
    assert desk.error("conversations.open", users=bo, prevent_creation=True) == "channel_not_found"
    opened = desk.ok("conversations.open", users=bo)
    again = desk.ok("conversations.open", users=[bo], return_im=True)
    assert again["no_op"] is again["already_open"] is True
    assert again["channel"]["id"] == opened["channel"]["id"]
    assert (again["channel"]["is_im"], again["channel"]["user"]) == (True, bo)
    group = desk.ok("conversations.open", users=[bo, chen], return_im=True)["channel"]
    assert (group["is_mpim"], group["name"]) == (True, "mpdm-pdtui--bo--chen-1")
    assert desk.ok("conversations.open", channel=group["id"])["already_open"] is True
    info = desk.ok("conversations.info", channel=opened["channel"]["id"], include_num_members=1)
    assert info["channel"]["num_members"] == 2
    listed = desk.ok("conversations.list", types="im,mpim")["channels"]
    assert [one["id"] for one in listed] == [opened["channel"]["id"], group["id"]]
    invited = desk.error("conversations.invite", channel=group["id"], users=chen)
    assert invited == "method_not_supported_for_channel_type"


def test_direct_conversations_that_cannot_be(desk: Desk) -> None:
    assert desk.error("conversations.open") == "users_list_not_supplied"
    assert desk.error("conversations.open", users="U404") == "user_not_found"
    nine = [f"U{number}" for number in range(9)]
    assert desk.error("conversations.open", users=nine) == "too_many_users"
    error = desk.error("conversations.open", channel=desk.incidents.id)
    assert error == "method_not_supported_for_channel_type"
    desk.slack.deactivate(desk.bo.user_id)
    assert desk.error("conversations.open", users=desk.bo.user_id) == "user_disabled"


def test_people_are_found_by_address_unless_deactivated(desk: Desk) -> None:
    user = desk.ok("users.lookupByEmail", email="Bo@acme.example")["user"]
    assert (user["id"], user["profile"]["email"]) == (desk.bo.user_id, "bo@acme.example")
    desk.slack.deactivate(desk.bo.user_id)
    assert desk.error("users.lookupByEmail", email="bo@acme.example") == "users_not_found"
    assert desk.error("users.lookupByEmail") == "users_not_found"
    assert desk.ok("users.info", user=desk.bo.user_id)["user"]["deleted"] is True
    assert desk.error("users.info", user="U404") == "user_not_found"


def test_addresses_need_their_scope() -> None:
    desk = Desk(scopes=["users:read"])
    assert desk.call("users.lookupByEmail", email="bo@acme.example")["needed"] == "users:read.email"
    assert "email" not in desk.ok("users.info", user=desk.bo.user_id)["user"]["profile"]


def test_everybody_in_pages(desk: Desk) -> None:
    seen: list[str] = []
    cursor = ""
    while not seen or cursor:
        page = desk.ok("users.list", limit=3, cursor=cursor)
        seen += [one["id"] for one in page["members"]]
        cursor = page["response_metadata"]["next_cursor"]
    everybody: list[App | Person] = [desk.bo, desk.chen, desk.app, desk.pagerduty]
    assert seen == [one.user_id for one in everybody]


def test_bots_and_the_team(desk: Desk) -> None:
    bot = desk.ok("bots.info", bot=desk.pagerduty.bot_id)["bot"]
    assert (bot["app_id"], bot["user_id"]) == ("A1FKYAUUX", desk.pagerduty.user_id)
    assert desk.error("bots.info", bot="B404") == "bot_not_found"
    assert desk.error("bots.info") == "missing_argument"
    assert desk.error("team.info") == "missing_scope"
    desk.app.scopes |= {"team:read"}
    assert desk.ok("team.info")["team"]["domain"] == "acme"
    assert desk.error("team.info", team="T404") == "team_not_found"


def test_a_reaction_is_a_lock(desk: Desk) -> None:
    mark: dict[str, object] = {"channel": desk.incidents.id, "timestamp": desk.say(), "name": "eyes"}
    desk.ok("reactions.add", **mark)
    assert desk.error("reactions.add", **mark) == "already_reacted"
    assert desk.call("reactions.add", token="xoxb-pd", **mark)["ok"]
    message = desk.ok("reactions.get", **mark)["message"]
    users = [desk.app.user_id, desk.pagerduty.user_id]
    assert message["reactions"] == [{"name": "eyes", "users": users, "count": 2}]
    assert message["permalink"].startswith("https://acme.slack.com/archives/")
    assert desk.read()["messages"][0]["reactions"] == message["reactions"]
    desk.ok("reactions.remove", **mark)
    assert desk.error("reactions.remove", **mark) == "no_reaction"
    assert desk.call("reactions.remove", token="xoxb-pd", **mark)["ok"]
    assert "reactions" not in desk.read()["messages"][0]


def test_reactions_that_cannot_be(desk: Desk) -> None:
    channel, ts = desk.incidents.id, desk.say()
    for changes, error in (
        ({"name": ":eyes:"}, "invalid_name"),
        ({"name": ""}, "invalid_name"),
        ({"timestamp": ""}, "no_item_specified"),
        ({"timestamp": "soon"}, "bad_timestamp"),
        ({"timestamp": "1.000001"}, "message_not_found"),
        ({"channel": "C404"}, "channel_not_found"),
    ):
        mark: dict[str, object] = {"channel": channel, "timestamp": ts, "name": "eyes", **changes}
        assert desk.error("reactions.add", **mark) == error
    for number in range(23):
        desk.ok("reactions.add", channel=channel, timestamp=ts, name=f"e{number}")
    assert desk.error("reactions.add", channel=channel, timestamp=ts, name="e99") == "too_many_reactions"
    desk.slack.messages(channel)[0].reactions = {f"e{number}": ["U1"] for number in range(50)}
    assert desk.error("reactions.add", channel=channel, timestamp=ts, name="e99") == "too_many_emoji"
    desk.ok("reactions.add", channel=channel, timestamp=ts, name="e1")


def test_a_pin_is_a_lock(desk: Desk) -> None:
    channel, ts = desk.incidents.id, desk.say()
    desk.ok("pins.add", channel=channel, timestamp=ts)
    assert desk.error("pins.add", channel=channel, timestamp=ts) == "already_pinned"
    assert desk.read()["pin_count"] == 1
    desk.slack.delete(channel, ts)
    assert desk.read()["pin_count"] == 0
    assert desk.error("pins.add", channel=channel) == "no_item_specified"


def test_bookmarks_are_not_looked_at_for_duplicates(desk: Desk) -> None:
    link: dict[str, object] = {
        "channel_id": desk.incidents.id,
        "title": "PagerDuty",
        "type": "link",
        "link": "https://acme.pagerduty.com/incidents/PABC123",
    }
    ids = {desk.ok("bookmarks.add", **link)["bookmark"]["id"] for _ in range(2)}
    assert len(ids) == 2
    for changes, error in (
        ({"type": "file"}, "invalid_bookmark_type"),
        ({"title": ""}, "invalid_arguments"),
        ({"link": "ftp://x"}, "invalid_link"),
        ({"channel_id": desk.lobby.id}, "permission_denied"),
    ):
        assert desk.error("bookmarks.add", **{**link, **changes}) == error
