"""Where an incident is told in Slack, and what of it: the settings as pure policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from pdtui.core.actions import ON_INCIDENTS
from pdtui.core.model import HIGH, Channel, Incident, Reference

ON_CALL = "@oncall"
"""The place that is a direct message to whoever is paged."""
SERVICE = "@service"
"""The place that is the service's own channel."""
CHANNEL = "#incidents"
PAGERDUTY_SAYS = frozenset(
    {"acknowledge", "unacknowledge", "resolve", "reopen", "escalate", "reassign", "note", "priority", "responders",
     "status_update", "trigger"}
)  # fmt: skip
"""What PagerDuty's own Slack app can be set to report by itself."""
MIRRORED: tuple[str, ...] = (
    *(action.id for action in ON_INCIDENTS if action.past),
    "trigger",
    "undo",
)
"""The ids of the actions that are told in Slack."""
CHECKLIST = (
    "Join the channel",
    "Review the alert",
    "Check the dashboards",
    "First assessment within 5 minutes",
    "Update the status page if customers notice it",
)


def by_priority(channel: str) -> Mapping[str, tuple[str, ...]]:
    """The table of places where the settings have none."""
    return {
        "P1": (f"{channel}-p1", channel, ON_CALL),
        "P2": (channel, ON_CALL),
        "P3": (channel,),
        "P4": (SERVICE,),
    }


@dataclass(frozen=True, slots=True)
class WorkspaceRule:
    """A further Slack workspace: what is told there instead of in the first one."""

    channel: str = CHANNEL
    sources: frozenset[str] = frozenset()
    """Services, teams and policies, by id or name."""
    url: str = ""
    """Its Web API, where that is not the first one's."""


@dataclass(frozen=True, slots=True)
class Routing:
    """Where messages go and which, from the settings."""

    default: str = CHANNEL
    routes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Service, team or policy, by id or name, to channels."""
    priorities: Mapping[str, tuple[str, ...]] | None = None
    """Priority by name to places; None: `by_priority` of the default channel."""
    workspaces: Mapping[str, WorkspaceRule] = field(default_factory=dict)
    mirror: frozenset[str] = frozenset(MIRRORED)
    mirror_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The same for single services, by id or name."""
    everybody: bool = False
    """Whether what anyone did anywhere is told, not only what was done in this person's pdtui."""
    said_by_pagerduty: frozenset[str] = frozenset()
    """What is not told in a thread that PagerDuty's own app began."""
    notify_on: frozenset[str] = frozenset({"trigger"})
    """At which events the other places are told."""
    high_only: bool = False
    """Whether incidents of low urgency are left out of Slack."""
    digest_above: int = 10
    """With more actions than that within half a minute a thread gets one line for them."""
    auto_acknowledge: bool = False
    checklist: tuple[str, ...] = CHECKLIST
    checklist_for: frozenset[str] = frozenset({"P1", "P2"})
    """The priorities whose threads get the checklist at the trigger."""
    archive_after: timedelta | None = None
    """How long after the resolution an incident's own channel is closed; None: never."""
    buttons: bool = False
    """Whether pdtui's parent messages carry buttons: somebody listens for them."""
    people: Mapping[str, str] = field(default_factory=dict)
    """PagerDuty e-mail to Slack e-mail or user id, for those that differ."""
    parent_wait: timedelta = timedelta(seconds=120)
    """How young an incident must be for PagerDuty's own message to be waited for."""
    timeout: timedelta = timedelta(seconds=10)
    """Of one Slack request."""

    def workspace_of(self, incident: Incident) -> str:
        """The name of the workspace that an incident is told in; empty for the first one."""
        return self.workspace_for(sources_of(incident))

    def workspace_for(self, sources: Iterable[Reference]) -> str:
        """The same by what rules may name: a service, a team, a policy."""
        names = {name for one in sources for name in (one.id, one.name)}
        return next((name for name, rule in self.workspaces.items() if rule.sources & names), "")

    def tells(self, action: str, incident: Incident) -> bool:
        """Whether an action is told in Slack at all."""
        if self.high_only and incident.urgency != HIGH:
            return False
        service = incident.service
        wanted = self.mirror_of.get(service.id, self.mirror_of.get(service.name, self.mirror))
        return action in wanted or action not in MIRRORED

    def places(self, incident: Incident) -> tuple[str, ...]:
        """Every place of an incident in its order: rules of its own first, then the table by its priority."""
        default = self._default(incident)
        table = self.priorities if self.priorities is not None else by_priority(default)
        own = self._rules(incident)
        listed = table.get(incident.priority.name, ()) if incident.priority else ()
        wanted = [place for one in listed for place in (own if one == SERVICE else (one,))]
        found = tuple(dict.fromkeys((*own, *wanted)))
        return found if any(place != ON_CALL for place in found) else (default, *found)

    def channels(self, incident: Incident, named: Sequence[Channel] = ()) -> tuple[str, ...]:
        """Where its thread is looked for, in order: the channels that PagerDuty names, its places, the default."""
        places = (place for place in self.places(incident) if place != ON_CALL)
        known = (channel.id for channel in named)
        return tuple(dict.fromkeys((*known, *places, self._default(incident))))

    def others(self, incident: Incident) -> tuple[str, ...]:
        """The channels beside the thread's own that are led to it."""
        return tuple(place for place in self.places(incident) if place != ON_CALL)

    def pages(self, incident: Incident) -> bool:
        """Whether who is paged gets a direct message."""
        return ON_CALL in self.places(incident)

    def wants_checklist(self, incident: Incident) -> bool:
        """Whether its thread gets the checklist by itself."""
        return bool(self.checklist) and incident.priority is not None and incident.priority.name in self.checklist_for

    def _default(self, incident: Incident) -> str:
        name = self.workspace_of(incident)
        return self.workspaces[name].channel if name else self.default

    def _rules(self, incident: Incident) -> tuple[str, ...]:
        found = [self.routes[key] for one in sources_of(incident) for key in (one.id, one.name) if key in self.routes]
        return tuple(dict.fromkeys(channel for channels in found for channel in channels))


def sources_of(incident: Incident) -> tuple[Reference, ...]:
    """What rules may name: its service, its teams, its policy."""
    policy = (incident.escalation_policy,) if incident.escalation_policy else ()
    return (incident.service, *incident.teams, *policy)
