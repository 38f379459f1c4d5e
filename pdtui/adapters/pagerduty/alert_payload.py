"""An alert's body, in whatever shape its tool sent it, as what a person wants to know first.

Nothing in here trusts the body: any value may be of any kind, huge, nested, or made to harm a terminal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from pdtui.adapters.pagerduty.alert_links import link, links_in, sorted_links
from pdtui.adapters.pagerduty.alert_producers import EVENTS_V2, GENERIC, PRODUCERS, Paths, Producer
from pdtui.adapters.pagerduty.alert_values import Json, first, flat, is_secret, items, mapping, opened, pretty, shown
from pdtui.adapters.pagerduty.alert_view import view_of
from pdtui.core.model import Link, LinkKind
from pdtui.text import clean

MOST_FACTS = 10
_REGION = re.compile(r"[a-z0-9-]{4,30}")
_NO_NAMES = {"api", "events api", "events api v1", "events api v2", "email", "integration", "none", "null", ""}
"""Names of integrations that name no tool."""


@dataclass(frozen=True, slots=True)
class Payload:
    """What is read of a body; see `pdtui.core.model.Alert` for the same fields."""

    source: str
    facts: tuple[tuple[str, str], ...]
    links: tuple[Link, ...]
    details: str
    raw: str


def read(body: object, integration: str = "") -> Payload:
    """Read a body. `integration`: what PagerDuty calls the way it came in. Never fails."""
    holder = mapping(body)
    cef = mapping(holder.get("cef_details"))
    details = opened(_details(holder, cef))
    client = clean(cef.get("client") or holder.get("client"))
    links = list(_links(holder, cef, client, details))
    view = view_of(details)
    producer = _producer(view, (client, clean(integration)), links)
    if producer is not None and producer.name == "CloudWatch":
        links += _console(view)
    facts = _facts(view, producer.facts if producer else GENERIC)
    facts += _facts({**mapping(holder.get("details")), **cef}, EVENTS_V2)
    return Payload(
        source=producer.name if producer else _tool(client, clean(integration)),
        facts=_worth(facts or _first_values(view)),
        links=sorted_links(links),
        details=flat(details),
        raw=pretty(body),
    )


def _details(body: Json, cef: Json) -> object:
    """The tool's own words: PagerDuty keeps them in one of several places."""
    details = body.get("details")
    nested, cef_details = mapping(details), mapping(cef.get("details"))
    for found in (
        nested.get("custom_details"),
        mapping(nested.get("payload")).get("custom_details"),
        cef_details.get("custom_details"),
        cef.get("details"),
        mapping(cef.get("payload")).get("custom_details"),
        details,
    ):
        if found:
            return found
    return ""


def _links(body: Json, cef: Json, client: str, details: object) -> Iterator[Link]:
    for holder in (cef, body):
        found = link(holder.get("client_url"), client, "client")
        if found is not None:
            yield found
    for item in (item for holder in (body, cef) for item in items(holder.get("contexts"))):
        context = mapping(item)
        for url, label, name in (
            (context.get("href"), context.get("text") or context.get("alt"), ""),
            (context.get("src"), context.get("alt"), "graph"),
        ):
            found = link(url, label, name)
            if found is not None:
                yield found
    yield from links_in(details)


# -- which tool ------------------------------------------------------------------------------


def _producer(view: Json, names: tuple[str, ...], links: list[Link]) -> Producer | None:
    """By the client's name, by fields, by the integration's name, by addresses: the surest first."""
    client, *others = (name.casefold() for name in names)
    for producer in PRODUCERS:
        if any(part in client for part in producer.clients):
            return producer
    for producer in PRODUCERS:
        if any(all(first(view, (path,)) for path in marks) for marks in producer.marks):
            return producer
    for producer in PRODUCERS:
        if any(part in name for part in producer.clients for name in others):
            return producer
    hosts = [f".{urlsplit(one.url).hostname}" for one in links]
    by_host = (one for one in PRODUCERS for end in one.hosts if any(host.endswith(f".{end}") for host in hosts))
    return next(by_host, None)


def _tool(client: str, integration: str) -> str:
    names = (client, integration)
    return next((name[:60] for name in names if name.casefold() not in _NO_NAMES and "://" not in name), "")


def _console(view: Json) -> list[Link]:
    """The alarm's page in Amazon's console, which the alarm itself does not carry."""
    parts = first(view, ("AlarmArn", "alarmArn")).split(":", 6)
    if parts[:3] != ["arn", "aws", "cloudwatch"] or len(parts) != 7 or not _REGION.fullmatch(parts[3]):
        return []
    page = f"https://{parts[3]}.console.aws.amazon.com/cloudwatch/home?region={parts[3]}#alarmsV2:alarm/"
    return [Link(page + quote(parts[6], safe=""), "alarm", LinkKind.MONITOR)]


# -- what matters ----------------------------------------------------------------------------


def _facts(view: Mapping[str, object], wanted: tuple[tuple[str, Paths], ...]) -> list[tuple[str, str]]:
    return [(name, value) for name, paths in wanted if (value := first(view, paths))]


def _first_values(view: Json) -> list[tuple[str, str]]:
    """The first few plain values, where nothing is known by name."""
    found = ((clean(key)[:40], shown(item)) for key, item in list(view.items())[:40] if not is_secret(key))
    return [(name, value) for name, value in found if value][:6]


def _worth(facts: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Each name and each value once, in order; at most `MOST_FACTS`."""
    found: dict[str, str] = {}
    for name, value in facts:
        if name not in found and value not in found.values():
            found[name] = value
    return tuple(found.items())[:MOST_FACTS]
