"""Entries of the directory, and what surrounds incidents, as other people's accounts have them."""

from __future__ import annotations

import json

import pytest

from pdtui.adapters.pagerduty import context_wire, wire
from pdtui.adapters.pagerduty.directory import LISTS, WireEntry, entry
from pdtui.core.entries import Kind
from pdtui.text import clean
from tests.adapters.test_wire import CORPUS, found, needs_corpus


@needs_corpus
@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.PRIORITY])
def test_every_entry_that_was_seen_is_read(kind: Kind) -> None:
    seen = 0
    for path in sorted((CORPUS / LISTS[kind]).glob("*.json")):
        value = json.loads(path.read_text(encoding="utf-8"))
        inner = list(found(value, (LISTS[kind], str(kind)))) or (value if isinstance(value, list) else [value])
        for raw in (one for one in inner if isinstance(one, dict) and "id" in one):
            made = entry(wire.decode(raw, WireEntry), kind)
            assert made.id == raw["id"]
            assert made.name == clean(made.name) != ""
            assert [level.number for level in made.levels] == list(range(1, len(raw.get("escalation_rules") or ()) + 1))
            seen += 1
    assert seen > 4


def test_an_entry_of_which_nearly_everything_is_odd() -> None:
    raw = {
        "id": "P1", "name": None, "summary": "S", "acknowledgement_timeout": "1800", "time_zone": 7,
        "teams": [{"id": "PT"}], "escalation_rules": [{"targets": None}], "description": 5, "escalation_policy": None,
    }  # fmt: skip
    made = entry(wire.decode(raw, WireEntry), Kind.SERVICE)
    assert (made.name, made.acknowledgement_timeout) == ("S", 1800)
    assert [team.name for team in made.teams] == ["PT"]
    assert [(level.number, level.delay_minutes, level.targets) for level in made.levels] == [(1, 0, ())]


def test_a_user_is_left_out_by_job_title_or_description() -> None:
    for field in ("job_title", "description"):
        raw = {"id": "P1", "name": "Robot", field: "Bot, PDTUI-ignore"}
        assert entry(wire.decode(raw, WireEntry), Kind.USER).ignored


@needs_corpus
def test_surroundings_that_were_seen_are_read() -> None:
    past = [
        context_wire.past(wire.decode(one, context_wire.WirePast))
        for path in (CORPUS / "incidents").glob("*past*.json")
        for one in found(json.loads(path.read_text(encoding="utf-8")), ("past_incidents",))
    ]
    related = [
        context_wire.related(wire.decode(one, context_wire.WireRelated))
        for path in (CORPUS / "incidents").glob("*related*.json")
        for one in found(json.loads(path.read_text(encoding="utf-8")), ("related_incidents",))
    ]
    assert past
    assert related
    for identifier, title in [(one.id, one.title) for one in past] + [(one.id, one.title) for one in related]:
        assert identifier
        assert title == clean(title) != ""


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, None), ("a\x1b[2J", "a"), (True, True), (3, 3), (["b", None, 5], ("b", 5)), ({"x": 1}, "{'x': 1}")],
)
def test_a_field_s_value_of_any_kind(value: object, expected: object) -> None:
    raw = {"id": "F1", "name": "n", "value": value}
    assert context_wire.field(wire.decode(raw, context_wire.WireFieldValue), ()).value == expected
