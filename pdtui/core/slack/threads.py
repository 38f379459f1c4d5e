"""Find the Slack thread of an incident, what PagerDuty names first, then what is configured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pdtui.core.model import Channel, Incident, ThreadLink
from pdtui.core.pagerduty import PagerDuty
from pdtui.core.ports import Clock
from pdtui.core.slack import mirror
from pdtui.core.slack.port import Slack
from pdtui.errors import NotFound, NotPermitted, Refused


@dataclass(frozen=True, slots=True)
class Found:
    """The thread, or where its parent is to be made."""

    link: ThreadLink | None
    channel_id: str = ""
    channel_name: str = ""


class ThreadFinder:
    """Looks through the candidate channels for the message that an incident's thread hangs on."""

    def __init__(
        self, slack: Slack, pagerduty: PagerDuty, routes: Mapping[str, str], default: str, clock: Clock
    ) -> None:
        self._slack = slack
        self._pagerduty = pagerduty
        self._routes = routes
        self._default = default
        self._clock = clock
        self._joined: set[str] = set()

    async def find(self, incident: Incident, team_id: str) -> Found:
        """The thread, or the first channel that can be read; raises `Refused` where there is none to look in."""
        named = [
            channel for channel in await self._pagerduty.channels_of(incident.id) if channel.team_id in ("", team_id)
        ]
        candidates = mirror.channels_for(incident, named, self._routes, self._default)
        if not candidates:
            raise Refused(
                f"no Slack channel is known for {incident.service.name}",
                "set slack.channel, or name the service under [slack.channels], in the settings file",
            )
        usable: list[Channel] = []
        refusals: list[Refused] = []
        for candidate in candidates:
            try:
                channel = await self._open(candidate)
                link = await self._look(channel, incident, team_id)
            except NotPermitted:
                raise
            except Refused as refusal:
                refusals.append(refusal)
                continue
            if link is not None:
                return Found(link)
            usable.append(channel)
        if not usable:
            raise refusals[0]
        return Found(None, usable[0].id, usable[0].name)

    async def _open(self, name_or_id: str) -> Channel:
        channel = await self._slack.channel(name_or_id)
        if channel.id not in self._joined:
            await self._slack.join(channel.id)
            self._joined.add(channel.id)
        return channel

    async def _look(self, channel: Channel, incident: Incident, team_id: str) -> ThreadLink | None:
        """The first quarter of an hour, where PagerDuty's message belongs; the first day; the last day."""
        now = self._clock.now()
        spans = [
            (incident.created_at - mirror.EARLIER, incident.created_at + mirror.FIRST_LOOK),
            (incident.created_at + mirror.FIRST_LOOK, incident.created_at + mirror.SECOND_LOOK),
            (max(incident.created_at + mirror.SECOND_LOOK, now - mirror.SECOND_LOOK), now + mirror.EARLIER),
        ]
        for oldest, latest in spans:
            if oldest > now:
                break
            try:
                messages = await self._slack.history(channel.id, oldest, latest)
            except NotFound:
                self._joined.discard(channel.id)
                raise
            found = mirror.find_parent(messages, incident.id, team_id)
            if found is not None:
                message, origin = found
                permalink = await self._slack.permalink(channel.id, message.ts)
                return ThreadLink(incident.id, team_id, channel.id, message.ts, channel.name, permalink, origin)
        return None
