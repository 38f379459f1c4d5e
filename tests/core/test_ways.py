"""Ways to be told: how they are written, and which of them are used at a moment."""

from __future__ import annotations

from datetime import UTC, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdtui.core.reminding.quiet import QuietHours
from pdtui.core.reminding.ways import DEFAULT_WAYS, NEW_INCIDENT, Manners, Way, parse_ways, ways_now
from tests.core.builders import NOW

ALL = frozenset(Way)
NONE: frozenset[Way] = frozenset()


@pytest.mark.parametrize(
    ("value", "ways"),
    [
        (["toast", "bell"], {Way.TOAST, Way.BELL}),
        ("desktop", {Way.DESKTOP}),
        ([" OSC 9", "osc-777"], {Way.OSC9, Way.OSC777}),
        ([], set()),
    ],
)
def test_ways_are_written_as_a_list_or_one_alone(value: object, ways: set[Way]) -> None:
    assert parse_ways(value) == ways


@pytest.mark.parametrize(("word", "near"), [("tost", "toast"), ("osc99", "osc9"), ("DM in slack", "slack")])
def test_an_unknown_way_names_the_nearest(word: str, near: str) -> None:
    with pytest.raises(ValueError, match=f"does not know '{word}'; did you mean '{near}'"):
        parse_ways(["bell", word])


@pytest.mark.parametrize("value", [1, None, {"toast": True}, ["toast", 1]])
def test_what_is_no_list_of_words_is_refused_with_all_that_there_are(value: object) -> None:
    with pytest.raises(ValueError, match="wants a list of toast, bell, osc9, osc777, title, desktop, slack"):
        parse_ways(value)


def test_who_is_away_is_told_in_every_way() -> None:
    assert ways_now(ALL, focused=False, quiet=False) == ALL


def test_who_looks_gets_the_notice_alone_and_a_bell_for_what_pages() -> None:
    assert ways_now(ALL, focused=True, quiet=False) == {Way.TOAST}
    assert ways_now(ALL, focused=True, quiet=False, pages=True) == {Way.TOAST, Way.BELL}
    assert ways_now(DEFAULT_WAYS - {Way.BELL}, focused=True, quiet=False, pages=True) == {Way.TOAST}


def test_what_the_list_shows_needs_no_notice_and_rings_where_it_pages() -> None:
    unlisted = ALL - {Way.TOAST}
    assert ways_now(unlisted, focused=True, quiet=False, pages=True, listed=True) == {Way.BELL}
    assert ways_now(unlisted, focused=True, quiet=False, listed=True) == NONE


def test_what_no_notice_tells_is_told_by_its_own_ways_also_to_who_looks() -> None:
    assert ways_now({Way.DESKTOP}, focused=True, quiet=False) == {Way.DESKTOP}


def test_in_quiet_hours_nothing_sounds_and_nothing_is_lost() -> None:
    assert ways_now(ALL, focused=False, quiet=True, pages=True) == {Way.TOAST, Way.TITLE}
    assert ways_now(ALL, focused=True, quiet=True, pages=True) == {Way.TOAST}
    assert ways_now({Way.DESKTOP, Way.BELL}, focused=False, quiet=True) == {Way.TOAST}


@given(st.frozensets(st.sampled_from(Way)), st.booleans(), st.booleans(), st.booleans())
def test_whoever_wants_to_be_told_is_told_and_in_no_way_that_they_did_not_choose(
    ways: frozenset[Way], focused: bool, quiet: bool, pages: bool
) -> None:
    now = ways_now(ways, focused=focused, quiet=quiet, pages=pages)
    assert bool(now) == bool(ways)
    assert now <= ways | ({Way.TOAST} if quiet else NONE)


def test_each_kind_may_have_ways_of_its_own() -> None:
    manners = Manners(of={"own": frozenset({Way.DESKTOP}), "gap": frozenset({Way.BELL})})
    assert manners.ways(["own"]) == {Way.DESKTOP}
    assert manners.ways(["own", "gap"]) == {Way.DESKTOP, Way.BELL}
    assert manners.ways(["shift_ends"]) == manners.ways([]) == DEFAULT_WAYS
    assert manners.ways([NEW_INCIDENT]) == DEFAULT_WAYS - {Way.TOAST}
    assert Manners(of={NEW_INCIDENT: ALL}).ways([NEW_INCIDENT]) == ALL


def test_it_is_quiet_where_any_of_the_hours_cover_it() -> None:
    hour = NOW.astimezone(UTC).hour
    on = QuietHours(time(hour), time((hour + 1) % 24))
    off = QuietHours(time((hour + 2) % 24), time((hour + 3) % 24))
    assert Manners(quiet=(off, on)).is_quiet(NOW, UTC)
    assert not Manners(quiet=(off,)).is_quiet(NOW, UTC)
