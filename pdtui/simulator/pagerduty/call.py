"""One request with all that its route needs: the account, the key, the parameters read and checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TypeVar

from pdtui.simulator.pagerduty.auth import STAKEHOLDERS, Credential, requester, require_responder
from pdtui.simulator.pagerduty.errors import bad_arguments, denied, invalid, lacks_ability
from pdtui.simulator.pagerduty.model import Incident, Json, User
from pdtui.simulator.pagerduty.render import Renderer
from pdtui.simulator.pagerduty.state import State
from pdtui.simulator.pagerduty.times import parsed, zone_named
from pdtui.simulator.wire import Request, Response

T = TypeVar("T")
MAX_ROWS = 10_000
MAX_PAGE = 100


@dataclass(frozen=True, slots=True)
class Call:
    """A request on its way through a route; `ids` are the variable parts of its path."""

    state: State
    request: Request
    credential: Credential
    ids: dict[str, str]

    def actor(self, *incidents: Incident) -> User:
        """The person who acts on these incidents, with every refusal that a `From` header or a role can meet."""
        user = requester(self.state, self.credential, self.request)
        require_responder(user, incidents)
        return user

    def requester(self) -> User:
        """The person who acts, whatever their role allows."""
        return requester(self.state, self.credential, self.request)

    def responder_without_from(self, *incidents: Incident) -> User | None:
        """The key's own person where the route knows no `From`; refused where the role may not respond."""
        user = self.credential.user
        if user is not None:
            require_responder(user, incidents)
        return user

    def actor_without_from(self) -> User | None:
        """The key's own person where the route knows no `From`; stakeholders are refused."""
        user = self.credential.user
        if user is not None and user.role in STAKEHOLDERS:
            raise denied()
        return user

    def incident(self) -> Incident:
        """The incident that the path names, by id or number."""
        return self.state.incident(self.ids["id"])

    def flag(self, name: str) -> bool:
        """A boolean parameter; PagerDuty's own SDK writes `True`."""
        return (self.request.value(name) or "").lower() == "true"

    def zone(self, default: tzinfo = UTC) -> tzinfo:
        """The `time_zone` parameter."""
        name = self.request.value("time_zone")
        return default if name is None else zone_named(name)

    def bound(self, name: str) -> datetime | None:
        """`since` or `until`, a bound without a zone read in `time_zone`, else in the account's zone."""
        text = self.request.value(name)
        return None if text is None else parsed(text, self.zone(self.state.zone), name.capitalize())

    def choices(self, name: str, allowed: Sequence[str]) -> list[str]:
        """A repeated parameter of an enumeration; 400/2001 for a value it does not have."""
        values = self.request.values(name)
        for value in values:
            if value not in allowed:
                raise invalid(f"{name.removesuffix('[]').capitalize()} contains an invalid value.")
        return values

    def ids_of(self, name: str, ability: str | None = None) -> set[str]:
        """A repeated parameter of ids; 402/2014 where the account lacks the ability for it."""
        values = set(self.request.values(name))
        if values and ability is not None and ability not in self.state.switches.abilities:
            raise lacks_ability()
        return values

    def render(self, default_zone: tzinfo = UTC) -> Renderer:
        """How this answer is rendered: its zone and its `include[]`."""
        return Renderer(self.state, self.zone(default_zone), frozenset(self.request.values("include[]")))

    def local(self) -> Renderer:
        """The same, in the account's own zone where none was asked for."""
        return self.render(self.state.zone)

    def optional(self, key: str) -> object:
        """What the JSON body holds under `key`, None where it is not there; 400/2001 for what is no object."""
        try:
            document = self.request.json()
        except ValueError:
            raise invalid("Request body is not valid JSON.") from None
        return as_object(document, "request body").get(key)

    def body(self, key: str) -> object:
        """The same; 400/2001 where it is not there."""
        found = self.optional(key)
        if found is None:
            raise invalid(f"{key.capitalize()} cannot be empty.")
        return found

    def object_body(self, key: str) -> Json:
        """The object under `key` of the body."""
        return as_object(self.body(key), key)

    def list_body(self, key: str) -> list[Json]:
        """The list of objects under `key` of the body."""
        return as_list(self.body(key), key)

    def page(
        self,
        key: str,
        rows: Sequence[T],
        show: Callable[[T], Json],
        default: int = 25,
        total: bool = False,
        extra: Json | None = None,
    ) -> Response:
        """One page of a list, classic paging; 400/2002 past the 10,000th row."""
        limit = self.limit(default)
        offset = self.count("offset", 0)
        if offset + limit > MAX_ROWS:
            raise bad_arguments(
                "Offset+limit exceeds maximum allowed value of 10000. Please try to refine your search to "
                "return a smaller set of records."
            )
        shown = rows[offset : offset + limit]
        return Response.of_json(
            200,
            {
                key: [show(row) for row in shown],
                "limit": limit,
                "offset": offset,
                "total": len(rows) if total or self.flag("total") else None,
                "more": offset + len(shown) < len(rows),
                **(extra or {}),
            },
        )

    def whole(self, key: str, rows: Sequence[T], show: Callable[[T], Json]) -> Response:
        """All rows of a bulk change, in an envelope like a page's."""
        shown = [show(row) for row in rows]
        return Response.of_json(200, {key: shown, "limit": len(rows), "offset": 0, "total": None, "more": False})

    def limit(self, default: int = 25) -> int:
        """The length of a page; more than the most is the most."""
        return min(self.count("limit", default), MAX_PAGE)

    def count(self, name: str, default: int) -> int:
        """A parameter that counts; 400/2002 for what is no number."""
        text = self.request.value(name)
        if text is None:
            return default
        if not text.isdecimal():
            raise bad_arguments(f"{name.capitalize()} must be a non-negative integer.")
        return int(text)


def as_object(value: object, what: str) -> Json:
    """A JSON object; 400/2001 where it is something else."""
    if not isinstance(value, dict):
        raise invalid(f"{what.capitalize()} must be an object.")
    return value


def as_list(value: object, what: str) -> list[Json]:
    """A JSON list of objects; 400/2001 where it is something else."""
    if not isinstance(value, list):
        raise invalid(f"{what.capitalize()} must be an array.")
    return [as_object(item, what) for item in value]


def reference_id(value: object, what: str) -> str:
    """The id in a reference; 400/2001 where it has none."""
    found = as_object(value, what).get("id")
    if not isinstance(found, str):
        raise invalid(f"{what.capitalize()} id cannot be empty.")
    return found
