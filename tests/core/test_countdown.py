"""What will happen by itself, in PagerDuty's word or by estimate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pdtui.core.countdown import countdowns
from pdtui.core.entries import DirectoryEntry, Kind
from pdtui.core.model import EscalationLevel, Incident, LogEntry, PendingAction, Reference
from tests.core.builders import HOUR, MINUTE, NOW, SECOND, incident

ADA, BO = Reference("PME", "Ada", "user"), Reference("PBO", "Bo", "user")
PRIMARY = Reference("S1", "Primary", "schedule")
POLICY = DirectoryEntry(
    "PPOL",
    "Payments",
    Kind.POLICY,
    levels=(EscalationLevel(1, 30, (PRIMARY,)), EscalationLevel(2, 20, (BO,))),
)
WITH_PEOPLE = (EscalationLevel(1, 30, (PRIMARY,), (ADA,)), EscalationLevel(2, 20, (BO,), (BO,)))
SERVICE = DirectoryEntry("PSVC", "Checkout API", Kind.SERVICE, acknowledgement_timeout=1800)
MINE = incident(assignees=(ADA,), assigned_via="escalation_policy")


def entry(kind: str, at: datetime) -> LogEntry:
    return LogEntry(f"R{kind}{at:%H%M}", f"{kind}_log_entry", "", at)


def pending(what: str, minutes: float) -> tuple[PendingAction, ...]:
    return (PendingAction(what, NOW + minutes * MINUTE),)


def texts(one: Incident, log: Sequence[LogEntry], **known: object) -> list[str]:
    found = countdowns(one, log, NOW, **known)  # type: ignore[arg-type] # handed on by name
    return [countdown.text(NOW) for countdown in found]


def test_pagerduty_s_own_word_with_where_it_escalates_to_and_whom() -> None:
    found = texts(incident(assignees=(ADA,), pending_actions=pending("escalate", 3)), (), levels=WITH_PEOPLE)
    assert found == ["escalates in 3 min to level 2 (Bo)"]


def test_without_the_levels_it_says_only_when() -> None:
    assert texts(incident(pending_actions=pending("escalate", 3)), ()) == ["escalates in 3 min"]
    assert texts(incident(pending_actions=pending("escalate", -1)), ()) == ["escalates now"]


def test_at_the_last_level_there_is_nowhere_further() -> None:
    last = incident(assignees=(BO,), pending_actions=pending("escalate", 3))
    assert texts(last, (), levels=WITH_PEOPLE) == ["escalates in 3 min"]


def test_all_that_is_pending_soonest_first() -> None:
    both = (*pending("resolve", 240), *pending("unacknowledge", 12), *pending("some_new_thing", 300))
    assert texts(incident(status="acknowledged", pending_actions=both), ()) == [
        "acknowledgement times out in 12 min",
        "resolves itself in 4 h",
        "some new thing in 5 h",
    ]


def test_the_end_of_a_snooze_is_not_called_a_time_out() -> None:
    held = incident(status="acknowledged", pending_actions=pending("unacknowledge", 60))
    log = [entry("snooze", NOW - MINUTE), entry("acknowledge", NOW - 2 * MINUTE)]
    assert texts(held, log) == ["wakes and pages again in 1 h"]
    assert texts(held, [*log, entry("acknowledge", NOW)]) == ["acknowledgement times out in 1 h"]


def test_an_estimate_from_the_policy_counts_from_the_last_assignment() -> None:
    log = [entry("assign", NOW - 27 * MINUTE), entry("trigger", NOW - 27 * MINUTE)]
    assert texts(MINE, log, levels=WITH_PEOPLE) == ["escalates in 3 min to level 2 (Bo), estimated"]
    assert texts(MINE, log, policy=POLICY) == ["escalates in 3 min to level 2 (Bo), estimated"]
    assert texts(MINE, [entry("unacknowledge", NOW), *log], levels=WITH_PEOPLE) == [
        "escalates in 30 min to level 2 (Bo), estimated"
    ]


def test_what_does_not_escalate_is_not_estimated_to() -> None:
    log = [entry("assign", NOW - MINUTE)]
    cases: tuple[dict[str, object], ...] = (
        {"urgency": "low"},
        {"assigned_via": "direct_assignment"},
        {"status": "resolved"},
        {"assignees": (BO,)},
    )
    for changes in cases:
        assert texts(replace(MINE, **changes), log, levels=WITH_PEOPLE) == [], changes  # type: ignore[arg-type] # by name


def test_an_estimate_whose_moment_has_passed_is_left_out() -> None:
    assert texts(MINE, [entry("assign", NOW - HOUR)], levels=WITH_PEOPLE) == []
    assert texts(MINE, [entry("assign", NOW - 30 * MINUTE + SECOND)], levels=WITH_PEOPLE) != []


def test_an_acknowledgement_times_out_where_the_service_says_so() -> None:
    held = incident(status="acknowledged", last_status_change_at=NOW - 10 * MINUTE)
    assert texts(held, (), service=SERVICE) == ["acknowledgement times out in 20 min, estimated"]
    again = [entry("acknowledge", NOW - MINUTE)]
    assert texts(held, again, service=SERVICE) == ["acknowledgement times out in 29 min, estimated"]
    assert texts(held, [entry("snooze", NOW), *again], service=SERVICE) == []
    never = DirectoryEntry("PSVC", "Checkout API", Kind.SERVICE)
    assert texts(held, (), service=never) == texts(held, ()) == []
