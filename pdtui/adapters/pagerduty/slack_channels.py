"""The Slack channels that PagerDuty knows for an incident."""

from __future__ import annotations

import logging

from pdtui.adapters.pagerduty import wire
from pdtui.adapters.pagerduty.client import PagerDutyClient
from pdtui.adapters.pagerduty.requests import Requests, checked
from pdtui.core.model import Channel
from pdtui.errors import BadCredential, NotFound, NotPermitted

LOG = logging.getLogger(__name__)


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

    async def _slack(self, path: str) -> dict[str, object]:
        try:
            return await self._client.get(path, accept="application/json")
        except NotFound:
            return {}
