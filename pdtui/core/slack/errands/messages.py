"""Messages that are about no incident: at the top of a channel, or to one person."""

from __future__ import annotations

from pdtui.core.model import ThreadLink
from pdtui.core.slack import mirror
from pdtui.core.slack.errands.errand import Conversation
from pdtui.core.slack.errands.places import conversation_with
from pdtui.core.slack.owed import ChannelMessage, OutboxRow, PersonalMessage, job_of
from pdtui.core.slack.people import People
from pdtui.core.slack.port import Piece, Post
from pdtui.core.slack.workspace import Workspace


class ChannelMessageErrand:
    """A message at the top of a channel."""

    def __init__(self, workspace: Workspace, conversation: Conversation, people: People) -> None:
        self._at = workspace
        self._conversation = conversation
        self._people = people

    async def run(self, row: OutboxRow) -> ThreadLink | None:
        """Once over all laptops: look for its mark first, and let the older of two stand."""
        job = job_of(row, ChannelMessage)
        channel = await self._conversation.threads.open(job.channel)
        text = mirror.cut(job.text)
        pieces = await self._people.pieces(text, job.mentions)
        await self._conversation.shared(row, Post(channel.id, row.mark, text, pieces=pieces, facts={"role": "channel"}))
        return None


class PersonalMessageErrand:
    """A message to one person."""

    def __init__(self, workspace: Workspace, conversation: Conversation, people: People) -> None:
        self._at = workspace
        self._conversation = conversation
        self._people = people

    async def run(self, row: OutboxRow) -> ThreadLink | None:
        """Once over all laptops, which share one bot and so one direct conversation."""
        job = job_of(row, PersonalMessage)
        channel_id = row.channel_id or await conversation_with(self._at, self._people, job.person)
        text = mirror.cut(job.text)
        post = Post(channel_id, row.mark, text, pieces=(Piece(text),), facts={"role": "personal"}, buttons=job.buttons)
        await self._conversation.shared(row, post, blind=True)
        return None
