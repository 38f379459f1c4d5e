"""Tells actions in their incident's thread: each once, by whichever laptop, and a flood of them in one line."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from pdtui.core.actions import BY_ID
from pdtui.core.asking import Asker, asking_for
from pdtui.core.events import Told
from pdtui.core.model import LogEntry, ThreadLink
from pdtui.core.slack import marks, mirror
from pdtui.core.slack.errands.errand import Conversation, done
from pdtui.core.slack.log_entries import also_of, entry_of
from pdtui.core.slack.owed import ALSO, FOLDED_INTO, MARK, Digest, OutboxRow, OutboxState, Telling, job_of, owed
from pdtui.core.slack.port import Post
from pdtui.core.slack.posting import Later
from pdtui.core.slack.workspace import Workspace
from pdtui.errors import PdtuiError
from pdtui.text import count

LOG = logging.getLogger(__name__)
FLOOD = timedelta(seconds=30)
"""The span in which actions are counted."""
PROMPT = timedelta(seconds=15)
"""What is told later than that may have been told by a laptop that watches."""
MOST_FOLDED = 12
"""How many actions one line stands for: it carries the mark of each, and Slack's metadata are kept small."""
ENTRY = "entry"


class TellingErrand:
    """Of what was done here, and of what was seen in PagerDuty's log."""

    def __init__(self, workspace: Workspace, conversation: Conversation) -> None:
        self._at = workspace
        self._conversation = conversation
        self._entries: dict[str, tuple[LogEntry, ...]] = {}

    async def run(self, row: OutboxRow) -> ThreadLink | None:
        """Find the thread, the action's mark, and say it."""
        job = job_of(row, Telling)
        flooded = self._flood(row)
        if flooded:
            await self._digest(row, flooded)
            return None
        link = await self._conversation.threads.of(row)
        if link.origin == "pagerduty" and job.action in self._at.routing.said_by_pagerduty:
            done(self._at, row, "PagerDuty's own app says it")
            return link
        await self._mark_undone(job)
        row = await self._with_mark(row, job)
        now = self._at.clock.now()
        post = replace(mirror.reply(job, link, row.mark, now), marks=tuple(row.progress.get(ALSO, "").split()))
        if job.watched or (job.at is not None and now - job.at > PROMPT):
            await self._tell_shared(row, job, link, post)
        else:
            await self._conversation.reply(row, post, link)
        return link

    async def _tell_shared(self, row: OutboxRow, job: Telling, link: ThreadLink, post: Post) -> None:
        """Somebody else may have told it: that is looked for before, and twins are removed afterwards."""
        if job.watched and row.state is OutboxState.WAITING:
            for message in await self._conversation.read(link, row):
                if mirror.tells_the_same(message, job):
                    self._conversation.adopt(row, message, post)
                    return
        await self._conversation.shared(row, post)

    async def _mark_undone(self, job: Telling) -> None:
        before = self._at.journal.row_of(job.undoes) if job.undoes else None
        if before is None or not isinstance(before.job, Telling) or FOLDED_INTO in before.progress:
            return
        link = ThreadLink(before.incident_id, "", before.channel_id, before.thread_ts)
        post = mirror.reply(mirror.undone(before.job), link, before.mark, before.created_at)
        await self._conversation.undo_mark(before.marker, post)

    async def _with_mark(self, row: OutboxRow, job: Telling) -> OutboxRow:
        """The row with the mark that everybody derives from PagerDuty's log, recorded before it is sent."""
        if MARK in row.progress or job.watched:
            return row
        found = self._marked(row, job, self._taken(row))
        if ENTRY not in found.progress and job.entry_types:
            await self._read_log(row.incident_id)
            found = self._marked(row, job, self._taken(row))
        self._at.journal.save(found)
        return found

    def _marked(self, row: OutboxRow, job: Telling, taken: set[str]) -> OutboxRow:
        """With the log entry as far as it was read, else with pdtui's own mark."""
        entry = entry_of(job, self._entries.get(row.incident_id, ()), taken)
        if entry is None:
            return row.with_progress(**{MARK: row.marker})
        also = also_of(job, self._entries.get(row.incident_id, ()), {*taken, entry.id})
        taken |= {entry.id, *(one.id for one in also)}
        others = " ".join(marks.entry(row.incident_id, one.id) for one in also)
        return row.with_progress(
            **{MARK: marks.entry(row.incident_id, entry.id), ENTRY: entry.id}, **({ALSO: others} if others else {})
        )

    def _taken(self, row: OutboxRow) -> set[str]:
        """The log entries that belong to actions of this lane already."""
        lane = self._at.journal.in_lane(row.lane, row.created_at - mirror.SECOND_LOOK)
        return {one.progress[ENTRY] for one in lane if ENTRY in one.progress}

    async def _read_log(self, incident_id: str) -> None:
        """A log that cannot be read holds up nothing: the action keeps pdtui's own mark."""
        try:
            with asking_for(Asker.WATCHING):
                self._entries[incident_id] = await self._at.pagerduty.log_entries(incident_id)
        except PdtuiError as error:
            LOG.info("the log entry of an action was not found: %s", error.what)
        while len(self._entries) > 50:
            self._entries.pop(next(iter(self._entries)))

    # -- floods ------------------------------------------------------------------------------

    def _flood(self, row: OutboxRow) -> Sequence[OutboxRow]:
        """What is told together from here on; empty where it is no flood. Raises `Later` while it still comes."""
        if row.state is not OutboxState.WAITING or row.sent_at is not None or _undoes(row):
            return ()
        near = [
            one
            for one in self._at.journal.in_lane(row.lane, row.created_at - FLOOD)
            if isinstance(one.job, Telling) and one.created_at <= row.created_at + FLOOD
        ]
        if len(near) <= self._at.routing.digest_above:
            return ()
        ends = row.created_at + FLOOD
        if self._at.clock.now() < ends:
            raise Later(ends, "many actions at once: one line will tell them")
        waiting = [one for one in near if one.state is OutboxState.WAITING and one.sent_at is None and not _undoes(one)]
        return waiting[:MOST_FOLDED] if len(waiting) > 1 else ()

    async def _digest(self, row: OutboxRow, flooded: Sequence[OutboxRow]) -> None:
        await self._read_log(row.incident_id)
        taken = self._taken(row)
        flooded = [self._marked(one, one.job, taken) for one in flooded if isinstance(one.job, Telling)]
        job = Digest(row.incident, digest_words(flooded), tuple(_all_marks(flooded)))
        digest = owed(job, marks.digest(row.marker), row.created_at, lane=row.lane, workspace=row.workspace)
        await DigestErrand(self._at, self._conversation).run(self._at.journal.fold(flooded, digest))


