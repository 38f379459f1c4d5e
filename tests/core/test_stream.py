"""Following the account's log: each entry once, the newest state wins, and no time is trusted but the log's own."""

from __future__ import annotations

from datetime import timedelta

from pdtui.core.model import Incident
from pdtui.core.stream import OVERLAP, Occurrence, Stream
from tests.core.builders import HOUR, MINUTE, NOW, SECOND, incident


def entry(number: int, at: timedelta, of: Incident | None = None, *, incident_id: str = "") -> Occurrence:
    return Occurrence(f"R{number}", NOW + at, of.id if of else incident_id, of)


def test_the_newest_state_of_an_incident_is_taken_in_whatever_order_entries_come() -> None:
    old = incident(1, updated_at=NOW)
    new = incident(1, status="acknowledged", updated_at=NOW + SECOND)
    for entries in (
        [entry(1, SECOND, old), entry(2, 2 * SECOND, new)],
        [entry(2, 2 * SECOND, new), entry(1, SECOND, old)],
    ):
        assert Stream(NOW).take(entries).incidents == (new,)
    assert Stream(NOW).take([entry(1, SECOND, new), entry(2, 2 * SECOND, old)]).incidents == (new,)


def test_an_entry_is_taken_once() -> None:
    stream = Stream(NOW)
    first, second = entry(1, SECOND, incident(1)), entry(2, SECOND, incident(2))
    assert stream.take([first]).incidents == (incident(1),)
    assert stream.take([second, first]).incidents == (incident(2),)
    assert stream.take([second, first]).incidents == ()


def test_an_entry_is_remembered_for_an_hour_of_the_log() -> None:
    stream = Stream(NOW)
    first = entry(1, SECOND, incident(1))
    stream.take([first])
    stream.take([entry(2, HOUR, incident(2))])
    assert stream.take([first]).incidents == ()


def test_where_to_ask_from_follows_the_log_and_never_this_machine() -> None:
    stream = Stream(NOW)
    assert stream.since == NOW - OVERLAP
    stream.take([])
    assert stream.since == NOW - OVERLAP
    stream.take([entry(1, 7 * MINUTE, incident(1)), entry(2, MINUTE, incident(2))])
    assert stream.since == NOW + 7 * MINUTE - OVERLAP
    stream.take([entry(3, MINUTE, incident(3))])
    assert stream.since == NOW + 7 * MINUTE - OVERLAP


def test_an_incident_that_is_only_named_is_to_be_read_unless_another_entry_shows_it() -> None:
    assert Stream(NOW).take([entry(1, SECOND, incident_id="PINC001")]).unread == ("PINC001",)
    news = Stream(NOW).take([entry(1, SECOND, incident(1)), entry(2, 2 * SECOND, incident_id="PINC001")])
    assert (news.unread, news.incidents) == ((), (incident(1),))


def test_an_entry_without_an_incident_tells_nothing() -> None:
    news = Stream(NOW).take([entry(1, SECOND)])
    assert (news.unread, news.incidents) == ((), ())
