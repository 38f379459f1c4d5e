"""The fields of an incident as bodies carry them, read and checked: what creation and changes share."""

from __future__ import annotations

from pdtui.simulator.pagerduty.call import Call, as_list, as_object, reference_id
from pdtui.simulator.pagerduty.errors import invalid, refusal
from pdtui.simulator.pagerduty.incident_list import URGENCIES
from pdtui.simulator.pagerduty.model import Service


def title(value: object) -> str:
    """A title; 400/2001 where it is empty."""
    if not isinstance(value, str) or not value.strip():
        raise invalid("Title cannot be empty.")
    return value


def urgency(value: object) -> str:
    """`high` or `low`; 400/2001 for anything else."""
    if value not in URGENCIES:
        raise invalid("Urgency is invalid.")
    return str(value)


def priority(call: Call, value: object) -> str | None:
    """A priority's id, found by reference or by name; null is none, an unknown one 400/1020."""
    if value is None:
        return None
    wanted = value if isinstance(value, str) else reference_id(value, "priority")
    known = call.state.priorities.values() if call.state.switches.priorities else ()
    for one in known:
        if wanted in (one.id, one.name):
            return one.id
    raise refusal(400, "Invalid Priority", 1020)


def incident_type(call: Call, value: object) -> str:
    """The name of an enabled incident type; 400/2001 for any other."""
    name = as_object(value, "incident_type").get("name")
    found = call.state.incident_types.get(str(name))
    if found is None or not found.enabled:
        raise invalid("Incident type is invalid.")
    return found.name


def service(call: Call, value: object) -> Service:
    """The service that a reference names; 400/2001 where there is none."""
    found = call.state.services.get(reference_id(value, "service"))
    if found is None:
        raise invalid("Service Not Found")
    return found


def assignees(value: object) -> list[str]:
    """The ids of the people in `assignments`."""
    return [reference_id(one.get("assignee"), "assignee") for one in as_list(value, "assignments")]
