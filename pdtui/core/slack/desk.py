"""What the fronts and the engine ask of Slack, whichever workspace it concerns: one facade over all of them."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pdtui.core.commands import Acknowledge, AddNote, Command, Resolve
from pdtui.core.directory import Directory
from pdtui.core.entries import Kind
from pdtui.core.events import Engaged, Event, SlackChanged, SlackState
from pdtui.core.intents import Intent
from pdtui.core.journal import IncidentChannel, Journal, OutboxRow
from pdtui.core.model import Incident, Person, ThreadLink
from pdtui.core.pagerduty import PagerDuty
from pdtui.core.ports import Clock
from pdtui.core.slack import marks, mirror
from pdtui.core.slack.archiving import archiving
from pdtui.core.slack.channel_names import channel_name
from pdtui.core.slack.engaging import Engagement, engagement, note_of
from pdtui.core.slack.office import Office
from pdtui.core.slack.owed import (
    ChannelWish,
    ChecklistPost,
    DirectMessage,
    Job,
    Mention,
    Reacting,
    Reply,
    Telling,
    Tick,
    owed,
)
from pdtui.core.slack.people import mentioned
from pdtui.core.slack.port import Slack
from pdtui.core.slack.routing import Routing
from pdtui.core.slack.views import ThreadView
from pdtui.core.slack.workspace import Workspace
from pdtui.core.store import IncidentStore
from pdtui.core.subscription import Subscription
from pdtui.core.supervision import Supervisor
from pdtui.errors import AlreadyDone, PdtuiError, Refused
from pdtui.text import clean

OFF_ADVICE = "set PDTUI_SLACK_TOKEN"
LOG = logging.getLogger(__name__)
PROGRESS = {"eyes": "looking", "white_check_mark": "done", "question": "help wanted"}
"""The emoji that mark progress, by name, with what they say."""
_EMOJI = re.compile(r"[a-z0-9_+'-]{1,100}")
_PERMALINK = re.compile(
    r"https://[\w.-]+\.slack\.com/archives/(?P<channel>[CGD][A-Z0-9]{6,})/p(?P<seconds>\d{6,})(?P<rest>\d{6})"
    r"(?:\?(?P<query>\S*))?"
)


@dataclass(frozen=True, slots=True)
class Submitting:
    """How a command of the desk's own is carried out, and who asks."""

    submit: Callable[[Command, Incident | None], str]
    who: Callable[[], Person | None]


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
        self._store = store
        self._clock = clock
        self._directory = directory
        self._publish = publish
        self._submitting = submitting
        self.routing = routing
        self.offices = {
            name: Office(
                Workspace(slack, pagerduty, directory, journal, clock, routing, publish, name),
                store,
                submitting.who,
                self.engaged,
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
        return self._journal.thread(incident_id)

    def channel(self, incident_id: str) -> IncidentChannel | None:
        """The incident's own channel, where it has one."""
        return self._journal.channel_of(incident_id)

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
        """What Slack is owed for a write that PagerDuty has confirmed; `part`: a later step of it was refused."""
        told = (
            replace(intent, command=Resolve(intent.incident.id))
            if part and isinstance(intent.command, Resolve)
            else intent
        )
        telling = mirror.tell(told, answered, now)
        office = self._office(telling.incident) if telling is not None else None
        if telling is None or office is None or not await office.outbox.is_on():
            return ()
        rows = self._archiving(intent, answered or telling.incident, now)
        if not self.routing.tells(telling.action, telling.incident):
            return tuple(rows)
        name = self.routing.workspace_of(telling.incident)
        rows.append(owed(telling, marks.action(intent.id), now, intent_id=intent.id, workspace=name))
        if telling.action in self.routing.notify_on and self.routing.pages(telling.incident):
            rows += self._direct(telling, intent, now)
        return tuple(rows)

    def _direct(self, telling: Telling, intent: Intent, now: datetime) -> list[OutboxRow]:
        others = [one for one in telling.incident.assignees if one.id != intent.actor_id]
        return [
            self._row(
                DirectMessage(telling.incident, person, telling.headline),
                marks.direct(intent.id, telling.incident.id, person.id),
                now,
                own_lane=True,
            )
            for person in others
        ]

    def _archiving(self, intent: Intent, incident: Incident, now: datetime) -> list[OutboxRow]:
        """Its own channel is closed some time after its resolution; what others resolve is the watcher's to see."""
        if not isinstance(intent.command, Resolve):
            return []
        row = archiving(self.routing, self._journal.channel_of(incident.id), incident, now)
        return [row] if row is not None else []

    # -- what a person asks for --------------------------------------------------------------

    async def locate(self, incident: Incident) -> None:
        """Find the thread of an incident that is looked at."""
        office = self._office(incident)
        if office is not None and await office.outbox.is_on():
            await office.threads.locate(incident)

    def look_at(self, incident_id: str | None) -> None:
        """Keep the thread of this incident read while it is on the screen; None: of none."""
        link = self._journal.thread(incident_id) if incident_id else None
        for office in self.offices.values():
            office.reader.look_at(link)

    async def read(self, incident: Incident) -> ThreadView:
        """The thread now. Raises `Refused` where there is none, or Slack is off, and what Slack says."""
        office = await self._open(incident)
        if office.workspace.identity is None:
            await office.workspace.slack.identity()  # raises what keeps Slack from saying who pdtui is
            office.outbox.wake()
        await office.threads.look_for(incident)
        link = self._journal.thread(incident.id)
        if link is None:
            raise Refused(f"#{incident.number} has no thread in Slack yet", "an action or a reply makes one")
        return await office.reader.read(link)

    async def reply(self, incident: Incident, text: str) -> str:
        """Say something in the thread under my name; returns the row's marker at once."""
        await self._open(incident)
        said = clean(text, multiline=True).strip()
        if not said:
            raise Refused("an empty reply says nothing", "nothing was sent")
        job = Reply(incident, self._name(), said, mentioned(said, self._mentionable()))
        marker = self._owe(job, marks.asked("reply"))
        self._engage(incident, "answered in Slack")
        return marker

    async def react(self, incident: Incident, name: str, *, remove: bool = False) -> str:
        """Mark progress on the thread by an emoji."""
        await self._open(incident)
        plain = name.strip().strip(":").casefold()
        if not _EMOJI.fullmatch(plain):
            raise Refused(f"{name!r} is no emoji's name", "write it as Slack does, such as eyes or white_check_mark")
        return self._owe(Reacting(incident, plain, remove), marks.asked("react"))

    async def save_as_note(self, incident: Incident, author: str, text: str, ts: str) -> str:
        """Write a message of the thread as a note in PagerDuty; it is not told in the thread again."""
        office = await self._open(incident)
        link = self._journal.thread(incident.id)
        permalink = await office.workspace.slack.permalink(link.channel_id, ts) if link is not None else ""
        note = mirror.note_from_thread(author, text, permalink)
        return self._submitting.submit(AddNote(incident.id, note, from_thread=True), incident)

    async def link(self, incident: Incident, permalink: str) -> ThreadLink:
        """Take the thread of a pasted address for the incident's; the address is checked with Slack first."""
        office = await self._open(incident)
        found = _PERMALINK.fullmatch(permalink.strip())
        if found is None:
            raise Refused(
                "that is no address of a message in Slack",
                "copy it there with Copy link: https://….slack.com/archives/…",
            )
        root = re.search(r"(?:^|&)thread_ts=(\d+\.\d+)", found["query"] or "")
        ts = root[1] if root else f"{found['seconds']}.{found['rest']}"
        return await office.link(incident, found["channel"], ts)

    def unlink(self, incident: Incident) -> bool:
        """Forget the incident's thread; False where none was known."""
        link = self._journal.thread(incident.id)
        if link is None:
            return False
        self._journal.unlink(incident.id, link.team_id)
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
        await self._know_users()
        if (known := self._journal.channel_of(first.id)) is not None and not known.archived:
            raise AlreadyDone(f"#{first.number} has the channel #{known.name}")
        job = ChannelWish(
            first, tuple(others), name or channel_name(first), use, private, by_pagerduty,
            self._asked(incidents), self._name(), self.routing.checklist,
        )  # fmt: skip
        marker = self._owe(job, marks.asked("wish"), own_lane=True)
        self._engage(first, "made its channel in Slack")
        return marker

    async def post_checklist(self, incident: Incident) -> str:
        """Put the checklist into the thread, where it is not there yet."""
        await self._open(incident)
        if not self.routing.checklist:
            raise Refused("the settings have no checklist", "name its items under slack.checklist")
        job = ChecklistPost(incident, self.routing.checklist)
        return self._owe(job, marks.checklist(incident.id), own_lane=True)

    async def tick(self, incident: Incident, number: int, *, done: bool = True) -> str:
        """Say that an item of the checklist is done, or is not after all."""
        await self._open(incident)
        view = self.view(incident.id)
        listed = len(view.checklist.items) if view is not None and view.checklist is not None else 0
        most = max(listed, len(self.routing.checklist))
        if not 1 <= number <= most:
            raise Refused(f"the checklist has no item {number}", f"it has {most}, from 1 on")
        marker = self._owe(Tick(incident, number, self._name(), done), marks.asked("tick"))
        if done:
            self._engage(incident, "ticked its checklist in Slack")
        return marker

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
        return self._mentionable()

    # -- inside ------------------------------------------------------------------------------

    async def _know_users(self) -> None:
        """Who can be invited is looked up in the directory; without it nobody is."""
        try:
            await self._directory.read(Kind.USER)
        except PdtuiError as error:
            LOG.info("the directory of users was not read: %s", error.what)

    def _office(self, incident: Incident) -> Office | None:
        return self.offices.get(self.routing.workspace_of(incident))

    async def _open(self, incident: Incident) -> Office:
        office = self._office(incident)
        if office is None or not await office.outbox.is_on():
            name = self.routing.workspace_of(incident).upper().replace("-", "_")
            raise Refused(
                "Slack is off: there is no token for it", f"set PDTUI_SLACK_{name}_TOKEN" if name else OFF_ADVICE
            )
        return office

    def _owe(self, job: Job, marker: str, *, own_lane: bool = False) -> str:
        """Owe it now: also what waits for its turn, and once more what was done or dropped."""
        if not self._journal.retry(marker):
            self._journal.owe_anew(self._row(job, marker, self._clock.now(), own_lane=own_lane))
        self.wake()
        return marker

    def _row(self, job: Job, marker: str, now: datetime, *, own_lane: bool) -> OutboxRow:
        lane = marker if own_lane else ""
        return owed(job, marker, now, lane=lane, workspace=self.routing.workspace_of(job.incident))

    def _name(self) -> str:
        me = self._submitting.who()
        return me.name if me is not None else "Somebody"

    def _mentionable(self) -> tuple[Mention, ...]:
        known = self._directory.known(Kind.USER)
        return tuple(Mention(one.name, one.email) for one in known.listed if one.email) if known is not None else ()

    def _asked(self, incidents: Sequence[Incident]) -> tuple[Mention, ...]:
        """Who is invited: those who have the incidents, acknowledged them or were asked for help, and me."""
        known = self._directory.known(Kind.USER)
        users = {entry.id: entry for entry in known.entries} if known is not None else {}
        me = self._submitting.who()
        ids = [me.id] if me is not None else []
        for one in incidents:
            ids += [who.id for who in (*one.assignees, *one.acknowledgers)]
            ids += [responder.user.id for responder in one.responders]
        found = [users[user_id] for user_id in dict.fromkeys(ids) if user_id in users and users[user_id].email]
        return tuple(Mention(entry.name, entry.email) for entry in found)

    def _engage(self, incident: Incident, how: str) -> None:
        """Work in Slack is an acknowledgement, where that is wanted."""
        row, me = self._store.row(incident.id), self._submitting.who()
        now_known = row.incident if row is not None else incident
        match engagement(now_known, me, enabled=self.routing.auto_acknowledge):
            case Engagement.ACKNOWLEDGES if me is not None:
                link = self._journal.thread(incident.id)
                note = note_of(f"{me.name} {how}", link.permalink if link is not None else "")
                try:
                    self._submitting.submit(Acknowledge(incident.id), now_known)
                    self._submitting.submit(AddNote(incident.id, note, from_thread=True), now_known)
                except PdtuiError as error:
                    self._publish(Engaged(incident.id, f"#{incident.number} was not acknowledged: {error}", False))
                    return
                what = f"#{incident.number} is acknowledged, since you {how}"
                self._publish(Engaged(incident.id, what, acknowledged=True))
            case Engagement.ASKS:
                what = f"#{incident.number} is still triggered, and had paged others"
                self._publish(Engaged(incident.id, what, acknowledged=False, asks=True))
            case _:
                return

    def engaged(self, incident_id: str) -> None:
        """This person was seen at work in the incident's thread in Slack itself."""
        row = self._store.row(incident_id)
        if row is not None:
            self._engage(row.incident, "answered in Slack")
