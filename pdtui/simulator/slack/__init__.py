"""A Slack workspace in memory that answers the Web API as Slack's documentation says."""

from __future__ import annotations

from pdtui.simulator.slack.delivery import Delivery
from pdtui.simulator.slack.mentions import live_mentions
from pdtui.simulator.slack.model import (
    PAGERDUTY_APP_ID,
    PDTUI_SCOPES,
    App,
    Channel,
    Json,
    Message,
    Person,
)
from pdtui.simulator.slack.model_interactions import Ephemeral, View
from pdtui.simulator.slack.service import Slack

__all__ = [
    "PAGERDUTY_APP_ID",
    "PDTUI_SCOPES",
    "App",
    "Channel",
    "Delivery",
    "Ephemeral",
    "Json",
    "Message",
    "Person",
    "Slack",
    "View",
    "live_mentions",
]
