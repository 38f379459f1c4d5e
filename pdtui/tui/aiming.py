"""What an action is done to: the highlighted incident or the marked ones, fixed when the key goes down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pdtui.core.actions import IN_SLACK, Action, Asks, Feature
from pdtui.core.events import SlackState
from pdtui.core.model import RESOLVED, Incident
from pdtui.core.store import Row
from pdtui.text import count
from pdtui.tui.widgets.incident_list import IncidentList

if TYPE_CHECKING:
    from pdtui.core.engine import Engine

SLACK_OFF = "Slack is off: there is no token for it"
GONE = "That incident left the list"
_MANY_AT_ONCE = (Asks.NOTE, Asks.FIELD, Asks.ALERT)
"""What may be asked for again while the same is still under way."""


@dataclass(frozen=True, slots=True)
class Targets:
    """The incidents that an action is done to, in the list's order, and why others were left out."""

    incidents: tuple[Incident, ...] = ()
    left_out: tuple[str, ...] = ()
    elsewhere: frozenset[str] = frozenset()
    """The ids of those that are not on the list, and were read from PagerDuty by their names."""

    @property
    def one(self) -> Incident:
        """The only one, or the first."""
        return self.incidents[0]

    @property
    def name(self) -> str:
        """`#12`, `9 incidents`; empty where the action is done to none."""
        if len(self.incidents) == 1:
            return f"#{self.one.number}"
        return count(len(self.incidents), "incident") if self.incidents else ""

    @property
    def ids(self) -> tuple[str, ...]:
        """Their ids."""
        return tuple(incident.id for incident in self.incidents)


class Aiming:
    """Knows which incidents an action applies to now, and why not to others."""

    def __init__(self, engine: Engine, incidents: IncidentList) -> None:
        self._engine = engine
        self._list = incidents

    def meant(self, action: Action) -> tuple[str, ...]:
        """The ids that its key means now: all marked ones for an action that is for many, else what is highlighted."""
        held = self._list.held
        return (held.marked if action.many else ()) or held.aimed

    def refusal(self, action: Action, meant: tuple[str, ...]) -> str:
        """Why the action can do nothing now; empty where it can."""
        targets = self.targets(action, meant)
        return "" if targets.incidents else targets.left_out[0]

    def targets(self, action: Action, meant: tuple[str, ...]) -> Targets:
        """What the action can be done to of those that were `meant` when its key went down, or when it was offered."""
        if not meant:
            return Targets(left_out=("No incident is highlighted",))
        if len(meant) > 1 and not action.many:
            return Targets(left_out=(f"{action.label} is for one incident: Enter opens the group",))
        incidents: list[Incident] = []
        left_out: list[str] = []
        for one in meant:
            incident = self.known(action, one)
            reason = self.why_not(action, one)
            if reason or incident is None:
                left_out.append(reason or GONE)
            else:
                incidents.append(incident)
        return Targets(tuple(incidents), tuple(left_out))

    def at(self, action: Action, incidents: Sequence[Incident], elsewhere: frozenset[str]) -> Targets:
        """Those incidents, as they were when they were chosen or named; `elsewhere`: as PagerDuty just gave them."""
        taken: list[Incident] = []
        left_out: list[str] = []
        for one in incidents:
            away = one.id in elsewhere and self._engine.store.row(one.id) is None
            reason = self._why_not_elsewhere(action, one) if away else self.why_not(action, one.id)
            incident = one if away else self.known(action, one.id)
            if reason or incident is None:
                left_out.append(f"#{one.number} left the list" if reason in ("", GONE) else reason)
            else:
                taken.append(incident)
        return Targets(tuple(taken), tuple(left_out), elsewhere & {one.id for one in taken})

    def known(self, action: Action, incident_id: str) -> Incident | None:
        """The incident as last read; one that left while it was highlighted only for what is done to such.

        Its thread outlives it: what is done in Slack can still be done.
        """
        row, ghost = self._engine.store.row(incident_id), self._ghost(incident_id)
        if ghost is not None and (action.on_resolved or action in IN_SLACK):
            return ghost.incident
        return row.incident if row is not None else None

    def why_not(self, action: Action, incident_id: str) -> str:
        """Why the action does not apply to one incident now; empty where it does."""
        if missing := self.lacks(action.feature):
            return missing
        if action in IN_SLACK and self._engine.slack.state is SlackState.OFF:
            return SLACK_OFF
        row, ghost = self._engine.store.row(incident_id), self._ghost(incident_id)
        if ghost is not None and action in IN_SLACK:
            return ""
        if ghost is not None:
            reopens = action.on_resolved and ghost.incident.status == RESOLVED
            return "" if reopens else f"#{ghost.incident.number} {self._list.held.gone}"
        if row is None:
            return GONE
        if action.asks not in _MANY_AT_ONCE and any(p.action_id == action.id for p in row.pending):
            return f"{action.label} of #{row.incident.number} is already under way"
        return action.refusal(row.incident)

    def too_late(self, action: Action, incident: Incident, elsewhere: frozenset[str] = frozenset()) -> str:
        """Why the action must not be sent any more to an incident that was aimed at; empty where it may."""
        row = self._engine.store.row(incident.id)
        if row is not None:
            return action.refusal(row.incident)
        if incident.id in elsewhere:
            return action.refusal(incident)
        if not action.refusal(replace(incident, status=RESOLVED)):
            return ""
        return self.why_not(action, incident.id)

    def lacks(self, feature: Feature) -> str:
        """Why an action of a feature can never be done with this account; empty where it can."""
        return self._engine.features.refusal(feature)

    def out_of_sight(self, meant: tuple[str, ...]) -> bool:
        """Whether what is highlighted was meant, not what is marked, and that was scrolled away."""
        held = self._list.held
        return meant == held.aimed != held.marked and bool(held.height) and held.line is None

    def _why_not_elsewhere(self, action: Action, incident: Incident) -> str:
        if missing := self.lacks(action.feature):
            return missing
        if action in IN_SLACK and self._engine.slack.state is SlackState.OFF:
            return SLACK_OFF
        return action.refusal(incident)

    def _ghost(self, incident_id: str) -> Row | None:
        """The highlighted row of an incident that left, or that a filter hides."""
        held = self._list.held
        return held.row if held.gone and held.highlighted == incident_id else None
