"""A PagerDuty account in memory that answers by the published description and as recordings show it."""

from __future__ import annotations

from pdtui.simulator.pagerduty.errors import ApiError
from pdtui.simulator.pagerduty.model import (
    AlertSpec,
    Channel,
    EscalationPolicy,
    Incident,
    Level,
    LogEntry,
    Note,
    Priority,
    Schedule,
    Service,
    Shift,
    SlackConnection,
    Team,
    User,
)
from pdtui.simulator.pagerduty.service import PagerDuty
from pdtui.simulator.pagerduty.switches import Switches

__all__ = [
    "AlertSpec",
    "ApiError",
    "Channel",
    "EscalationPolicy",
    "Incident",
    "Level",
    "LogEntry",
    "Note",
    "PagerDuty",
    "Priority",
    "Schedule",
    "Service",
    "Shift",
    "SlackConnection",
    "Switches",
    "Team",
    "User",
]
