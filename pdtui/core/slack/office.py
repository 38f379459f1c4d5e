"""The parts that serve one workspace, put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pdtui.core.events import SlackRemark
from pdtui.core.model import Channel, Incident, Person, ThreadLink
from pdtui.core.slack import owed
from pdtui.core.slack.errands.brief import BriefErrand
from pdtui.core.slack.errands.channel import ArchivingErrand, ChannelErrand
from pdtui.core.slack.errands.checklist import ChecklistErrand, TickErrand
from pdtui.core.slack.errands.errand import Conversation, Errand
from pdtui.core.slack.errands.messages import ChannelMessageErrand, PersonalMessageErrand
from pdtui.core.slack.errands.places import (
    AnnouncementErrand,
    DirectErrand,
    ParentUpdateErrand,
    PointerErrand,
    ReactingErrand,
    ReplyErrand,
)
from pdtui.core.slack.errands.telling import DigestErrand, TellingErrand
from pdtui.core.slack.mirror import is_about_another
from pdtui.core.slack.outbox import Outbox
from pdtui.core.slack.owed import Job
from pdtui.core.slack.people import People
from pdtui.core.slack.port import SERVES
from pdtui.core.slack.thread_reader import ThreadReader
from pdtui.core.slack.threads import Threads
from pdtui.core.slack.watcher import Watcher
from pdtui.core.slack.workspace import Workspace
from pdtui.core.store import IncidentStore
from pdtui.core.subscription import Subscription
from pdtui.core.supervision import Supervisor
from pdtui.errors import NotFound


class Office:
    """One workspace with its outbox, threads, people, reader and watcher."""

    def __init__(
        self,
        workspace: Workspace,
        store: IncidentStore,
        who: Callable[[], Person | None],
        on_engaged: Callable[[str], None] | None = None,
    ) -> None:
        self.workspace = workspace
        self.threads = Threads(workspace)
        self.people = People(workspace)
        self.conversation = Conversation(workspace, self.threads)
        self.reader = ThreadReader(workspace, self.people, who, on_engaged)
        self.outbox = Outbox(workspace, self._errands(), self.reader.expect)
        self._watcher = Watcher(workspace, store, self.people, who, self.outbox.wake)

    def watch(self, loops: Supervisor, events: Subscription, seconds: float) -> None:
        """Follow the engine's events, what is looked at, and, where that is wanted, what everybody does."""
        name = self.workspace.name
        loops.run(f"Slack follows {name}".strip(), lambda: self._watcher.follow(events))
        loops.run(f"Slack thread {name}".strip(), self.reader.run)
        if self.workspace.routing.everybody:
            loops.run(f"Slack watches {name}".strip(), lambda: self._watcher.watch_log(seconds))

    def missing(self) -> Mapping[str, str]:
        """What is off, with the scope that would serve it; empty before Slack has said what the token may."""
        identity = self.workspace.identity
        if identity is None:
            return {}
        return {what: str(scope) for scope, what in SERVES.items() if identity.lacks(scope)}

    async def link(self, incident: Incident, channel_id: str, ts: str) -> ThreadLink:
        """Take a thread for the incident's own, also one that began with another incident: that is remarked.

        Raises `NotFound` where the message is not there.
        """
        at = self.workspace
        channel: Channel = await self.threads.open(channel_id)
        message = await at.slack.message(channel.id, ts)
        if message is None:
            raise NotFound("there is no such message in Slack", "copy the address of the thread's first message")
        identity = at.identity or await at.slack.identity()
        permalink = await at.slack.permalink(channel.id, ts)
        link = ThreadLink(incident.id, identity.team_id, channel.id, ts, channel.name, permalink, "linked")
        if is_about_another(message, incident.id):
            what = f"#{incident.number} is linked to a thread that began with another incident"
            at.publish(SlackRemark(incident.id, f"{what}; unlink it if that is wrong"))
        return self.threads.linked(link)

    def _errands(self) -> Mapping[type[Job], Errand]:
        at, conversation = self.workspace, self.conversation
        return {
            owed.Telling: TellingErrand(at, conversation),
            owed.Digest: DigestErrand(at, conversation),
            owed.Reply: ReplyErrand(at, conversation, self.people),
            owed.Announcement: AnnouncementErrand(at, conversation),
            owed.ParentUpdate: ParentUpdateErrand(at),
            owed.Pointer: PointerErrand(at, conversation),
            owed.DirectMessage: DirectErrand(at, conversation, self.people),
            owed.ChecklistPost: ChecklistErrand(at, conversation),
            owed.Tick: TickErrand(at, conversation),
            owed.Reacting: ReactingErrand(at, conversation),
            owed.ChannelWish: ChannelErrand(at, conversation, self.people),
            owed.Archiving: ArchivingErrand(at),
            owed.ChannelMessage: ChannelMessageErrand(at, conversation, self.people),
            owed.PersonalMessage: PersonalMessageErrand(at, conversation, self.people),
            owed.BriefPost: BriefErrand(at, conversation),
        }
