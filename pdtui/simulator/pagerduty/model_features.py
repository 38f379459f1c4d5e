"""What an account builds around its incidents: types, custom fields, workflows, and the context PagerDuty finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

BASE_TYPE = "incident_default"
"""The incident type that every account has and every other type descends from."""


@dataclass(slots=True)
class IncidentType:
    """A kind of incident; its custom fields are its own and the base type's."""

    id: str
    name: str
    display_name: str
    created_at: datetime
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class FieldOption:
    """One allowed value of a `_fixed` field."""

    id: str
    value: str


@dataclass(slots=True)
class CustomField:
    """A field that the account added to incidents."""

    id: str
    name: str
    display_name: str
    data_type: str
    """`boolean`, `integer`, `float`, `string`, `datetime` or `url`."""
    field_type: str
    """`single_value`, `single_value_fixed`, `multi_value` or `multi_value_fixed`."""
    created_at: datetime
    incident_type: str = BASE_TYPE
    options: tuple[FieldOption, ...] = ()
    description: str | None = None


@dataclass(slots=True)
class Workflow:
    """Automation that a person, a condition or a type of incident starts; no services: all of them."""

    id: str
    name: str
    trigger_id: str
    created_at: datetime
    description: str = ""
    trigger_type: str = "manual"
    """`manual`, `conditional` or `incident_type`."""
    service_ids: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    team_id: str | None = None
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class WorkflowInstance:
    """One run of a workflow; `user_id` None: an account's key started it."""

    id: str
    workflow_id: str
    incident_id: str
    user_id: str | None
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Outlier:
    """How unusual an incident is on its service."""

    category: str
    count: int
    frequency: float
    mined_text: str


@dataclass(frozen=True, slots=True)
class ChangeEvent:
    """A deploy or a change of configuration that may have to do with an incident."""

    id: str
    summary: str
    source: str
    timestamp: datetime
    service_id: str
    reason: str
    """`most_recent`, `related_service` or `intelligent`."""
    links: tuple[tuple[str, str], ...] = ()
    """Pairs of address and text."""


@dataclass(slots=True)
class Context:
    """What PagerDuty found about one incident; incidents by id."""

    past: list[tuple[str, float]] = field(default_factory=list)
    related: list[tuple[str, str]] = field(default_factory=list)
    """Incident id and `machine_learning_inferred` or `service_dependency`."""
    outlier: Outlier | None = None
    changes: list[ChangeEvent] = field(default_factory=list)
