"""The Slack thread of an incident: remembered, found where it is routed to, or made, once over all laptops."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from pdtui.core.events import ThreadFound
from pdtui.core.model import Channel, Incident, ThreadLink
from pdtui.core.slack import marks, mirror
from pdtui.core.slack.owed import Announcement, OutboxRow, OutboxState, owed
from pdtui.core.slack.parent import parent
from pdtui.core.slack.port import Posted, SlackMessage, instant_of, is_everywhere
from pdtui.core.slack.posting import Later
from pdtui.core.slack.workspace import Workspace
from pdtui.errors import NotFound, PdtuiError, Refused, TooLong

LOG = logging.getLogger(__name__)
PATIENCE = timedelta(minutes=3)
"""How long beyond the wait for PagerDuty's message something waits for the thread that it leads to."""
TWINS_WITHIN = timedelta(minutes=15)
"""How far apart two laptops may make the same parent and still notice."""


@dataclass(frozen=True, slots=True)
class Found:
    """The thread, or where its parent is to be made."""

    link: ThreadLink | None
    channel: Channel


class Threads:
    """Knows the threads of one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._at = workspace
        self._joined: set[str] = set()
        self._locks: dict[str, asyncio.Lock] = {}
        """Only one at a time looks for, or makes, an incident's thread."""

    async def of(self, row: OutboxRow) -> ThreadLink:
        """The thread of a claimed row's incident, made where there is none; raises `Later` while it is waited for."""
        async with self._locks.setdefault(row.incident_id, asyncio.Lock()):
            return await self._of(row)

    async def _of(self, row: OutboxRow) -> ThreadLink:
        at, incident = self._at, row.incident
        link = at.journal.thread(incident.id, at.team_id)
        if link is not None:
            if row.state is OutboxState.SENDING or await at.slack.message(link.channel_id, link.ts) is not None:
                return link
            at.journal.unlink(incident.id, at.team_id)
        found = await self.find(incident)
        if found.link is not None:
            return self.linked(found.link)
        young = min(incident.created_at, row.created_at) + at.routing.parent_wait
        if young > at.clock.now():
            raise Later(young, "waiting for PagerDuty's own message in Slack")
        return self.linked(await self._make(row, found.channel))

    async def known(self, row: OutboxRow) -> ThreadLink | None:
        """The thread, for what only leads to it; raises `Later` until somebody has found or made it.

        None where that cannot be, or took so long that it is not waited for any more.
        """
        at, now = self._at, self._at.clock.now()
        link = at.journal.thread(row.incident_id, at.team_id)
        announced = at.journal.row(marks.announcement(row.incident_id))
        in_vain = announced is not None and announced.state in (OutboxState.PARKED, OutboxState.DROPPED)
        if link is None and not in_vain and now < row.created_at + at.routing.parent_wait + PATIENCE:
            raise Later(now + at.routing.timeout / 4, "waiting for the incident's thread")
        return link

    async def locate(self, incident: Incident) -> None:
        """Find and remember the thread of an incident that is looked at; nothing is posted."""
        try:
            await self.look_for(incident)
        except PdtuiError as error:
            LOG.info("the thread of %s was not found: %s", incident.id, error.what)

    async def look_for(self, incident: Incident) -> None:
        """The same, for who must know whether there is none, or it could not be looked for: raises then."""
        await self._at.identified.wait()
        at = self._at
        if at.identity is None or at.journal.thread(incident.id, at.team_id) is not None:
            return
        found = await self.find(incident)
        if found.link is not None:
            self.linked(found.link)

    def linked(self, link: ThreadLink) -> ThreadLink:
        """Remember a thread, and say so."""
        self._at.journal.link(link)
        self._at.publish(ThreadFound(link))
        return link

    async def find(self, incident: Incident) -> Found:
        """The thread, or the first channel that can be read; raises `Refused` where there is none to look in."""
        at = self._at
        named = [
            channel for channel in await at.pagerduty.channels_of(incident.id) if channel.team_id in ("", at.team_id)
        ]
        own = at.journal.channel_of(incident.id, at.team_id)
        if own is not None and not own.archived:
            named.insert(0, Channel(own.channel_id, own.name))
        usable: list[Channel] = []
        refusals: list[Refused] = []
        for candidate in at.routing.channels(incident, named):
            try:
                channel = await self.open(candidate)
                link = await self._look(channel, incident)
            except Refused as refusal:
                if is_everywhere(refusal):
                    raise
                refusals.append(refusal)
            else:
                if link is not None:
                    return Found(link, channel)
                usable.append(channel)
        if not usable:
            raise _nowhere(incident, refusals)
        return Found(None, usable[0])

    async def open(self, name_or_id: str) -> Channel:
        """A channel, joined."""
        channel = await self._at.slack.channel(name_or_id)
        if channel.id not in self._joined:
            await self._at.slack.join(channel.id)
            self._joined.add(channel.id)
        return channel

    async def _look(self, channel: Channel, incident: Incident) -> ThreadLink | None:
        """The first quarter of an hour, where PagerDuty's message belongs; the first day; the last day."""
        at, now = self._at, self._at.clock.now()
        spans = [
            (incident.created_at - mirror.EARLIER, incident.created_at + mirror.FIRST_LOOK),
            (incident.created_at + mirror.FIRST_LOOK, incident.created_at + mirror.SECOND_LOOK),
            (max(incident.created_at + mirror.SECOND_LOOK, now - mirror.SECOND_LOOK), now + mirror.EARLIER),
        ]
        for oldest, latest in spans:
            if oldest > now:
                break
            try:
                messages = await at.slack.history(channel.id, oldest, latest)
            except TooLong as error:
                LOG.info("a part of #%s was not searched: %s", channel.name, error.what)
                continue
            except NotFound:
                self._joined.discard(channel.id)
                raise
            found = mirror.find_parent(messages, incident.id, at.team_id)
            if found is not None:
                message, origin = found
                return await self._link(incident, channel, message.ts, origin)
        return None

    async def _link(self, incident: Incident, channel: Channel, ts: str, origin: str) -> ThreadLink:
        permalink = await self._at.slack.permalink(channel.id, ts)
        return ThreadLink(incident.id, self._at.team_id, channel.id, ts, channel.name, permalink, origin)

    async def _make(self, row: OutboxRow, channel: Channel) -> ThreadLink:
        at, incident = self._at, row.incident
        post = parent(incident, channel.id, at.team_id, buttons=at.routing.buttons)
        fresh = owed(Announcement(incident), post.marker, at.clock.now(), workspace=at.name)
        with at.poster.beside(replace(fresh, channel_id=channel.id), "another pdtui makes the thread") as ours:
            if ours.state is OutboxState.DONE:
                posted = Posted(ours.channel_id, ours.ts)
            else:
                where = replace(post, channel_id=ours.channel_id or channel.id)
                posted = await at.poster.once(ours, where, lambda posted: self._settle(posted, post.marker))
        return await self._link(incident, Channel(posted.channel_id, channel.name), posted.ts, "pdtui")

    async def _settle(self, posted: Posted, mark: str) -> Posted:
        """Two laptops may have made a parent at the same time."""
        since = instant_of(posted.ts) - TWINS_WITHIN
        return await the_eldest(self._at, posted, await self._at.slack.history(posted.channel_id, since, None), mark)


async def the_eldest(workspace: Workspace, posted: Posted, there: Sequence[SlackMessage], mark: str) -> Posted:
    """Of several messages of one mark the oldest stays, and the others are taken back; a digest tells more than one."""
    twins = sorted((one for one in there if mark in one.markers and not one.deleted), key=lambda one: one.ts)
    for twin in (one for one in twins[1:] if one.markers == {mark}):
        try:
            await workspace.slack.delete(posted.channel_id, twin.ts)
        except Refused as error:
            LOG.info("a double message could not be deleted: %s", error.what)
    return replace(posted, ts=twins[0].ts) if twins else posted


def _nowhere(incident: Incident, refusals: Sequence[Refused]) -> Refused:
    """Why there is no place for an incident's thread: the reason that can be mended, before mere absence."""
    telling = next((one for one in refusals if not isinstance(one, NotFound)), refusals[0] if refusals else None)
    if telling is not None and not isinstance(telling, NotFound):
        return telling
    what = f"Slack has no channel for {incident.service.name}"
    tried = f" ({telling.what})" if telling is not None else ""
    return Refused(what + tried, "set slack.channel, or name the service under [slack.channels], in the settings file")