def _all_marks(flooded: Sequence[OutboxRow]) -> list[str]:
    return [mark for one in flooded for mark in (one.mark, *one.progress.get(ALSO, "").split())]


def _undoes(row: OutboxRow) -> bool:
    """Whether it takes another action back, whose own message is to say so."""
    return isinstance(row.job, Telling) and bool(row.job.undoes)


class DigestErrand:
    """Posts the line of a flood, and lets all that it stands for be done with it."""

    def __init__(self, workspace: Workspace, conversation: Conversation) -> None:
        self._at = workspace
        self._conversation = conversation

    async def run(self, row: OutboxRow) -> ThreadLink | None:
        """Once, like a reply."""
        job = job_of(row, Digest)
        link = await self._conversation.threads.of(row)
        post = Post(
            link.channel_id, row.mark, job.headline, thread_ts=link.ts, marks=job.marks,
            facts={"incident_id": row.incident_id, "role": "digest"},
        )  # fmt: skip
        await self._conversation.reply(row, post, link)
        for told in self._at.journal.unfolded(self._at.journal.row(row.marker) or row):
            self._at.publish(Told(told.intent_id, told.incident_id, link))
        return link


def digest_words(rows: Sequence[OutboxRow]) -> str:
    """`14 actions on #12 at once: Ada: ack, note ×12, resolve`."""
    jobs = [row.job for row in rows if isinstance(row.job, Telling)]
    done_by: dict[str, Counter[str]] = {}
    for job in jobs:
        done_by.setdefault(job.actor or "somebody", Counter())[job.action] += 1
    parts = [f"{actor}: {_listed(counted)}" for actor, counted in done_by.items()]
    return f"{count(len(jobs), 'action')} on #{jobs[0].incident.number} at once: {'; '.join(parts)}"


def _listed(counted: Counter[str]) -> str:
    labels = {action: BY_ID[action].label.casefold() for action in counted if action in BY_ID}
    times = {action: f" ×{number}" if number > 1 else "" for action, number in counted.items()}
    return ", ".join(label + times[action] for action, label in labels.items())
