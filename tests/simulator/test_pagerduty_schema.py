"""Every answer of a session through all routes and states is as the published description has it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pdtui.simulator.pagerduty import AlertSpec, Channel, Incident
from pdtui.simulator.pagerduty.router import ROUTES, operation
from pdtui.simulator.wire import Request, Response
from tests.openapi import CORRECTIONS, OpenApi, published
from tests.simulator.pagerduty_world import Query, World, build

SLACK = "/integration-slack"
EVERYTHING: Query = {
    "include[]": [
        "acknowledgers",
        "agents",
        "assignees",
        "conference_bridge",
        "escalation_policies",
        "first_trigger_log_entries",
        "priorities",
        "services",
        "teams",
        "users",
    ]
}
WINDOW: Query = {"since": "2026-08-01T00:00:00Z", "until": "2026-08-14T00:00:00Z"}


class Judged:
    """A world whose every exchange is judged; `wrong` collects what the judge has to say."""

    def __init__(self, api: OpenApi) -> None:
        self.api = api
        self.world = build()
        self.wrong: list[str] = []
        self.seen: set[tuple[str, int]] = set()
        self.world.watchers.append(self._judge)

    def _judge(self, request: Request, response: Response) -> None:
        self.seen.add((operation(request.method, request.path), response.status))
        errors = self.api.validate_response(request.method, request.path, response.status, response.body)
        where = f"{request.method} {request.path} -> {response.status}"
        self.wrong += [f"{where}: {error}" for error in errors]


@pytest.fixture
def judged() -> Judged:
    return Judged(published())


def all_states(world: World) -> list[Incident]:
    """One incident in each state that an incident can be in."""
    pagerduty = world.pagerduty
    alerts = [
        AlertSpec("plain", details={"host": "db1"}),
        AlertSpec("odd", severity=None, details="text", contexts=({"type": "link", "href": "https://x.org"},)),
    ]
    fresh = pagerduty.trigger(world.service.id, "fresh", priority_id=world.p1.id, alerts=alerts)
    acknowledged = world.trigger("acknowledged")
    world.put(acknowledged, status="acknowledged")
    world.put(acknowledged, token="bo", status="acknowledged")
    resolved = world.trigger("resolved")
    world.put(resolved, status="resolved", resolution="rebooted")
    snoozed = world.trigger("snoozed")
    world.put(snoozed, status="acknowledged")
    world.call("POST", f"/incidents/{snoozed.id}/snooze", body={"duration": 7200})
    low = pagerduty.trigger(world.service.id, "low", urgency="low")
    world.put(low, status="acknowledged", urgency="high", title="higher", priority="P2")
    moved = world.trigger("moved")
    world.put(moved, assignments=[{"assignee": {"id": world.bo.id, "type": "user_reference"}}])
    world.put(moved, escalation_policy={"id": world.policy.id, "type": "escalation_policy_reference"})
    world.put(moved, escalation_level=2)
    bridge = {"conference_number": "+1 555", "conference_url": "https://x.org/call"}
    world.put(moved, conference_bridge=bridge, incident_type={"name": "major_incident"})
    reopened = world.trigger("reopened")
    world.put(reopened, status="resolved")
    world.put(reopened, status="acknowledged")
    merged = pagerduty.trigger(world.service.id, "merged", alerts=alerts)
    source = {"id": merged.id, "type": "incident_reference"}
    world.call("PUT", f"/incidents/{fresh.id}/merge", body={"source_incidents": [source]})
    return [fresh, acknowledged, resolved, snoozed, low, moved, reopened, merged]


def look_at_incidents(world: World, incidents: list[Incident]) -> None:
    queries: list[Query] = [
        {},
        EVERYTHING,
        {"include[]": "body"},
        {"total": "true", "time_zone": "Europe/Berlin"},
    ]
    for query in queries:
        world.call("GET", "/incidents", query)
        for incident in incidents:
            world.call("GET", f"/incidents/{incident.id}", query)
            expanded: Query = {"include[]": ["incidents", "services", "channels", "teams"]} if query else {}
            world.call("GET", f"/incidents/{incident.id}/log_entries", expanded)
            world.call("GET", f"/incidents/{incident.id}/alerts", query)
            world.call("GET", f"/incidents/{incident.id}/notes")
    for entry in world.pagerduty.state.log:
        if not entry.type.startswith(("notify", "link", "unlink", "field_value")):
            world.call("GET", f"/log_entries/{entry.id}")
    world.call("GET", "/log_entries", {"is_overview": "true"})
    world.call("GET", "/log_entries", {"include[]": ["incidents", "services", "channels", "teams"]})


def test_incidents_in_every_state(judged: Judged) -> None:
    world = judged.world
    incidents = all_states(world)
    look_at_incidents(world, incidents)
    world.after(hours=3)
    look_at_incidents(world, incidents)
    assert judged.wrong == []


def test_writes(judged: Judged) -> None:
    world = judged.world
    fresh, acknowledged, *_ = all_states(world)
    service = {"id": world.service.id, "type": "service_reference"}
    body = {"incident": {"type": "incident", "title": "new", "service": service, "urgency": "low"}}
    world.call("POST", "/incidents", body=body)
    world.call("POST", "/incidents", body={"incident": {"type": "incident"}})
    items = [{"id": one.id, "type": "incident", "status": "resolved"} for one in (fresh, acknowledged)]
    world.call("PUT", "/incidents", body={"incidents": items})
    world.call("PUT", "/incidents", body={"incidents": items * 126})
    world.call("PUT", "/incidents", body={"incidents": [{"id": "P", "type": "incident"}]})
    world.put(fresh, status="nonsense")
    notes = f"/incidents/{fresh.id}/notes"
    made = world.call("POST", notes, body={"note": {"content": "one"}})
    note = f"{notes}/{made.at('note', 'id')}"
    world.call("PUT", note, body={"note": {"content": "two"}})
    world.pagerduty.add_note(fresh.id, "BOT1", "from a bot")
    world.call("GET", notes)
    world.call("DELETE", note)
    world.call("DELETE", note)
    world.call("POST", notes, body={"note": {"content": ""}})
    world.call("POST", f"/incidents/{fresh.id}/snooze", body={"duration": 60})
    world.call("PUT", f"/incidents/{fresh.id}/merge", body={"source_incidents": []})
    assert judged.wrong == []


def test_alerts(judged: Judged) -> None:
    world = judged.world
    fresh, acknowledged, *_ = all_states(world)
    path = f"/incidents/{fresh.id}/alerts"
    first, second = fresh.alerts[:2]
    world.call("GET", f"{path}/{first.id}")
    world.call("GET", f"{path}/PNONE")
    world.call("GET", path, {"include[]": ["services", "incidents", "first_trigger_log_entries"]})
    world.call("PUT", f"{path}/{first.id}", body={"alert": {"type": "alert", "status": "resolved"}})
    world.call("PUT", f"{path}/{first.id}", body={"alert": {"type": "alert", "status": "triggered"}})
    target = {"id": acknowledged.id, "type": "incident_reference"}
    world.call("PUT", path, body={"alerts": [{"id": second.id, "type": "alert", "incident": target}]})
    world.call("GET", "/log_entries")
    assert judged.wrong == []


def test_directory_and_schedules(judged: Judged) -> None:
    world = judged.world
    world.trigger()
    schedule = f"/schedules/{world.schedule.id}"
    user = {"id": world.bo.id, "type": "user_reference"}
    override = {"start": "2026-08-04T08:00:00Z", "end": "2026-08-04T12:00:00Z", "user": user}
    made = world.call("POST", f"{schedule}/overrides", body={"overrides": [override]}).json()
    assert isinstance(made, list)
    asked: list[tuple[str, Query]] = [
        ("/users/me", {"include[]": ["teams"]}),
        ("/users", {"query": "ada", "include[]": "teams"}),
        (f"/users/{world.ada.id}", {}),
        ("/users/PNONE", {}),
        ("/abilities", {}),
        ("/abilities/teams", {}),
        ("/teams", {}),
        (f"/teams/{world.team.id}", {}),
        (f"/teams/{world.team.id}/members", {}),
        ("/services", {"include[]": ["escalation_policies", "teams"]}),
        (f"/services/{world.service.id}", {}),
        ("/escalation_policies", {"include[]": ["targets", "services", "teams"]}),
        (f"/escalation_policies/{world.policy.id}", {}),
        ("/escalation_policies/PNONE", {}),
        ("/priorities", {}),
        ("/oncalls", WINDOW),
        ("/oncalls", {"include[]": ["users", "schedules", "escalation_policies"], "earliest": "true"}),
        ("/schedules", {"include[]": ["schedule_layers", "final_schedule"], **WINDOW}),
        ("/schedules", {}),
        (schedule, {}),
        (schedule, {**WINDOW, "overflow": "true", "include_next_oncall_for_user": world.bo.id}),
        (schedule, {"include_next_oncall_for_user": world.cy.id}),
        (f"{schedule}/users", WINDOW),
        (f"{schedule}/overrides", WINDOW),
        (f"{schedule}/overrides", {}),
    ]
    for path, query in asked:
        world.call("GET", path, query)
    world.call("DELETE", f"{schedule}/overrides/{made[0]['override']['id']}")
    assert judged.wrong == []


def test_slack_integration(judged: Judged) -> None:
    world = judged.world
    base = f"{SLACK}/incidents/{world.trigger().id}"
    world.pagerduty.add_slack_connection(world.service, Channel("C1", "ops", "T1"))
    world.call("GET", f"{SLACK}/workspaces/T1/connections")
    world.call("GET", f"{SLACK}/workspaces/T2/connections")
    world.call("GET", f"{base}/dedicated_channel")
    body = {"channel": {"name": "inc-1", "privacy": "public", "slack_team_id": "T1"}}
    for _ in range(2):
        world.call("POST", f"{base}/dedicated_channel", body=body)
    world.call("GET", f"{base}/dedicated_channel", token="cy")
    world.call("GET", f"{base}/dedicated_channel")
    world.call("DELETE", f"{base}/dedicated_channel")
    world.call("POST", f"{base}/notification_channels", body={"channel": {"id": "C2", "slack_team_id": "T1"}})
    world.call("PUT", f"{base}/notification_channels", body={"channels": [{"id": "C3", "slack_team_id": "T1"}]})
    world.call("GET", f"{base}/notification_channels")
    world.call("DELETE", f"{base}/notification_channels/C3")
    assert judged.wrong == []


def test_features(judged: Judged) -> None:
    world, pagerduty = judged.world, judged.world.pagerduty
    incident, other = world.trigger(), world.trigger()
    base = f"/incidents/{incident.id}"
    asked = {"id": world.bo.id, "type": "user_reference"}
    target = {"requester_id": world.ada.id, "responder_request_targets": [{"responder_request_target": asked}]}
    world.call("POST", f"{base}/responder_requests", body={**target, "message": "help"})
    world.call("PUT", f"{base}/responder_requests/cancel", body={**target, "responder_request_targets": [asked]})
    world.call("POST", f"{base}/status_updates", body={"message": "soon"})
    subscribers = {"subscribers": [{"subscriber_id": world.bo.id, "subscriber_type": "user"}]}
    world.call("POST", f"{base}/status_updates/subscribers", body=subscribers)
    world.call("GET", f"{base}/status_updates/subscribers")
    world.call("POST", f"{base}/status_updates/unsubscribe", body=subscribers)
    workflow = pagerduty.add_workflow("w", services=[world.service], steps=["one"], team=world.team)
    world.call("GET", "/incident_workflows", {"include[]": ["steps", "team"]})
    world.call("GET", "/incident_workflows/triggers")
    start = {"incident_workflow_instance": {"incident": {"id": incident.id, "type": "incident_reference"}}}
    world.call("POST", f"/incident_workflows/{workflow.id}/instances", body=start)
    pagerduty.add_custom_field("env", "Environment", field_type="multi_value_fixed", options=("a", "b"))
    world.call("GET", "/incidents/types")
    world.call("GET", "/incidents/types/incident_default/custom_fields", {"include[]": "field_options"})
    values = {"custom_fields": [{"name": "env", "value": ["a"]}]}
    world.call("PUT", f"{base}/custom_fields/values", body=values)
    world.call("GET", f"{base}/custom_fields/values")
    pagerduty.set_past_incidents(incident.id, [(other, 7.5)])
    pagerduty.set_related_incidents(incident.id, [other])
    pagerduty.set_outlier(incident.id)
    pagerduty.add_change_event(incident.id, "deploy", links=[("https://x.org", "x")])
    for name in ("past_incidents", "related_incidents", "outlier_incident", "related_change_events"):
        world.call("GET", f"{base}/{name}")
    world.call("GET", base, {"include[]": "custom_fields"})
    world.call("GET", "/log_entries")
    assert judged.wrong == []


def test_refusals(judged: Judged) -> None:
    world = judged.world
    incident = world.trigger()
    pagerduty = world.pagerduty
    pagerduty.add_account_token("reader", read_only=True)
    pagerduty.add_token("scoped", world.ada, scopes=[])
    for token in (None, "nonsense", "reader", "scoped"):
        world.call("GET", "/users/me", token=token)
        world.call("GET", "/incidents", token=token)
        world.put(incident, token=token or "", status="resolved")
    for query in ({"offset": "9999"}, {"since": ""}, {"statuses[]": "x"}):
        world.call("GET", "/incidents", query)
    pagerduty.switches.abilities.clear()
    world.call("GET", "/incidents", {"team_ids[]": "x"})
    world.call("GET", "/teams")
    world.call("GET", "/abilities/teams")
    world.put(incident, urgency="low")
    world.call("GET", "/nowhere")
    world.call("DELETE", "/incidents")
    pagerduty.switches.rate_limit = 0
    world.call("GET", "/incidents")
    pagerduty.switches.rate_limit_body = False
    world.call("GET", "/incidents")
    assert judged.wrong == []
    assert {status for _, status in judged.seen} >= {400, 401, 402, 403, 404, 405, 429}


def test_the_sessions_reach_every_route(judged: Judged) -> None:
    test_incidents_in_every_state(judged)
    judged.world.clock.advance(timedelta(minutes=1))
    for check in (test_writes, test_alerts, test_directory_and_schedules, test_slack_integration, test_features):
        session = Judged(judged.api)
        check(session)
        judged.seen |= session.seen
    reached = {name for name, status in judged.seen if status < 300}
    assert {f"{route.method} {route.template}" for route in ROUTES} - reached == set()


def test_the_judge_finds_faults() -> None:
    api = published()
    world = build()
    world.trigger()
    body = world.call("GET", "/incidents").response.body
    assert api.validate_response("GET", "/incidents", 200, body) == []
    assert api.validate_response("GET", "/incidents", 200, body.replace(b'"triggered"', b'"open"'))
    assert api.validate_response("GET", "/incidents", 200, body.replace(b'"incidents"', b'"things"'))
    assert api.validate_response("GET", "/incidents", 418, b"{}")
    assert len({(one.schema, one.change) for one in CORRECTIONS}) == len(CORRECTIONS)


HEADERS = {
    "Accept": "application/vnd.pagerduty+json;version=2",
    "Authorization": "Token token=x",
    "Content-Type": "application/json",
}


@pytest.mark.parametrize(
    ("method", "path", "query", "headers", "body", "fault"),
    [
        ("GET", "/incidents", [("statuses[]", "triggered"), ("limit", "100")], {}, b"", ""),
        ("GET", "/incidents", [("statuses", "triggered")], {}, b"", "statuses is not in"),
        ("GET", "/incidents", [("limit", "many")], {}, b"", "limit"),
        ("GET", "/incident", [], {}, b"", "not in the description"),
        ("GET", "/schedules/P1/overrides", [], {}, b"", "since is missing"),
        ("POST", "/incidents/P1/notes", [], {}, b'{"note": {"content": "x"}}', "From is missing"),
        ("POST", "/incidents/P1/notes", [], {"From": "a@x.org"}, b'{"note": {"content": "x"}}', ""),
        ("POST", "/incidents/P1/notes", [], {"From": "a@x.org"}, b'{"note": {}}', "content"),
        ("POST", "/incidents/P1/snooze", [], {"From": "a@x.org"}, b'{"duration": 0}', "duration"),
        ("GET", f"{SLACK}/workspaces/T1/connections", [("limit", "50")], {}, b"", ""),
        ("GET", f"{SLACK}/workspaces/T1/connections", [("limit", "500")], {}, b"", "limit"),
    ],
)
def test_the_judge_of_requests(
    method: str, path: str, query: list[tuple[str, str]], headers: dict[str, str], body: bytes, fault: str
) -> None:
    found = published().validate_request(method, path, query, {**HEADERS, **headers}, body)
    assert bool(found) is bool(fault)
    assert fault in "\n".join(found)
