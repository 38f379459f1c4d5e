"""slack_sdk's synchronous client on one daemon thread of our own.

The asynchronous one needs aiohttp; `asyncio.to_thread` would hold up quitting by a whole timeout; and the
SDK's own retries would post twice, so there are none (facts on Slack, 0.1; libraries, 3).
"""

from __future__ import annotations

import asyncio
import functools
import logging
import queue
import threading
import urllib.request
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from pdtui.adapters.slack.messages import blocks, fallback, message_of, metadata
from pdtui.adapters.tls import shared_context
from pdtui.config import Secret, is_loopback
from pdtui.core.model import Channel
from pdtui.core.ports import Post, Posted, SlackIdentity, SlackMessage
from pdtui.errors import NotFound, NotPermitted, Refused
from pdtui.text import clean

if TYPE_CHECKING:
    from slack_sdk import WebClient
    from slack_sdk.web import SlackResponse

PAGE = 200
"""Slack's advice for one page (facts on Slack, B)."""
PAGES = 50
"""No reading goes on for ever."""


class PageCall(Protocol):
    """One page of a paginated method."""

    def __call__(self, client: WebClient, cursor: str | None) -> SlackResponse:
        """Ask for the page at `cursor`, the first where it is None."""


class SlackClient:
    """`pdtui.core.ports.Slack` over HTTP. One call at a time: Slack's limits are per method and per second."""

    def __init__(self, token: Secret, base_url: str, timeout: float) -> None:
        self._token = token
        self._base_url = base_url
        self._timeout = timeout
        self._client: WebClient | None = None
        self._jobs: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._names: dict[str, Channel] = {}

    async def identity(self) -> SlackIdentity:
        """`auth.test`, with the scopes from its header."""
        response = await self._call(lambda client: client.auth_test())
        headers = {key.lower(): value for key, value in response.headers.items()}
        scopes = str(headers.get("x-oauth-scopes", ""))
        return SlackIdentity(
            team_id=str(response.get("team_id") or ""),
            user_id=str(response.get("user_id") or ""),
            bot_id=str(response.get("bot_id") or ""),
            app_id=str(response.get("app_id") or ""),
            url=str(response.get("url") or ""),
            scopes=frozenset(scope.strip() for scope in scopes.split(",") if scope.strip()),
        )

    async def channel(self, name_or_id: str) -> Channel:
        """`conversations.info` for an id; for a name the bot's own channels, then all public ones."""
        wanted = name_or_id.removeprefix("#")
        if wanted in self._names:
            return self._names[wanted]
        if wanted[:1] in ("C", "G", "D") and wanted.isalnum() and wanted.isupper() and len(wanted) > 6:
            response = await self._call(lambda client: client.conversations_info(channel=wanted))
            raw = response.get("channel")
            return self._remember(raw if isinstance(raw, dict) else {"id": wanted})
        async for raw in self._pages(
            lambda client, cursor: client.users_conversations(
                types="public_channel,private_channel", exclude_archived=True, limit=PAGE, cursor=cursor
            ),
            "channels",
        ):
            if self._remember(raw).name == wanted:
                return self._names[wanted]
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
        channel = Channel(str(raw.get("id") or ""), clean(raw.get("name")))
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
            for raw in _list(response.get(key)):
                yield raw
            cursor = _cursor(response)
            if cursor is None:
                return

    async def parent_exists(self, channel_id: str, ts: str) -> bool:
        """Look the very message up: a reply to one that is gone would land in the channel."""
        response = await self._call(
            lambda client: client.conversations_history(
                channel=channel_id, oldest=ts, latest=ts, inclusive=True, limit=1
            )
        )
        return any(raw.get("ts") == ts for raw in _list(response.get("messages")))

    async def post(self, post: Post) -> Posted:
        """`chat.postMessage`, once."""
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
        )
        raw = response.get("message")
        message = raw if isinstance(raw, dict) else {}
        ts = str(response.get("ts") or "")
        thread_ts = str(message.get("thread_ts") or "")
        return Posted(str(response.get("channel") or post.channel_id), ts, "" if thread_ts == ts else thread_ts)

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

    async def _call(self, call: Callable[[WebClient], SlackResponse], *, writes: bool = False) -> SlackResponse:
        """Run one SDK call on the thread; its failure comes back in pdtui's terms."""
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
            try:
                outcome: tuple[SlackResponse | None, Exception | None] = (call(self._connect()), None)
            except Exception as error:  # noqa: BLE001 - it crosses to the loop's thread and is raised there
                from pdtui.adapters.slack.failures import explain

                outcome = (None, explain(error, writes=writes))
            with suppress(RuntimeError):  # the loop was closed while the call was under way: nobody waits
                loop.call_soon_threadsafe(settle, *outcome)

        self._start()
        self._jobs.put(job)
        return await future

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="slack", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        while True:
            self._jobs.get()()

    def _connect(self) -> WebClient:
        """The SDK's client, made on its thread when first needed: its import alone takes 30 ms."""
        if self._client is None:
            from slack_sdk import WebClient

            host = urlsplit(self._base_url).hostname or ""
            secure = self._base_url.startswith("https:")
            client = WebClient(
                token=self._token.reveal(),
                base_url=self._base_url,
                timeout=max(1, round(self._timeout)),
                ssl=shared_context() if secure else None,
                retry_handlers=[],
            )
            if is_loopback(host) or urllib.request.proxy_bypass(host):
                client.proxy = None
            self._client = client
        return self._client


def _list(value: object) -> list[Mapping[str, object]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _cursor(response: SlackResponse) -> str | None:
    given = response.get("response_metadata")
    return str(given.get("next_cursor") or "") or None if isinstance(given, dict) else None


def _ts_order(ts: str) -> tuple[int, str]:
    """Slack's ids are opaque, but of one shape within a channel: seconds, a dot, six digits."""
    seconds, _, rest = ts.partition(".")
    return (int(seconds) if seconds.isdigit() else 0, rest)
