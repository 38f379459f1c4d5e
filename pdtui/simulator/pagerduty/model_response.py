"""What people are told and asked while an incident is open: requests for help, status updates, subscribers.

All rows are frozen: a change puts another row in its place, so that a refused change is undone with the lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ResponderTarget:
    """A user, or an escalation policy with whoever was on call on it when the request was made."""

    kind: str
    """`user` or `escalation_policy`."""
    id: str
    user_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResponderRequest:
    """One call for help; the same call sent twice is two of these, and pages twice."""

    id: str
    requester_id: str
    message: str
    requested_at: datetime
    targets: tuple[ResponderTarget, ...]


@dataclass(frozen=True, slots=True)
class Responder:
    """Somebody who was asked to help; `policy_ids`: the escalation policies through which."""

    user_id: str
    requester_id: str
    message: str
    requested_at: datetime
    updated_at: datetime
    state: str = "pending"
    """`pending`, `joined`, `declined` or `user_cancelled`."""
    policy_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """A message to the stakeholders of an incident; the API never lists them."""

    id: str
    sender_id: str
    message: str
    created_at: datetime
    subject: str | None = None
    html_message: str | None = None


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Who hears of an incident's status updates."""

    kind: str
    """`user` or `team`."""
    id: str
