"""Who is asking, and whether they may: keys, `From`, roles, the budget of requests."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pdtui.simulator.pagerduty.errors import ApiError, denied, empty_html, refusal
from pdtui.simulator.pagerduty.model import Incident, User
from pdtui.simulator.pagerduty.state import State
from pdtui.simulator.wire import Request, Response

_HEADER = re.compile(r"(?:Token token=|Bearer )\"?([^\s\"]+)\"?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
STAKEHOLDERS = ("read_only_user", "read_only_limited_user")
"""The roles that only look, whatever they are assigned to."""
MANAGERS = ("owner", "admin", "user")
"""The roles that may do everything to incidents, and start workflows."""
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Credential:
    """A key: a user's, or an account's (`user` None); `scopes` None: not a scoped token."""

    token: str
    user: User | None
    read_only: bool = False
    scopes: tuple[str, ...] | None = None

    @property
    def budget(self) -> str:
        """Whose requests it counts among: all keys of a user share one budget."""
        return self.user.id if self.user is not None else self.token


def authenticate(state: State, credentials: dict[str, Credential], request: Request) -> Credential:
    """The credential of a request; 401 (or a page, as the switch says) where there is none."""
    header = request.headers.get("authorization", "")
    match = _HEADER.fullmatch(header.strip())
    if match is None:
        raise empty_html(401)
    found = credentials.get(match[1])
    if found is not None:
        return found
    if state.switches.bad_key == "empty":
        raise empty_html(401)
    if state.switches.bad_key == "html":
        raise ApiError(Response.of_html(404, "<!DOCTYPE html><html><body><h1>Not found</h1></body></html>"))
    raise refusal(401, "Authentication failed", 2006)


def requester(state: State, credential: Credential, request: Request) -> User:
    """The person who acts: the key's own, else the one that `From` names; 400, 400/1028, 400/1008 without."""
    if credential.user is not None:
        return credential.user
    email = request.headers.get("from", "").strip()
    if not email:
        raise refusal(
            400,
            "Invalid Input Provided",
            2001,
            'You must specify a user\'s email address in the "From" header to perform this action.',
        )
    if _EMAIL.fullmatch(email) is None:
        raise refusal(400, "Requester User Email Is Malformed", 1028)
    user = state.user_by_email(email)
    if user is None:
        raise refusal(400, "Requester User Not Found", 1008)
    return user


def require_responder(user: User, incidents: tuple[Incident, ...] = ()) -> None:
    """403/2010 where the role may not respond; an observer may on what is assigned to them."""
    if user.role in STAKEHOLDERS:
        raise denied()
    if user.role in ("observer", "restricted_access"):
        own = bool(incidents) and all(user.id in incident.assignee_ids for incident in incidents)
        if not own:
            raise denied()


@dataclass(slots=True)
class Window:
    """One running minute of a budget."""

    limit: int
    began: datetime
    used: int = 0


@dataclass(slots=True)
class Budget:
    """The requests that each key, and each limited operation of it, has used in its running minute."""

    windows: dict[str, Window] = field(default_factory=dict)

    def spend(self, state: State, keys: dict[str, int]) -> tuple[bool, dict[str, str]]:
        """Count one request against each key's limit: whether it may pass, and the headers to answer with."""
        now = state.clock.now()
        running = []
        for key, limit in keys.items():
            window = self.windows.get(key)
            if window is None or now - window.began >= _MINUTE or window.limit != limit:
                window = self.windows[key] = Window(limit, now)
            running.append(window)
        allowed = all(window.used < window.limit for window in running)
        if allowed:
            for window in running:
                window.used += 1
        tightest = min(running, key=lambda window: window.limit - window.used)
        reset = max(1, int((tightest.began + _MINUTE - now).total_seconds()))
        headers = {
            "ratelimit-limit": str(tightest.limit),
            "ratelimit-remaining": str(tightest.limit - tightest.used),
            "ratelimit-reset": str(reset),
        }
        return allowed, headers


def too_many(state: State, headers: dict[str, str]) -> Response:
    """The 429, as bare or as full as the switches say."""
    switches = state.switches
    kept = headers if switches.rate_limit_headers else {}
    if not switches.rate_limit_body:
        return Response(429, b"", kept)
    code: object = "2020" if switches.rate_limit_code_is_text else 2020
    return Response.of_json(429, {"error": {"message": "Rate Limit Exceeded", "code": code}}, kept)
