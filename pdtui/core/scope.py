"""What is mine, what am I on call for, what is my teams': pure policy over on-calls and incidents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pdtui.core.model import Incident, Listed, OnCall, Person, Reason

CAP = 10_000
"""PagerDuty gives out no row of a query beyond."""


class Scope(StrEnum):
    """Which open incidents are listed. What is assigned to me is in each of them."""

    MINE = "mine"
    """Assigned to me."""
    ON_CALL = "on call"
    """And open on the escalation policies that I am on call for."""
    TEAMS = "teams"
    """And open in my teams; needs a plan with teams."""
    EVERYTHING = "everything"
    """And all else that I may see."""


def parse_scope(text: str) -> Scope:
    """A scope as a person writes it: `On-Call` is `on call`. Raises `ValueError` with the sentence's end."""
    try:
        return Scope(" ".join(text.replace("-", " ").split()).casefold())
    except ValueError:
        names = ", ".join(scope.replace(" ", "-") for scope in Scope)
        raise ValueError(f"wants one of {names}") from None


@dataclass(frozen=True, slots=True)
class Duty:
    """What I am on call for at one moment."""

    services: tuple[str, ...] = ()
    """The ids of the services of `policies`."""
    levels: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """By policy id: my levels there, lowest first, also where they do not count for the scope."""
    policies: frozenset[str] = frozenset()
    """The ids of the policies whose incidents are in scope."""


def duty_at(entries: Iterable[OnCall], now: datetime, *, every_level: bool = False) -> Duty:
    """My duty at `now`; a policy counts where I am at its first level, or with `every_level` at any."""
    levels: dict[str, set[int]] = {}
    services: dict[str, set[str]] = {}
    for entry in entries:
        if entry.covers(now):
            policy = entry.escalation_policy.id
            levels.setdefault(policy, set()).add(entry.level)
            services.setdefault(policy, set()).update(entry.service_ids)
    counting = frozenset(policy for policy, found in levels.items() if every_level or 1 in found)
    return Duty(
        services=tuple(sorted({service for policy in counting for service in services[policy]})),
        levels={policy: tuple(sorted(found)) for policy, found in levels.items()},
        policies=counting,
    )


@dataclass(frozen=True, slots=True)
class View:
    """All that decides which incidents somebody wants listed at one moment, and why each is."""

    scope: Scope
    me: Person
    duty: Duty

    def judge(self, incident: Incident, *, assigned: bool = False) -> Listed | None:
        """The incident with the reason why it is listed; None where it is not.

        `assigned`: PagerDuty gave it out as assigned to me, whatever the incident itself says of that.
        """
        if not incident.is_open:
            return None
        assigned = assigned or any(person.id == self.me.id for person in incident.assignees)
        if not assigned and not self._holds(incident):
            return None
        policy = incident.escalation_policy
        return Listed(incident, Reason(assigned, self.duty.levels.get(policy.id, ()) if policy else ()))

    def _holds(self, incident: Incident) -> bool:
        match self.scope:
            case Scope.MINE:
                return False
            case Scope.ON_CALL:
                return self.is_on_duty_for(incident)
            case Scope.TEAMS:
                return any(team.id in self.me.team_ids for team in incident.teams)
            case Scope.EVERYTHING:
                return True

    def is_on_duty_for(self, incident: Incident) -> bool:
        """Whether it is on a policy that I am on call for."""
        policy = incident.escalation_policy
        return policy is not None and policy.id in self.duty.policies


@dataclass(frozen=True, slots=True)
class Where:
    """Which open incidents to ask for: of any of these people, services or teams; with none of them, all."""

    user_ids: tuple[str, ...] = ()
    service_ids: tuple[str, ...] = ()
    team_ids: tuple[str, ...] = ()

    def holds(self, incident: Incident) -> bool:
        """Whether PagerDuty would give an open incident out for this, as far as the incident says."""
        return (
            (not self.user_ids or any(person.id in self.user_ids for person in incident.assignees))
            and (not self.service_ids or incident.service.id in self.service_ids)
            and (not self.team_ids or any(team.id in self.team_ids for team in incident.teams))
        )


def questions(view: View, colleagues: Iterable[str], listed: Iterable[Incident]) -> tuple[Where, ...]:
    """What to ask PagerDuty for, so that the answers together hold the scope; who is assigned comes last.

    On call, the services of my policies miss what was moved onto a policy from a service of another one.
    That is found by whom it is assigned to: me or the `colleagues` on call for the same policies. Once
    seen it stays, whoever gets it: the services of what is `listed` are asked for as well.
    """
    me = view.me.id
    match view.scope:
        case Scope.MINE:
            return (Where(user_ids=(me,)),)
        case Scope.ON_CALL if not view.duty.policies:
            return (Where(user_ids=(me,)),)
        case Scope.ON_CALL:
            moved = {incident.service.id for incident in listed if view.is_on_duty_for(incident)}
            services = tuple(sorted(moved.union(view.duty.services)))
            people = Where(user_ids=(me, *sorted(set(colleagues) - {me})))
            return (Where(service_ids=services), people) if services else (people,)
        case Scope.TEAMS:
            mine = Where(user_ids=(me,))
            return (Where(team_ids=view.me.team_ids), mine) if view.me.team_ids else (mine,)
        case Scope.EVERYTHING:
            return (Where(),)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many open incidents a scope holds; `str()` says `10,000+` where PagerDuty may count no further."""

    number: int

    def __str__(self) -> str:
        return f"{CAP:,}+" if self.number >= CAP else f"{self.number:,}"
