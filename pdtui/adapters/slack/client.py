"""slack_sdk's synchronous client on one daemon thread of our own.

The asynchronous one needs aiohttp; `asyncio.to_thread` would hold up quitting by a whole timeout; and the
SDK's own retries would post twice, so there are none.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import queue
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from pdtui.adapters.slack.messages import blocks, fallback, message_of, metadata
from pdtui.config import Secret
from pdtui.core.model import Channel
from pdtui.core.slack.port import Post, Posted, SlackIdentity, SlackMessage
from pdtui.errors import (
    BadCredential,
    NotFound,
    NotPermitted,
    NotSent,
    OutcomeUnknown,
    PdtuiError,
    Refused,
)
from pdtui.text import clean

if TYPE_CHECKING:
    from slack_sdk import WebClient
    from slack_sdk.web import SlackResponse

PAGE = 200
"""Slack's advice for one page."""
PAGES = 50
"""No reading goes on for ever."""


class PageCall(Protocol):
    """One page of a paginated method."""

    def __call__(self, client: WebClient, cursor: str | None) -> SlackResponse:
        """Ask for the page at `cursor`, the first where it is None."""


class SlackClient:
    """`pdtui.core.slack.port.Slack` over HTTP. One call at a time: Slack's limits are per method and per second."""

    def __init__(self, token: Callable[[], Secret | None], base_url: str, timeout: float) -> None:
        self._token = token
        """Asked on the client's own thread: a keyring may take its time."""
        self._base_url = base_url
        self._timeout = timeout
        self._client: WebClient | None = None
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] | None = None
        self._names: dict[str, Channel] = {}

    async def is_configured(self) -> bool:
        """Look for the token on the client's thread."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[bool] = loop.create_future()

        def look() -> None:
            try:
                found = self._token() is not None
            except PdtuiError:
                found = True  # it is there, and `identity` tells what is wrong with it
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(future.set_result, found)

        self._hand_over(look)
        return await future

    async def identity(self) -> SlackIdentity:
        """`auth.test`."""
        response = await self._call(lambda client: client.auth_test())
        return SlackIdentity(team_id=clean(response.get("team_id")), bot_id=clean(response.get("bot_id")))

    async def channel(self, name_or_id: str) -> Channel:
        """`conversations.info` for an id; for a name the bot's own channels, then all public ones."""
        wanted = name_or_id.removeprefix("#")
        if wanted in self._names:
            return self._names[wanted]
        if wanted[:1] in ("C", "G", "D") and wanted.isalnum() and wanted.isupper() and len(wanted) > 6:
            response = await self._call(lambda client: client.conversations_info(channel=wanted))
            raw = response.get("channel")
            return self._remember(raw if isinstance(raw, dict) else {"id": wanted})
        for types in ("public_channel,private_channel", "public_channel"):
            try:
                async for raw in self._pages(
                    lambda client, cursor, types=types: client.users_conversations(
                        types=types, exclude_archived=True, limit=PAGE, cursor=cursor
                    ),
                    "channels",
                ):
                    if self._remember(raw).name == wanted:
                        return self._names[wanted]
            except NotPermitted:
                if types == "public_channel":
                    raise
            else:
                break
        async for raw in self._pages(
            lambda client, cursor: client.conversations_list(
                types="public_channel", exclude_archived=True, limit=PAGE, cursor=cursor
            ),
            "channels",
        ):
            if self._remember(raw).name == wanted:
                return self._names[wanted]
        raise NotFound(f"Slack has no channel #{wanted}", "correct its name in the settings file")

    def _remember(self, raw: Mapping[str, object]) -> Channel:
        channel = Channel(clean(raw.get("id")), clean(raw.get("name")))
        self._names[channel.id] = self._names[channel.name or channel.id] = channel
        return channel

    async def join(self, channel_id: str) -> None:
        """Join a public channel; a private one must have invited the bot already."""
        response = await self._call(lambda client: client.conversations_info(channel=channel_id))
        channel = response.get("channel")
        raw = channel if isinstance(channel, dict) else {}
        if raw.get("is_member"):
            return
        name = clean(raw.get("name")) or channel_id
        if raw.get("is_archived"):
            raise Refused(f"#{name} is archived", "unarchive it or configure another", code="is_archived")
        try:
            await self._call(lambda client: client.conversations_join(channel=channel_id), writes=True)
        except NotPermitted as error:
            raise Refused(
                f"pdtui's app is not a member of #{name} and may not join",
                "/invite it there",
                code=error.code,
            ) from error

    async def history(self, channel_id: str, oldest: datetime, latest: datetime | None) -> tuple[SlackMessage, ...]:
        """`conversations.history`, all pages, oldest first."""
        messages = {
            message.ts: message
            async for message in self._messages(
                lambda client, cursor: client.conversations_history(
                    channel=channel_id,
                    oldest=f"{oldest.timestamp():.6f}",
                    latest=f"{latest.timestamp():.6f}" if latest else None,
                    inclusive=True,
                    include_all_metadata=True,
                    limit=PAGE,
                    cursor=cursor,
                )
            )
        }
        return tuple(messages[ts] for ts in sorted(messages, key=_ts_order))

    async def replies(self, channel_id: str, ts: str, oldest: datetime | None = None) -> tuple[SlackMessage, ...]:
        """`conversations.replies`, all pages, each message once."""
        messages = {
            message.ts: message
            async for message in self._messages(
                lambda client, cursor: client.conversations_replies(
                    channel=channel_id,
                    ts=ts,
                    oldest=f"{oldest.timestamp():.6f}" if oldest else None,
                    include_all_metadata=True,
                    limit=PAGE,
                    cursor=cursor,
                )
            )
        }
        return tuple(messages.values())

    async def _messages(self, call: PageCall) -> AsyncIterator[SlackMessage]:
        async for raw in self._pages(call, "messages"):
            yield message_of(raw)

    async def _pages(self, call: PageCall, key: str) -> AsyncIterator[Mapping[str, object]]:
        """The items of all pages; fewer than a page full does not mean the end, only an empty cursor does."""
        cursor: str | None = None
        for _ in range(PAGES):
            response = await self._call(functools.partial(call, cursor=cursor))
            if not isinstance(response.get(key), list):
                raise NotSent(f"Slack answered without {key}", "pdtui asks again")
            for raw in _list(response.get(key)):
                yield raw
            cursor = _cursor(response)
            if cursor is None:
                return
        raise NotSent(f"Slack has more {key} than pdtui reads at once", "open the channel in Slack")

    async def parent_exists(self, channel_id: str, ts: str) -> bool:
        """Look the very message up: a reply to one that is gone would land in the channel."""
        response = await self._call(
            lambda client: client.conversations_history(
                channel=channel_id, oldest=ts, latest=ts, inclusive=True, limit=1
            )
        )
        return any(raw.get("ts") == ts for raw in _list(response.get("messages")))

    async def is_top_level(self, channel_id: str, ts: str) -> bool:
        """`conversations.history` holds no replies."""
        return await self.parent_exists(channel_id, ts)

    async def post(self, post: Post, before: datetime) -> Posted:
        """`chat.postMessage`, once; an answer that does not show the message settles nothing."""
        response = await self._call(
            lambda client: client.chat_postMessage(
                channel=post.channel_id,
                thread_ts=post.thread_ts or None,
                text=fallback(post),
                blocks=blocks(post),
                metadata=metadata(post),
                unfurl_links=False,
                unfurl_media=False,
            ),
            writes=True,
            before=before,
        )
        message, ts = response.get("message"), response.get("ts")
        if not isinstance(message, dict) or not isinstance(ts, str) or response.get("channel") != post.channel_id:
            raise OutcomeUnknown("Slack's answer does not show the message", "pdtui reads the thread to see")
        thread_ts = clean(message.get("thread_ts"))
        return Posted(post.channel_id, clean(ts), "" if thread_ts == ts else thread_ts)

    async def update(self, post: Post, ts: str) -> None:
        """`chat.update`, with the marker kept."""
        await self._call(
            lambda client: client.chat_update(
                channel=post.channel_id,
                ts=ts,
                text=fallback(post),
                blocks=blocks(post),
                metadata=metadata(post),
            ),
            writes=True,
        )

    async def delete(self, channel_id: str, ts: str) -> None:
        """`chat.delete`; a message that is gone already is a success."""
        try:
            await self._call(lambda client: client.chat_delete(channel=channel_id, ts=ts), writes=True)
        except NotFound:
            logging.getLogger(__name__).info("the message to delete was gone already")

    async def permalink(self, channel_id: str, ts: str) -> str:
        """`chat.getPermalink`."""
        response = await self._call(lambda client: client.chat_getPermalink(channel=channel_id, message_ts=ts))
        return clean(response.get("permalink"))

    async def _call(
        self,
        call: Callable[[WebClient], SlackResponse],
        *,
        writes: bool = False,
        before: datetime | None = None,
    ) -> SlackResponse:
        """Run one SDK call on the thread; its failure comes back in pdtui's terms.

        An answer that trickles past three timeouts is given up, and the thread that waits for it left behind.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[SlackResponse] = loop.create_future()

        def settle(result: SlackResponse | None, failure: Exception | None) -> None:
            if future.done():
                return
            if result is not None:
                future.set_result(result)
            elif failure is not None:
                future.set_exception(failure)

        def job() -> None:
            outcome: tuple[SlackResponse | None, Exception | None]
            try:
                if before is not None and datetime.now(UTC) > before:
                    raise NotSent("this machine slept before the post was sent", "pdtui looks at the thread again")
                outcome = (call(self._connect()), None)
            except PdtuiError as error:
                outcome = (None, error)
            except Exception as error:  # noqa: BLE001 - it crosses to the loop's thread and is raised there
                from pdtui.adapters.slack.failures import explain

                outcome = (None, explain(error, writes=writes))
            with suppress(RuntimeError):  # the loop was closed while the call was under way: nobody waits
                loop.call_soon_threadsafe(settle, *outcome)

        self._hand_over(job)
        try:
            async with asyncio.timeout(self._timeout * 3):
                return await future
        except TimeoutError:
            self.close()
            what = "Slack's answer did not end in time"
            raise (OutcomeUnknown(what) if writes else NotSent(what)) from None

    def _hand_over(self, job: Callable[[], None]) -> None:
        if self._jobs is None:
            self._jobs = queue.SimpleQueue()
            threading.Thread(target=_work, args=(self._jobs,), name="slack", daemon=True).start()
        self._jobs.put(job)

    def close(self) -> None:
        """Let the thread end after what it is doing; a later call starts another."""
        if self._jobs is not None:
            self._jobs.put(None)
            self._jobs = None

    def _connect(self) -> WebClient:
        """The SDK's client, made on its thread when first needed: its import alone takes 30 ms."""
        if self._client is None:
            from pdtui.adapters.slack.opener import client_for

            token = self._token()
            if token is None:
                raise BadCredential("there is no Slack token any more", "set PDTUI_SLACK_TOKEN")
            self._client = client_for(token, self._base_url, self._timeout)
        return self._client


def _work(jobs: queue.SimpleQueue[Callable[[], None] | None]) -> None:
    while (job := jobs.get()) is not None:
        job()


def _list(value: object) -> list[Mapping[str, object]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _cursor(response: SlackResponse) -> str | None:
    given = response.get("response_metadata")
    return str(given.get("next_cursor") or "") or None if isinstance(given, dict) else None


def _ts_order(ts: str) -> tuple[int, str]:
    """Slack's ids are opaque, but of one shape within a channel: seconds, a dot, six digits."""
    seconds, _, rest = ts.partition(".")
    return (int(seconds) if seconds.isdigit() else 0, rest)
