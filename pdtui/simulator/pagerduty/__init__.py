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
from pdtui.simulator.pagerduty.model_features import (
    ChangeEvent,
    CustomField,
    IncidentType,
    Workflow,
    WorkflowInstance,
)
from pdtui.simulator.pagerduty.model_response import Responder, ResponderRequest, StatusUpdate, Subscriber
from pdtui.simulator.pagerduty.service import PagerDuty
from pdtui.simulator.pagerduty.switches import Switches

__all__ = [
    "AlertSpec",
    "ApiError",
    "ChangeEvent",
    "Channel",
    "CustomField",
    "EscalationPolicy",
    "Incident",
    "IncidentType",
    "Level",
    "LogEntry",
    "Note",
    "PagerDuty",
    "Priority",
    "Responder",
    "ResponderRequest",
    "Schedule",
    "Service",
    "Shift",
    "SlackConnection",
    "StatusUpdate",
    "Subscriber",
    "Switches",
    "Team",
    "User",
    "Workflow",
    "WorkflowInstance",
]
