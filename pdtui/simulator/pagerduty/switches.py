"""What differs between accounts, plans and bad days, as switches a test turns."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

KNOWN_ABILITIES = (
    "teams",
    "urgencies",
    "coordinated_responding",
    "read_only_users",
    "service_support_hours",
)


@dataclass(slots=True)
class Switches:
    """The account's plan and PagerDuty's mood; the defaults are a healthy account with everything."""

    abilities: set[str] = field(default_factory=lambda: set(KNOWN_ABILITIES))
    priorities: bool = True
    """Whether priorities are switched on; off: `/priorities` refuses, and no incident can be given one."""
    priorities_refusal: int = 402
    """What `/priorities` answers where they are off: 402 or 404."""
    status_updates: bool = True
    """Whether the plan has status updates and their subscribers; without: 402."""
    incident_workflows: bool = True
    """Whether the plan has incident workflows; without: 402."""
    custom_fields: bool = True
    """Whether the plan has incident types and custom fields; without: 402, and 404 on an incident's values."""
    context_refusal: int | None = None
    """What past, related and outlier incidents and change events answer on a plan without them: 402, 403, 404."""
    account_time_zone: str = "UTC"
    """How on-calls, log entries, notes and schedules are rendered, and zone-less bounds are read."""
    resolve_again_is_error: bool = False
    """Resolving a resolved incident answers 400/1001 instead of 200."""
    note_changes_incident: bool = False
    """Whether a note moves `updated_at`: nobody has verified it, so the harder case is the default."""
    response_changes_incident: bool = False
    """Whether requests for help, their answers and status updates move `updated_at`: as unverified."""
    list_lag: timedelta = timedelta()
    """Lists and log entries show the state of that long ago (read-your-writes lag)."""
    rate_limit: int = 960
    """Requests a minute for each user, or for each account key."""
    operation_limits: dict[str, int] = field(default_factory=dict)
    """Unpublished limits a minute, by operation: `"GET /oncalls"`."""
    rate_limit_headers: bool = True
    """Whether a 429 carries its `ratelimit-*` headers."""
    rate_limit_body: bool = True
    """Whether a 429 carries its body."""
    rate_limit_code_is_text: bool = False
    """One recording has the code as `"2020"`."""
    bad_key: str = "json"
    """What an unknown key gets: `json` (401/2006), `empty` (401, empty text/html) or `html` (404, a page)."""
