"""Makes of a thread as Slack gave it what a person sees: names instead of ids, and how far the checklist is."""

from __future__ import annotations

import logging
from collections.abc import Callable

from pdtui.core.model import Person, ThreadLink
from pdtui.core.slack import marks
from pdtui.core.slack.checklist import checklist_of
from pdtui.core.slack.copies import Copy, copy_in_channel, marked
from pdtui.core.slack.people import People
from pdtui.core.slack.port import instant_of
from pdtui.core.slack.posting import CLOCKS_APART
from pdtui.core.slack.read_thread import ReadThread, shown
from pdtui.core.slack.views import ThreadView
from pdtui.core.slack.workspace import Workspace
from pdtui.errors import NotFound, NotPermitted, PdtuiError

LOG = logging.getLogger(__name__)
ABSENT = 60.0
"""Seconds until a channel in which no checklist was found is looked through again."""


class Viewing:
    """For one workspace; what cannot be looked up besides the thread keeps nobody from reading it."""

    def __init__(self, workspace: Workspace, people: People, who: Callable[[], Person | None]) -> None:
        self._at = workspace
        self._people = people
        self._who = who
        self._absent_until: dict[str, float] = {}
        self._channels: dict[str, str] = {}

    async def view(self, thread: ReadThread) -> ThreadView:
        """The thread as of now."""
        at, link = self._at, thread.link
        listed = await self._checklist(thread)
        reacted = listed.message.reactions if listed is not None else ()
        ticked = [one for reaction in reacted for one in reaction.user_ids[:1]]
        people = await self._people.names([*thread.people(), *ticked])
        names = people | {one: await self._channel_name(one) for one in set(thread.channels())}
        messages = shown(thread.messages.values(), link, names, await self._my_id(), at.identity)
        checklist = checklist_of(listed.message, listed.channel_id, names) if listed is not None else None
        return ThreadView(link, messages, at.clock.now(), checklist)

    async def _checklist(self, thread: ReadThread) -> Copy | None:
        """That of the thread, else that of the incident's own channel."""
        link = thread.link
        marker = marks.checklist(link.incident_id)
        found = marked(tuple(thread.messages.values()), marker)
        return Copy(link.channel_id, link.ts, marker, found) if found is not None else await self._in_channel(link)

    async def _in_channel(self, link: ThreadLink) -> Copy | None:
        journal, now = self._at.journal, self._at.clock.monotonic()
        own = journal.channel_of(link.incident_id, link.team_id)
        posted = journal.row(marks.checklist_in(own.channel_id)) if own is not None else None
        unknown = posted is None or not posted.ts
        if own is None or (unknown and now < self._absent_until.get(link.incident_id, 0.0)):
            return None
        try:
            found = await copy_in_channel(self._at, link.incident_id, instant_of(link.ts) - CLOCKS_APART)
        except PdtuiError as error:
            LOG.info("the checklist of %s was not read: %s", link.incident_id, error.what)
            found = None
        if found is None:
            self._absent_until[link.incident_id] = now + ABSENT
        return found

    async def _channel_name(self, channel_id: str) -> str:
        """As it was called when it was first seen; its id where that is not told."""
        if channel_id not in self._channels:
            try:
                self._channels[channel_id] = (await self._at.slack.channel_info(channel_id)).name
            except PdtuiError as error:
                LOG.info("a channel's name was not read: %s", error.what)
                if isinstance(error, NotFound | NotPermitted):
                    self._channels[channel_id] = channel_id
        return self._channels.get(channel_id, channel_id)

    async def _my_id(self) -> str:
        me = self._who()
        try:
            return await self._people.slack_id(me.email) if me is not None and me.email else ""
        except PdtuiError as error:
            LOG.info("who I am in Slack was not read: %s", error.what)
            return ""
