"""Which words answer a request for cover, and which are only shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pdtui.core.cover import words
from pdtui.core.cover.answers import Answer, answers, meaning
from pdtui.core.cover.request import GRACE, CoverRequest, CoverState
from pdtui.core.model import Reference
from pdtui.core.slack import marks
from pdtui.core.slack.port import SlackMessage

NOW = datetime(2026, 6, 4, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
REQUEST = CoverRequest(
    "0a1b2c3d", Reference("S1", "Payments primary"), NOW + HOUR, NOW + 5 * HOUR, Reference("PBO", "Bo Larsen"),
    Reference("PADA", "Ada Moreau"), "", NOW, channel_id="D1", ts="100.000001",
)  # fmt: skip
QUESTION = SlackMessage(REQUEST.ts, bot_id="B1", markers=frozenset({REQUEST.mark}))


def said(ts: str, text: str, user_id: str = "UBO", **more: object) -> SlackMessage:
    return SlackMessage(ts, text=text, user_id=user_id, **more)  # type: ignore[arg-type] # the fields, by name


@pytest.mark.parametrize(
    ("text", "means"),
    [
        *(
            (word, True)
            for word in ("yes", "Y", "ok", "Okay.", "sure!", " yep ", "👍", "👍🏽", ":+1:", ":+1::skin-tone-3:")
        ),
        *((word, False) for word in ("no", "N", "can't", "Can’t", "cannot", "sorry!", "nope", "👎", ":-1:")),
        *((word, None) for word in ("", "yes, but only until 12", "no idea", "ok?", "which day", "not sure")),
    ],
)
def test_only_a_word_that_stands_alone_is_an_answer(text: str, means: bool | None) -> None:
    assert meaning(text) is means


def test_what_others_said_or_was_seen_before_or_deleted_is_left_out() -> None:
    top = [
        QUESTION,
        said("101.0", "yes", "UCLEO"),
        said("102.0", "hm"),
        said("103.0", "yes", deleted=True),
        said("104.0", "no", bot_id="B2"),
        said("105.0", "  "),
    ]
    assert answers(REQUEST, "UBO", top) == (Answer("102.0", "hm", None),)
    assert answers(replace(REQUEST, seen_ts="102.0"), "UBO", top) == ()


def test_a_word_answers_the_last_question_above_it() -> None:
    other = SlackMessage("102.0", bot_id="B1", markers=frozenset({marks.cover("ffffffff", marks.COVER_ASK)}))
    top = [QUESTION, said("101.0", "later"), other, said("103.0", "yes")]
    assert answers(REQUEST, "UBO", top) == (Answer("101.0", "later", None),)
    assert answers(REQUEST, "UBO", top, [said("104.0", "no")])[-1] == Answer("104.0", "no", False)


def test_an_answer_that_was_passed_on_counts_of_who_was_asked_only() -> None:
    def passed(ts: str, user_id: str, *, yes: bool) -> SlackMessage:
        return SlackMessage(ts, bot_id="B1", markers=frozenset({marks.cover_answer(REQUEST.id, user_id, yes=yes)}))

    top = [QUESTION, passed("101.0", "PCLEO", yes=False), passed("102.0", "PBO", yes=True)]
    assert answers(REQUEST, "UBO", top) == (Answer("102.0", "yes", True),)


def test_the_mark_of_an_answer_needs_pdtui_itself() -> None:
    forged = said("101.0", "hello", markers=frozenset())
    assert answers(REQUEST, "UBO", [QUESTION, forged]) == (Answer("101.0", "hello", None),)


def test_a_turn_that_begins_at_once_leaves_time_to_answer() -> None:
    assert REQUEST.deadline == REQUEST.start
    assert replace(REQUEST, start=NOW).deadline == NOW + GRACE
    assert replace(REQUEST, start=NOW, end=NOW + GRACE / 3).deadline == NOW + GRACE / 3


def test_the_question_names_day_and_zone() -> None:
    berlin = NOW.astimezone(ZoneInfo("Europe/Berlin"))
    text = words.question(replace(REQUEST, message="x" * 600), berlin, buttons=True)
    assert text == (
        "Ada Moreau asks you to cover Payments primary from Thu 09:00 to Thu 13:00 (Europe/Berlin): " + "x" * 500 + " …"
    )
    later = replace(REQUEST, start=NOW + timedelta(days=30), end=NOW + timedelta(days=31))
    assert words.turn(later, berlin) == "Payments primary from Sat 4 Jul 08:00 to Sun 5 Jul 08:00"


@pytest.mark.parametrize("state", CoverState)
def test_each_end_is_told_to_the_asker_and_what_is_open_is_not(state: CoverState) -> None:
    told = words.outcome(replace(REQUEST, state=state), NOW)
    silent = (CoverState.ASKED, CoverState.ACCEPTED, CoverState.WITHDRAWN)
    assert bool(told) is (state not in silent)
