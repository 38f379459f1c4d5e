"""What PagerDuty finds around an incident, and the account's own fields on it, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pdtui.core.commands import FieldScalar, FieldValue
from pdtui.core.model import Link, Reference


@dataclass(frozen=True, slots=True)
class PastIncident:
    """A resolved incident of the same service that looks like this one."""

    id: str
    title: str
    created_at: datetime
    score: float = 0.0
    """How alike they are, by PagerDuty's own measure; more is more."""
    url: str = ""


@dataclass(frozen=True, slots=True)
class RelatedIncident:
    """An open incident of another service that may have to do with this one."""

    id: str
    title: str
    created_at: datetime
    status: str = ""
    service: str = ""
    reasons: tuple[str, ...] = ()
    """Why PagerDuty thinks so, in words."""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Outlier:
    """How usual this incident is for its service."""

    category: str
    """`novel`, `rare`, `anomaly`, `frequent`…"""
    count: int = 0
    """How often it came in the span."""
    since: datetime | None = None
    until: datetime | None = None
    pattern: str = ""
    """The title with what differs from time to time taken out."""


@dataclass(frozen=True, slots=True)
class ChangeEvent:
    """A deploy or another change shortly before the incident."""

    id: str
    summary: str
    at: datetime
    source: str = ""
    services: tuple[Reference, ...] = ()
    links: tuple[Link, ...] = ()
    reason: str = ""
    """Why PagerDuty shows it: `most recent`, `related service`, `intelligent`."""


@dataclass(frozen=True, slots=True)
class CustomField:
    """A field that the account added to its incidents, with its value on one of them."""

    id: str
    name: str
    display_name: str
    data_type: str
    """`string`, `integer`, `float`, `boolean`, `datetime`, `url`."""
    field_type: str
    """`single_value`, `single_value_fixed`, `multi_value`, `multi_value_fixed`."""
    value: FieldValue = None
    options: tuple[FieldScalar, ...] = ()
    """What may be chosen, for the fixed ones; empty where PagerDuty does not say."""

    @property
    def fixed(self) -> bool:
        """Whether only the options may be chosen."""
        return self.field_type.endswith("_fixed")

    @property
    def multiple(self) -> bool:
        """Whether it holds several values."""
        return self.field_type.startswith("multi_value")

    @property
    def reference(self) -> Reference:
        """The same, as what sets it names it."""
        return Reference(self.id, self.display_name, "custom_field")

    @property
    def called(self) -> tuple[str, ...]:
        """What a person may call it."""
        return (self.display_name, self.name)


@dataclass(frozen=True, slots=True)
class IncidentContext:
    """What surrounds one incident. A part is None where the account has it not, or where it could not be read."""

    incident_id: str
    past: tuple[PastIncident, ...] | None = None
    related: tuple[RelatedIncident, ...] | None = None
    outlier: Outlier | None = None
    changes: tuple[ChangeEvent, ...] | None = None
    fields: tuple[CustomField, ...] | None = None
    failures: tuple[str, ...] = ()
    """For each part that should be there and could not be read, why; a plan that lacks one is no failure."""
