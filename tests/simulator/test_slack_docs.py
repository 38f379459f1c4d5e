"""The simulated Slack against what Slack documents: the shapes of its answers and its lists of errors."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pdtui.simulator.slack import methods
from tests.simulator.slack_desk import (
    APP_TOKEN,
    DESK_SCOPES,
    DOCUMENTED,
    DOCUMENTS,
    UNLISTED,
    Desk,
    documented_methods,
    is_documented,
)

pytestmark = pytest.mark.skipif(not DOCUMENTS.is_dir(), reason=f"Slack's documented examples are not at {DOCUMENTS}")

OPTIONAL = re.compile(r"latest|last_read|image_.*")
"""Keys which are null in one example and a value in the next."""

Play = Callable[[Desk], dict[str, object]]


def in_channel(**extra: object) -> Play:
    return lambda desk: {"channel": desk.incidents.id, **extra}


def on_message(argument: str, **extra: object) -> Play:
    return lambda desk: {"channel": desk.incidents.id, argument: desk.say(), **extra}


def thread(desk: Desk) -> dict[str, object]:
    parent = desk.say("island")
    for _ in range(4):
        desk.say("one island", thread_ts=parent)
    return {"channel": desk.incidents.id, "ts": parent, "limit": 4}


def two_messages(desk: Desk) -> dict[str, object]:
    desk.say("x")
    return {"channel": desk.incidents.id, "latest": desk.say("y", attachments=[{"text": "z"}]), "limit": 1}


def reacted(desk: Desk) -> dict[str, object]:
    mark: dict[str, object] = {"channel": desk.incidents.id, "timestamp": desk.say(), "name": "grinning"}
    desk.ok("reactions.add", **mark)
    return mark


def with_direct(desk: Desk) -> dict[str, object]:
    desk.ok("conversations.open", users=[desk.bo.user_id, desk.chen.user_id])
    desk.ok("conversations.open", users=desk.bo.user_id)
    return {"types": "public_channel,im,mpim", "limit": 2}


def direct(desk: Desk) -> dict[str, object]:
    return {"channel": desk.ok("conversations.open", users=desk.bo.user_id)["channel"]["id"]}


def archived(desk: Desk) -> dict[str, object]:
    desk.slack.archive(desk.incidents.id)
    return {"channel": desk.incidents.id}


def own(desk: Desk) -> dict[str, object]:
    return {"channel": desk.ok("conversations.create", name="old")["channel"]["id"], "name": "general"}


def reply(desk: Desk) -> dict[str, object]:
    return {"channel": desk.incidents.id, "message_ts": desk.say(thread_ts=desk.say())}


SUCCESSES: dict[str, Play] = {
    "apps.connections.open.success": lambda desk: {"token": APP_TOKEN},
    "auth.test.success": lambda desk: {},
    "auth.test.success_with_bot_token": lambda desk: {},
    "bookmarks.add.success": lambda desk: {
        "channel_id": desk.incidents.id,
        "title": "bookmark-1",
        "type": "link",
        "link": "https://google.com",
        "emoji": ":clap:",
    },
    "bots.info.success": lambda desk: {"bot": desk.pagerduty.bot_id},
    "chat.delete.success": on_message("ts"),
    "chat.getPermalink.success": on_message("message_ts"),
    "chat.getPermalink.success_with_thread": reply,
    "chat.postMessage.success": in_channel(text="x", attachments=[{"text": "y"}], username="ecto1"),
    "chat.postEphemeral.success": lambda desk: in_channel(user=desk.bo.user_id, text="x")(desk),
    "chat.update.success": on_message("ts", text="y"),
    "conversations.archive.success": in_channel(),
    "conversations.create.success": lambda desk: {"name": "endeavor"},
    "conversations.history.success": two_messages,
    "conversations.history.success_with_formatted_messages": two_messages,
    "conversations.history.success_with_timestamp_inclusive": two_messages,
    "conversations.info.success": in_channel(),
    "conversations.info.success_im": direct,
    "conversations.info.success_im_num_members": lambda desk: {**direct(desk), "include_num_members": True},
    "conversations.invite.success": lambda desk: {
        "channel": desk.incidents.id,
        "users": desk.chen.user_id,
    },
    "conversations.join.success": in_channel(),
    "conversations.list.success": lambda desk: {"limit": 1},
    "conversations.list.success_with_mixed_results": with_direct,
    "conversations.members.success": in_channel(limit=1),
    "conversations.open.success": lambda desk: {"users": desk.bo.user_id},
    "conversations.open.success_with_return_im": lambda desk: {**direct(desk), "return_im": True},
    "conversations.rename.success": own,
    "conversations.replies.success": thread,
    "conversations.setPurpose.success": in_channel(purpose="x"),
    "conversations.setTopic.success": in_channel(topic="x"),
    "conversations.unarchive.success": archived,
    "pins.add.success": on_message("timestamp"),
    "reactions.add.success": on_message("timestamp", name="eyes"),
    "reactions.get.success": reacted,
    "reactions.remove.success": reacted,
    "team.info.success": lambda desk: {},
    "users.conversations.success": lambda desk: {"limit": 1},
    "users.conversations.success_with_mixed_results": with_direct,
    "users.info.success": lambda desk: {"user": desk.bo.user_id},
    "users.list.success": lambda desk: {"limit": 2},
    "users.lookupByEmail.success": lambda desk: {"email": desk.bo.email},
}
MUST_HAVE = {
    "auth.test": {"url", "team", "user", "team_id", "user_id"},
    "chat.postMessage": {"channel", "ts", "message"},
    "chat.update": {"channel", "ts", "text", "message"},
    "conversations.history": {"messages", "has_more", "response_metadata"},
    "conversations.replies": {"messages", "has_more", "response_metadata"},
}


def kind_of(value: object) -> str:
    return {bool: "boolean", int: "number", float: "number", str: "string", type(None): "null"}.get(
        type(value), type(value).__name__
    )


def mismatches(documented: Any, ours: Any, where: str = "") -> Iterator[str]:
    """Where both have a key with different JSON types; elements of lists are compared with the first one."""
    if isinstance(documented, dict) and isinstance(ours, dict):
        for key in documented.keys() & ours.keys():
            if OPTIONAL.fullmatch(key) and None in (documented[key], ours[key]):
                continue
            yield from mismatches(documented[key], ours[key], f"{where}.{key}")
    elif isinstance(documented, list) and isinstance(ours, list):
        for one in ours if documented else ():
            yield from mismatches(documented[0], one, f"{where}[]")
    elif kind_of(documented) != kind_of(ours):
        yield f"{where}: documented {kind_of(documented)}, ours {kind_of(ours)}"


@pytest.mark.parametrize("name", sorted(SUCCESSES))
def test_an_answer_has_the_documented_shape(name: str) -> None:
    method = name.rsplit(".", 1)[0]
    documented = json.loads((DOCUMENTS / "docs_examples" / f"{name}.json").read_text())
    scopes = [*DESK_SCOPES, "team:read", "chat:write.customize", "im:read", "mpim:read", "mpim:write"]
    desk = Desk(scopes)
    arguments = SUCCESSES[name](desk)
    ours = desk.ok(method, **arguments)
    assert list(mismatches(documented, ours)) == []
    assert MUST_HAVE.get(method, {"ok"}) <= ours.keys()


def test_every_documented_success_of_our_methods_is_played() -> None:
    folder = (DOCUMENTS / "docs_examples").glob("*.success*.json")
    found = {path.name.removesuffix(".json") for path in folder}
    wanted = {name for name in found if name.rsplit(".", 1)[0] in methods.METHODS}
    assert wanted == set(SUCCESSES)


def test_scopes_and_tiers_are_the_documented_ones() -> None:
    facts = documented_methods()
    tiers = {"Tier 2": 20, "Tier 3": 50, "Tier 4": 100}
    for name, method in methods.METHODS.items():
        bot = set(facts[name]["bot_scopes_any_of"]) - {"channels:write"}
        assert set(method.scopes) == bot, name
        assert method.per_minute == tiers.get(facts[name]["tier"][:6], methods.SPECIAL), name


def test_the_errors_which_no_page_lists_are_still_unlisted() -> None:
    """Every other refusal in these tests is held against its method's page as it is answered."""
    for error in UNLISTED:
        assert [name for name in methods.METHODS if error not in DOCUMENTED[name]]
    assert not is_documented("chat.postMessage", "no_such_error")
    assert not is_documented("conversations.info", "not_in_channel")
    assert is_documented("conversations.replies", "not_in_channel")
