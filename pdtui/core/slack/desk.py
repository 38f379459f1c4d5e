"""What the fronts and the engine ask of Slack, whichever workspace it concerns: one facade over all of them."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from pdtui.core.commands import AddNote
from pdtui.core.directory import Directory
from pdtui.core.events import Event, SlackChanged, SlackState
from pdtui.core.intents import Intent
from pdtui.core.journal import IncidentChannel, Journal, OutboxRow
from pdtui.core.model import Incident, ThreadLink
from pdtui.core.pagerduty import PagerDuty
from pdtui.core.ports import Clock
from pdtui.core.slack import marks, mirror
from pdtui.core.slack.acknowledging import Acknowledging, Submitting
from pdtui.core.slack.channel_names import channel_name
from pdtui.core.slack.colleagues import Colleagues
from pdtui.core.slack.office import Office
from pdtui.core.slack.owed import (
    BriefPost,
    ChannelMessage,
    ChannelWish,
    ChecklistPost,
    Mention,
    OutboxState,
    PersonalMessage,
    Reacting,
    Reply,
    Tick,
)
from pdtui.core.slack.owing import Owing
from pdtui.core.slack.people import mentioned
from pdtui.core.slack.permalinks import place_of
from pdtui.core.slack.port import Slack
from pdtui.core.slack.routing import Routing
from pdtui.core.slack.views import ThreadView
from pdtui.core.slack.workspace import Workspace
from pdtui.core.store import IncidentStore
from pdtui.core.subscription import Subscription
from pdtui.core.supervision import Supervisor
from pdtui.errors import AlreadyDone, JournalUnusable, Refused
from pdtui.text import clean

OFF_ADVICE = "run pdtui setup, or set PDTUI_SLACK_TOKEN"
LOG = logging.getLogger(__name__)
SAVED_WITHIN = timedelta(days=7)
PROGRESS = {"eyes": "looking", "white_check_mark": "done", "question": "help wanted"}
"""The emoji that mark progress, by name, with what they say."""
T = TypeVar("T")
_EMOJI = re.compile(r"[a-z0-9_+'-]{1,100}")


class SlackDesk:
    """Everything about Slack; without a token it is off, and nothing else is lost."""

    def __init__(
        self,
        slacks: Mapping[str, Slack],
        pagerduty: PagerDuty,
        directory: Directory,
        journal: Journal,
        store: IncidentStore,
        clock: Clock,
        routing: Routing,
        publish: Callable[[Event], None],
        submitting: Submitting,
    ) -> None:
        self._journal = journal
        self._unlinked: set[str] = set()
        """Incidents whose thread a person took away in this run: it is not looked for by merely looking at them."""
        self._store = store
        self._submitting = submitting
        self.routing = routing
        self._clock = clock
        self._owing = Owing(journal, clock, routing, self.wake)
        self._colleagues = Colleagues(directory, submitting.who)
        self._acknowledging = Acknowledging(journal, store, publish, submitting, enabled=routing.auto_acknowledge)
        self.offices = {
            name: Office(
                Workspace(slack, pagerduty, directory, journal, clock, routing, publish, name),
                store,
                submitting.who,
                self._acknowledging.seen,
            )
            for name, slack in slacks.items()
        }

    # -- what is known -----------------------------------------------------------------------

    @property
    def standing(self) -> SlackChanged:
        """How Slack stands: the worst of the workspaces, with all that waits."""
        standings = [office.outbox.standing for office in self.offices.values()]
        on = [one for one in standings if one.state is not SlackState.OFF]
        if not on:
            return SlackChanged(SlackState.OFF)
        order = (SlackState.STOPPED, SlackState.WAITING, SlackState.LIVE, SlackState.UNTRIED)
        worst = min(on, key=lambda one: order.index(one.state))
        advice = worst.advice or next((one.advice for one in on if one.advice), "")
        return SlackChanged(worst.state, sum(one.waiting for one in on), sum(one.parked for one in on), advice)

    async def is_on(self) -> bool:
        """Whether any workspace has a token."""
        for office in self.offices.values():
            if await office.outbox.is_on():
                return True
        return False

    def rows(self) -> tuple[OutboxRow, ...]:
        """All that Slack is owed, oldest first."""
        return self._journal.rows()

    def thread(self, incident_id: str) -> ThreadLink | None:
        """The incident's thread, where it is known."""
        return self._known(self._journal.thread, incident_id)

    def channel(self, incident_id: str) -> IncidentChannel | None:
        """The incident's own channel, where it has one."""
        return self._known(self._journal.channel_of, incident_id)

    def view(self, incident_id: str) -> ThreadView | None:
        """Its thread as last read in this run."""
        return next(
            (view for office in self.offices.values() if (view := office.reader.known(incident_id)) is not None), None
        )

    def missing(self) -> Mapping[str, str]:
        """What is off because Slack's app lacks a scope: feature to the scopes that would serve it."""
        return {what: needs for office in self.offices.values() for what, needs in office.missing().items()}

    # -- at work -----------------------------------------------------------------------------

    def start(self, loops: Supervisor, events: Callable[[], Subscription], *, watch: bool, seconds: float) -> None:
        """Deliver; and with `watch` follow what happens, as the screen does."""
        self._strand()
        for name, office in self.offices.items():
            loops.run(f"outbox {name}".strip(), office.outbox.run)
            if watch:
                office.watch(loops, events(), seconds)

    def wake(self) -> None:
        """Look at the journal now."""
        for office in self.offices.values():
            office.outbox.wake()

    async def owed_for(
        self, intent: Intent, answered: Incident | None, now: datetime, *, part: bool
    ) -> tuple[OutboxRow, ...]:
        """What Slack is owed for a write that PagerDuty has confirmed; see `Owing.rows_for`."""
        rows = self._owing.rows_for(intent, answered, now, part=part)
        office = self._office(rows[0].incident) if rows else None
        return rows if office is not None and await office.outbox.is_on() else ()

    # -- what a person asks for --------------------------------------------------------------

    async def locate(self, incident: Incident) -> None:
        """Find the thread of an incident that is looked at."""
        office = self._office(incident)
        if incident.id not in self._unlinked and office is not None and await office.outbox.is_on():
            await office.threads.locate(incident)

    async def last_said(self, incident: Incident) -> datetime | None:
        """When somebody last said something in the incident's thread; None where there is none, or Slack is off."""
        office, link = self._office(incident), self.thread(incident.id)
        if office is None or link is None or not await office.outbox.is_on():
            return None
        view = await office.reader.read(link)
        return max((message.at for message in view.messages if not message.is_parent), default=None)

    def look_at(self, incident_id: str | None) -> None:
        """Keep the thread of this incident read while it is on the screen; None: of none."""
        link = self.thread(incident_id) if incident_id else None
        for office in self.offices.values():
            office.reader.look_at(link)

    async def read(self, incident: Incident) -> ThreadView:
        """The thread now. Raises `Refused` where there is none, or Slack is off, and what Slack says."""
        office = await self._open(incident)
        if office.workspace.identity is None:
            await office.workspace.slack.identity()  # raises what keeps Slack from saying who pdtui is
            office.outbox.wake()
        if incident.id not in self._unlinked:
            await office.threads.look_for(incident)
        link = self.thread(incident.id)
        if link is None:
            raise Refused(f"#{incident.number} has no thread in Slack yet", "an action or a reply makes one")
        return await office.reader.read(link)

    async def reply(self, incident: Incident, text: str) -> str:
        """Say something in the thread under my name; returns the row's marker at once."""
        await self._open(incident)
        said = clean(text, multiline=True).strip()
        if not said:
            raise Refused("an empty reply says nothing", "nothing was sent")
        job = Reply(incident, self._colleagues.my_name, said, mentioned(said, self._colleagues.mentionable()))
        marker = self._owing.owe(job, marks.asked("reply"))
        self._acknowledging.engage(incident, "answered in Slack")
        return marker

    async def react(self, incident: Incident, name: str, *, remove: bool = False) -> str:
        """Mark progress on the thread by an emoji."""
        await self._open(incident)
        plain = name.strip().strip(":").casefold()
        if not _EMOJI.fullmatch(plain):
            raise Refused(f"{name!r} is no emoji's name", "write it as Slack does, such as eyes or white_check_mark")
        return self._owing.owe(Reacting(incident, plain, remove), marks.asked("react"))

    async def save_as_note(self, incident: Incident, author: str, text: str, ts: str) -> str:
        """Write a message of the thread as a note in PagerDuty; it is not told in the thread again."""
        office = await self._open(incident)
        link = self.thread(incident.id)
        permalink = await office.workspace.slack.permalink(link.channel_id, ts) if link is not None else ""
        self._refuse_saved(incident, permalink)
        note = mirror.note_from_thread(author, text, permalink)
        return self._submitting.submit(AddNote(incident.id, note, from_thread=True), incident)

    async def link(self, incident: Incident, permalink: str) -> ThreadLink:
        """Take the thread of a pasted address for the incident's; the address is checked with Slack first."""
        office = await self._open(incident)
        channel_id, ts = place_of(permalink)
        self._unlinked.discard(incident.id)
        return await office.link(incident, channel_id, ts)

    def unlink(self, incident: Incident) -> bool:
        """Forget the incident's thread; False where none was known."""
        link = self.thread(incident.id)
        if link is None:
            return False
        self._journal.unlink(incident.id, link.team_id)
        self._unlinked.add(incident.id)
        return True

    def forget_people(self) -> int:
        """Forget who is who in Slack; how many were known."""
        return self._journal.forget_people()

    def channel_wish(self, incident: Incident) -> str:
        """The name that a channel of the incident would get."""
        return channel_name(incident)

    async def make_channel(
        self,
        incidents: Sequence[Incident],
        *,
        name: str = "",
        use: str = "",
        private: bool = False,
        by_pagerduty: bool = False,
    ) -> str:
        """Give incidents a channel of their own; returns the row's marker at once."""
        first, *others = incidents
        await self._open(first)
        if (known := self.channel(first.id)) is not None and not known.archived:
            raise AlreadyDone(f"#{first.number} has the channel #{known.name}")
        job = ChannelWish(
            first, tuple(others), name or channel_name(first), use, private, by_pagerduty,
            await self._colleagues.asked_in(incidents), self._colleagues.my_name, self.routing.checklist,
        )  # fmt: skip
        marker = self._owing.owe(job, marks.asked("wish"), own_lane=True)
        self._acknowledging.engage(first, "made its channel in Slack")
        return marker

    async def tell_once(self, job: ChannelMessage | PersonalMessage, marker: str, since: datetime) -> bool:
        """Have something told that is about no incident, once over all laptops; False where Slack is off."""
        office = self.offices.get("")
        if office is None or not await office.outbox.is_on():
            return False
        self._owing.owe_once(job, marker, since)
        return True

    async def post_checklist(self, incident: Incident) -> str:
        """Put the checklist into the thread, where it is not there yet."""
        await self._open(incident)
        if not self.routing.checklist:
            raise Refused("the settings have no checklist", "name its items under slack.checklist")
        job = ChecklistPost(incident, self.routing.checklist)
        return self._owing.owe(job, marks.checklist(incident.id), own_lane=True)

    async def tick(self, incident: Incident, number: int, *, done: bool = True) -> str:
        """Say that an item of the checklist is done, or is not after all."""
        await self._open(incident)
        view = self.view(incident.id)
        listed = len(view.checklist.items) if view is not None and view.checklist is not None else 0
        most = max(listed, len(self.routing.checklist))
        if not 1 <= number <= most:
            raise Refused(f"the checklist has no item {number}", f"it has {most}, from 1 on")
        marker = self._owing.owe(Tick(incident, number, self._colleagues.my_name, done), marks.asked("tick"))
        if done:
            self._acknowledging.engage(incident, "ticked its checklist in Slack")
        return marker

    async def post_brief(self, job: BriefPost, marker: str) -> str:
        """Post the brief of a shift, unless it was posted; one that waits takes the newer text."""
        await self._open_at(self.routing.workspace_for(job.sources))
        before = self._journal.row(marker)
        if before is not None and before.state is OutboxState.DONE:
            raise AlreadyDone(f"the brief of this shift was posted in {job.channel} before")
        if before is not None and before.sent_at is not None:
            return self._owing.owe(job, marker)  # it may be there: only looking for it settles that
        return self._owing.owe_newest(job, marker)

    def retry(self, marker: str) -> bool:
        """Let what is parked or waits go now; False where it is not owed any more."""
        tried = self._journal.retry(marker)
        self.wake()
        return tried

    def drop(self, marker: str) -> bool:
        """Take something out for good; False where it is on its way, or not owed any more."""
        return self._journal.drop(marker)

    def row(self, marker: str) -> OutboxRow | None:
        """Something that Slack was owed, whatever became of it."""
        return self._journal.row(marker)

    def people_known(self) -> tuple[Mention, ...]:
        """Whom a reply can speak to by @Name, as far as the directory is known."""
        return self._colleagues.mentionable()

    # -- inside ------------------------------------------------------------------------------

    def _strand(self) -> None:
        """What is owed to a workspace that the settings do not name any more waits for a person."""
        reason = "its Slack workspace is not in the settings any more; put it back there, or drop it"
        try:
            self._journal.strand({"", *self.routing.workspaces}, reason)
        except JournalUnusable as error:
            LOG.warning("what no workspace delivers could not be looked for: %s", error)

    def _known(self, look_up: Callable[[str, str], T | None], incident_id: str) -> T | None:
        """What the journal has of an incident; a journal that cannot be read keeps nobody from the rest."""
        try:
            return look_up(incident_id, self._team_of(incident_id))
        except JournalUnusable as error:
            LOG.warning("what Slack has of an incident could not be looked up: %s", error)
            return None

    def _team_of(self, incident_id: str) -> str:
        """The workspace that an incident on the list is told in, as far as Slack has named it; empty: any."""
        row = self._store.row(incident_id)
        office = self._office(row.incident) if row is not None else None
        identity = office.workspace.identity if office is not None else None
        return identity.team_id if identity is not None else ""

    def _refuse_saved(self, incident: Incident, permalink: str) -> None:
        """Raise `AlreadyDone` where this person saved the same message before."""
        me = self._submitting.who()
        saved = self._journal.recent(me.id, self._clock.now() - SAVED_WITHIN) if me is not None and permalink else ()
        for intent in saved:
            command = intent.command
            if isinstance(command, AddNote) and command.from_thread and command.content.endswith(permalink):
                raise AlreadyDone(f"that message is saved as a note on #{incident.number} already")

    def _office(self, incident: Incident) -> Office | None:
        return self.offices.get(self.routing.workspace_of(incident))

    async def _open(self, incident: Incident) -> Office:
        return await self._open_at(self.routing.workspace_of(incident))

    async def _open_at(self, workspace: str) -> Office:
        office = self.offices.get(workspace)
        if office is None or not await office.outbox.is_on():
            name = workspace.upper().replace("-", "_")
            raise Refused(
                "Slack is off: there is no token for it", f"set PDTUI_SLACK_{name}_TOKEN" if name else OFF_ADVICE
            )
        return office
