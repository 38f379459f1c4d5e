"""Posts the brief of a shift at the top of its channel, once over all laptops of who made it."""

from __future__ import annotations

from datetime import timedelta

from pdtui.core.model import ThreadLink
from pdtui.core.slack.errands.errand import Conversation
from pdtui.core.slack.marked import parts_of, title_of, without_title
from pdtui.core.slack.owed import BriefPost, OutboxRow, job_of
from pdtui.core.slack.port import Post
from pdtui.core.slack.workspace import Workspace
from pdtui.text import stamp

POSTED_WITHIN = timedelta(days=2)
"""How long before the end of its span a brief may have been posted by another laptop."""


class BriefErrand:
    """A brief in its channel."""

    def __init__(self, workspace: Workspace, conversation: Conversation) -> None:
        self._at = workspace
        self._conversation = conversation

    async def run(self, row: OutboxRow) -> ThreadLink | None:
        """Look whether it is there, else post it; no thread of an incident comes of it."""
        job = job_of(row, BriefPost)
        channel = await self._conversation.threads.open(job.channel)
        since = self._at.by_slack(min(job.until, row.created_at)) - POSTED_WITHIN
        await self._conversation.shared(row, brief_post(job, channel.id, row.mark), blind=True, since=since)
        return None


def brief_post(job: BriefPost, channel_id: str, mark: str) -> Post:
    """The message: its title as the head, and the rest of the text taken apart."""
    return Post(
        channel_id,
        mark,
        title_of(job.text) or f"Handoff by {job.author}",
        parts=parts_of(without_title(job.text)),
        facts={"role": "handoff", "by": job.author, "until": stamp(job.until)},
    )
