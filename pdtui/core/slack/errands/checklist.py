"""The checklist of an incident: posted once, ticked by reactions that everybody can give."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

from pdtui.core.model import ThreadLink
from pdtui.core.slack import marks
from pdtui.core.slack.checklist import checklist_of, checklist_post, done_by, emoji_of, lines_of
from pdtui.core.slack.copies import Copy, copies, marked
from pdtui.core.slack.errands.errand import Astray, Conversation, done
from pdtui.core.slack.owed import ChecklistPost, OutboxRow, OutboxState, Tick, job_of, owed
from pdtui.core.slack.posting import CLOCKS_APART, Later
from pdtui.core.slack.workspace import Workspace
from pdtui.errors import MissingScope, OutcomeUnknown, Refused

LOG = logging.getLogger(__name__)
TRIES = 3
"""How often the text is written anew where another laptop changed it at the same time."""
UNREACTABLE = {"too_many_emoji", "too_many_reactions", "thread_locked", "not_reactable", "restricted_action"}
"""Why an emoji cannot be put under a message that can still be changed."""


class ChecklistErrand:
    """Posts the checklist."""

    def __init__(self, workspace: Workspace, conversation: Conversation) -> None:
        self._at = workspace
        self._conversation = conversation

    async def run(self, row: OutboxRow) -> ThreadLink | None:
        """Once over all laptops, and over all jobs of this one."""
        async with self._conversation.one_at_a_time(row.marker):
            row = self._at.journal.row(row.marker) or row
            if row.state is OutboxState.DONE:
                return None
            return await self._post(row)

    async def _post(self, row: OutboxRow) -> ThreadLink | None:
        job = job_of(row, ChecklistPost)
        link = None if job.channel_id else await self._conversation.threads.of(row)
        own = self._at.journal.channel_of(row.incident_id, self._at.team_id)
        if link is not None and own is not None and own.channel_id == link.channel_id:
            done(self._at, row, "the incident's own channel has it already")
            return link
        place = (job.channel_id, "") if link is None else (link.channel_id, link.ts)
        post = checklist_post(row.incident, job.items, {}, row.mark, place)
        there = await self._there(row, place)
        if there is not None:
            self._conversation.adopt(row, there.message, post)
        else:
            await self._conversation.shared(row, post)
        return link

    async def _there(self, row: OutboxRow, place: tuple[str, str]) -> Copy | None:
        """One that somebody posted long ago, so that it is not among the recent messages."""
        channel_id, thread_ts = place
        since = row.incident.created_at - CLOCKS_APART
        if thread_ts:
            messages = await self._at.slack.replies(channel_id, thread_ts)
        else:
            messages = await self._at.slack.history(channel_id, since, None)
        found = marked(messages, row.mark)
        return Copy(channel_id, thread_ts, row.mark, found) if found is not None else None


class TickErrand(ChecklistErrand):
    """Ticks an item, wherever the checklist stands; twice is as good as once."""

    async def run(self, row: OutboxRow) -> ThreadLink | None:
        """By an emoji, and by the name in the text; without the scope for emoji by the text alone."""
        job = job_of(row, Tick)
        link = self._at.journal.thread(row.incident_id, self._at.team_id)
        found = await self._copies(row, link)
        if not found:
            await self._post_first(row)
            link = self._at.journal.thread(row.incident_id, self._at.team_id)
            found = await self._copies(row, link)
        if not found:
            raise OutcomeUnknown("Slack does not show the checklist yet", "pdtui looks again")
        reasons = [reason for copy in found for reason in await self._tick(row, job, copy)]
        done(self._at, row, "; ".join(dict.fromkeys(reasons)))
        return link

    async def _copies(self, row: OutboxRow, link: ThreadLink | None) -> list[Copy]:
        return await copies(self._at, row.incident_id, link, row.incident.created_at - CLOCKS_APART)

    async def _post_first(self, row: OutboxRow) -> None:
        """The checklist itself, under the mark by which everybody knows it; also where somebody deleted it."""
        at, marker = self._at, marks.checklist(row.incident_id)
        job = ChecklistPost(row.incident, at.routing.checklist)
        fresh = owed(job, marker, at.clock.now(), lane=marker, workspace=row.workspace)
        async with self._conversation.one_at_a_time(marker):
            with at.poster.beside(fresh, "another pdtui posts the checklist") as ours:
                if ours.state not in (OutboxState.WAITING, OutboxState.SENDING):
                    ours = replace(ours, state=OutboxState.WAITING, ts="", thread_ts="", sent_at=None)
                try:
                    await self._post(ours)
                except Astray:
                    raise Later(at.clock.now() + at.routing.timeout / 4, "the thread's parent was deleted") from None

    async def _tick(self, row: OutboxRow, job: Tick, copy: Copy) -> list[str]:
        """What of it could not be done."""
        items = lines_of(copy.message)
        if items and job.number not in items:
            raise Refused(f"the checklist in Slack has no item {job.number}", f"it has {len(items)}, from 1 on")
        reasons = await self._emoji(job, copy)
        await self._text(row, job, copy)
        if not job.done and await self._is_ticked(row, job, copy):
            reasons.append("somebody's reaction in Slack still ticks it")
        return reasons

    async def _emoji(self, job: Tick, copy: Copy) -> list[str]:
        name = emoji_of(job.number)
        change = self._at.slack.react if job.done else self._at.slack.unreact
        try:
            if name:
                await change(copy.channel_id, copy.message.ts, name)
        except MissingScope as error:
            return [f"no emoji marks it: {error.needed} is missing"]
        except Refused as error:
            if error.code not in UNREACTABLE:
                raise
            return [f"no emoji marks it: {error.what}"]
        return []

    async def _text(self, row: OutboxRow, job: Tick, copy: Copy) -> None:
        """Written until it is read so: another laptop may write the same message."""
        current: Copy | None = copy
        for _ in range(TRIES):
            if current is None:
                return
            told = done_by(current.message)
            if (job.number in told) == job.done:
                return
            told = {**told, job.number: job.by} if job.done else {k: v for k, v in told.items() if k != job.number}
            items = [text for _, text in sorted(lines_of(current.message).items())] or self._at.routing.checklist
            place = (copy.channel_id, copy.thread_ts)
            await self._at.slack.update(
                checklist_post(row.incident, items, told, copy.marker, place), current.message.ts
            )
            current = await self._again(row, copy)
        raise Later(self._at.clock.now() + timedelta(seconds=2), "another pdtui writes the checklist too")

    async def _again(self, row: OutboxRow, copy: Copy) -> Copy | None:
        link = self._at.journal.thread(row.incident_id, self._at.team_id)
        return next((one for one in await self._copies(row, link) if one.marker == copy.marker), None)

    async def _is_ticked(self, row: OutboxRow, job: Tick, copy: Copy) -> bool:
        now = await self._again(row, copy)
        listed = checklist_of(now.message, copy.channel_id, {}).items if now is not None else ()
        return any(item.done for item in listed if item.number == job.number)
