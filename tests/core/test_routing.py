"""Where an incident is told in Slack, and what of it."""

from __future__ import annotations

import pytest

from pdtui.core.model import Channel, Priority, Reference
from pdtui.core.slack.routing import PAGERDUTY_SAYS, Routing, WorkspaceRule
from tests.core.builders import incident


def prioritised(name: str, **changes: object):  # type: ignore[no-untyped-def]
    return incident(1, priority=Priority("P", name), **changes)


def test_channels_are_tried_in_the_order_of_the_facts() -> None:
    routing = Routing(routes={"Checkout API": ("#checkout",), "PTEAM": ("#team",)})
    given = incident(1, teams=(Reference("PTEAM", "Payments"),))
    assert routing.channels(given, [Channel("CDED"), Channel("CNOT")]) == (
        "CDED",
        "CNOT",
        "#checkout",
        "#team",
        "#incidents",
    )


@pytest.mark.parametrize(
    ("priority", "places"),
    [
        ("P1", ("#incidents-p1", "#incidents", "@oncall")),
        ("P2", ("#incidents", "@oncall")),
        ("P3", ("#incidents",)),
        ("P4", ("#incidents",)),
        ("P5", ("#incidents",)),
    ],
)
def test_the_default_table(priority: str, places: tuple[str, ...]) -> None:
    assert Routing().places(prioritised(priority)) == places


def test_p4_goes_to_the_services_own_channel() -> None:
    routing = Routing(routes={"Checkout API": ("#checkout",)})
    assert routing.places(prioritised("P4")) == ("#checkout",)
    assert routing.places(prioritised("P1"))[:2] == ("#checkout", "#incidents-p1")


def test_the_default_channel_stands_in_the_default_table() -> None:
    routing = Routing(default="#ops")
    assert routing.places(prioritised("P1")) == ("#ops-p1", "#ops", "@oncall")
    assert routing.places(incident(1)) == ("#ops",)


def test_a_rule_may_name_the_policy() -> None:
    routing = Routing(routes={"Payments": ("#pay",)})
    assert routing.places(incident(1, escalation_policy=Reference("PPOL", "Payments")))[0] == "#pay"


def test_a_service_may_be_told_in_another_workspace() -> None:
    routing = Routing(workspaces={"emea": WorkspaceRule("#emea", frozenset({"Checkout API"}))})
    assert routing.workspace_of(incident(1)) == "emea"
    assert routing.places(incident(1)) == ("#emea",)
    assert routing.workspace_of(incident(1, service=Reference("PX", "Search"))) == ""


def test_what_is_told_can_be_switched_off_and_per_service_too() -> None:
    routing = Routing(mirror=frozenset({"resolve"}), mirror_of={"Search": frozenset({"note"})}, high_only=True)
    assert routing.tells("resolve", incident(1))
    assert not routing.tells("acknowledge", incident(1))
    search = incident(1, service=Reference("PX", "Search"))
    assert routing.tells("note", search)
    assert not routing.tells("resolve", search)
    assert not routing.tells("note", incident(1, urgency="low", service=Reference("PX", "Search")))


def test_what_pagerdutys_app_says_leaves_out_what_only_pdtui_knows() -> None:
    assert "snooze" not in PAGERDUTY_SAYS
    assert "undo" not in PAGERDUTY_SAYS
    assert "acknowledge" in PAGERDUTY_SAYS
