"""The simulated Slack: its Web API for clients, and its controls for tests and demonstrations."""

from __future__ import annotations

from email.utils import format_datetime
from itertools import count

from pdtui.simulator.clock import WorldClock
from pdtui.simulator.slack.arguments import Arguments
from pdtui.simulator.slack.call import Call
from pdtui.simulator.slack.hooks import respond
from pdtui.simulator.slack.interactions import Interactions
from pdtui.simulator.slack.limits import Limits
from pdtui.simulator.slack.methods import METHODS, Method
from pdtui.simulator.slack.model import App, Caller, Json, Refusal
from pdtui.simulator.slack.outcomes import Outcome, Outcomes
from pdtui.simulator.websocket import handshake
from pdtui.simulator.wire import Request, Response


class Slack(Interactions):
    """One workspace with its Web API, its WebSockets and its response URLs.

    Every answer follows from the calls so far and the world's clock.
    """

    def __init__(
        self,
        clock: WorldClock,
        *,
        team_id: str = "T0ACME001",
        domain: str = "acme",
        name: str = "Acme",
        enforce_limits: bool = False,
        first_id: int = 1,
    ) -> None:
        """`first_id` is where ids begin to be counted: give each workspace of a world its own."""
        super().__init__(clock, team_id=team_id, domain=domain, name=name, first_id=first_id)
        self.enforce_limits = enforce_limits
        """Answer 429 above a method's calls per minute, on the world's clock."""
        self.outcomes = Outcomes()
        """Switches by which calls end in errors; `refuse` and `answer_wrongly` set them."""
        self.sockets.on_acknowledged = self.acknowledged
        self._limits = Limits()
        self._requests = count(1)

    def handle(self, request: Request) -> Response:
        """Answer a call of the Web API at `/api/METHOD` or `/METHOD`, a handshake, or an answer to a click."""
        if request.path.startswith("/link/"):
            connection = self.sockets.admit(request.value("ticket") or "")
            return Response(403) if connection is None else handshake(request, connection)
        if request.path.startswith("/hooks/"):
            response = respond(self, request)
            self.tell()
            return response
        if host := request.headers.get("host"):
            self.base_url = f"http://{host}"
        return self._call(request)

    def refuse(self, method: str, error: str, times: int | None = 1, **extra: object) -> None:
        """Let the next calls of a method be refused without being carried out; None: until `outcomes.clear()`."""
        self._switch(Outcome(method, error, extra, applied=False, times=times))

    def answer_wrongly(self, method: str, error: str = "internal_error", times: int | None = 1) -> None:
        """Let the next calls of a method that succeed be answered as if they had failed."""
        self._switch(Outcome(method, error, {}, applied=True, times=times))

    def _switch(self, outcome: Outcome) -> None:
        """Switch an outcome on; raises `KeyError` for a method that nobody could call."""
        if outcome.method not in METHODS:
            raise KeyError(outcome.method)
        self.outcomes.add(outcome)

    def _call(self, request: Request) -> Response:
        """Answer a call of the Web API."""
        name = request.path.removeprefix("/api").strip("/")
        method = METHODS.get(name)
        token = ""
        try:
            arguments = Arguments.of(request)
            token = token_of(request, arguments)
            self.outcomes.strike(name, applied=False)
            if method is not None and method.app_level and request.method != "POST":
                raise Refusal("insecure_request")
            response = self._answer(name, method, token, arguments)
            if response.status == 200:
                self.outcomes.strike(name, applied=True)
        except Refusal as refusal:
            response = Response.of_json(200, {"ok": False, "error": refusal.error, **refusal.extra})
        self.tell()
        return Response(response.status, response.body, {**response.headers, **self._headers(method, token)})

    def _answer(self, name: str, method: Method | None, token: str, arguments: Arguments) -> Response:
        """The answer of an authenticated call; raises the refusals of authentication and of the method."""
        if method is None:
            raise Refusal("unknown_method", req_method=name)
        caller = self._authenticated(token, app_level=method.app_level)
        if self.enforce_limits:
            key = caller.app_id if isinstance(caller, App) else caller.user_id
            seconds = self._limits.wait(key, name, method.per_minute, self.clock.now())
            if seconds:
                value: Json = {"ok": False, "error": "ratelimited"}
                return Response.of_json(429, value, {"retry-after": str(seconds)})
        call = Call(self, caller, arguments, method.scopes)
        call.need(*method.scopes)
        return Response.of_json(200, {"ok": True, **method.handler(call)})

    def _authenticated(self, token: str, *, app_level: bool) -> Caller:
        """Whose token it is; refuses tokens that are missing, unknown, revoked, or of the wrong type."""
        if not token:
            raise Refusal("not_authed")
        if token.startswith("xapp-") is not app_level:
            raise Refusal("not_allowed_token_type")
        if token in self.revoked:
            raise Refusal("token_revoked")
        caller = self.owner(token) if app_level else self.caller(token)
        if caller is None:
            raise Refusal("invalid_auth")
        if caller.deleted:
            raise Refusal("account_inactive")
        if isinstance(caller, App) and app_level and "connections:write" not in caller.app_token_scopes:
            provided = ",".join(sorted(caller.app_token_scopes))
            raise Refusal("missing_scope", needed="connections:write", provided=provided)
        return caller

    def _scopes(self, token: str) -> frozenset[str]:
        """What a token holds; nothing for one that is unknown or revoked."""
        if not token or token in self.revoked:
            return frozenset()
        if (app := self.owner(token)) is not None:
            return app.app_token_scopes
        caller = self.caller(token)
        return caller.scopes if caller else frozenset()

    def _headers(self, method: Method | None, token: str) -> dict[str, str]:
        """The headers of every answer: what the token may, what the method accepts, and Slack's clock."""
        return {
            "date": format_datetime(self.clock.now(), usegmt=True),
            "x-oauth-scopes": ",".join(sorted(self._scopes(token))),
            "x-accepted-oauth-scopes": ",".join(method.scopes) if method else "",
            "x-slack-req-id": f"{next(self._requests):032x}",
        }


def token_of(request: Request, arguments: Arguments) -> str:
    """The token that a request bears, in its header or as an argument; empty where there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    return arguments.text("token") or ""
