"""Each action that changes something, as a case: its world, its command, its request, and the count of its effects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from pdtui.core import commands
from pdtui.core.commands import Command
from pdtui.core.model import Priority, Reference
from pdtui.simulator.pagerduty.model import AlertSpec, Incident, Level
from tests.world import World

Count = Callable[[World, Incident], int]

DENIED = b'{"error":{"message":"Access Denied","code":2010}}'
JSON = {"content-type": "application/json"}
"""How PagerDuty refuses, and in which form."""


@dataclass(frozen=True)
class Case:
    """`effects` counts what the world shows of the action; `request` strikes its write and nothing else."""

    name: str
    command: Callable[[World, Incident], Command]
    request: tuple[str, str]
    effects: Count
    prepare: Callable[[World, Incident], None] = lambda world, incident: None
    told: bool = True
    """Whether Slack is told."""
    repeatable: bool = True
    """Whether it may be sent again once its first sending is known to be lost."""
    visible: bool = True
    """Whether PagerDuty shows afterwards that it was done."""

    def __repr__(self) -> str:
        return self.name


def entries(kind: str) -> Count:
    """Log entries of a kind."""
    return lambda world, incident: len(world.entries(incident, kind))


def acknowledged(world: World, incident: Incident) -> None:
    with world.server.lock:
        world.pagerduty.acknowledge(incident.id, world.me.id)


def resolved(world: World, incident: Incident) -> None:
    with world.server.lock:
        world.pagerduty.resolve(incident.id, world.me.id)


def by_number(world: World, number: int) -> Incident:
    """Another incident of the world."""
    return next(incident for incident in world.pagerduty.incidents.values() if incident.number == number)


def another(world: World, incident: Incident) -> None:
    """A second open incident with an alert, number 2."""
    with world.server.lock:
        world.pagerduty.trigger(world.service.id, "Queue is full", alerts=[AlertSpec("Queue is full")])


def alerted(world: World, incident: Incident) -> None:
    """Two alerts on it, and a second incident."""
    with world.server.lock:
        world.pagerduty.add_alert(incident.id, AlertSpec("Disk is full"))
        world.pagerduty.add_alert(incident.id, AlertSpec("Disk is slow"))
    another(world, incident)


def with_priority(world: World, incident: Incident) -> None:
    with world.server.lock:
        world.pagerduty.add_priority("P1")


def with_field(world: World, incident: Incident) -> None:
    with world.server.lock:
        world.pagerduty.add_custom_field("impact", "Impact", "string", "single_value")


def with_workflow(world: World, incident: Incident) -> None:
    with world.server.lock:
        world.pagerduty.add_workflow("Major incident")


def noted(world: World, incident: Incident) -> None:
    with world.server.lock:
        world.pagerduty.add_note(incident.id, world.me.id, "wrong")


def overridden(world: World, incident: Incident) -> None:
    now = world.clock.now().replace(microsecond=0)
    with world.server.lock:
        world.pagerduty.add_override(world.schedule.id, world.bo.id, now + timedelta(hours=1), now + timedelta(hours=2))


def second_policy(world: World, incident: Incident) -> None:
    with world.server.lock:
        world.pagerduty.add_escalation_policy("Platform", [Level(30, (world.bo.id,))])


def _policy(world: World) -> Reference:
    policy = list(world.pagerduty.state.policies.values())[-1]
    return Reference(policy.id, policy.name, "escalation_policy")


def _bo(world: World) -> Reference:
    return Reference(world.bo.id, world.bo.name, "user")


def _other(world: World) -> Reference:
    other = by_number(world, 2)
    return Reference(other.id, f"#2 {other.title}")


def _alert(world: World, incident: Incident) -> Reference:
    return Reference(incident.alerts[0].id, incident.alerts[0].summary)


def _schedule(world: World) -> Reference:
    return Reference(world.schedule.id, world.schedule.name, "schedule")


def _snoozed(world: World, incident: Incident) -> Command:
    return commands.Snooze(incident.id, (world.clock.now() + timedelta(hours=2)).replace(microsecond=0))


def _take_the_pager(world: World, incident: Incident) -> Command:
    start = (world.clock.now() + timedelta(minutes=5)).replace(microsecond=0)
    return commands.AddOverride(_schedule(world), _bo(world), start, start + timedelta(hours=2))


def _give_it_back(world: World, incident: Incident) -> Command:
    (made,) = world.schedule.overrides
    return commands.RemoveOverride(_schedule(world), made.id, _bo(world), made.start, made.end)


def _priority(world: World, incident: Incident) -> Command:
    priority = next(iter(world.pagerduty.state.priorities.values()))
    return commands.SetPriority(incident.id, Priority(priority.id, priority.name))


def _field(world: World, incident: Incident) -> Command:
    field = next(iter(world.pagerduty.state.custom_fields.values()))
    return commands.SetField(incident.id, Reference(field.id, field.display_name), "checkout down")


def _workflow(world: World, incident: Incident) -> Command:
    workflow = next(iter(world.pagerduty.state.workflows.values()))
    return commands.RunWorkflow(incident.id, Reference(workflow.id, workflow.name))


def _help(world: World, incident: Incident) -> Command:
    return commands.AddResponders(incident.id, (_bo(world),), (), "please look")


def _trigger(world: World, incident: Incident) -> Command:
    service = Reference(world.service.id, world.service.name, "service")
    return commands.Trigger("Checkout is down", service, "since 3", key="pdtui-test-key")


def _named(title: str) -> Count:
    return lambda world, incident: sum(one.title == title for one in world.pagerduty.incidents.values())


def _assigned(world: World, incident: Incident) -> int:
    """How often it was given to somebody, the first time left out."""
    return len(world.entries(incident, "assign")) + len(world.entries(incident, "delegate")) - 1


ONE = "^/incidents/[^/]+$"
CASES: tuple[Case, ...] = (
    Case("acknowledge", lambda w, i: commands.Acknowledge(i.id), ("PUT", ONE), entries("acknowledge")),
    Case(
        "unacknowledge", lambda w, i: commands.Unacknowledge(i.id), ("PUT", ONE), entries("unacknowledge"), acknowledged
    ),
    Case("resolve", lambda w, i: commands.Resolve(i.id), ("PUT", ONE), entries("resolve")),
    Case("escalate", lambda w, i: commands.Escalate(i.id, 2), ("PUT", ONE), entries("escalate")),
    Case(
        "snooze", _snoozed, ("POST", "/snooze$"), entries("snooze"), acknowledged,
    ),
    Case("snooze of a triggered one", _snoozed, ("POST", "/snooze$"), entries("snooze")),
    Case("reassign", lambda w, i: commands.Reassign(i.id, (_bo(w),)), ("PUT", ONE), _assigned),
    Case(
        "reassign to a policy", lambda w, i: commands.Reassign(i.id, policy=_policy(w)), ("PUT", ONE), _assigned,
        second_policy,
    ),
    Case("priority", _priority, ("PUT", ONE), entries("field_value_change"), with_priority),
    Case("urgency", lambda w, i: commands.SetUrgency(i.id, "low"), ("PUT", ONE), entries("urgency_change")),
    Case("title", lambda w, i: commands.SetTitle(i.id, "Checkout down"), ("PUT", ONE), entries("field_value_change")),
    Case("field", _field, ("PUT", "/custom_fields/values$"), entries("custom_field_value_change"), with_field),
    Case(
        "note", lambda w, i: commands.AddNote(i.id, "pool exhausted"), ("POST", "/notes$"),
        lambda w, i: len(w.notes(i)),
    ),
    Case(
        "delete a note", lambda w, i: commands.DeleteNote(i.id, w.notes(i)[0].id), ("DELETE", "/notes/"),
        lambda w, i: 1 - len(w.notes(i)), noted,
    ),
    Case("merge", lambda w, i: commands.Merge(i.id, _other(w)), ("PUT", "/merge$"), entries("resolve"), alerted),
    Case(
        "responders", _help, ("POST", "/responder_requests$"),
        lambda w, i: len(w.pagerduty.responder_requests_of(i.id)), repeatable=False,
    ),
    Case(
        "status update", lambda w, i: commands.SendStatusUpdate(i.id, "we are on it"), ("POST", "/status_updates$"),
        lambda w, i: len(w.pagerduty.status_updates_of(i.id)), repeatable=False,
    ),
    Case(
        "workflow", _workflow, ("POST", "/instances$"), lambda w, i: len(w.pagerduty.workflow_instances(i.id)),
        with_workflow, repeatable=False, visible=False,
    ),
    Case(
        "resolve an alert", lambda w, i: commands.ResolveAlert(i.id, _alert(w, i)), ("PUT", "/alerts/"),
        lambda w, i: sum(alert.status == "resolved" for alert in i.alerts), alerted,
    ),
    Case(
        "move an alert", lambda w, i: commands.MoveAlert(i.id, _alert(w, i), _other(w)), ("PUT", "/alerts/"),
        lambda w, i: len(by_number(w, 2).alerts) - 1, alerted,
    ),
    Case("trigger", _trigger, ("POST", "^/incidents$"), _named("Checkout is down")),
    Case(
        "renew", lambda w, i: commands.Acknowledge(i.id, renew=True), ("PUT", ONE),
        lambda w, i: len(w.entries(i, "acknowledge")) - 1, acknowledged,
    ),
    Case(
        "remove an override", _give_it_back, ("DELETE", "/overrides/"), lambda w, i: 1 - len(w.schedule.overrides),
        overridden, told=False,
    ),
    Case(
        "override", _take_the_pager, ("POST", "/overrides$"), lambda w, i: len(w.schedule.overrides), told=False,
    ),
)  # fmt: skip
REOPEN = Case(
    "reopen", lambda w, i: commands.Reopen(i.id), ("PUT", ONE), lambda w, i: int(i.status == "triggered"), resolved
)
"""Its incident is off the list, so it is submitted with the incident as read."""
