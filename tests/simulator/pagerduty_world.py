"""A small account for the simulator's own tests, with a short way of asking it things."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from pdtui.simulator.clock import WorldClock
from pdtui.simulator.pagerduty import (
    EscalationPolicy,
    Incident,
    Level,
    PagerDuty,
    Priority,
    Schedule,
    Service,
    Shift,
    Team,
    User,
)
from pdtui.simulator.wire import Request, Response

START = datetime(2026, 8, 3, 9, 0, tzinfo=UTC)
Query = Mapping[str, str | list[str]]
Watcher = Callable[[Request, Response], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """A response with its body decoded on demand."""

    response: Response

    @property
    def status(self) -> int:
        return self.response.status

    def json(self) -> object:
        return json.loads(self.response.body)

    def at(self, *path: str | int) -> object:
        """What lies in the body under a path of keys and places."""
        found: object = self.json()
        for part in path:
            if isinstance(found, list) and isinstance(part, int):
                found = found[part]
            else:
                assert isinstance(found, dict), f"{found!r} has no {part!r}"
                found = found[part]
        return found

    def each(self, key: str, *path: str | int) -> list[object]:
        """The same path of every row of a list."""
        rows = self.at(key)
        assert isinstance(rows, list)
        return [_at(row, path) for row in rows]

    @property
    def code(self) -> object:
        return self.at("error", "code")


def _at(found: object, path: tuple[str | int, ...]) -> object:
    for part in path:
        assert isinstance(found, dict)
        found = found[part]
    return found


@dataclass(slots=True)
class World:
    """Ada (admin) is on call this week, Bo the next; Cy, a manager, is the second level."""

    clock: WorldClock
    pagerduty: PagerDuty
    ada: User
    bo: User
    cy: User
    team: Team
    schedule: Schedule
    policy: EscalationPolicy
    service: Service
    p1: Priority
    watchers: list[Watcher] = field(default_factory=list)

    def call(
        self,
        method: str,
        path: str,
        query: Query | None = None,
        body: object = None,
        token: str | None = "ada",
        sender: str | None = None,
    ) -> Answer:
        """Send one request with Ada's key, or another's; `token` None sends none."""
        headers = {"accept": "application/vnd.pagerduty+json;version=2", "content-type": "application/json"}
        if token is not None:
            headers["authorization"] = f"Token token={token}"
        if sender is not None:
            headers["from"] = sender
        pairs = tuple(
            (name, value)
            for name, values in (query or {}).items()
            for value in ([values] if isinstance(values, str) else values)
        )
        content = b"" if body is None else json.dumps(body).encode()
        request = Request(method, path, pairs, headers, content)
        response = self.pagerduty.handle(request)
        for watcher in self.watchers:
            watcher(request, response)
        return Answer(response)

    def trigger(self, title: str = "disk full", service: Service | None = None) -> Incident:
        return self.pagerduty.trigger((service or self.service).id, title)

    def put(self, incident: Incident, token: str = "ada", **fields: object) -> Answer:
        """Change one incident."""
        body = {"incident": {"type": "incident", **fields}}
        return self.call("PUT", f"/incidents/{incident.id}", body=body, token=token)

    def types(self, incident: Incident) -> list[str]:
        """Its history's types, oldest first, without the notifications."""
        kinds = [entry.type.removesuffix("_log_entry") for entry in incident.log]
        return [kind for kind in kinds if kind != "notify"]

    def after(self, **by: float) -> None:
        """Let time pass, and let it have its effects."""
        self.clock.advance(timedelta(**by))
        self.pagerduty.tick()


def build() -> World:
    """The account at nine on a Monday."""
    clock = WorldClock(START)
    pagerduty = PagerDuty(clock)
    ada = pagerduty.add_user("Ada Lovelace", "ada@example.com", role="admin")
    bo = pagerduty.add_user("Bo Diddley", "bo@example.com", role="limited_user")
    cy = pagerduty.add_user("Cy Twombly", "cy@example.com")
    for user in (ada, bo, cy):
        pagerduty.add_token(user.email.partition("@")[0], user)
    team = pagerduty.add_team("Storage", [ada, bo])
    week = timedelta(days=7)
    shifts = [Shift(ada.id, START - week, START + week), Shift(bo.id, START + week, START + 2 * week)]
    schedule = pagerduty.add_schedule("Primary", shifts)
    levels = [Level(30, (schedule.id,)), Level(15, (cy.id,))]
    policy = pagerduty.add_escalation_policy("Storage", levels, num_loops=1, team=team)
    service = pagerduty.add_service("Database", policy, team=team, acknowledgement_timeout=1800)
    p1 = pagerduty.add_priority("P1", "Everything is down")
    pagerduty.add_priority("P2")
    return World(clock, pagerduty, ada, bo, cy, team, schedule, policy, service, p1)
