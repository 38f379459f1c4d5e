"""The filter's language: what is typed, what it holds, and what is said of what cannot be understood."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdtui.core.listing.filtering import KEYS, Filter, Term, joined, parse
from pdtui.core.model import Priority, Reason, Reference
from pdtui.core.store import Row
from tests.core.builders import NOW, incident

ANN, BO = Reference("PANN", "Ann Example"), Reference("PBO", "Bo Example")
ROW = Row(
    incident(
        12,
        title="Checkout: latency 480 ms",
        status="acknowledged",
        urgency="low",
        priority=Priority("PP1", "P1"),
        assignees=(ANN, BO),
        teams=(Reference("PT", "Payments Team"),),
        created_at=NOW - timedelta(minutes=95),
    ),
    Reason(assigned=True),
)
BARE = Row(incident(13, title="Disk full", service=Reference("PS2", "Search, EU")), Reason())


@pytest.mark.parametrize(
    ("text", "one", "bare"),
    [
        ("", True, True),
        ("latency", True, False),
        ("LATENCY #12", True, False),
        ("checkout: latency", True, False),
        ("#13 disk", False, True),
        ("status:triggered", False, True),
        ("status:ACKED", True, False),
        ("-status:acknowledged", False, True),
        ("status:triggered,acked", True, True),
        ("urgency:high", False, True),
        ("priority:p1", True, False),
        ("priority:none", False, True),
        ("priority:P2,none", False, True),
        ("service:checkout", True, False),
        ('service:"Search, EU"', False, True),
        ('-service:"search, eu"', True, False),
        ("team:payments", True, False),
        ("team:none", False, True),
        ("who:me", True, False),
        ("who:bo", True, False),
        ("who:nobody", False, True),
        ("age:>1h", True, False),
        ("age:>2h", False, False),
        ("age:<1h30", False, True),
        ("age:<1h,>1h", True, True),
        ('"latency 480"', True, False),
        ('"480 latency"', False, False),
        ("http://x", False, False),
        ("service:check status:acked ms", True, False),
        ("service:check status:acked absent", False, False),
    ],
)
def test_what_a_text_holds(text: str, one: bool, bare: bool) -> None:
    wanted = parse(text)
    assert (wanted.holds(ROW, NOW), wanted.holds(BARE, NOW)) == (one, bare)
    assert not wanted.problem


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("status:", "write status:triggered or status:acknowledged"),
        ("status:open", "write status:triggered or status:acknowledged"),
        ("age:2h", "write age:>2h or age:<30m"),
        ("age:>soon", "write age:>2h or age:<30m"),
        ("who:", "write who:me, who:nobody or a part of a name"),
        ('service:""', 'write service:"Checkout API" or a part of its name'),
    ],
)
def test_what_cannot_be_understood_hides_nothing_and_is_said(text: str, problem: str) -> None:
    wanted = parse(text)
    assert wanted.problem == problem
    assert wanted.holds(ROW, NOW)
    assert wanted.holds(BARE, NOW)


def test_only_an_age_changes_by_time_alone() -> None:
    assert parse("latency age:>2h").ages
    assert not parse("latency status:acked").ages
    assert parse("age:>2h").holds(ROW, NOW + timedelta(hours=1))


def test_terms_of_one_key_that_were_picked_are_one_term() -> None:
    picked = [Term("status", ("triggered",)), Term("who", ("me",)), Term("status", ("acknowledged",))]
    assert str(joined(picked, ("disk",))) == "status:triggered,acknowledged who:me disk"


@given(
    words=st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1), max_size=3),
    terms=st.lists(
        st.builds(
            lambda key, values, no: Term(key, tuple(values), no),
            st.sampled_from(["service", "team", "who", "priority"]),
            st.lists(st.text('abc ,-:ÅP1"', min_size=1, max_size=8), min_size=1, max_size=3),
            st.booleans(),
        ),
        max_size=3,
    ),
)
def test_a_filter_is_read_as_it_is_written(words: list[str], terms: list[Term]) -> None:
    wanted = parse(str(joined(terms, [word.casefold() for word in words])))
    assert parse(str(wanted)) == replace(wanted, problem="")


@given(st.text(max_size=40))
def test_any_text_is_a_filter(text: str) -> None:
    wanted = parse(text)
    wanted.holds(ROW, NOW)
    assert replace(wanted, problem="") == parse(str(wanted))


def test_the_empty_one_holds_all() -> None:
    assert not Filter()
    assert Filter().holds(ROW, NOW)
    assert set(KEYS) == {"status", "urgency", "priority", "service", "team", "who", "age"}


@pytest.mark.parametrize("name", ['Bob "the" API', "a, b", 'x"', "Größe: 3", "-no", "service:x"])
def test_whatever_a_service_is_called_it_can_be_asked_for(name: str) -> None:
    one = Row(incident(14, service=Reference("PS3", name)), Reason())
    wanted = parse(str(joined([Term("service", (name,))])))
    assert wanted.holds(one, NOW)
    assert not wanted.holds(BARE, NOW)


def test_a_key_in_capitals_is_the_same_key() -> None:
    assert parse("Status:Triggered") == parse("status:triggered")
