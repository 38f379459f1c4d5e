"""The simulated PagerDuty keeps PagerDuty's rules, one behaviour a test."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pdtui.simulator.pagerduty import AlertSpec, ApiError, Channel, Incident, Level, LogEntry, Shift
from pdtui.simulator.wire import Request
from tests.simulator.pagerduty_world import START, World, build


@pytest.fixture
def world() -> World:
    return build()


def account(world: World, read_only: bool = False) -> None:
    world.pagerduty.add_account_token("account", read_only=read_only)


# Credentials and the person behind them


def test_no_key_gets_an_empty_page(world: World) -> None:
    answer = world.call("GET", "/incidents", token=None)
    assert (answer.status, answer.response.body) == (401, b"")
    assert answer.response.headers["content-type"] == "text/html"


@pytest.mark.parametrize(
    ("mood", "status", "start"), [("json", 401, b'{"error"'), ("empty", 401, b""), ("html", 404, b"<!DOC")]
)
def test_unknown_key_gets_what_the_switch_says(world: World, mood: str, status: int, start: bytes) -> None:
    world.pagerduty.switches.bad_key = mood
    answer = world.call("GET", "/users/me", token="nonsense")
    assert answer.status == status
    assert answer.response.body[: len(start)] == start
    assert bool(answer.response.body) is bool(start)


def test_bearer_tokens_work_too(world: World) -> None:
    response = world.pagerduty.handle(Request("GET", "/users/me", (), {"authorization": "Bearer ada"}))
    assert response.status == 200


def test_account_key_has_no_user_and_says_so_in_a_plain_string(world: World) -> None:
    account(world)
    answer = world.call("GET", "/users/me", token="account")
    assert answer.status == 400
    assert str(answer.at("error")).startswith("Because this request was made using an account-level")


@pytest.mark.parametrize(("sender", "code"), [(None, 2001), ("nobody", 1028), ("stranger@example.com", 1008)])
def test_account_key_needs_a_sender(world: World, sender: str | None, code: int) -> None:
    account(world)
    incident = world.trigger()
    body = {"incident": {"type": "incident", "status": "acknowledged"}}
    answer = world.call("PUT", f"/incidents/{incident.id}", body=body, token="account", sender=sender)
    assert (answer.status, answer.code) == (400, code)
    assert incident.status == "triggered"


def test_account_key_acts_as_its_sender_who_gets_the_incident(world: World) -> None:
    account(world)
    incident = world.trigger()
    body = {"incident": {"type": "incident", "status": "acknowledged"}}
    answer = world.call("PUT", f"/incidents/{incident.id}", body=body, token="account", sender="CY@example.com")
    assert answer.at("incident", "assignments", 0, "assignee", "id") == world.cy.id


def test_read_only_account_key_reads_and_does_not_write(world: World) -> None:
    account(world, read_only=True)
    incident = world.trigger()
    assert world.call("GET", "/incidents", token="account").status == 200
    assert world.put(incident, token="account", status="resolved").status == 403


def test_user_key_needs_no_sender(world: World) -> None:
    assert world.put(world.trigger(), status="acknowledged").status == 200


def test_missing_scope_is_named(world: World) -> None:
    world.pagerduty.add_token("scoped", world.ada, scopes=["users.read"])
    answer = world.call("GET", "/incidents", token="scoped")
    assert answer.status == 403
    assert answer.at("error", "required_scopes") == "incidents.read"
    assert answer.at("error", "token_scopes") == ["users.read"]


@pytest.mark.parametrize("role", ["read_only_user", "observer", "restricted_access"])
def test_roles_that_may_not_respond(world: World, role: str) -> None:
    world.pagerduty.add_token("guest", world.pagerduty.add_user("G", "g@example.com", role=role))
    incident = world.trigger()
    answer = world.put(incident, token="guest", status="acknowledged")
    assert (answer.status, answer.code) == (403, 2010)


def test_observer_may_respond_to_what_is_theirs(world: World) -> None:
    guest = world.pagerduty.add_user("G", "g@example.com", role="observer")
    world.pagerduty.add_token("guest", guest)
    incident = world.pagerduty.trigger(world.service.id, "yours", assignee_ids=[guest.id])
    assert world.put(incident, token="guest", status="acknowledged").status == 200


# The wire


def test_every_answer_has_a_request_id_and_the_budget(world: World) -> None:
    for path, token in (("/incidents", "ada"), ("/nowhere", "ada"), ("/incidents", None)):
        headers = world.call("GET", path, token=token).response.headers
        assert {"x-request-id", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"} <= set(headers)


def test_budget_runs_out_and_comes_back_after_its_minute(world: World) -> None:
    world.pagerduty.switches.rate_limit = 2
    assert world.call("GET", "/abilities").response.headers["ratelimit-remaining"] == "1"
    world.call("GET", "/abilities")
    refused = world.call("GET", "/abilities")
    assert (refused.status, refused.code) == (429, 2020)
    world.after(seconds=20)
    assert world.call("GET", "/abilities").response.headers["ratelimit-reset"] == "40"
    assert world.call("GET", "/abilities", token="bo").status == 200
    world.after(seconds=40)
    assert world.call("GET", "/abilities").status == 200


def test_429_without_headers_and_body(world: World) -> None:
    switches = world.pagerduty.switches
    switches.rate_limit, switches.rate_limit_headers, switches.rate_limit_body = 0, False, False
    answer = world.call("GET", "/abilities").response
    assert (answer.status, answer.body) == (429, b"")
    assert set(answer.headers) == {"x-request-id"}


def test_one_operation_may_have_a_tighter_limit(world: World) -> None:
    world.pagerduty.switches.operation_limits["GET /oncalls"] = 1
    assert world.call("GET", "/oncalls").response.headers["ratelimit-limit"] == "1"
    assert world.call("GET", "/oncalls").status == 429
    assert world.call("GET", "/incidents").status == 200


def test_limited_write_is_not_applied(world: World) -> None:
    incident = world.trigger()
    world.pagerduty.switches.rate_limit = 0
    assert world.put(incident, status="resolved").status == 429
    assert incident.status == "triggered"


def test_unknown_route_and_unknown_method(world: World) -> None:
    assert world.call("GET", "/nowhere").code == 2100
    assert world.call("DELETE", "/incidents").status == 405


# Lists


def test_paging_caps_and_total(world: World) -> None:
    for number in range(30):
        world.trigger(f"n{number}")
    page = world.call("GET", "/incidents", {"date_range": "all"})
    assert len(page.each("incidents")) == page.at("limit") == 25
    assert (page.at("more"), page.at("total")) == (True, None)
    last = world.call("GET", "/incidents", {"offset": "25", "limit": "500", "total": "true"})
    assert (len(last.each("incidents")), last.at("limit"), last.at("more"), last.at("total")) == (
        5,
        100,
        False,
        30,
    )


def test_paging_ends_at_ten_thousand(world: World) -> None:
    answer = world.call("GET", "/incidents", {"offset": "9950", "limit": "100"})
    assert (answer.status, answer.code) == (400, 2002)
    assert world.call("GET", "/incidents", {"offset": "9900", "limit": "100"}).status == 200


def test_limit_zero_is_echoed_with_more(world: World) -> None:
    world.trigger()
    page = world.call("GET", "/incidents", {"limit": "0"})
    assert (page.each("incidents"), page.at("limit"), page.at("more")) == ([], 0, True)


def test_list_holds_one_month_unless_asked_for_all(world: World) -> None:
    old = world.pagerduty.trigger(world.service.id, "old", created_at=START - timedelta(days=40))
    new = world.trigger("new")
    assert world.call("GET", "/incidents").each("incidents", "id") == [new.id]
    assert world.call("GET", "/incidents", {"date_range": "all"}).each("incidents", "id") == [old.id, new.id]
    since = {"since": "2026-06-20T00:00:00Z"}
    assert world.call("GET", "/incidents", since).each("incidents", "id") == [old.id]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"since": ""}, 2001),
        ({"since": "yesterday"}, 2004),
        ({"since": "2025-01-01T00:00:00Z", "until": "2026-08-01T00:00:00Z"}, 2005),
        ({"statuses[]": "open"}, 2001),
        ({"sort_by": "title"}, 2001),
        ({"time_zone": "Mars/Olympus"}, 2001),
    ],
)
def test_list_refuses_nonsense(world: World, query: dict[str, str], code: int) -> None:
    answer = world.call("GET", "/incidents", query)
    assert (answer.status, answer.code) == (400, code)


def test_list_filters(world: World) -> None:
    pagerduty = world.pagerduty
    other = pagerduty.add_service("Other", pagerduty.add_escalation_policy("O", [Level(5, (world.cy.id,))]))
    first = pagerduty.trigger(world.service.id, "a", incident_key="key-a")
    second = pagerduty.trigger(other.id, "b", urgency="low", alerts=[AlertSpec("al", key="key-b")])
    pagerduty.acknowledge(second.id, world.cy.id)

    def ids(**query: str) -> list[object]:
        named = {name.replace("__", "[]"): value for name, value in query.items()}
        return world.call("GET", "/incidents", named).each("incidents", "id")

    assert ids(statuses__="acknowledged") == [second.id]
    assert ids(user_ids__=world.ada.id) == [first.id]
    assert ids(service_ids__=other.id) == [second.id]
    assert ids(team_ids__=world.team.id) == [first.id]
    assert ids(urgencies__="low") == [second.id]
    assert ids(incident_key="key-a") == [first.id]
    assert ids(incident_key="key-b") == [second.id]
    assert ids(sort_by="incident_number:desc") == [second.id, first.id]
    assert ids(priorities__="nothing like it") == [first.id, second.id]


def test_resolved_incidents_are_assigned_to_nobody(world: World) -> None:
    incident = world.trigger()
    world.put(incident, status="resolved")
    assert world.call("GET", "/incidents", {"user_ids[]": world.ada.id}).each("incidents") == []


def test_filters_need_their_abilities(world: World) -> None:
    world.pagerduty.switches.abilities -= {"teams", "urgencies"}
    for query in ({"team_ids[]": world.team.id}, {"urgencies[]": "high"}):
        answer = world.call("GET", "/incidents", query)
        assert (answer.status, answer.code) == (402, 2014)
    assert world.call("GET", "/abilities/teams").status == 402
    assert world.call("GET", "/abilities/read_only_users").status == 204
    assert world.call("GET", "/abilities/flying").status == 404


def test_list_lag_shows_the_past_while_the_incident_is_fresh(world: World) -> None:
    incident = world.trigger()
    world.pagerduty.switches.list_lag = timedelta(seconds=5)
    world.after(seconds=10)
    world.put(incident, status="acknowledged")
    newer = world.trigger("newer")
    listed = world.call("GET", "/incidents")
    assert listed.each("incidents", "status") == ["triggered"]
    assert world.call("GET", f"/incidents/{incident.id}").at("incident", "status") == "acknowledged"
    kinds = world.call("GET", f"/incidents/{incident.id}/log_entries").each("log_entries", "type")
    assert "acknowledge_log_entry" not in kinds
    world.after(seconds=6)
    assert world.call("GET", "/incidents").each("incidents", "id") == [incident.id, newer.id]
    assert world.call("GET", "/incidents").at("incidents", 0, "status") == "acknowledged"


def test_include_expands_references(world: World) -> None:
    world.trigger()
    plain = world.call("GET", "/incidents").at("incidents", 0, "service", "type")
    expanded = world.call("GET", "/incidents", {"include[]": ["services", "assignees"]})
    assert plain == "service_reference"
    assert expanded.at("incidents", 0, "service", "type") == "service"
    assert expanded.at("incidents", 0, "assignments", 0, "assignee", "email") == "ada@example.com"


def test_incident_by_number_and_unknown(world: World) -> None:
    incident = world.trigger()
    assert world.call("GET", "/incidents/1").at("incident", "id") == incident.id
    assert world.call("GET", "/incidents/PNOTHING").code == 2100


def test_time_zone_is_rendered(world: World) -> None:
    world.trigger()
    answer = world.call("GET", "/incidents", {"time_zone": "Asia/Kolkata"})
    assert answer.at("incidents", 0, "created_at") == "2026-08-03T14:30:00+05:30"
    world.pagerduty.switches.account_time_zone = "America/New_York"
    entry = world.call("GET", "/log_entries").at("log_entries", 0, "created_at")
    assert entry == "2026-08-03T05:00:00-04:00"


# What can be done to an incident


def test_trigger_assigns_whoever_is_on_call(world: World) -> None:
    incident = world.trigger()
    assert incident.assignee_ids == (world.ada.id,)
    assert world.types(incident) == ["trigger", "assign"]
    answer = world.call("GET", f"/incidents/{incident.id}")
    assert answer.at("incident", "summary") == "[#1] disk full"
    assert answer.at("incident", "pending_actions") == [{"type": "escalate", "at": "2026-08-03T09:30:00Z"}]


def test_acknowledge(world: World) -> None:
    incident = world.trigger()
    answer = world.put(incident, status="acknowledged")
    assert answer.at("incident", "acknowledgements", 0, "acknowledger", "id") == world.ada.id
    assert answer.at("incident", "pending_actions") == [{"type": "unacknowledge", "at": "2026-08-03T09:30:00Z"}]
    assert answer.at("incident", "last_status_change_by", "id") == world.ada.id
    assert world.types(incident)[-1] == "acknowledge"


def test_acknowledge_again_refreshes_the_timeout(world: World) -> None:
    incident = world.trigger()
    world.put(incident, status="acknowledged")
    world.after(minutes=10)
    answer = world.put(incident, status="acknowledged")
    assert answer.at("incident", "pending_actions", 0, "at") == "2026-08-03T09:40:00Z"
    assert answer.at("incident", "last_status_change_at") == "2026-08-03T09:00:00Z"
    assert world.types(incident).count("acknowledge") == 2


def test_acknowledge_by_a_second_person_keeps_both(world: World) -> None:
    incident = world.trigger()
    world.put(incident, status="acknowledged")
    world.put(incident, token="bo", status="acknowledged")
    assert set(incident.assignee_ids) == {world.ada.id, world.bo.id}


def test_acknowledging_a_resolved_incident_reopens_it(world: World) -> None:
    incident = world.trigger()
    world.put(incident, status="resolved")
    answer = world.put(incident, token="bo", status="acknowledged")
    assert answer.at("incident", "status") == "acknowledged"
    assert answer.at("incident", "resolved_at") is None
    assert answer.at("incident", "assignments", 0, "assignee", "id") == world.bo.id


def test_triggered_unacknowledges_and_reopens(world: World) -> None:
    incident = world.trigger()
    world.put(incident, status="acknowledged")
    assert world.put(incident, status="triggered").at("incident", "acknowledgements") == []
    world.put(incident, status="resolved")
    reopened = world.put(incident, status="triggered")
    assert reopened.at("incident", "assignments", 0, "assignee", "id") == world.ada.id
    assert reopened.at("incident", "assigned_via") == "escalation_policy"


def test_resolve_closes_everything(world: World) -> None:
    incident = world.pagerduty.trigger(world.service.id, "x", alerts=[AlertSpec("a"), AlertSpec("b")])
    answer = world.put(incident, status="resolved", resolution="rebooted")
    assert answer.at("incident", "alert_counts") == {"all": 2, "triggered": 0, "resolved": 2}
    assert answer.at("incident", "assignments") == []
    assert answer.at("incident", "pending_actions") == []
    assert answer.at("incident", "resolved_at") == "2026-08-03T09:00:00Z"
    assert incident.log[-1].extra == {"note": "rebooted"}


def test_resolve_again_is_what_the_switch_says(world: World) -> None:
    incident = world.trigger()
    world.put(incident, status="resolved")
    assert world.put(incident, status="resolved").status == 200
    world.pagerduty.switches.resolve_again_is_error = True
    again = world.put(incident, status="resolved")
    assert (again.status, again.code) == (400, 1001)


def test_escalation_level_is_absolute(world: World) -> None:
    incident = world.trigger()
    world.put(incident, status="acknowledged")
    answer = world.put(incident, escalation_level=2)
    assert answer.at("incident", "status") == "triggered"
    assert answer.at("incident", "assignments", 0, "assignee", "id") == world.cy.id
    assert world.types(incident)[-1] == "escalate"


def test_cannot_escalate(world: World) -> None:
    incident = world.trigger()
    assert world.put(incident, escalation_level=3).code == 1006
    world.put(incident, urgency="low")
    assert world.put(incident, escalation_level=2).code == 1006
    world.put(incident, status="resolved")
    assert world.put(incident, escalation_level=2).code == 1006


def test_cannot_escalate_to_nobody(world: World) -> None:
    empty = world.pagerduty.add_schedule("Empty", [])
    policy = world.pagerduty.add_escalation_policy("Half", [Level(5, (world.ada.id,)), Level(5, (empty.id,))])
    incident = world.trigger(service=world.pagerduty.add_service("S", policy))
    assert world.put(incident, escalation_level=2).code == 1015


def test_policy_overrides_the_level_in_the_same_body(world: World) -> None:
    incident = world.trigger()
    reference = {"id": world.policy.id, "type": "escalation_policy_reference"}
    answer = world.put(incident, escalation_policy=reference, escalation_level=2)
    assert answer.at("incident", "assignments", 0, "assignee", "id") == world.ada.id
    assert incident.level == 1
    assert world.types(incident)[-1] == "delegate"


def test_reassigned_incident_no_longer_escalates(world: World) -> None:
    incident = world.trigger()
    assignments = [{"assignee": {"id": world.bo.id, "type": "user_reference"}}]
    answer = world.put(incident, assignments=assignments)
    assert answer.at("incident", "assigned_via") == "direct_assignment"
    assert answer.at("incident", "pending_actions") == []
    assert incident.log[-2].assignee_ids == (world.bo.id,)
    world.after(days=1)
    assert incident.assignee_ids == (world.bo.id,)


def test_reassign_to_a_stranger_is_refused(world: World) -> None:
    incident = world.trigger()
    assignments = [{"assignee": {"id": "PXXXXXX", "type": "user_reference"}}]
    assert world.put(incident, assignments=assignments).code == 1007


def test_snooze_needs_an_acknowledged_incident_and_a_duration(world: World) -> None:
    incident = world.trigger()
    path = f"/incidents/{incident.id}/snooze"
    assert world.call("POST", path, body={"duration": 3600}).code == 1012
    world.put(incident, status="acknowledged")
    assert world.call("POST", path, body={"duration": 604_801}).code == 1013
    answer = world.call("POST", path, body={"duration": 3600})
    assert answer.status == 201
    assert answer.at("incident", "pending_actions") == [{"type": "unacknowledge", "at": "2026-08-03T10:00:00Z"}]
    assert incident.log[-1].summary == "Snoozed by Ada Lovelace for 1 hr 0 min"
    world.after(minutes=61)
    assert incident.status == "triggered"


def test_another_acknowledgement_ends_a_snooze(world: World) -> None:
    incident = world.trigger()
    world.put(incident, status="acknowledged")
    world.call("POST", f"/incidents/{incident.id}/snooze", body={"duration": 36_000})
    answer = world.put(incident, status="acknowledged")
    assert answer.at("incident", "pending_actions", 0, "at") == "2026-08-03T09:30:00Z"


def test_raising_urgency_unacknowledges(world: World) -> None:
    incident = world.pagerduty.trigger(world.service.id, "x", urgency="low")
    world.put(incident, status="acknowledged")
    answer = world.put(incident, urgency="high")
    assert (answer.at("incident", "status"), answer.at("incident", "urgency")) == ("triggered", "high")


def test_priority_by_reference_by_name_and_cleared(world: World) -> None:
    incident = world.trigger()
    reference = {"id": world.p1.id, "type": "priority_reference"}
    assert world.put(incident, priority=reference).at("incident", "priority", "summary") == "P1"
    assert world.put(incident, priority="P2").at("incident", "priority", "summary") == "P2"
    assert world.put(incident, priority=None).at("incident", "priority") is None
    assert world.put(incident, priority="P9").code == 1020


def test_body_without_changes_changes_nothing(world: World) -> None:
    incident = world.trigger()
    world.after(minutes=1)
    answer = world.put(incident)
    assert (answer.status, answer.at("incident", "updated_at")) == (200, "2026-08-03T09:00:00Z")


def test_invalid_status(world: World) -> None:
    assert world.put(world.trigger(), status="done").code == 1003


def test_bulk_is_all_or_nothing(world: World) -> None:
    heard: list[str] = []
    first, second = world.trigger(), world.trigger()
    world.pagerduty.listeners.append(lambda kind, incident, entry: heard.append(kind))
    lines = len(first.log)
    items = [
        {"id": first.id, "type": "incident_reference", "status": "resolved"},
        {"id": second.id, "type": "incident_reference", "escalation_level": 9},
    ]
    refused = world.call("PUT", "/incidents", body={"incidents": items})
    assert (refused.status, refused.code) == (400, 1006)
    assert (first.status, len(first.log), heard) == ("triggered", lines, [])
    items[1] = {"id": second.id, "type": "incident_reference", "status": "acknowledged"}
    done = world.call("PUT", "/incidents", body={"incidents": items})
    assert done.each("incidents", "status") == ["resolved", "acknowledged"]
    assert heard == ["resolve_log_entry", "acknowledge_log_entry"]


def test_bulk_has_a_limit(world: World) -> None:
    items = [{"id": "P", "type": "incident"}] * 251
    assert world.call("PUT", "/incidents", body={"incidents": items}).status == 413


def test_refused_change_keeps_the_timers(world: World) -> None:
    incident = world.trigger()
    world.put(incident, status="acknowledged", escalation_level=9)
    world.after(minutes=31)
    assert incident.assignee_ids == (world.cy.id,)


def test_merge(world: World) -> None:
    target = world.trigger("target")
    source = world.pagerduty.trigger(world.service.id, "source", alerts=[AlertSpec("a")])
    path = f"/incidents/{target.id}/merge"
    body = {"source_incidents": [{"id": source.id, "type": "incident_reference"}]}
    answer = world.call("PUT", path, body=body)
    assert answer.at("incident", "alert_counts", "all") == 1
    assert world.call("PUT", path, body=body).code == 1019
    gone = world.call("GET", f"/incidents/{source.id}")
    assert gone.at("incident", "status") == "resolved"
    assert gone.at("incident", "resolve_reason", "incident", "id") == target.id


# Creation


def new_incident(world: World, **fields: object) -> dict[str, object]:
    service = {"id": world.service.id, "type": "service_reference"}
    return {"incident": {"type": "incident", "title": "by hand", "service": service, **fields}}


def test_create(world: World) -> None:
    answer = world.call("POST", "/incidents", body=new_incident(world, incident_key="k"))
    assert answer.status == 201
    assert answer.at("incident", "assignments", 0, "assignee", "id") == world.ada.id
    twice = world.call("POST", "/incidents", body=new_incident(world, incident_key="k"))
    assert twice.status == 400
    assert len(world.pagerduty.incidents) == 1


def test_created_for_oneself_is_acknowledged(world: World) -> None:
    own = [{"assignee": {"id": world.ada.id, "type": "user_reference"}}]
    answer = world.call("POST", "/incidents", body=new_incident(world, assignments=own))
    assert answer.at("incident", "status") == "acknowledged"
    incident = next(iter(world.pagerduty.incidents.values()))
    assert "notify_log_entry" not in [entry.type for entry in incident.log]


def test_nobody_on_call_creates_nothing(world: World) -> None:
    world.after(days=30)
    schedule_only = world.pagerduty.add_escalation_policy("S", [Level(5, (world.schedule.id,))])
    reference = {"id": schedule_only.id, "type": "escalation_policy_reference"}
    answer = world.call("POST", "/incidents", body=new_incident(world, escalation_policy=reference))
    assert (answer.status, answer.code) == (400, 1015)
    with pytest.raises(ApiError):
        world.trigger(service=world.pagerduty.add_service("T", schedule_only))
    assert world.pagerduty.incidents == {}


def test_incident_dated_back_escalates_from_now(world: World) -> None:
    incident = world.pagerduty.trigger(world.service.id, "old", created_at=START - timedelta(days=2))
    world.pagerduty.tick()
    assert incident.created_at == START - timedelta(days=2)
    assert incident.assignee_ids == (world.ada.id,)
    assert incident.escalate_at == START + timedelta(minutes=30)


# Time


def test_escalates_repeats_and_gives_up(world: World) -> None:
    incident = world.trigger()
    world.after(hours=3)
    kinds = ["escalate", "repeat_escalation_path", "escalate", "escalate"]
    assert world.types(incident)[2:] == kinds
    moments = [entry.created_at - START for entry in incident.log if entry.type == "escalate_log_entry"]
    assert moments == [timedelta(minutes=minutes) for minutes in (30, 45, 75)]
    assert incident.escalate_at is None


def test_acknowledgement_times_out(world: World) -> None:
    incident = world.trigger()
    world.put(incident, status="acknowledged")
    world.after(minutes=30)
    assert incident.status == "triggered"
    entry = next(entry for entry in incident.log if entry.type == "unacknowledge_log_entry")
    assert entry.channel == {"type": "timeout"}
    assert entry.created_at == START + timedelta(minutes=30)


def test_auto_resolve_waits_for_the_end_of_a_snooze(world: World) -> None:
    service = world.pagerduty.add_service("S", world.policy, auto_resolve_timeout=3600)
    incident = world.trigger(service=service)
    world.put(incident, status="acknowledged")
    world.call("POST", f"/incidents/{incident.id}/snooze", body={"duration": 7200})
    world.after(minutes=100)
    assert incident.status == "acknowledged"
    other = world.trigger("other", service)
    world.after(minutes=60)
    assert (incident.status, other.status) == ("resolved", "resolved")


def test_low_urgency_does_not_escalate(world: World) -> None:
    incident = world.pagerduty.trigger(world.service.id, "x", urgency="low")
    world.after(days=1)
    assert incident.assignee_ids == (world.ada.id,)


# Notes, alerts, log


def test_notes(world: World) -> None:
    incident = world.trigger()
    path = f"/incidents/{incident.id}/notes"
    made = world.call("POST", path, body={"note": {"content": "looking"}})
    assert made.status == 201
    note = f"{path}/{made.at('note', 'id')}"
    assert world.call("PUT", note, body={"note": {"content": "found"}}).at("note", "content") == "found"
    assert world.call("GET", path).each("notes", "content") == ["found"]
    assert world.call("DELETE", note).status == 204
    assert world.call("DELETE", note).status == 404
    assert incident.log[-1].channel == {"type": "note", "summary": "looking"}


@pytest.mark.parametrize("content", ["", "  ", "x" * 65_536, None])
def test_bad_notes(world: World, content: object) -> None:
    path = f"/incidents/{world.trigger().id}/notes"
    assert world.call("POST", path, body={"note": {"content": content}}).status == 400


def test_notes_of_bots_and_observers(world: World) -> None:
    incident = world.trigger()
    path = f"/incidents/{incident.id}/notes"
    world.pagerduty.add_note(incident.id, "BOT1", "from a bot")
    world.pagerduty.add_token("guest", world.pagerduty.add_user("G", "g@example.com", role="observer"))
    assert world.call("POST", path, body={"note": {"content": "seen"}}, token="guest").status == 201
    kinds = world.call("GET", path).each("notes", "user", "type")
    assert kinds == ["user_reference", "bot_user_reference"]


def test_note_moves_updated_at_only_with_the_switch(world: World) -> None:
    incident = world.trigger()
    world.after(minutes=1)
    world.pagerduty.add_note(incident.id, world.ada.id, "one")
    assert incident.updated_at == START
    world.pagerduty.switches.note_changes_incident = True
    world.pagerduty.add_note(incident.id, world.ada.id, "two")
    assert incident.updated_at == START + timedelta(minutes=1)


def test_resolving_the_last_alert_resolves_the_incident(world: World) -> None:
    incident = world.pagerduty.trigger(world.service.id, "x", alerts=[AlertSpec("a"), AlertSpec("b")])
    path = f"/incidents/{incident.id}/alerts"
    first, second = (str(one) for one in world.call("GET", path).each("alerts", "id"))
    world.call("PUT", f"{path}/{first}", body={"alert": {"type": "alert", "status": "resolved"}})
    assert incident.status == "triggered"
    body = {"alerts": [{"id": second, "type": "alert", "status": "resolved"}]}
    world.call("PUT", path, body=body)
    assert incident.status == "resolved"


def test_alerts_move_to_open_incidents_only(world: World) -> None:
    home = world.pagerduty.trigger(world.service.id, "x", alerts=[AlertSpec("a"), AlertSpec("b")])
    target = world.trigger()
    alert = f"/incidents/{home.id}/alerts/{home.alerts[0].id}"
    body = {"alert": {"type": "alert", "incident": {"id": target.id, "type": "incident_reference"}}}
    moved = world.call("PUT", alert, body=body)
    assert moved.at("alert", "incident", "id") == target.id
    assert (len(home.alerts), len(target.alerts)) == (1, 1)
    world.put(target, status="resolved")
    alert = f"/incidents/{home.id}/alerts/{home.alerts[0].id}"
    assert world.call("PUT", alert, body=body).status == 400


def test_log_is_newest_first_and_notifications_have_no_agent(world: World) -> None:
    incident = world.trigger()
    world.after(minutes=1)
    world.put(incident, status="acknowledged")
    log = world.call("GET", f"/incidents/{incident.id}/log_entries")
    kinds = log.each("log_entries", "type")
    assert kinds == [f"{kind}_log_entry" for kind in ("acknowledge", "notify", "assign", "trigger")]
    notify = log.at("log_entries", 1)
    assert isinstance(notify, dict)
    assert "agent" not in notify
    assert len(str(notify["id"])) == 26
    short = world.call("GET", "/log_entries", {"is_overview": "true"}).each("log_entries", "type")
    assert "notify_log_entry" not in short


def test_log_since_takes_in_its_own_second(world: World) -> None:
    world.trigger()
    since = world.call("GET", "/log_entries", {"since": "2026-08-03T09:00:00Z"}).each("log_entries")
    later = world.call("GET", "/log_entries", {"since": "2026-08-03T09:00:01Z"}).each("log_entries")
    assert (len(since), len(later)) == (3, 0)


def test_listeners_hear_of_every_change(world: World) -> None:
    heard: list[tuple[str, str]] = []

    def listen(kind: str, incident: Incident, entry: LogEntry) -> None:
        heard.append((kind, entry.summary))

    world.pagerduty.listeners.append(listen)
    incident = world.trigger()
    world.put(incident, status="acknowledged")
    world.pagerduty.add_note(incident.id, world.bo.id, "hm")
    world.pagerduty.escalate(incident.id, world.bo.id, 2)
    world.pagerduty.resolve(incident.id, world.bo.id)
    kinds = ["trigger", "assign", "acknowledge", "annotate", "escalate", "resolve"]
    assert [kind for kind, _ in heard] == [f"{kind}_log_entry" for kind in kinds]
    assert heard[-1][1] == "Resolved by Bo Diddley."


# On call


def test_oncalls_now(world: World) -> None:
    answer = world.call("GET", "/oncalls")
    assert answer.each("oncalls", "user", "id") == [world.ada.id, world.cy.id]
    assert answer.each("oncalls", "escalation_level") == [1, 2]
    assert answer.each("oncalls", "end") == ["2026-08-10T09:00:00Z", None]
    assert answer.at("oncalls", 1, "schedule") is None


def test_oncalls_filters(world: World) -> None:
    window = {"since": "2026-08-03T09:00:00Z", "until": "2026-08-20T09:00:00Z"}

    def users(**query: str) -> list[object]:
        named = {name.replace("__", "[]"): value for name, value in query.items()}
        return world.call("GET", "/oncalls", {**window, **named}).each("oncalls", "user", "id")

    assert users() == [world.ada.id, world.bo.id, world.cy.id]
    assert users(user_ids__=world.bo.id) == [world.bo.id]
    assert users(schedule_ids__="null") == [world.cy.id]
    assert users(escalation_policy_ids__="PNONE") == []
    too_far = world.call("GET", "/oncalls", {"until": "2027-08-20T09:00:00Z"})
    assert (too_far.status, too_far.code) == (400, 2005)


def test_adjacent_shifts_of_one_person_are_merged(world: World) -> None:
    day = timedelta(days=1)
    shifts = [Shift(world.bo.id, START, START + day), Shift(world.bo.id, START + day, START + 2 * day)]
    schedule = world.pagerduty.add_schedule("Two days", shifts)
    world.pagerduty.add_escalation_policy("T", [Level(5, (schedule.id,))])
    answer = world.call("GET", "/oncalls", {"user_ids[]": world.bo.id})
    assert answer.each("oncalls", "end") == ["2026-08-05T09:00:00Z"]


def test_overrides_take_the_place_of_shifts(world: World) -> None:
    path = f"/schedules/{world.schedule.id}/overrides"
    user = {"id": world.bo.id, "type": "user_reference"}
    override = {"start": "2026-08-03T08:00:00Z", "end": "2026-08-03T12:00:00Z", "user": user}
    wrong = {"start": "2026-08-03T12:00:00Z", "end": "2026-08-03T08:00:00Z", "user": user}
    made = world.call("POST", path, body={"overrides": [override, wrong]})
    results = made.json()
    assert isinstance(results, list)
    assert [one["status"] for one in results] == [201, 400]
    assert world.trigger().assignee_ids == (world.bo.id,)
    bounds = {"since": "2026-08-03T00:00:00Z", "until": "2026-08-04T00:00:00Z"}
    listed = world.call("GET", path, bounds)
    final = world.call("GET", f"/schedules/{world.schedule.id}", bounds)
    entries = final.at("schedule", "final_schedule", "rendered_schedule_entries")
    assert isinstance(entries, list)
    assert [one["user"]["id"] for one in entries] == [world.ada.id, world.bo.id, world.ada.id]
    assert world.call("DELETE", f"{path}/{listed.at('overrides', 0, 'id')}").status == 200
    assert world.trigger().assignee_ids == (world.ada.id,)
    assert world.call("GET", path).status == 400


def test_policies_by_user_find_direct_targets_only(world: World) -> None:
    of_cy = world.call("GET", "/escalation_policies", {"user_ids[]": world.cy.id})
    of_ada = world.call("GET", "/escalation_policies", {"user_ids[]": world.ada.id})
    assert of_cy.each("escalation_policies", "id") == [world.policy.id]
    assert of_ada.each("escalation_policies") == []
    assert of_cy.at("escalation_policies", 0, "services", 0, "id") == world.service.id


# Slack


def test_slack_integration_is_for_admins(world: World) -> None:
    incident = world.trigger()
    path = f"/integration-slack/incidents/{incident.id}/dedicated_channel"
    refused = world.call("GET", path, token="cy")
    assert (refused.status, refused.json()) == (403, {"error": {"message": "Forbidden"}})
    assert world.call("GET", path).status == 404
    world.pagerduty.set_dedicated_channel(incident.id, "C1", "inc-1", "T1")
    assert world.call("GET", path).at("channel", "id") == "C1"
    assert world.call("DELETE", path).status == 204


def test_slack_notification_channels(world: World) -> None:
    incident = world.trigger()
    path = f"/integration-slack/incidents/{incident.id}/notification_channels"
    world.pagerduty.set_notification_channels(incident.id, [Channel("C1", "ops", "T1")])
    more = world.call("POST", path, body={"channel": {"id": "C2", "slack_team_id": "T1"}})
    assert more.status == 201
    assert world.call("GET", path).each("channels", "id") == ["C1", "C2"]
    assert world.call("DELETE", f"{path}/C1").status == 204
    body = {"channels": [{"id": "C3", "slack_team_id": "T1"}]}
    assert world.call("PUT", path, body=body).each("channels", "id") == ["C3"]
    assert world.call("POST", path, body={"channel": {"slack_team_id": "T1"}}).status == 422


def test_slack_connections(world: World) -> None:
    path = "/integration-slack/workspaces/T1/connections"
    assert world.call("GET", path).status == 404
    world.pagerduty.add_slack_connection(world.service, Channel("C1", "ops", "T1"))
    world.pagerduty.add_slack_connection(world.team, Channel("C2", "team", "T1"))
    page = world.call("GET", path)
    assert page.each("slack_connections", "source_type") == ["service_reference", "team_reference"]
    assert (page.at("limit"), page.at("total")) == (50, 2)


def test_two_runs_are_alike() -> None:
    answers = []
    for _ in range(2):
        world = build()
        world.trigger()
        answers.append(world.call("GET", "/incidents").response)
    assert answers[0] == answers[1]
