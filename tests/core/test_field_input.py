"""Custom fields as people type their values."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from pdtui.core.commands import FieldValue, SetField
from pdtui.core.field_input import parse_value, shown
from pdtui.core.intents import Intent
from pdtui.core.model import Reference
from pdtui.core.phrases import phrase
from pdtui.core.surroundings import CustomField
from pdtui.errors import UsageError
from tests.core.builders import incident

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))


def field(data_type: str, field_type: str = "single_value", *options: str | int) -> CustomField:
    return CustomField("F1", "area", "Area", data_type, field_type, None, options)


@pytest.mark.parametrize(
    ("about", "text", "wanted"),
    [
        (field("string"), "  a, b ", "a, b"),
        (field("string"), " ", None),
        (field("integer"), "-12", -12),
        (field("float"), "1.5", 1.5),
        (field("boolean"), "Yes", True),
        (field("boolean"), "off", False),
        (field("datetime"), "2026-11-21T14:00", "2026-11-21T13:00:00Z"),
        (field("datetime"), "2026-11-21T14:00-05:00", "2026-11-21T19:00:00Z"),
        (field("url"), "https://example.com/x", "https://example.com/x"),
        (field("new one"), "anything", "anything"),
        (field("string", "single_value_fixed", "Europe", "Asia"), "europe", "Europe"),
        (field("string", "single_value_fixed"), "options not told", "options not told"),
        (field("integer", "single_value_fixed", 5, 10), "10", 10),
        (field("string", "multi_value"), "a, b,,a ", ("a", "b")),
        (field("string", "multi_value"), " , ", None),
        (field("integer", "multi_value"), "1,2", (1, 2)),
        (field("string", "multi_value_fixed", "Red", "Blue"), "blue, red", ("Blue", "Red")),
    ],
)
def test_a_value_is_read_by_the_fields_type(about: CustomField, text: str, wanted: FieldValue) -> None:
    found = parse_value(about, text, NOW)
    assert found == wanted
    assert type(found) is type(wanted)


@pytest.mark.parametrize(
    ("about", "text", "words"),
    [
        (field("integer"), "1.5", "it wants a whole number"),
        (field("float"), "nan", "it wants a number"),
        (field("boolean"), "maybe", "it wants yes or no"),
        (field("datetime"), "soon", "it wants a time such as"),
        (field("url"), "example.com", "it wants an address"),
        (field("url"), "http://[broken", "it wants an address"),
        (field("string", "single_value_fixed", "Europe", "Asia"), "Mars", "the options are: Europe, Asia"),
        (field("string", "multi_value_fixed", "Red", "Blue"), "red,grey", "'grey' is no option of Area"),
    ],
)
def test_a_wrong_value_is_told_with_what_is_wanted(about: CustomField, text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        parse_value(about, text, NOW)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""), ((), ""), (True, "yes"), (False, "no"), (0, "0"), (2.0, "2"), (2.5, "2.5"),
        (("Red", "Blue", True), "Red, Blue, yes"), ("a\x1b[2Jb", "ab"),
    ],
)  # fmt: skip
def test_a_value_is_shown_as_a_person_reads_it_and_in_its_own_order(value: FieldValue, words: str) -> None:
    assert shown(value) == words


def test_what_was_set_is_told_as_it_is_shown() -> None:
    about = Reference("F", "Public", "custom_field")
    told = [
        phrase(Intent.of(SetField("Q1", about, value), incident(), "PME", "Me", NOW), None)
        for value in (True, ("b", "a"), None)
    ]
    name = f"#{incident().number}"
    assert told == [f"set Public of {name} to yes", f"set Public of {name} to b, a", f"cleared Public of {name}"]
