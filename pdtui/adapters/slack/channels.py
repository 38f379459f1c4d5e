"""Channels of pdtui's own. What may be repeated is a success where it is so already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pdtui.adapters.slack.fields import mapping, mappings, text_of, unescaped
from pdtui.adapters.slack.finding import FindingCalls
from pdtui.adapters.slack.words import UNINVITED
from pdtui.core.slack.port import SlackChannel
from pdtui.errors import MissingScope, NotPermitted, OutcomeUnknown, Refused

SIGN = 250
"""Characters of a topic or a purpose."""
INVITED = 100
"""People in one call."""
TITLE = 256
"""Characters of a bookmark's title."""
INSIDE = "already_in_channel"


class ChannelCalls(FindingCalls):
    """`pdtui.core.slack.port.ChannelSlack`."""

    async def join(self, channel_id: str) -> None:
        """Join a public channel; a private one must have invited the bot already."""
        channel = await self.channel_info(channel_id)
        if channel.is_member:
            return
        name = channel.name or channel_id
        if channel.is_archived:
            raise Refused(f"#{name} is archived", "unarchive it or configure another", code="is_archived")
        try:
            await self.call("conversations.join", writes=True, channel=channel_id)
        except NotPermitted as error:
            lacking = f" ({error.needed} is missing)" if isinstance(error, MissingScope) else ""
            raise Refused(
                f"pdtui's app is not a member of #{name} and may not join{lacking}",
                "/invite it there",
                code=error.code,
            ) from error

    async def create_channel(self, name: str, *, private: bool) -> SlackChannel:
        """`conversations.create`; the name acts as a lock."""
        answer = await self.call("conversations.create", writes=True, name=name, is_private=private)
        raw = mapping(answer.get("channel"))
        if not text_of(raw, "id"):
            raise OutcomeUnknown("Slack's answer does not show the channel", "pdtui looks for it by its name")
        return self._remember(raw)

    async def set_topic(self, channel_id: str, text: str) -> None:
        """`conversations.setTopic`."""
        await self.call("conversations.setTopic", writes=True, channel=channel_id, topic=_cut(text, SIGN))

    async def set_purpose(self, channel_id: str, text: str) -> None:
        """`conversations.setPurpose`."""
        await self.call("conversations.setPurpose", writes=True, channel=channel_id, purpose=_cut(text, SIGN))

    async def invite(self, channel_id: str, user_ids: Sequence[str]) -> Mapping[str, str]:
        """`conversations.invite`, so that one who cannot come keeps nobody else out."""
        refused: dict[str, str] = {}
        users = list(dict.fromkeys(user_ids))
        for start in range(0, len(users), INVITED):
            refused |= await self._invite(channel_id, users[start : start + INVITED])
        return {user: word for user, word in refused.items() if word != INSIDE}

    async def _invite(self, channel_id: str, users: Sequence[str]) -> dict[str, str]:
        """Those who could not be invited. Where Slack does not say who it was, each is asked for alone."""
        answer = await self.call(
            "conversations.invite",
            writes=True,
            expected=UNINVITED,
            channel=channel_id,
            users=",".join(users),
            force=True,
        )
        refused = {text_of(one, "user"): text_of(one, "error") for one in mappings(answer.get("errors"))}
        if answer.get("ok") is True:
            return refused
        others = [user for user in users if user not in refused]
        if others == list(users) and len(users) == 1:
            return {users[0]: text_of(answer, "error")}
        for user in others:
            refused |= await self._invite(channel_id, [user])
        return refused

    async def archive(self, channel_id: str) -> None:
        """`conversations.archive`."""
        await self.call("conversations.archive", writes=True, expected=("already_archived",), channel=channel_id)

    async def pin(self, channel_id: str, ts: str) -> None:
        """`pins.add`."""
        await self.call("pins.add", writes=True, expected=("already_pinned",), channel=channel_id, timestamp=ts)

    async def bookmark(self, channel_id: str, title: str, url: str) -> None:
        """`bookmarks.add`, which looks for no duplicates, after `bookmarks.list`, where the token may call it."""
        if url in await self._bookmarked(channel_id):
            return
        await self.call(
            "bookmarks.add", writes=True, channel_id=channel_id, title=_cut(title, TITLE), type="link", link=url
        )

    async def _bookmarked(self, channel_id: str) -> set[str]:
        try:
            answer = await self.call("bookmarks.list", channel_id=channel_id)
        except MissingScope:
            return set()
        return {unescaped(text_of(one, "link")) for one in mappings(answer.get("bookmarks"))}

    async def open_direct(self, user_id: str) -> str:
        """`conversations.open`, which finds the conversation that there is."""
        answer = await self.call("conversations.open", writes=True, users=user_id)
        channel_id = text_of(mapping(answer.get("channel")), "id")
        if not channel_id:
            raise OutcomeUnknown("Slack's answer does not show the conversation", "try again: it is opened once only")
        return channel_id


def _cut(given: str, most: int) -> str:
    return given if len(given) <= most else f"{given[: most - 1]}…"
