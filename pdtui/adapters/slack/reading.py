"""Who the token is, and reading messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from pdtui.adapters.slack.caller import SlackCaller
from pdtui.adapters.slack.fields import mappings, text_of
from pdtui.adapters.slack.parsing import message_of
from pdtui.core.slack.port import SlackIdentity, SlackMessage, order_of


class ReadingCalls(SlackCaller):
    """`pdtui.core.slack.port.ReadingSlack` apart from the channels."""

    async def identity(self) -> SlackIdentity:
        """`auth.test`, which needs no scope; the header of its answer names those that the token has."""
        answer = await self.call("auth.test")
        scopes = answer.headers.get("x-oauth-scopes")
        self._bot_id = text_of(answer, "bot_id")
        return SlackIdentity(
            team_id=text_of(answer, "team_id"),
            bot_id=text_of(answer, "bot_id"),
            user_id=text_of(answer, "user_id"),
            clock=_date(answer.headers.get("date", "")),
            scopes=None if scopes is None else frozenset(filter(None, map(str.strip, scopes.split(",")))),
            team=text_of(answer, "team"),
            user=text_of(answer, "user"),
        )

    async def history(self, channel_id: str, oldest: datetime, latest: datetime | None) -> tuple[SlackMessage, ...]:
        """`conversations.history`, all pages, oldest first."""
        found = [
            self._message(raw)
            async for raw in self.pages(
                "conversations.history",
                "messages",
                channel=channel_id,
                oldest=_ts(oldest),
                latest=_ts(latest),
                inclusive=True,
                include_all_metadata=True,
            )
        ]
        return _once(sorted(found, key=lambda message: order_of(message.ts)))

    async def replies(self, channel_id: str, ts: str, oldest: datetime | None = None) -> tuple[SlackMessage, ...]:
        """`conversations.replies`, all pages, each message once: a page may begin with the parent again."""
        found = [
            self._message(raw)
            async for raw in self.pages(
                "conversations.replies",
                "messages",
                channel=channel_id,
                ts=ts,
                oldest=_ts(oldest),
                include_all_metadata=True,
            )
        ]
        return _once(found)

    async def message(self, channel_id: str, ts: str) -> SlackMessage | None:
        """Look the very message up: a reply to one that is gone would land in the channel."""
        answer = await self.call(
            "conversations.history",
            channel=channel_id,
            oldest=ts,
            latest=ts,
            inclusive=True,
            include_all_metadata=True,
            limit=1,
        )
        found = map(self._message, mappings(answer.get("messages")))
        return next((message for message in found if message.ts == ts), None)

    def _message(self, raw: Mapping[str, object]) -> SlackMessage:
        """Anybody may write pdtui's marks: they count only under what this app posted."""
        message = message_of(raw)
        if message.markers and self._bot_id and message.bot_id != self._bot_id:
            return replace(message, markers=frozenset(), facts={})
        return message

    async def permalink(self, channel_id: str, ts: str) -> str:
        """`chat.getPermalink`."""
        return text_of(await self.call("chat.getPermalink", channel=channel_id, message_ts=ts), "permalink")


def _once(messages: Iterable[SlackMessage]) -> tuple[SlackMessage, ...]:
    return tuple({message.ts: message for message in messages}.values())


def _ts(instant: datetime | None) -> str | None:
    return None if instant is None else f"{instant.timestamp():.6f}"


def _date(header: str) -> datetime | None:
    """RFC 9110, 6.6.1: when the answer was made, by the server's clock."""
    try:
        return parsedate_to_datetime(header).astimezone(UTC)
    except ValueError:
        return None
