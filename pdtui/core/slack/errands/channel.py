"""An incident's own channel: made step by step, each step once; and closed again.

Each finished step is in the row's progress before the next one begins, so that a kill between two of them
repeats at most one, and each of those may be repeated or knows itself again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from pdtui.core.journal import IncidentChannel
from pdtui.core.model import RESOLVED, Channel, Incident, ThreadLink
from pdtui.core.slack.errands.channel_making import ChannelMaker
from pdtui.core.slack.errands.channel_steps import ChannelSteps
from pdtui.core.slack.errands.errand import Conversation, done
from pdtui.core.slack.owed import Archiving, ChannelWish, OutboxRow, job_of
from pdtui.core.slack.people import People
from pdtui.core.slack.workspace import Workspace
from pdtui.errors import BadCredential, MissingScope, NotFound, OutcomeUnknown, Refused

CHANNEL, NAME, SKIPPED = "channel", "name", "skipped"
DONE = "done"
Step = Callable[[OutboxRow, ChannelWish, Channel], Awaitable[str]]


class ChannelErrand:
    """Makes or takes a channel."""

    def __init__(self, workspace: Workspace, conversation: Conversation, people: People) -> None:
        self._at = workspace
        self._conversation = conversation
        self._maker = ChannelMaker(workspace)
        self._steps = ChannelSteps(workspace, conversation, people)

    async def run(self, row: OutboxRow) -> ThreadLink | None:
        """Go on where the last try stopped; of two wishes for one incident the second finds the first one's."""
        job = job_of(row, ChannelWish)
        async with self._conversation.one_at_a_time(f"channel:{row.incident_id}"):
            if CHANNEL not in row.progress:
                there = self._at.journal.channel_of(row.incident_id, self._at.team_id)
                if there is not None and not there.archived:
                    done(self._at, row, f"it has the channel #{there.name} already")
                    return None
                row = await self._found(row, job)
            for name, step in self._ways(job):
                if name not in row.progress:
                    row = await self._take(row, job, name, step)
            done(self._at, row, row.progress.get(SKIPPED, ""))
        return self._at.journal.thread(row.incident_id, self._at.team_id)

    async def _found(self, row: OutboxRow, job: ChannelWish) -> OutboxRow:
        """The channel, written down before anything is done in it."""
        if job.use:
            channel = await self._conversation.threads.open(job.use)
        else:
            channel = await self._maker.make(row, job)
        return self._saved(row, **{CHANNEL: channel.id, NAME: channel.name})

    def _ways(self, job: ChannelWish) -> tuple[tuple[str, Step], ...]:
        steps = self._steps
        made_here = not job.use and not job.by_pagerduty
        return (
            *((("purpose", _optional(steps.purpose)),) if made_here else ()),
            ("kept", steps.keep),
            ("joined", steps.join),
            ("topic", _optional(steps.topic)),
            ("summary", steps.summarise),
            ("pinned", _optional(steps.pin)),
            ("bookmarked", _optional(steps.bookmark)),
            ("invited", _optional(steps.invite)),
            ("checklist", steps.checklist),
            ("pointed", _optional(steps.point)),
        )

    async def _take(self, row: OutboxRow, job: ChannelWish, name: str, step: Step) -> OutboxRow:
        channel = Channel(row.progress[CHANNEL], row.progress[NAME], self._at.team_id)
        reason = await step(row, job, channel)
        row = self._at.journal.row(row.marker) or row
        skipped = "; ".join(filter(None, (row.progress.get(SKIPPED, ""), reason)))
        return self._saved(row, **{name: DONE, SKIPPED: skipped})

    def _saved(self, row: OutboxRow, **steps: str) -> OutboxRow:
        row = (self._at.journal.row(row.marker) or row).with_progress(**steps)
        self._at.journal.save(row)
        return row


def _optional(step: Step) -> Step:
    """A step that the channel is of use without: what Slack refuses is told, and the next one goes on."""

    async def take(row: OutboxRow, job: ChannelWish, channel: Channel) -> str:
        try:
            return await step(row, job, channel)
        except BadCredential:
            raise
        except MissingScope as error:
            return f"no {step.__name__}: {error.needed} is missing"
        except Refused as error:
            return f"no {step.__name__}: {error.what}"

    return take


class ArchivingErrand:
    """Closes a channel."""

    def __init__(self, workspace: Workspace) -> None:
        self._at = workspace

    async def run(self, row: OutboxRow) -> ThreadLink | None:
        """Unless its incident, or one that shares the channel, is open by now."""
        at, job = self._at, job_of(row, Archiving)
        shared = at.journal.sharing(job.channel_id, at.team_id)
        for incident_id in dict.fromkeys((row.incident_id, *(one.incident_id for one in shared))):
            incident = await self._as_it_is(incident_id)
            if incident is not None and incident.status != RESOLVED:
                done(at, row, f"#{incident.number} is open: its channel stays")
                return None
        await at.slack.archive(job.channel_id)
        kept = shared or (IncidentChannel(row.incident_id, at.team_id, job.channel_id, made_by_pdtui=True),)
        for one in kept:
            at.journal.keep_channel(replace(one, archived=True))
        done(at, row)
        return None

    async def _as_it_is(self, incident_id: str) -> Incident | None:
        """None where PagerDuty does not have it any more."""
        try:
            return await self._at.pagerduty.incident(incident_id)
        except NotFound:
            return None
        except Refused as error:
            raise OutcomeUnknown(f"PagerDuty does not tell whether it is resolved: {error.what}") from error
