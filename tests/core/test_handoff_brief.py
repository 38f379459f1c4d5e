"""The edges of a brief's numbers; a whole night is counted in `end_to_end/test_handoff`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, timezone

import pytest

from pdtui.core.handoff.brief import BY_ITSELF, Brief, Count, Noisy, brief_of
from pdtui.core.handoff.facts import Case, Facts, FollowUp, Successor
from pdtui.core.handoff.markdown import escaped, markdown
from pdtui.core.handoff.rules import HandoffRules, Night, read_night
from pdtui.core.handoff.span import Place, Span
from pdtui.core.model import ACKNOWLEDGED, LOW, RESOLVED, Incident, LogEntry, Note, PendingAction, Priority, Reference
from tests.core.builders import HOUR, ME, MINUTE, NOW, SECOND, incident

POLICY = Reference("PPOL", "Payments", "escalation_policy")
PLACE = Place(POLICY, 1, Reference("SPRI", "Primary", "schedule"))
SPAN = Span(NOW - 8 * HOUR, NOW, (PLACE,), ("PSVC",), NOW)
ADA = Reference(ME.id, ME.name, "user")
BO = Reference("PBO", "Bo Larsen", "user")
TOOL = Reference("PSVC", "Checkout API", "service")


def entry(kind: str, at: datetime, agent: Reference | None = None, **more: object) -> LogEntry:
    made = LogEntry(f"R{kind}{at.isoformat()}{more.get('means', '')}", f"{kind}_log_entry", "", at, agent)
    return replace(made, **more)  # type: ignore[arg-type] # by name


def page(at: datetime, user: Reference = ADA, means: str = "push_notification") -> LogEntry:
    return entry("notify", at, user=user, means=means)


def made(*cases: Case, zone: timezone = UTC, span: Span = SPAN, **more: object) -> Brief:
    facts = Facts(ME, span, cases, **more)  # type: ignore[arg-type] # by name
    return brief_of(facts, HandoffRules(), NOW.astimezone(zone))


def case(one: Incident, *entries: LogEntry, notes: tuple[Note, ...] | None = ()) -> Case:
    return Case(one, entries, notes)


def test_an_empty_shift_has_a_brief() -> None:
    found = made()
    assert found.opened == found.resolved == Count()
    assert (found.to_acknowledge, found.pages, found.still_open) == (None, 0, ())
    text = markdown(found)
    assert "Nothing is open." in text
    assert "## Noisy" not in text
    assert "## Follow-ups" not in text
    assert "## What happened" not in text


def test_the_ways_in_which_one_page_reaches_a_person_are_one_page() -> None:
    at = NOW - HOUR
    call, sms = page(at + 50 * SECOND, means="phone_notification"), page(at + 100 * SECOND, means="sms_notification")
    found = made(
        case(incident(1), page(at), call, sms, page(at + 10 * MINUTE), page(at + 20 * MINUTE, BO)),
        case(incident(2), page(at), page(at, means="email_notification"), page(at - 8 * HOUR)),
        case(incident(3), page(at, means="email_notification")),
    )
    # The first incident pages at 0:00 (three ways within a minute of one another) and at 0:10, the second once.
    assert found.pages == 3


@pytest.mark.parametrize(
    ("hour", "minute", "night"), [(21, 59, 0), (22, 0, 1), (0, 0, 1), (6, 59, 1), (7, 0, 0), (12, 0, 0)]
)
def test_night_is_by_the_clock_of_the_person(hour: int, minute: int, night: int) -> None:
    zone = timezone(timedelta(hours=5, minutes=30))
    at = datetime(2026, 11, 20, hour, minute, tzinfo=zone)
    span = replace(SPAN, since=at - HOUR, until=at + HOUR)
    found = made(case(incident(created_at=at), page(at)), zone=zone, span=span)
    assert (found.pages, found.night_pages) == (1, night)


def test_a_night_may_lie_within_one_day_and_is_read_from_the_settings() -> None:
    assert read_night(" 01:30 - 6:00 ") == Night(time(1, 30), time(6))
    assert str(read_night("22:00-07:00")) == "22:00-07:00"
    assert Night(time(1), time(6)).holds(datetime(2026, 1, 1, 6)) is False  # noqa: DTZ001 - a wall time
    for wrong in ("late", "22-07", "24:00-07:00", "22:60-07:00", 22, None):
        with pytest.raises(ValueError, match="wants two times such as"):
            read_night(wrong)


def test_one_that_two_people_did_counts_for_both_and_once_in_all() -> None:
    acknowledged = [entry("acknowledge", NOW - n * MINUTE, who) for n, who in ((50, BO), (40, ADA), (30, BO))]
    found = made(case(incident(1, status=ACKNOWLEDGED), *acknowledged))
    assert found.acknowledged == Count(1, (("Ada Moreau", 1), ("Bo Larsen", 1)))
    assert found.handled[0].acknowledged_by == ("Bo Larsen", "Ada Moreau")
    assert found.to_acknowledge is not None
    assert found.to_acknowledge.longest == 10 * MINUTE


def test_what_was_reopened_is_not_told_as_resolved_by_anybody() -> None:
    again = case(incident(1), entry("resolve", NOW - 30 * MINUTE, ADA))
    found = made(again)
    assert found.resolved == Count(1, (("Ada Moreau", 1),))
    assert found.to_resolve is None
    assert found.handled[0].resolved_by == ""
    twice = case(incident(1, status=RESOLVED), *again.entries, entry("resolve", NOW - 10 * MINUTE, TOOL))
    (handled,) = made(twice).handled
    assert (handled.resolved_by, handled.to_resolve) == (BY_ITSELF, 50 * MINUTE)


def test_what_a_person_opened_is_counted_for_them() -> None:
    found = made(
        case(incident(1), entry("trigger", NOW - HOUR, BO)),
        case(incident(2)),
        case(incident(3, created_at=NOW - 9 * HOUR)),
        case(incident(4, created_at=NOW), entry("trigger", NOW, BO)),
    )
    # The second one's log says nothing: its service stands for it. The third is older than the span; what was
    # opened at its very end belongs to the next.
    assert found.opened == Count(2, (("Bo Larsen", 1), ("Checkout API", 1)))


def test_what_concerns_somebody_else_is_left_out() -> None:
    other = Reference("POTHER", "Search", "escalation_policy")
    theirs = incident(1, escalation_policy=other)
    cases = (
        case(theirs),
        case(replace(theirs, id="assigned", number=2, assignees=(ADA,))),
        case(replace(theirs, id="paged", number=3), page(NOW - HOUR)),
        case(replace(theirs, id="handed on", number=4), entry("acknowledge", NOW - HOUR, ADA)),
    )
    assert sorted(one.incident.number for one in made(*cases).still_open) == [2, 3, 4]


@pytest.mark.parametrize(("times", "noisy"), [(2, ()), (3, (Noisy("Disk  FULL", 3),))])
def test_a_title_is_noisy_from_three_times_on(times: int, noisy: tuple[Noisy, ...]) -> None:
    titles = ["Disk  FULL", "disk full", "DISK FULL"][:times]
    found = made(*(case(incident(number, title=title)) for number, title in enumerate(titles, 1)))
    assert found.noisy == noisy


def test_a_snooze_is_told_apart_from_an_acknowledgement_that_times_out() -> None:
    wakes = (PendingAction("unacknowledge", NOW + HOUR),)
    one = incident(1, status=ACKNOWLEDGED, pending_actions=wakes, acknowledgers=(BO,))
    acknowledged, snoozed = entry("acknowledge", NOW - 30 * MINUTE, BO), entry("snooze", NOW - 20 * MINUTE, BO)
    assert made(case(one, acknowledged)).still_open[0].snoozed_until is None
    assert made(case(one, acknowledged, snoozed)).still_open[0].snoozed_until == NOW + HOUR


def test_notes_that_could_not_be_read_are_said() -> None:
    (found,) = made(case(incident(1), notes=None)).still_open
    assert (found.last_note, found.notes_read) == (None, False)
    assert "Its notes could not be read." in markdown(made(case(incident(1), notes=None)))


def test_follow_ups_are_told_soonest_first_with_those_that_are_late() -> None:
    soon, late, old = (FollowUp(name, NOW + hours * HOUR) for name, hours in (("soon", 2), ("late", -1), ("old", -9)))
    found = made(followups=(soon, late, old))
    assert [one.text for one in found.followups] == ["old", "late", "soon"]
    assert "- 02:00, late: late\n- 05:00: soon\n" in markdown(found)


HOSTILE = "# [x](https://evil.example) *b* _i_ `c` ~~s~~ <b>h</b> &lt; | ![i](https://evil.example/i) \\ {x}"


def test_what_strangers_wrote_is_text_in_markdown() -> None:
    note = Note("N", "- [ ] done\n# heading\n" + "y" * 400, Reference("PX", "*Mallory*"), NOW - MINUTE)
    one = incident(1, title=HOSTILE, priority=Priority("P", "P_1_"), assignees=(Reference("PX", "[Mallory]"),))
    found = made(case(one, notes=(note,)), successors=(Successor(PLACE, ("<Bo>",)),))
    text = markdown(found)
    lines = [line for line in text.splitlines() if line.startswith("# ")]
    assert lines == ["# Handoff by Ada Moreau"]
    assert escaped(HOSTILE) in text
    unescaped = text.replace("\\\\", "")
    for sign in "*_`~<>|!{}":
        for at, found_sign in enumerate(unescaped):
            assert found_sign != sign or unescaped[at - 1] == "\\", unescaped[max(0, at - 20) : at + 5]
    assert "P\\_1\\_" in text
    assert "with \\[Mallory\\]" in text
    assert "\\<Bo\\> takes over Primary at" in text
    assert "yyy…" in text


@pytest.mark.parametrize(
    "url", ["", "http://acme.example/1", "https://a.example/)x", "https://a.example/ x", "javascript:x"]
)
def test_an_address_that_is_not_safe_in_markdown_is_left_out(url: str) -> None:
    assert "- #1 Incident 1: triggered" in markdown(made(case(incident(1, url=url))))


def test_low_urgency_comes_behind() -> None:
    found = made(case(incident(1, urgency=LOW)), case(incident(2)))
    assert [one.incident.number for one in found.still_open] == [2, 1]
