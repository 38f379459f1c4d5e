"""Messages of pdtui's own, and its emoji under any message."""

from __future__ import annotations

import logging
from datetime import datetime

from pdtui.adapters.slack.caller import SlackCaller
from pdtui.adapters.slack.fields import mapping, text_of
from pdtui.adapters.slack.messages import blocks, fallback, metadata
from pdtui.core.slack.port import Post, Posted
from pdtui.errors import NotFound, OutcomeUnknown


class PostingCalls(SlackCaller):
    """`pdtui.core.slack.port.PostingSlack`."""

    async def post(self, post: Post, before: datetime) -> Posted:
        """`chat.postMessage`, once; an answer that does not show the message settles nothing."""
        answer = await self.call(
            "chat.postMessage",
            writes=True,
            before=before,
            channel=post.channel_id,
            thread_ts=post.thread_ts or None,
            text=fallback(post),
            blocks=blocks(post),
            metadata=metadata(post),
            unfurl_links=False,
            unfurl_media=False,
        )
        ts = text_of(answer, "ts")
        if not ts or not isinstance(answer.get("message"), dict) or answer.get("channel") != post.channel_id:
            raise OutcomeUnknown("Slack's answer does not show the message", "pdtui reads the thread to see")
        thread_ts = text_of(mapping(answer.get("message")), "thread_ts")
        return Posted(post.channel_id, ts, "" if thread_ts == ts else thread_ts)

    async def update(self, post: Post, ts: str) -> None:
        """`chat.update`, with the marker kept."""
        await self.call(
            "chat.update",
            writes=True,
            channel=post.channel_id,
            ts=ts,
            text=fallback(post),
            blocks=blocks(post),
            metadata=metadata(post),
        )

    async def delete(self, channel_id: str, ts: str) -> None:
        """`chat.delete`; a message that is gone already is a success."""
        try:
            await self.call("chat.delete", writes=True, channel=channel_id, ts=ts)
        except NotFound:
            logging.getLogger(__name__).info("the message to delete was gone already")

    async def react(self, channel_id: str, ts: str, name: str) -> bool:
        """`reactions.add`: once per app, so that the second is told like one who finds a lock taken."""
        answer = await self.call(
            "reactions.add", writes=True, expected=("already_reacted",), channel=channel_id, timestamp=ts, name=name
        )
        return answer.get("ok") is True

    async def unreact(self, channel_id: str, ts: str, name: str) -> bool:
        """`reactions.remove`."""
        answer = await self.call(
            "reactions.remove", writes=True, expected=("no_reaction",), channel=channel_id, timestamp=ts, name=name
        )
        return answer.get("ok") is True
