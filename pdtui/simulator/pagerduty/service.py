"""The simulated PagerDuty: its HTTP side, and the levers by which a scenario or a test moves its world."""

from __future__ import annotations

from pdtui.simulator.clock import WorldClock
from pdtui.simulator.pagerduty import router
from pdtui.simulator.pagerduty.account_levers import AccountLevers
from pdtui.simulator.pagerduty.auth import Budget, Credential, authenticate, too_many
from pdtui.simulator.pagerduty.call import Call
from pdtui.simulator.pagerduty.errors import ApiError, denied, lacks_scope
from pdtui.simulator.pagerduty.incident_levers import IncidentLevers
from pdtui.simulator.pagerduty.model import Incident
from pdtui.simulator.pagerduty.response_levers import ResponseLevers
from pdtui.simulator.pagerduty.state import Listener, State
from pdtui.simulator.wire import Request, Response


class PagerDuty(AccountLevers, IncidentLevers, ResponseLevers):
    """One account in memory; not safe for threads, the server serialises its calls."""

    def __init__(self, clock: WorldClock, *, subdomain: str = "acme") -> None:
        self.state = State(clock, subdomain)
        self.switches = self.state.switches
        self.incidents: dict[str, Incident] = self.state.incidents
        """All incidents, in the order in which they were made."""
        self.listeners: list[Listener] = self.state.listeners
        """Called with (log entry type, incident, log entry) after what PagerDuty's own apps report."""
        self.credentials: dict[str, Credential] = {}
        """The keys that are known."""
        self._budget = Budget()

    def handle(self, request: Request) -> Response:
        """Answer one request; whatever came due before it is carried out first."""
        self.tick()
        headers = {"x-request-id": self.state.ids.request()}
        try:
            response = self._answer(request, headers)
        except ApiError as error:
            response = error.response
        bare = response.status == 429 and not self.switches.rate_limit_headers
        if not bare and "ratelimit-limit" not in headers:
            limit = str(self.switches.rate_limit)
            headers |= {"ratelimit-limit": limit, "ratelimit-remaining": limit, "ratelimit-reset": "60"}
        if bare:
            headers = {"x-request-id": headers["x-request-id"]}
        return Response(response.status, response.body, {**response.headers, **headers})

    def _answer(self, request: Request, headers: dict[str, str]) -> Response:
        credential = authenticate(self.state, self.credentials, request)
        keys = {credential.budget: self.switches.rate_limit}
        operation = router.operation(request.method, request.path)
        if operation in self.switches.operation_limits:
            keys[f"{credential.budget} {operation}"] = self.switches.operation_limits[operation]
        allowed, counted = self._budget.spend(self.state, keys)
        headers.update(counted)
        if not allowed:
            return too_many(self.state, counted)
        route, ids = router.find(request.method, request.path)
        if credential.read_only and request.method != "GET":
            raise denied()
        if credential.scopes is not None and route.scope and route.scope not in credential.scopes:
            raise lacks_scope(route.scope, credential.scopes)
        return route.handle(Call(self.state, request, credential, ids))
