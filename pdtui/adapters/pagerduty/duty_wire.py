"""Who is on call and the policies behind it: the answers, loose in and clean out; see `wire`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from pdtui.adapters.pagerduty import wire
from pdtui.core.model import EscalationLevel, OnCall, Reference
from pdtui.text import clean


class WireRule(msgspec.Struct):
    """One level of an escalation policy."""

    escalation_delay_in_minutes: int = 0
    targets: list[wire.WireReference] | None = None


class WirePolicy(msgspec.Struct):
    """An escalation policy, whole or as a reference."""

    id: str
    summary: str | None = None
    name: str | None = None
    html_url: str | None = None
    escalation_rules: list[WireRule] | None = None
    services: list[wire.WireReference] | None = None


class WireOnCall(msgspec.Struct):
    """An on-call entry."""

    escalation_level: int
    user: wire.WireReference
    escalation_policy: WirePolicy
    schedule: wire.WireReference | None = None
    start: datetime | None = None
    end: datetime | None = None


def on_call(raw: WireOnCall) -> OnCall:
    """An on-call entry."""
    return OnCall(
        user=wire.reference(raw.user),
        escalation_policy=_policy(raw.escalation_policy),
        level=raw.escalation_level,
        schedule=wire.reference(raw.schedule) if raw.schedule else None,
        start=wire.utc(raw.start),
        end=wire.utc(raw.end),
        service_ids=tuple(service.id for service in raw.escalation_policy.services or ()),
    )


def _policy(raw: WirePolicy) -> Reference:
    name = clean(raw.summary or raw.name) or clean(raw.id)
    return Reference(clean(raw.id), name, "escalation_policy", clean(raw.html_url))


def levels(
    rules: Iterable[WireRule] | None, on_call: Mapping[int, Sequence[Reference]] | None = None
) -> tuple[EscalationLevel, ...]:
    """The levels of a policy, the first one first; `on_call`: who is on call at them now, where that is known."""
    people = on_call or {}
    return tuple(
        EscalationLevel(
            number=number,
            delay_minutes=rule.escalation_delay_in_minutes,
            targets=tuple(map(wire.reference, rule.targets or ())),
            on_call=tuple(people.get(number, ())),
        )
        for number, rule in enumerate(rules or (), 1)
    )
