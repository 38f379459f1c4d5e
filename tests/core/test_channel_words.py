"""What an incident's own channel says of itself."""

from __future__ import annotations

import pytest

from pdtui.core.model import Reference
from pdtui.core.slack.channel_names import channel_name, numbered
from pdtui.core.slack.channel_words import names_it, purpose_of, summary, topic_of
from tests.core.builders import incident


def test_the_purpose_names_all_incidents_that_it_has_room_for() -> None:
    many = [incident(number) for number in range(1, 40)]
    purpose = purpose_of(many)
    assert len(purpose) <= 250
    assert many[0].url in purpose
    assert names_it(purpose, many[0])
    assert names_it(purpose, many[1])
    assert not names_it(purpose, many[-1])


def test_a_purpose_with_a_monstrous_address_still_names_it() -> None:
    given = incident(1, url="https://acme.pagerduty.com/incidents/" + "x" * 300)
    assert names_it(purpose_of([given]), given)
    assert len(purpose_of([given])) <= 250


def test_an_id_within_another_one_names_nothing() -> None:
    assert not names_it("Incident #1 PINC0011", incident(1))
    assert not names_it("https://acme.pagerduty.com/incidents/PINC001", incident(1))


def test_the_topic_is_the_state_and_fits() -> None:
    ada = Reference("PME", "Ada", "user")
    acked = incident(1, status="acknowledged", acknowledgers=(ada,), assignees=(ada,))
    assert topic_of([acked, incident(2)]) == "#1 Acknowledged by Ada, with Ada | #2 Triggered, with nobody"
    assert len(topic_of([acked] * 20)) == 250


def test_the_summary_leads_to_each_incident() -> None:
    post = summary([incident(1), incident(2, url="javascript:alert(1)")], "C1", "mark", "Ada")
    assert [(piece.kind.value, piece.value) for piece in post.pieces if piece.text.startswith("#")] == [
        ("link", incident(1).url),
        ("text", ""),
    ]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Database timeout", "inc-2026-11-21-database-timeout"),
        ("  --Ünïcode & <b>!", "inc-2026-11-21-n-code-b"),
        ("日本", "inc-2026-11-21-7"),
        ("x" * 200, ("inc-2026-11-21-" + "x" * 200)[:80]),
    ],
)
def test_names_are_what_slack_takes(title: str, name: str) -> None:
    assert channel_name(incident(7, title=title)) == name


def test_a_number_fits_behind_the_longest_name() -> None:
    assert numbered("inc-a", 1) == "inc-a"
    assert numbered("inc-a", 2) == "inc-a-2"
    assert len(numbered("x" * 80, 12)) == 80
