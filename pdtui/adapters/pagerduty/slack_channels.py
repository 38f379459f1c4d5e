"""The Slack channels that PagerDuty knows or makes for an incident, and who is told of its state."""

from __future__ import annotations

import logging

from pdtui.adapters.pagerduty import wire
from pdtui.adapters.pagerduty.client import PagerDutyClient
from pdtui.adapters.pagerduty.requests import Requests, checked, not_understood
from pdtui.core.model import Channel, Reference
from pdtui.errors import BadCredential, NotFound, NotPermitted

LOG = logging.getLogger(__name__)
PLAIN = "application/json"
"""What `/integration-slack` answers with; it does not know PagerDuty's own media type."""


class SlackChannelRequests(Requests):
    """`/integration-slack`, which only owners and admins may ask."""

    def __init__(self, client: PagerDutyClient, sender: str = "") -> None:
        super().__init__(client, sender)
        self._slack_forbidden = False

    async def channels_of(self, incident_id: str) -> tuple[Channel, ...]:
        """The dedicated channel, then the notification channels.

        Only owners and admins may ask: a 403 is remembered for the session, and configured channels serve.
        """
        if self._slack_forbidden:
            return ()
        path = f"/integration-slack/incidents/{checked(incident_id)}"
        try:
            dedicated = await self._slack(f"{path}/dedicated_channel")
            notified = await self._slack(f"{path}/notification_channels")
        except (NotPermitted, BadCredential) as error:
            LOG.info("PagerDuty does not tell Slack channels: %s", error.what)
            self._slack_forbidden = True
            return ()
        values = [dedicated["channel"]] if dedicated.get("channel") else []
        values += self._client.items(notified, "channels") if notified else []
        found = self._every(values, wire.WireSlackChannel)
        return tuple({raw.id: wire.channel(raw) for raw in found}.values())

    async def dedicated_channel(self, incident_id: str) -> Channel | None:
        """`GET dedicated_channel`."""
        answer = await self._slack(f"/integration-slack/incidents/{checked(incident_id)}/dedicated_channel")
        return wire.channel(self._one(answer, "channel", wire.WireSlackChannel)) if answer else None

    async def make_dedicated_channel(self, incident_id: str, name: str, team_id: str, *, private: bool) -> Channel:
        """`POST dedicated_channel`; 422 where it has one already."""
        path = f"/integration-slack/incidents/{checked(incident_id)}/dedicated_channel"
        wanted = {"name": name, "privacy": "private" if private else "public", "slack_team_id": team_id}
        answer = await self._client.request("POST", path, body={"channel": wanted}, accept=PLAIN)
        try:
            return wire.channel(wire.decode(answer.get("channel"), wire.WireSlackChannel))
        except wire.Unreadable as error:
            raise not_understood() from error

    async def subscribers(self, incident_id: str) -> tuple[Reference, ...]:
        """`GET /incidents/{id}/status_updates/subscribers`, which has no pages; teams among them are left out."""
        path = f"/incidents/{checked(incident_id)}/status_updates/subscribers"
        try:
            found = self._client.items(await self._client.get(path), "subscribers")
        except (NotPermitted, NotFound) as error:
            LOG.info("PagerDuty does not tell who is told of an incident's state: %s", error.what)
            return ()
        every = {one.subscriber_id: one for one in self._every(found, wire.WireSubscriber)}
        return tuple(
            Reference(one.subscriber_id, "", "user") for one in every.values() if one.subscriber_type == "user"
        )

    async def _slack(self, path: str) -> dict[str, object]:
        try:
            return await self._client.get(path, accept=PLAIN)
        except NotFound:
            return {}
