"""`pdtui cover`, as a script sees it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pdtui.simulator.faults import Fault, Kind
from tests.end_to_end import schema
from tests.end_to_end.verbs import Verbs

SPAN = ("--from", "tomorrow 09:00", "--for", "4h")
ASK = ("cover", "Primary", "--by", "bo@acme.example", *SPAN)


def said_to_bo(verbs: Verbs) -> list[str]:
    """What pdtui's app said to Bo alone."""
    world = verbs.world
    with world.server.lock:
        found = world.slack.conversation([world.app.user_id, verbs.bo.user_id])
        return [message.text for message in world.slack.messages(found.id)] if found is not None else []


def spans(verbs: Verbs) -> list[tuple[str, timedelta]]:
    """The overrides, by whom and how long."""
    return [(one.user_id, one.end - one.start) for one in verbs.world.schedule.overrides]


def test_it_asks_lists_and_withdraws(verbs: Verbs) -> None:
    asked = verbs(*ASK, "-m", "dentist", "--json")
    assert asked.code == 0, asked.err
    assert "pdtui takes the answer while its screen is open" in asked.err
    (text,) = said_to_bo(verbs)
    assert text.startswith("Ada Moreau asks you to cover Primary from ")
    assert text.endswith("(UTC): dentist\nAnswer yes or no here.")
    (row,) = asked.json
    made = row["cover"]
    assert isinstance(made, dict)
    assert (tuple(row), tuple(made)) == ((*schema.DEED, "cover"), schema.COVER)
    assert (row["action"], row["slack"]) == ("asked for cover", "told")
    assert (made["state"], made["schedule"], made["user"], made["message"]) == (
        "asked", "Primary", "Bo Larsen", "dentist",
    )  # fmt: skip
    (listed,) = verbs("cover", "--list", "--json").json
    assert listed == made
    heads, line = verbs("cover", "--list").out.splitlines()
    assert heads.split() == ["ID", "STATE", "SCHEDULE", "WHO", "FROM", "UNTIL", "ANSWER"]
    assert line.startswith(f"{made['id']}  asked  Primary   Bo Larsen")
    gone = verbs("cover", "--withdraw", made["id"])
    assert gone.out == "Bo Larsen is not asked any more to cover Primary\n"
    assert len(said_to_bo(verbs)) == 2
    again = verbs("cover", "--withdraw", made["id"])
    assert (again.code, "it is withdrawn already" in again.err) == (1, True)
    assert spans(verbs) == []


def test_now_asks_nobody(verbs: Verbs) -> None:
    done = verbs(*ASK, "--now", "--json")
    assert done.code == 0, done.err
    (row,) = done.json
    assert (tuple(row), row["cover"]) == ((*schema.DEED, "cover"), None)
    assert "Bo Larsen" in str(row["what"])
    assert spans(verbs) == [(verbs.world.bo.id, timedelta(hours=4))]
    assert said_to_bo(verbs) == []
    assert "no requests for cover" in verbs("cover", "--list").err


def test_without_slack_it_says_so_and_puts_them_on_call(verbs: Verbs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PDTUI_SLACK_TOKEN")
    done = verbs(*ASK)
    assert done.code == 0, done.err
    assert "Slack is off: there is no token for it: Bo Larsen is put on call without being asked" in done.err
    assert len(spans(verbs)) == 1


def test_who_is_not_in_slack_is_put_on_call(verbs: Verbs) -> None:
    done = verbs("cover", "Primary", "--by", "nilsson@acme.example", *SPAN)
    assert done.code == 0, done.err
    assert "Bo Nilsson was not found in Slack: Bo Nilsson is put on call without being asked" in done.err
    assert spans(verbs) == [(verbs.other_bo.id, timedelta(hours=4))]


def test_without_the_scopes_it_says_what_is_missing(verbs: Verbs) -> None:
    world = verbs.world
    world.slack.set_scopes(world.app, set(world.app.scopes) - {"im:history"})
    done = verbs(*ASK)
    assert "Slack does not let pdtui read an answer (im:history is missing): Bo Larsen is put on call" in done.err
    assert len(spans(verbs)) == 1


def test_while_slack_does_not_answer_the_question_is_kept(verbs: Verbs) -> None:
    verbs.world.faults.add(Fault(Kind.STATUS, path="/api/", times=None))
    queued = verbs(*ASK)
    assert queued.code == 0, queued.err
    assert "still queued for Slack" in queued.err
    assert said_to_bo(verbs) == []
    assert "is not in Slack yet" in verbs("cover", "--list").err
    verbs.world.faults.clear()
    assert verbs("outbox", "--retry", "1").code == 0
    assert len(said_to_bo(verbs)) == 1


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("cover", 2, "name SCHEDULE, --by and --for, or only --list"),
        ("cover primary --by larsen", 2, "it is not said what is to be covered by whom"),
        ("cover primary --for 2h", 2, "it is not said what is to be covered by whom"),
        ("cover primary --list", 2, "say what is wanted"),
        ("cover --list --withdraw 0a1b2c3d", 2, "say what is wanted"),
        ("cover --withdraw 0a1b2c3d", 1, "there is no request '0a1b2c3d' of yours"),
        ("cover primary --by me --for 2h", 1, "you cannot cover yourself"),
        ("cover primary --by bo --for 2h", 2, "two users match 'bo'"),
        ("cover nothing --by larsen --for 2h", 1, "there is no schedule 'nothing'"),
        ("cover primary --by larsen --from '2020-01-01 09:00' --for 2h", 2, "has passed"),
    ],
)
def test_what_does_not_go_is_told(verbs: Verbs, line: str, code: int, words: str) -> None:
    result = verbs.line(line)
    assert (result.code, words in result.err) == (code, True), result.err
    assert (spans(verbs), said_to_bo(verbs)) == ([], [])
