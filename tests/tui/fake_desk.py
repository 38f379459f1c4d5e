"""A desk for Slack without Slack: canned threads, and a memory of what was asked of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pdtui.core.entries import Kind
from pdtui.core.journal import IncidentChannel
from pdtui.core.model import Incident, ThreadLink
from pdtui.core.slack.channel_names import channel_name
from pdtui.core.slack.owed import Mention, OutboxRow, OutboxState
from pdtui.core.slack.views import ThreadView
from pdtui.errors import PdtuiError, Refused
from tests.tui.fake_choices import FakeDirectory


@dataclass
class FakeRouting:
    """What the screen sees of the settings."""

    checklist: tuple[str, ...] = ("Join the channel", "Tell support", "Find the last deploy")


@dataclass
class FakeDesk:
    """What the screen sees of the desk; `refuses` is raised by whatever acts."""

    threads: dict[str, ThreadLink]
    directory: FakeDirectory
    views: dict[str, ThreadView] = field(default_factory=dict)
    channels: dict[str, IncidentChannel] = field(default_factory=dict)
    owed: dict[str, OutboxRow] = field(default_factory=dict)
    lacks: dict[str, str] = field(default_factory=dict)
    routing: FakeRouting = field(default_factory=FakeRouting)
    refuses: PdtuiError | None = None
    looked_at: list[str | None] = field(default_factory=list)
    done: list[tuple[object, ...]] = field(default_factory=list)
    """Each call that acts: its name, the incident's id, and what was asked."""
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    """Held back, nothing that acts or reads is answered."""

    def __post_init__(self) -> None:
        self.ready.set()

    def _act(self, *call: object) -> str:
        if self.refuses is not None:
            raise self.refuses
        self.done.append(call)
        return f"row-{len(self.done)}"

    def rows(self) -> tuple[OutboxRow, ...]:
        return tuple(self.owed.values())

    def thread(self, incident_id: str) -> ThreadLink | None:
        return self.threads.get(incident_id)

    def channel(self, incident_id: str) -> IncidentChannel | None:
        return self.channels.get(incident_id)

    def view(self, incident_id: str) -> ThreadView | None:
        return self.views.get(incident_id)

    def missing(self) -> Mapping[str, str]:
        return self.lacks

    def look_at(self, incident_id: str | None) -> None:
        self.looked_at.append(incident_id)

    async def read(self, incident: Incident) -> ThreadView:
        await self.ready.wait()
        if self.refuses is not None:
            raise self.refuses
        if incident.id not in self.views:
            raise Refused(f"#{incident.number} has no thread in Slack yet", "an action or a reply makes one")
        return self.views[incident.id]

    async def reply(self, incident: Incident, text: str) -> str:
        await self.ready.wait()
        return self._act("reply", incident.id, text)

    async def react(self, incident: Incident, name: str, *, remove: bool = False) -> str:
        return self._act("react", incident.id, name, remove)

    async def save_as_note(self, incident: Incident, author: str, text: str, ts: str) -> str:
        return self._act("save", incident.id, author, text, ts)

    async def link(self, incident: Incident, permalink: str) -> ThreadLink:
        self._act("link", incident.id, permalink)
        self.threads[incident.id] = ThreadLink(incident.id, "T1", "C2", "2.0", "linked", permalink)
        return self.threads[incident.id]

    def unlink(self, incident: Incident) -> bool:
        self._act("unlink", incident.id)
        return self.threads.pop(incident.id, None) is not None

    def channel_wish(self, incident: Incident) -> str:
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
        return self._act("channel", tuple(one.id for one in incidents), name, use, private, by_pagerduty)

    async def post_checklist(self, incident: Incident) -> str:
        return self._act("post", incident.id)

    async def tick(self, incident: Incident, number: int, *, done: bool = True) -> str:
        return self._act("tick", incident.id, number, done)

    def retry(self, marker: str) -> bool:
        self._act("retry", marker)
        return marker in self.owed

    def drop(self, marker: str) -> bool:
        self._act("drop", marker)
        row = self.owed.get(marker)
        if row is None or row.state is OutboxState.SENDING:
            return False
        del self.owed[marker]
        return True

    def row(self, marker: str) -> OutboxRow | None:
        return self.owed.get(marker)

    def people_known(self) -> tuple[Mention, ...]:
        known = self.directory.known(Kind.USER)
        return tuple(Mention(one.name, one.email) for one in known.listed if one.email) if known is not None else ()
