"""How incidents and alerts come into the world, by a monitoring tool or by a person."""

from __future__ import annotations

from dataclasses import dataclass

from pdtui.simulator.pagerduty.errors import invalid, refusal
from pdtui.simulator.pagerduty.escalation import (
    assign,
    first_manned_level,
    notify,
    on_call,
    start_escalation_timer,
)
from pdtui.simulator.pagerduty.model import Actor, Alert, AlertSpec, Incident, Json
from pdtui.simulator.pagerduty.model_features import BASE_TYPE
from pdtui.simulator.pagerduty.state import State
from pdtui.simulator.pagerduty.transitions import (
    MAX_ALERTS,
    acknowledge,
    log_assign,
    restart_resolve_timer,
    touched,
)

_CLOSED = {"disabled": "disabled", "maintenance": "in maintenance"}


@dataclass(frozen=True, slots=True)
class Trigger:
    """What a new incident is to be; `creator` None: its service's integration."""

    service_id: str
    title: str
    urgency: str = "high"
    priority_id: str | None = None
    assignee_ids: tuple[str, ...] = ()
    policy_id: str | None = None
    incident_key: str | None = None
    alerts: tuple[AlertSpec, ...] = ()
    creator: Actor | None = None
    body_details: str | None = None
    incident_type: str = BASE_TYPE
    conference_bridge: Json | None = None


def trigger(state: State, wanted: Trigger) -> Incident:
    """Make an incident; 400 on a key already open on the service, 400/1015 where nobody is on call."""
    service = state.services[wanted.service_id]
    if service.closed is not None:
        raise invalid(f"Service is {_CLOSED[service.closed]}.")
    policy = state.policies[wanted.policy_id or service.policy_id]
    _refuse_open_key(state, wanted)
    now = state.now()
    # An incident that is dated back still pages whoever is on call by the clock.
    level = first_manned_level(state, policy.levels, 1, state.clock.now())
    if level is None and not wanted.assignee_ids:
        raise refusal(400, "Escalation Policy Has No User On Call", 1015)
    number = len(state.incidents) + 1
    incident = Incident(
        id=state.ids.long(),
        number=number,
        title=wanted.title,
        service_id=service.id,
        policy_id=policy.id,
        levels=policy.levels,
        num_loops=policy.num_loops,
        created_at=now,
        updated_at=now,
        recorded_at=state.clock.now(),
        last_status_change_at=now,
        last_status_change_by=wanted.creator or service.actor,
        urgency=wanted.urgency,
        level=level or 1,
        incident_key=wanted.incident_key if wanted.incident_key or wanted.alerts else f"{number:032x}",
        priority_id=wanted.priority_id,
        body_details=wanted.body_details,
        incident_type=wanted.incident_type,
        conference_bridge=wanted.conference_bridge,
    )
    state.index.add(incident)
    service.last_incident_at = now
    _log_trigger(state, incident, wanted)
    for spec in wanted.alerts:
        _attach_alert(state, incident, spec)
    _first_assignment(state, incident, wanted)
    return incident


def _refuse_open_key(state: State, wanted: Trigger) -> None:
    key = wanted.incident_key
    if key is not None and state.index.open_with_key(wanted.service_id, key) is not None:
        raise invalid("Open incident with matching dedup key already exists on this service")


def _log_trigger(state: State, incident: Incident, wanted: Trigger) -> None:
    service = state.service(incident)
    if wanted.creator is None:
        agent = Actor("events_api_v2_inbound_integration", service.integration_id, "Events API V2")
        channel: Json = {"type": "api", "summary": incident.title, "service_key": "0" * 32}
        if wanted.alerts and isinstance(wanted.alerts[0].details, dict):
            channel["details"] = wanted.alerts[0].details
    else:
        agent = wanted.creator
        channel = {"type": "web_trigger", "summary": incident.title, "subject": incident.title}
        if wanted.body_details is not None:
            channel["details"] = wanted.body_details
    by = "through the API." if wanted.creator is None else "through the website."
    incident.first_trigger = state.write(
        incident,
        "trigger",
        f"Triggered {by}",
        channel,
        agent=agent,
        extra={"event_details": {"description": incident.title}},
    )


def _first_assignment(state: State, incident: Incident, wanted: Trigger) -> None:
    service = state.service(incident)
    agent = wanted.creator or service.actor
    if wanted.assignee_ids:
        assign(state, incident, list(wanted.assignee_ids), "direct_assignment")
    else:
        assign(
            state,
            incident,
            on_call(state, incident.levels[incident.level - 1], state.clock.now()),
            "escalation_policy",
        )
    restart_resolve_timer(state, incident)
    start_escalation_timer(state, incident)
    log_assign(state, incident, agent, "assign")
    own = wanted.creator.id if wanted.creator and wanted.creator.id in wanted.assignee_ids else None
    notify(state, incident, but=own)
    if own is not None:
        acknowledge(state, incident, state.users[own])


def restart_timers(state: State, incident: Incident) -> None:
    """Let an incident that was dated back escalate and resolve from now on, not from then."""
    if incident.status == "triggered":
        restart_resolve_timer(state, incident)
        start_escalation_timer(state, incident)


def add_alert(state: State, incident: Incident, spec: AlertSpec) -> Alert:
    """Let a monitoring tool's alert come in on an open incident; 400 on the 1001st."""
    if len(incident.alerts) >= MAX_ALERTS:
        raise invalid("Incident has reached the maximum number of alerts.")
    alert = _attach_alert(state, incident, spec)
    touched(state, incident)
    return alert


def _attach_alert(state: State, incident: Incident, spec: AlertSpec) -> Alert:
    alert_id = state.ids.long()
    body: Json = spec.body or {
        "type": "alert_body",
        "contexts": list(spec.contexts),
        "details": {} if spec.details is None else spec.details,
        "cef_details": {
            "severity": spec.severity,
            "description": spec.summary,
            "dedup_key": spec.key,
            "details": spec.details,
        },
    }
    alert = Alert(
        id=alert_id,
        incident_id=incident.id,
        service_id=incident.service_id,
        summary=spec.summary,
        severity=spec.severity,
        key=spec.key or alert_id.lower(),
        created_at=state.now(),
        body=body,
        first_entry=incident.first_trigger,
    )
    incident.alerts.append(alert)
    return alert
