"""What is done in an incident's own channel, step by step; each may be repeated, or knows itself again.

A step returns what of it could not be done, for the person who wished for the channel.
"""

from __future__ import annotations

import logging
from contextlib import suppress

from pdtui.core.journal import IncidentChannel
from pdtui.core.model import Channel, Incident
from pdtui.core.slack import marks
from pdtui.core.slack.channel_words import leading_to, purpose_of, summary, topic_of
from pdtui.core.slack.errands.channel_making import GUEST
from pdtui.core.slack.errands.errand import Astray, Conversation
from pdtui.core.slack.owed import ChannelWish, ChecklistPost, Mention, OutboxRow, OutboxState, Pointer, owed
from pdtui.core.slack.people import People
from pdtui.core.slack.port import Post, Scope
from pdtui.core.slack.posting import Later
from pdtui.core.slack.workspace import Workspace
from pdtui.errors import PdtuiError

LOG = logging.getLogger(__name__)
WAITED = "waited"


class ChannelSteps:
    """The steps of one workspace."""

    def __init__(self, workspace: Workspace, conversation: Conversation, people: People) -> None:
        self._at = workspace
        self._conversation = conversation
        self._people = people

    async def purpose(self, row: OutboxRow, job: ChannelWish, channel: Channel) -> str:
        """At once after its making: by that everybody knows whose the channel is."""
        await self._at.slack.set_purpose(channel.id, purpose_of(_all(job)))
        return ""

    async def keep(self, row: OutboxRow, job: ChannelWish, channel: Channel) -> str:
        """Remember it as the own channel of all the incidents."""
        made = not job.use and not job.by_pagerduty
        for one in _all(job):
            self._at.journal.keep_channel(IncidentChannel(one.id, self._at.team_id, channel.id, channel.name, made))
        return ""

    async def join(self, row: OutboxRow, job: ChannelWish, channel: Channel) -> str:
        """One that pdtui did not make must be entered."""
        if job.by_pagerduty:
            await self._conversation.threads.open(channel.id)
        return ""

    async def topic(self, row: OutboxRow, job: ChannelWish, channel: Channel) -> str:
        """The state in words; what people wrote in a channel of theirs stays."""
        if job.use and (await self._at.slack.channel_info(channel.id)).topic:
            return ""
        await self._at.slack.set_topic(channel.id, topic_of(_all(job)))
        return ""

    async def summarise(self, row: OutboxRow, job: ChannelWish, channel: Channel) -> str:
        """The message that everything can be found by."""
        marker = marks.summary(channel.id, job.incident.id)
        await self._once(row, job.incident, summary(_all(job), channel.id, marker, job.author, opened=not job.use))
        return ""

    async def pin(self, row: OutboxRow, job: ChannelWish, channel: Channel) -> str:
        """The summary."""
        posted = self._at.journal.row(marks.summary(channel.id, job.incident.id))
        if posted is not None and posted.ts:
            await self._at.slack.pin(channel.id, posted.ts)
        return ""

    async def bookmark(self, row: OutboxRow, job: ChannelWish, channel: Channel) -> str:
        """Each incident's address. Slack takes the same one twice, so another laptop that is at it goes first."""
        if GUEST in row.progress and WAITED not in row.progress:
            self._at.journal.save(row.with_progress(**{WAITED: channel.id}))
            raise Later(self._at.clock.now() + self._at.routing.timeout * 2, "another pdtui is at the channel")
        for one in _all(job):
            if one.url.startswith("https://"):
                await self._at.slack.bookmark(channel.id, f"#{one.number} {one.title}", one.url)
        return ""

    async def invite(self, row: OutboxRow, job: ChannelWish, channel: Channel) -> str:
        """Those who respond, and those who are told of its state."""
        people = {one.email.casefold(): one for one in (*job.invite, *await self._subscribers(job))}
        ids = {mail: await self._people.slack_id(one.email) for mail, one in people.items()}
        absent = [people[mail].name or mail for mail, user_id in ids.items() if not user_id]
        by_id = {user_id: people[mail].name or mail for mail, user_id in ids.items() if user_id}
        refused = await self._at.slack.invite(channel.id, tuple(by_id)) if by_id else {}
        told = [f"{by_id.get(user_id, user_id)} ({word})" for user_id, word in refused.items()]
        if absent:
            told.append(f"{', '.join(absent)} ({self._why_absent()})")
        return f"not invited: {', '.join(told)}" if told else ""

    def _why_absent(self) -> str:
        me = self._at.identity
        if me is not None and me.lacks(Scope.EMAIL):
            return f"{Scope.EMAIL} is missing"
        return "not found in Slack by e-mail"

    async def _subscribers(self, job: ChannelWish) -> tuple[Mention, ...]:
        """Nobody is kept waiting for what only adds to the list."""
        try:
            found = [one for incident in _all(job) for one in await self._at.pagerduty.subscribers(incident.id)]
            return await self._people.mentions(found) if found else ()
        except PdtuiError as error:
            LOG.info("the subscribers of %s were not read: %s", job.incident.id, error.what)
            return ()

    async def checklist(self, row: OutboxRow, job: ChannelWish, channel: Channel) -> str:
        """Owed by itself: it is posted, and ticked, like that of a thread."""
        if job.items:
            marker = marks.checklist_in(channel.id)
            listed = ChecklistPost(job.incident, job.items, channel.id)
            now = self._at.clock.now()
            self._at.journal.owe(owed(listed, marker, now, lane=marker, workspace=row.workspace))
        return ""

    async def point(self, row: OutboxRow, job: ChannelWish, channel: Channel) -> str:
        """Lead to it from the incidents' threads, as far as they are known and elsewhere."""
        for one in _all(job):
            link = self._at.journal.thread(one.id, self._at.team_id)
            if link is not None and link.channel_id != channel.id:
                marker = marks.leading(channel.id, one.id)
                await self._once(
                    row, one, leading_to(channel.id, channel.name, link, marker, job.author, opened=not job.use)
                )
        return ""

    async def _once(self, row: OutboxRow, incident: Incident, post: Post) -> None:
        """A message on the channel's way, once over all laptops, under a row of its own."""
        at = self._at
        fresh = owed(Pointer(incident, post.channel_id), post.marker, at.clock.now(), workspace=row.workspace)
        with at.poster.beside(fresh, "another pdtui is at the channel") as ours, suppress(Astray):
            if ours.state is not OutboxState.DONE:
                await self._conversation.shared(ours, post, blind=True)


def _all(job: ChannelWish) -> tuple[Incident, ...]:
    return (job.incident, *job.others)
