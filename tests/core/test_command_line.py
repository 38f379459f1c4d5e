"""What a typed line means, what puts a wrong one right, what it completes to, and which lines are remembered."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdtui.core.actions import ACTIONS, IN_SLACK, ON_INCIDENTS, OTHERS
from pdtui.core.command_line.completion import Candidate, Thing, put_in, verbs_for, want_of
from pdtui.core.command_line.history import MOST, Walk, kept, may_be_kept
from pdtui.core.command_line.reading import wish_of
from pdtui.core.command_line.verbs import SAME, VERBS
from pdtui.core.command_line.wish import Into, Level, Names, NewIncident, Reminder, Rest, Text
from pdtui.core.identifier import IncidentName
from pdtui.errors import UsageError

TIMEOUT = "Database connection timeout"


@pytest.mark.parametrize(
    ("line", "verb", "ids", "rest"),
    [
        ("ack 123", "acknowledge", "123", None),
        (":ack 123", "acknowledge", "123", None),
        (": ack  #123 ", "acknowledge", "123", None),
        ("/pd ack 123", "acknowledge", "123", None),
        (":/pd ack 123", "acknowledge", "123", None),
        ("/pdtui ack 123", "acknowledge", "123", None),
        ("/PD ACK 123", "acknowledge", "123", None),
        ("acknowledge PT4KHLK", "acknowledge", "PT4KHLK", None),
        ("ack", "acknowledge", "", None),
        ("ack 12, 13 #14 12", "acknowledge", "12 13 14", None),
        ('resolve 123 "Root cause: pool exhaustion"', "resolve", "123", Text("Root cause: pool exhaustion")),
        ("resolve 123 -m “all good”", "resolve", "123", Text("all good")),
        ("resolve 123 124", "resolve", "123 124", None),
        ("resolve 123 124 pods", "resolve", "123", Text("124 pods")),
        ("note 123 it's  the cache", "note", "123", Text("it's  the cache")),
        ('note 123 said "no" twice', "note", "123", Text('said "no" twice')),
        ("note 12 13", "note", "12", Text("13")),
        ("note restarting pods", "note", "", Text("restarting pods")),
        ("note POSTGRES down", "note", "", Text("POSTGRES down")),
        ("note [/foo] [@click=app.quit]X[/]", "note", "", Text("[/foo] [@click=app.quit]X[/]")),
        ("note 1 \x1b]0;PWN\x07hi\u202e", "note", "1", Text("hi")),
        ("escalate 123", "escalate", "123", None),
        ("escalate 123 to 2", "escalate", "123", Level(2)),
        ("escalate 123 to level 2", "escalate", "123", Level(2)),
        ("escalate --level 2", "escalate", "", Level(2)),
        ("snooze 123 2h", "snooze", "123", Text("2h")),
        ("snooze 123 until 14:00", "snooze", "123", Text("until 14:00")),
        ("snooze 30 min", "snooze", "", Text("30 min")),
        ("snooze 12 13 90m", "snooze", "12 13", Text("90m")),
        ("reassign 123 to Ann Example, Bo", "reassign", "123", Names(("Ann Example", "Bo"))),
        ("assign 123 @ann @bo", "reassign", "123", Names(("ann", "bo"))),
        ("assign 123 ann@example.com", "reassign", "123", Names(("ann@example.com",))),
        ("reassign to policy Data, base", "reassign", "", Names(("Data", "base"), only_policies=True)),
        ("add-responder 123 @vp-engineering", "responders", "123", Names(("vp-engineering",))),
        ('invite 123 “Ann, the first”, @bo "please help"', "responders", "123",
         Names(("Ann, the first", "bo"), message="please help")),
        ("priority 123 P1", "priority", "123", Text("P1")),
        ("urgency 123 to LOW", "urgency", "123", Text("low")),
        ("title 123 New title", "title", "123", Text("New title")),
        ("merge 12 13 into 14", "merge", "12 13", Into(IncidentName("14"))),
        ("merge into #14", "merge", "", Into(IncidentName("14"))),
        ("merge 12 --into PABCDEF", "merge", "12", Into(IncidentName("PABCDEF"))),
        ("run-play 123 “Major Incident Response”", "workflow", "123", Text("Major Incident Response")),
        (f'trigger "{TIMEOUT}" on Database Service', "trigger", "",
         NewIncident(TIMEOUT, ((TIMEOUT, "Database Service"),))),
        ("trigger Load on db on DB urgency low", "trigger", "",
         NewIncident("Load on db", (("Load on db", "DB"), ("Load", "db on DB")), "low")),
        (f"create “{TIMEOUT}”", "trigger", "", NewIncident(TIMEOUT)),
        ("trigger", "trigger", "", None),
        ('oncall "Production API"', "oncall", "", Text("Production API")),
        ("on-call", "oncall", "", None),
        ("remind me to call the vendor in 2h", "reminders", "", Reminder(("call", "the", "vendor", "in", "2h"))),
        ("remind #123 “look again” at 16:30", "reminders", "123", Reminder(("look again", "at", "16:30"))),
        ("scope on-call", "scope", "", Text("on-call")),
        ("filter db timeouts", "filter", "", Text("db timeouts")),
        ("open 123", "open", "123", None),
        ("help snooze", "help", "", Text("snooze")),
        ("q", "quit", "", None),
        ("undo", "undo", "", None),
    ],
)  # fmt: skip
def test_what_is_meant(line: str, verb: str, ids: str, rest: Rest) -> None:
    wish = wish_of(line)
    assert wish.verb.action.id == verb
    assert [name.identifier for name in wish.incidents] == ids.split()
    assert wish.rest == rest


@pytest.mark.parametrize(
    ("line", "what", "advice"),
    [
        ("", "nothing is typed yet", ":help"),
        (" : ", "nothing is typed yet", ":help"),
        ("/pd", "nothing is typed yet", ":help"),
        ("ak 12", "there is no :ak", ":ack"),
        ("escalte 12", "there is no :escalte", ":escalate"),
        ("ack 12 now", "nothing else: 'now'", ":ack 123"),
        ("refresh 12", "nothing else", ":refresh"),
        ('note 12 "open', "the quotation is not closed", '"'),
        ('note 12 ""', "nothing between the quotation marks", ":note 123"),
        ("escalate 12 upwards", "'upwards' is no level", ":escalate 123 to 2"),
        ("escalate 12 to 0", "is no level", "to 2"),
        ("urgency 12 medium", "high or low", ":urgency 123 high"),
        ("reassign 12 to ,", "it names nobody", ":reassign 123 to"),
        ('responders 12 "Ann', "the quotation is not closed", '"'),
        ("merge 12 into", "names no incident to merge into", ":merge 123 into 124"),
        ("merge 12 into the other", "names no incident to merge into", ":merge 123 into 124"),
        ('trigger "" on DB', "needs a title and a service", ":trigger"),
        ('trigger "Disk" DB', "needs a title and a service", ":trigger"),
    ],
)
def test_what_is_wrong_is_put_right(line: str, what: str, advice: str) -> None:
    with pytest.raises(UsageError) as caught:
        wish_of(line)
    assert what in caught.value.what
    assert advice in caught.value.advice


def test_a_listed_id_without_a_digit_is_an_incident_and_else_a_word() -> None:
    assert wish_of("note PABCDEF down", {"PABCDEF"}).incidents == (IncidentName("PABCDEF"),)
    assert wish_of("note PABCDEF down").rest == Text("PABCDEF down")


def test_an_address_names_its_account() -> None:
    wish = wish_of("ack https://acme.pagerduty.com/incidents/PT4KHLK?x=1")
    assert wish.incidents == (IncidentName("PT4KHLK", "acme.pagerduty.com"),)


@given(st.text(max_size=80), st.sampled_from(["", *VERBS, *SAME]))
def test_no_text_breaks_it(text: str, word: str) -> None:
    line = f"{word} {text}"
    with suppress(UsageError):
        assert wish_of(line) is not None
    want = want_of(line)
    assert 0 <= want.start <= len(line)
    assert put_in(line, want, Candidate("x")).endswith("x ")


def test_every_action_that_changes_something_has_a_verb_and_its_example_is_understood() -> None:
    with_verbs = {verb.action.id for verb in VERBS.values()}
    assert {action.id for action in (*ON_INCIDENTS, *IN_SLACK, *OTHERS)} <= with_verbs
    assert with_verbs <= {action.id for action in ACTIONS}
    for verb in VERBS.values():
        assert wish_of(verb.example).verb == verb
        assert verb.meaning.endswith(".")
    assert set(SAME.values()) <= set(VERBS)
    assert not set(SAME) & set(VERBS)


@pytest.mark.parametrize(
    ("line", "things", "typed", "completed"),
    [
        ("", "verb", "", "X "),
        ("/pd a", "verb", "a", "/pd X "),
        ("ack ", "incident", "", "ack X "),
        ("ack 12 che", "incident", "che", "ack 12 X "),
        ("note ", "incident", "", "note X "),
        ("note 1", "incident", "1", "note X "),
        ("note chec", "", "chec", "note X "),
        ("note 12 che", "", "che", "note 12 X "),
        ("reassign 12 to An", "person policy", "An", "reassign 12 to X "),
        ("reassign 12 Ann, Bo", "person policy", "Bo", "reassign 12 Ann, X "),
        ("responders 12 @vp", "person policy", "vp", "responders 12 X "),
        ("priority P", "incident priority", "P", "priority X "),
        ("merge 12 into che", "incident", "che", "merge 12 into X "),
        ('workflow 12 "Major In', "workflow", "Major In", "workflow 12 X "),
        ('trigger "Disk full" on Pay', "service", "Pay", 'trigger "Disk full" on X '),
        ('trigger "Disk full', "", '"Disk full', "trigger X "),
        ('oncall "Pro', "service policy", "Pro", "oncall X "),
        ("scope m", "scope", "m", "scope X "),
        ("help s", "verb", "s", "help X "),
        ("nonsense 1", "", "", "X "),
    ],
)
def test_what_the_end_wants(line: str, things: str, typed: str, completed: str) -> None:
    want = want_of(line)
    assert " ".join(want.things) == things
    assert want.typed == typed
    if want.things:
        assert put_in(line, want, Candidate("X")) == completed


def test_keywords_stand_where_they_may() -> None:
    assert want_of("urgency 12 ").keywords == ("high", "low")
    assert want_of("merge 12 ").keywords == ("into",)
    assert want_of("snooze 12 ").keywords[0] == "30m"
    assert want_of("reassign 12 to ").keywords == ()


def test_verbs_complete_by_the_word_that_fits() -> None:
    assert [one.text for one in verbs_for("add")] == ["add-responder"]
    assert [one.text for one in verbs_for("res")][:2] == ["resolve", "responders"]
    assert [one.text for one in verbs_for("ass")] == ["assign"]
    assert Thing.VERB in want_of("re").things


def test_the_way_through_the_lines_comes_back_to_what_was_typed() -> None:
    walk = Walk(["one", "two"])
    assert walk.move(1, "typed") is None
    assert [walk.move(-1, "typed"), walk.move(-1, "two"), walk.move(-1, "one")] == ["two", "one", None]
    assert [walk.move(1, "one"), walk.move(1, "two"), walk.move(1, "typed")] == ["two", "typed", None]


def test_none_is_kept_twice_in_a_row_and_no_more_than_wanted() -> None:
    assert kept(["a", "a", "", "b", "a\x1b[31m"]) == ("a", "b", "a")
    assert kept(map(str, range(MOST + 5)))[0] == "5"


@pytest.mark.parametrize(
    "line",
    [
        "note 12 token xoxb-12-34-abc",
        "note 12 password: hunter2",
        "note 12 PASSWORD=hunter2",
        "note 12 use y_NbAkKc66ryYTWUXYEu",
        "note 12 Authorization: Bearer abc",
        "note 12 -----BEGIN KEY",
        "note 12 https://x.example/?token=abc",
        "x" * 3000,
        "  ",
    ],
)
def test_what_looks_like_a_secret_is_not_kept(line: str) -> None:
    assert not may_be_kept(line)


@pytest.mark.parametrize(
    "line",
    [
        "ack 123",
        'resolve 123 "Root cause: pool exhaustion"',
        "ack https://a.pagerduty.com/incidents/Q1W2E3R4T5Y6U7I8O9P0A",
    ],
)
def test_what_is_no_secret_is_kept(line: str) -> None:
    assert may_be_kept(line)


@pytest.mark.parametrize("line", ["snooze 4709 2", "snooze 4709 4710 30"])
def test_a_span_without_its_unit_is_no_incident(line: str) -> None:
    with pytest.raises(UsageError, match="of what is not said"):
        wish_of(line)


@pytest.mark.parametrize("line", ["snooze 4709 #2", "snooze 4709 4710", "snooze 12"])
def test_what_is_clearly_an_incident_is_one(line: str) -> None:
    assert wish_of(line).rest is None
