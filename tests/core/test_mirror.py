"""What Slack is told, and under which message."""

from __future__ import annotations

from datetime import timedelta

from pdtui.core.commands import Acknowledge, AddNote, Escalate, Resolve
from pdtui.core.intents import Intent
from pdtui.core.model import Reference, ThreadLink
from pdtui.core.slack import marks
from pdtui.core.slack.mirror import PAGERDUTY_APP, QUOTED, find_parent, reply, tell
from pdtui.core.slack.port import SlackMessage
from tests.core.builders import HOUR, MINUTE, NOW, SECOND, incident

LINK = "https://acme.pagerduty.com/incidents/PINC001?utm_source=slack"


def message(ts: str, text: str = LINK, **changes: str) -> SlackMessage:
    return SlackMessage(ts=ts, text=text, **{"bot_id": "B1", **changes})  # type: ignore[arg-type]


def test_each_action_says_who_and_what_and_when_only_where_it_comes_late() -> None:
    def headline(command: Acknowledge | Resolve | Escalate | AddNote, *, later: timedelta = SECOND) -> str:
        intent = Intent.of(command, incident(1), "PME", "Ada", NOW)
        telling = tell(intent, incident(1, assignees=(Reference("PBO", "Bo"),)), NOW)
        assert telling is not None
        return reply(telling, ThreadLink("PINC001", "T1", "C1", "1.000001"), "pdtui:1", NOW + later).headline

    assert headline(Acknowledge("PINC001")) == "Ada acknowledged #1"
    assert headline(Resolve("PINC001", "fixed"), later=5 * MINUTE) == "Ada resolved #1 at 03:00 UTC"
    assert headline(Escalate("PINC001", 2), later=24 * HOUR).startswith("Ada escalated #1 to level 2 (Bo) at 20")
    assert headline(AddNote("PINC001", "hm")) == "Ada added a note to #1"


def test_a_long_note_is_cut_since_slack_doubles_long_messages() -> None:
    telling = tell(Intent.of(AddNote("PINC001", "x" * 9000), incident(1), "PME", "Ada", NOW), None, NOW)
    assert telling is not None
    post = reply(telling, ThreadLink("PINC001", "T1", "C1", "1.000001"), "pdtui:1", NOW)
    assert len(post.quote) < QUOTED + 50
    assert post.quote.endswith("(the rest is in PagerDuty)")
    assert post.thread_ts == "1.000001"


def test_pagerdutys_oldest_message_is_the_parent_and_a_person_never() -> None:
    human = message("1.0", bot_id="")
    other = message("2.0")
    first = message("3.0", app_id=PAGERDUTY_APP)
    second = message("4.0", app_id=PAGERDUTY_APP)
    found = find_parent([human, other, first, second], "PINC001", "T1")
    assert found == (first, "pagerduty")
    assert find_parent([human, other], "PINC001", "T1") == (other, "found")
    assert find_parent([human], "PINC001", "T1") is None


def test_a_longer_id_a_reply_and_a_tombstone_do_not_match() -> None:
    longer = message("1.0", LINK.replace("PINC001", "PINC0012"), app_id=PAGERDUTY_APP)
    answer = message("2.0", thread_ts="1.5", app_id=PAGERDUTY_APP)
    dead = SlackMessage(ts="3.0", text=LINK, bot_id="B1", app_id=PAGERDUTY_APP, deleted=True)
    assert find_parent([longer, answer, dead], "PINC001", "T1") is None


def test_another_laptops_parent_is_found_by_its_mark() -> None:
    ours = SlackMessage(ts="1.0", text="no link", bot_id="B1", markers=frozenset({marks.parent("PINC001", "T1")}))
    assert find_parent([ours], "PINC001", "T1") == (ours, "pdtui")
