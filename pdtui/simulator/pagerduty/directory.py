"""What changes seldom: people, teams, services, policies, priorities, abilities."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from pdtui.simulator.pagerduty.call import Call
from pdtui.simulator.pagerduty.errors import account_key_has_no_user, lacks_ability, not_found, plan_refusal
from pdtui.simulator.pagerduty.model import EscalationPolicy, Service, User
from pdtui.simulator.pagerduty.switches import KNOWN_ABILITIES
from pdtui.simulator.wire import Response

T = TypeVar("T")


def matching(call: Call, rows: Iterable[T], text: Callable[[T], str]) -> list[T]:
    """The rows whose text holds the `query` parameter, in any case of letters."""
    query = (call.request.value("query") or "").casefold()
    return [row for row in rows if query in text(row).casefold()]


def get_me(call: Call) -> Response:
    """GET /users/me: 400 with a plain string for an account's key; own calendar links are secrets."""
    user = call.credential.user
    if user is None:
        raise account_key_has_no_user()
    links = {
        "http_cal_url": f"https://{call.state.subdomain}.pagerduty.com/private/{'0' * 64}/feed",
        "web_cal_url": f"webcal://{call.state.subdomain}.pagerduty.com/private/{'0' * 64}/feed",
    }
    return Response.of_json(200, {"user": {**call.render().whole_user(user), **links}})


def list_users(call: Call) -> Response:
    """GET /users: `query` matches part of a name or an address."""
    teams = call.ids_of("team_ids[]", "teams")
    rows = [
        user
        for user in matching(call, call.state.users.values(), lambda user: f"{user.name}\n{user.email}")
        if not teams or not teams.isdisjoint(user.team_ids)
    ]
    return call.page("users", rows, call.render().whole_user)


def get_user(call: Call) -> Response:
    """GET /users/{id}."""
    user: User | None = call.state.users.get(call.ids["id"])
    if user is None:
        raise not_found()
    return Response.of_json(200, {"user": call.render().whole_user(user)})


def list_abilities(call: Call) -> Response:
    """GET /abilities."""
    return Response.of_json(200, {"abilities": sorted(call.state.switches.abilities)})


def get_ability(call: Call) -> Response:
    """GET /abilities/{id}: 204 has it, 402 lacks it, 404 no such ability."""
    name = call.ids["id"]
    if name in call.state.switches.abilities:
        return Response(204)
    if name in KNOWN_ABILITIES:
        raise lacks_ability()
    raise not_found()


def _need_teams(call: Call) -> None:
    if "teams" not in call.state.switches.abilities:
        raise lacks_ability()


def list_teams(call: Call) -> Response:
    """GET /teams: 402 without the ability."""
    _need_teams(call)
    rows = matching(call, call.state.teams.values(), lambda team: team.name)
    return call.page("teams", rows, call.render().whole_team)


def get_team(call: Call) -> Response:
    """GET /teams/{id}."""
    _need_teams(call)
    team = call.state.teams.get(call.ids["id"])
    if team is None:
        raise not_found("Team")
    return Response.of_json(200, {"team": call.render().whole_team(team)})


def team_members(call: Call) -> Response:
    """GET /teams/{id}/members."""
    _need_teams(call)
    if call.ids["id"] not in call.state.teams:
        raise not_found("Team")
    members = [user for user in call.state.users.values() if call.ids["id"] in user.team_ids]
    render = call.render()
    return call.page("members", members, lambda one: {"user": render.user(one.id, "users"), "role": "manager"})


def list_services(call: Call) -> Response:
    """GET /services."""
    teams = call.ids_of("team_ids[]", "teams")
    name = call.request.value("name")
    rows = [
        row
        for row in matching(call, call.state.services.values(), lambda service: service.name)
        if (not teams or row.team_id in teams) and (name is None or row.name == name)
    ]
    return call.page("services", rows, call.local().whole_service)


def get_service(call: Call) -> Response:
    """GET /services/{id}."""
    service: Service | None = call.state.services.get(call.ids["id"])
    if service is None:
        raise not_found("Service")
    return Response.of_json(200, {"service": call.local().whole_service(service)})


def list_policies(call: Call) -> Response:
    """GET /escalation_policies: `user_ids[]` finds direct targets only, never through a schedule."""
    teams = call.ids_of("team_ids[]", "teams")
    users = call.ids_of("user_ids[]")

    def fits(policy: EscalationPolicy) -> bool:
        targets = {target for level in policy.levels for target in level.targets}
        return (not teams or policy.team_id in teams) and (not users or not users.isdisjoint(targets))

    rows = [row for row in matching(call, call.state.policies.values(), lambda row: row.name) if fits(row)]
    if (call.request.value("sort_by") or "").startswith("name"):
        rows.sort(key=lambda row: row.name.casefold(), reverse=call.request.value("sort_by") == "name:desc")
    return call.page("escalation_policies", rows, call.render().whole_policy)


def get_policy(call: Call) -> Response:
    """GET /escalation_policies/{id}: 404/5001."""
    policy = call.state.policies.get(call.ids["id"])
    if policy is None:
        raise not_found("Escalation Policy", 5001)
    return Response.of_json(200, {"escalation_policy": call.render().whole_policy(policy)})


def list_priorities(call: Call) -> Response:
    """GET /priorities: most severe first; 402 or 404 where they are switched off."""
    if not call.state.switches.priorities:
        raise plan_refusal(call.state.switches.priorities_refusal)
    render = call.render()
    rows = list(call.state.priorities.values())
    return call.page("priorities", rows, lambda row: render.priority(row, True))
