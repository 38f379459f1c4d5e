"""Which path and method lead to which route, and the OAuth scope each of them needs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pdtui.simulator.pagerduty import (
    alerts,
    context,
    custom_fields,
    directory,
    incident_creation,
    incident_list,
    incidents,
    log_entries,
    notes,
    oncalls,
    overrides,
    responders,
    schedules,
    slack_integration,
    status_updates,
    workflows,
)
from pdtui.simulator.pagerduty.call import Call
from pdtui.simulator.pagerduty.errors import not_found, refusal
from pdtui.simulator.wire import Response

Handle = Callable[[Call], Response]
ONE = "/incidents/{id}"
SLACK = "/integration-slack/incidents/{incident_id}"


@dataclass(frozen=True, slots=True)
class Route:
    """One documented operation."""

    method: str
    template: str
    handle: Handle
    scope: str = ""
    pattern: re.Pattern[str] = re.compile("")


def _route(method: str, template: str, handle: Handle, scope: str = "") -> Route:
    pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template)
    return Route(method, template, handle, scope, re.compile(pattern))


ROUTES = (
    _route("GET", "/users/me", directory.get_me),
    _route("GET", "/users", directory.list_users, "users.read"),
    _route("GET", "/users/{id}", directory.get_user, "users.read"),
    _route("GET", "/abilities", directory.list_abilities, "abilities.read"),
    _route("GET", "/abilities/{id}", directory.get_ability, "abilities.read"),
    _route("GET", "/teams", directory.list_teams, "teams.read"),
    _route("GET", "/teams/{id}", directory.get_team, "teams.read"),
    _route("GET", "/teams/{id}/members", directory.team_members, "teams.read"),
    _route("GET", "/services", directory.list_services, "services.read"),
    _route("GET", "/services/{id}", directory.get_service, "services.read"),
    _route("GET", "/escalation_policies", directory.list_policies, "escalation_policies.read"),
    _route("GET", "/escalation_policies/{id}", directory.get_policy, "escalation_policies.read"),
    _route("GET", "/priorities", directory.list_priorities, "priorities.read"),
    _route("GET", "/oncalls", oncalls.list_oncalls, "oncalls.read"),
    _route("GET", "/schedules", schedules.list_schedules, "schedules.read"),
    _route("GET", "/schedules/{id}", schedules.get_schedule, "schedules.read"),
    _route("GET", "/schedules/{id}/users", schedules.schedule_users, "users.read"),
    _route("GET", "/schedules/{id}/overrides", overrides.list_overrides, "schedules.read"),
    _route("POST", "/schedules/{id}/overrides", overrides.create_overrides, "schedules.write"),
    _route("DELETE", "/schedules/{id}/overrides/{override_id}", overrides.delete_override, "schedules.write"),
    _route("GET", "/incidents", incident_list.list_incidents, "incidents.read"),
    _route("POST", "/incidents", incident_creation.create_incident, "incidents.write"),
    _route("PUT", "/incidents", incidents.update_incidents, "incidents.write"),
    _route("GET", "/incidents/types", custom_fields.list_types, "incident_types.read"),
    _route("GET", "/incidents/types/{type_id_or_name}/custom_fields", custom_fields.type_fields, "custom_fields.read"),
    _route("GET", "/incidents/{id}", incident_list.get_incident, "incidents.read"),
    _route("PUT", "/incidents/{id}", incidents.update_incident, "incidents.write"),
    _route("POST", "/incidents/{id}/snooze", incidents.snooze_incident, "incidents.write"),
    _route("PUT", "/incidents/{id}/merge", incidents.merge_incidents, "incidents.write"),
    _route("GET", "/incidents/{id}/notes", notes.list_notes, "incidents.read"),
    _route("POST", "/incidents/{id}/notes", notes.create_note, "incidents.write"),
    _route("PUT", "/incidents/{id}/notes/{note_id}", notes.update_note, "incidents.write"),
    _route("DELETE", "/incidents/{id}/notes/{note_id}", notes.delete_note, "incidents.write"),
    _route("GET", "/incidents/{id}/alerts", alerts.list_alerts, "incidents.read"),
    _route("PUT", "/incidents/{id}/alerts", alerts.update_alerts, "incidents.write"),
    _route("GET", "/incidents/{id}/alerts/{alert_id}", alerts.get_alert, "incidents.read"),
    _route("PUT", "/incidents/{id}/alerts/{alert_id}", alerts.update_alert, "incidents.write"),
    _route("GET", "/incidents/{id}/log_entries", log_entries.incident_log, "incidents.read"),
    _route("POST", f"{ONE}/responder_requests", responders.request_responders, "incidents.write"),
    _route("PUT", f"{ONE}/responder_requests/cancel", responders.cancel_requests, "incidents.write"),
    _route("POST", f"{ONE}/status_updates", status_updates.create_status_update, "incidents.write"),
    _route("GET", f"{ONE}/status_updates/subscribers", status_updates.list_subscribers, "subscribers.read"),
    _route("POST", f"{ONE}/status_updates/subscribers", status_updates.subscribe, "subscribers.write"),
    _route("POST", f"{ONE}/status_updates/unsubscribe", status_updates.unsubscribe, "subscribers.write"),
    _route("GET", f"{ONE}/custom_fields/values", custom_fields.get_values, "incidents.read"),
    _route("PUT", f"{ONE}/custom_fields/values", custom_fields.set_values, "incidents.write"),
    _route("GET", f"{ONE}/past_incidents", context.past_incidents, "incidents.read"),
    _route("GET", f"{ONE}/related_incidents", context.related_incidents, "incidents.read"),
    _route("GET", f"{ONE}/outlier_incident", context.outlier_incident, "incidents.read"),
    _route("GET", f"{ONE}/related_change_events", context.related_changes, "incidents.read"),
    _route("GET", "/incident_workflows", workflows.list_workflows, "incident_workflows.read"),
    _route("GET", "/incident_workflows/triggers", workflows.list_triggers, "incident_workflows.read"),
    _route(
        "POST", "/incident_workflows/{id}/instances", workflows.start_workflow, "incident_workflows:instances.write"
    ),
    _route("GET", "/log_entries", log_entries.account_log, "incidents.read"),
    _route("GET", "/log_entries/{id}", log_entries.get_log_entry, "incidents.read"),
    _route("GET", f"{SLACK}/dedicated_channel", slack_integration.get_dedicated),
    _route("POST", f"{SLACK}/dedicated_channel", slack_integration.create_dedicated),
    _route("DELETE", f"{SLACK}/dedicated_channel", slack_integration.delete_dedicated),
    _route("GET", f"{SLACK}/notification_channels", slack_integration.list_channels),
    _route("POST", f"{SLACK}/notification_channels", slack_integration.add_channel),
    _route("PUT", f"{SLACK}/notification_channels", slack_integration.replace_channels),
    _route("DELETE", f"{SLACK}/notification_channels/{{channel_id}}", slack_integration.remove_channel),
    _route("GET", "/integration-slack/workspaces/{slack_team_id}/connections", slack_integration.list_connections),
)


def find(method: str, path: str) -> tuple[Route, dict[str, str]]:
    """The route of a request with the variable parts of its path; 404/2100 or 405."""
    known = False
    for route in ROUTES:
        match = route.pattern.fullmatch(path)
        if match is None:
            continue
        if route.method == method:
            return route, match.groupdict()
        known = True
    if known:
        raise refusal(405, "Method Not Allowed", 2015)
    raise not_found()


def operation(method: str, path: str) -> str:
    """The name of a request's operation, such as `GET /incidents/{id}`; empty where there is none."""
    for route in ROUTES:
        if route.method == method and route.pattern.fullmatch(path) is not None:
            return f"{route.method} {route.template}"
    return ""
