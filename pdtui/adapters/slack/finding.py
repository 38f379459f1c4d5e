"""Channels by id and by name. Slack finds no channel by its name: one has to list them, and few times a minute.

So names that were seen are kept for a day, by which only requests are saved: a name that was not seen is
looked for anew each time.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta

from pdtui.adapters.slack.caller import SlackCaller
from pdtui.adapters.slack.fields import mapping, number_of, text_of, unescaped
from pdtui.core.model import Channel
from pdtui.core.slack.port import SlackChannel
from pdtui.errors import MissingScope, NotFound
from pdtui.text import clean

LISTED = 999
"""The most channels that Slack lists at once."""
KEPT = timedelta(days=1)
BOTH = "public_channel,private_channel"
PUBLIC = "public_channel"
PRIVATE = "private_channel"


class FindingCalls(SlackCaller):
    """The channels of `pdtui.core.slack.port.ReadingSlack`."""

    async def channel(self, name_or_id: str) -> Channel:
        """`conversations.info` for an id; for a name the bot's own channels, then all public ones."""
        wanted = name_or_id.removeprefix("#")
        if known := self._known(wanted):
            return known
        if _is_id(wanted):
            return (await self.channel_info(wanted)).short
        found = await self._search(wanted, archived=False)
        if found is None:
            raise NotFound(f"Slack has no channel #{wanted}", "correct its name in the settings file")
        return found.short

    async def channel_info(self, channel_id: str) -> SlackChannel:
        """`conversations.info`."""
        answer = await self.call("conversations.info", channel=channel_id)
        return self._remember({"id": channel_id, **mapping(answer.get("channel"))})

    async def channel_named(self, name: str) -> SlackChannel | None:
        """Among archived channels too: their names stay taken."""
        wanted = name.removeprefix("#")
        if known := self._known(wanted):
            channel = await self._current(known.id)
            if channel is not None and channel.name == wanted:
                return channel
        return await self._search(wanted, archived=True)

    async def _current(self, channel_id: str) -> SlackChannel | None:
        try:
            return await self.channel_info(channel_id)
        except NotFound:
            return None

    async def _search(self, wanted: str, *, archived: bool) -> SlackChannel | None:
        async for raw in self._own(archived=archived):
            if (channel := self._remember(raw)).name == wanted:
                return channel
        async for raw in self.pages(
            "conversations.list", "channels", size=LISTED, types=PUBLIC, exclude_archived=not archived
        ):
            if (channel := self._remember(raw)).name == wanted:
                return channel
        return None

    async def _own(self, *, archived: bool) -> AsyncIterator[Mapping[str, object]]:
        """The channels that the bot is in; without the scope for one kind, those of the other."""
        refusal: MissingScope | None = None
        for types in (BOTH, PUBLIC, PRIVATE):
            try:
                async for raw in self.pages(
                    "users.conversations", "channels", size=LISTED, types=types, exclude_archived=not archived
                ):
                    yield raw
            except MissingScope as error:
                refusal = refusal or error
            else:
                return
        if refusal is not None:
            raise refusal

    def _known(self, name_or_id: str) -> Channel | None:
        channel, until = self._names.get(name_or_id, (None, 0.0))
        return channel if self._monotonic() < until else None

    def _remember(self, raw: Mapping[str, object]) -> SlackChannel:
        channel = channel_of(raw)
        kept = (channel.short, self._monotonic() + KEPT.total_seconds())
        self._names[channel.id] = self._names[channel.name or channel.id] = kept
        return channel


def channel_of(raw: Mapping[str, object]) -> SlackChannel:
    """A channel as Slack's methods show it."""
    created = number_of(raw, "created")
    return SlackChannel(
        id=text_of(raw, "id"),
        name=text_of(raw, "name"),
        is_member=raw.get("is_member") is True,
        is_archived=raw.get("is_archived") is True,
        creator=text_of(raw, "creator"),
        created_at=datetime.fromtimestamp(created, UTC) if created else None,
        purpose=_sign(raw, "purpose"),
        topic=_sign(raw, "topic"),
    )


def _sign(raw: Mapping[str, object], key: str) -> str:
    value = mapping(raw.get(key)).get("value")
    return clean(unescaped(value)) if isinstance(value, str) else ""


def _is_id(given: str) -> bool:
    return given[:1] in ("C", "G", "D") and given.isalnum() and given.isupper() and len(given) > 6
