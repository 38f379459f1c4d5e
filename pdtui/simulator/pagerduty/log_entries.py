"""`/log_entries` and an incident's own history, newest first."""

from __future__ import annotations

from pdtui.simulator.pagerduty.call import Call
from pdtui.simulator.pagerduty.errors import not_found
from pdtui.simulator.pagerduty.model import LogEntry
from pdtui.simulator.pagerduty.times import within_month
from pdtui.simulator.wire import Response

OVERVIEW = frozenset(
    f"{kind}_log_entry"
    for kind in (
        "trigger",
        "acknowledge",
        "unacknowledge",
        "assign",
        "escalate",
        "resolve",
        "annotate",
        "snooze",
    )
)
"""What `is_overview=true` leaves."""


def incident_log(call: Call) -> Response:
    """GET /incidents/{id}/log_entries: without bounds, all of them."""
    since, until = call.bound("since"), call.bound("until")
    chosen = [
        entry
        for entry in call.incident().log
        if (since is None or entry.created_at >= since) and (until is None or entry.created_at <= until)
    ]
    return _page(call, sorted(chosen, key=lambda entry: entry.created_at)[::-1])


def account_log(call: Call) -> Response:
    """GET /log_entries: the last month by default; `since` takes in its own second."""
    since, until = within_month(call.bound("since"), call.bound("until"), call.state.now())
    teams = call.ids_of("team_ids[]", "teams")
    state = call.state
    chosen = state.history.between(since, until)
    if teams:
        services, policies = state.rows_of_teams(teams)
        of_teams = {
            incident_id
            for incident_id in {entry.incident_id for entry in chosen}
            if (row := state.incidents[incident_id]).service_id in services or row.policy_id in policies
        }
        chosen = [entry for entry in chosen if entry.incident_id in of_teams]
    return _page(call, chosen)


def _page(call: Call, newest_first: list[LogEntry]) -> Response:
    rows = call.state.listed_entries(newest_first)
    if call.flag("is_overview"):
        rows = [entry for entry in rows if entry.type in OVERVIEW]
    return call.page("log_entries", rows, call.local().log_entry)


def get_log_entry(call: Call) -> Response:
    """GET /log_entries/{id}."""
    entry = call.state.history.get(call.ids["id"])
    if entry is None:
        raise not_found()
    return Response.of_json(200, {"log_entry": call.local().log_entry(entry)})
