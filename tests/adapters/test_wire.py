"""Payloads that other people wrote, odd ones included: each is decoded or left out alone, never the others."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pdtui.adapters.pagerduty import duty_wire, wire
from pdtui.adapters.pagerduty.failures import error_text, explain
from pdtui.errors import BadCredential, NotInPlan, NotPermitted, NotSent, OutcomeUnknown, RateLimited, Refused
from pdtui.text import clean

SHARED = Path(os.environ.get("PDTUI_SHARED", Path(__file__).parents[3] / "shared"))
CORPUS = SHARED / "corpus"
needs_corpus = pytest.mark.skipif(not CORPUS.exists(), reason=f"the corpus is not at {CORPUS}")

FAMILIES = {
    "incidents": ("incident", "incidents"),
    "alerts": ("alert", "alerts"),
    "notes": ("note", "notes"),
    "log_entries": ("log_entry", "log_entries"),
    "oncalls": ("oncall", "oncalls"),
}


def found(value: object, names: tuple[str, ...]) -> Iterator[object]:
    """Every object under one of these keys, at any depth."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in names and isinstance(inner, dict):
                yield inner
            elif key in names and isinstance(inner, list):
                yield from inner
            else:
                yield from found(inner, names)
    elif isinstance(value, list):
        for inner in value:
            yield from found(inner, names)


def objects(family: str) -> list[object]:
    """All objects of a family in the corpus, bare ones included."""
    collected: list[object] = []
    for path in sorted((CORPUS / family).glob("*.json")):
        value = json.loads(path.read_text(encoding="utf-8"))
        inner = list(found(value, FAMILIES[family]))
        collected += inner or (value if isinstance(value, list) else [value])
    return collected


@needs_corpus
def test_every_incident_is_shown_or_refused_alone() -> None:
    shown = refused = 0
    for value in objects("incidents"):
        try:
            incident = wire.incident(value)
        except wire.Unreadable:
            refused += 1
            continue
        shown += 1
        assert incident.id
        assert incident.created_at.tzinfo is not None
        assert incident.title == clean(incident.title)
    assert shown > 50
    assert refused < shown / 10


@needs_corpus
@pytest.mark.parametrize(
    ("family", "kind"),
    [
        ("alerts", wire.WireAlert),
        ("notes", wire.WireNote),
        ("log_entries", wire.WireLogEntry),
        ("oncalls", duty_wire.WireOnCall),
    ],
)
def test_every_other_payload_decodes(family: str, kind: type[object]) -> None:
    needed = "escalation_level" if family == "oncalls" else "id"
    values = [value for value in objects(family) if isinstance(value, dict) and needed in value]
    decoded = wire.every(values, kind)
    for raw in decoded:
        match raw:
            case wire.WireAlert():
                assert "\x1b" not in wire.alert(raw).details
            case wire.WireNote():
                assert wire.note(raw).created_at.tzinfo is not None
            case wire.WireLogEntry():
                assert wire.log_entry(raw).summary
            case duty_wire.WireOnCall():
                assert duty_wire.on_call(raw).level >= 0


def test_an_annotation_carries_the_text_of_its_note() -> None:
    raw = {
        "id": "R1",
        "type": "annotate_log_entry",
        "summary": "Note added by Ann.",
        "channel": {"type": "note", "summary": "it was\nthe disk"},
    }
    assert wire.log_entry(wire.decode(raw, wire.WireLogEntry)).summary == "Note added by Ann: it was the disk"


@needs_corpus
def test_every_error_body_gives_words_or_nothing_and_never_fails() -> None:
    for path in sorted((CORPUS / "errors").glob("*.json")):
        value = json.loads(path.read_text(encoding="utf-8"))
        body = value.get("body", value) if isinstance(value, dict) else value
        words, code = error_text(json.dumps(body).encode())
        assert words == clean(words)
        assert code == clean(code)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"error":{"message":"Invalid Input Provided","code":2001,"errors":["Since cannot be empty."]}}',
         "Invalid Input Provided: Since cannot be empty."),
        (b'{"error":{"message":"M","code":"2020","errors":"one text"}}', "M: one text"),
        (b'{"error":{"message":"M","errors":{"field":["is wrong","is late"]}}}', "M: field is wrong; field is late"),
        (b'{"error":"a plain text"}', "a plain text"),
        (b'{"error":["a","b"]}', "a; b"),
        (b"<html>", ""),
        (b"", ""),
        (b"null", ""),
        (b'"text"', "text"),
        (b'{"error":{"message":"\\u001b]0;PWN\\u0007 x"}}', "x"),
    ],
)  # fmt: skip
def test_error_bodies_of_every_shape(body: bytes, words: str) -> None:
    assert error_text(body)[0] == words


@pytest.mark.parametrize(
    ("status", "writes", "html", "kind"),
    [
        (400, True, False, Refused),
        (401, False, False, BadCredential),
        (402, True, False, NotInPlan),
        (403, True, False, NotPermitted),
        (404, False, True, BadCredential),
        (429, True, False, RateLimited),
        (500, True, False, OutcomeUnknown),
        (500, False, False, NotSent),
        (302, True, False, OutcomeUnknown),
        (408, True, True, OutcomeUnknown),
    ],
)
def test_what_a_status_means(status: int, writes: bool, html: bool, kind: type[Exception]) -> None:
    body = b"<html>no</html>" if html else b'{"error":{"message":"No"}}'
    assert type(explain(status, body, {}, writes=writes, html=html)) is kind


@pytest.mark.parametrize("status", [400, 402, 403, 404, 407, 409, 413])
@pytest.mark.parametrize("body", [b"<html>Bad gateway</html>", b"", b"{}"])
def test_what_is_not_pagerduty_s_refusal_of_a_write_leaves_its_outcome_open(status: int, body: bytes) -> None:
    html = body.startswith(b"<")
    assert type(explain(status, body, {}, writes=True, html=html)) is OutcomeUnknown
    assert isinstance(explain(status, body, {}, writes=False, html=html), Refused)


@pytest.mark.parametrize("body", [b"", b'{"error":{"message":"Authentication failed","code":2006}}'])
def test_a_refused_token_is_no_open_outcome(body: bytes) -> None:
    assert type(explain(401, body, {}, writes=True, html=False)) is BadCredential


def test_one_bad_incident_does_not_hide_the_others() -> None:
    odd: dict[str, object] = {
        "id": "PODD", "incident_number": 7, "title": ["not", "a", "text"], "status": "triggered",
        "assignments": "nobody", "priority": 5, "created_at": "yesterday",
    }  # fmt: skip
    shown = wire.incident(odd)
    assert (shown.id, shown.number, shown.status) == ("PODD", 7, "triggered")


@pytest.mark.parametrize(
    "instant",
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00"],
)
def test_a_date_at_the_end_of_the_calendar_is_no_date(instant: str) -> None:
    shown = wire.incident(
        {"id": "PODD", "created_at": instant, "pending_actions": [{"type": "escalate", "at": instant}]}
    )
    assert shown.created_at == wire.EPOCH
    assert shown.pending_actions == ()


def test_only_the_odd_field_is_lost() -> None:
    shown = wire.incident(
        {"id": "PODD", "incident_number": None, "status": 5, "title": "t", "service": {"id": "PSVC", "summary": "S"}}
    )
    assert (shown.number, shown.status, shown.service.name) == (0, "unknown", "S")


@pytest.mark.parametrize("value", [None, 5, "text", [], {}, {"id": None}, {"id": 5}])
def test_what_is_no_incident_at_all_is_unreadable(value: object) -> None:
    with pytest.raises(wire.Unreadable):
        wire.incident(value)
