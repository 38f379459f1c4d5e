"""Finding something of the directory by what a person types, and saying what else it may be."""

from __future__ import annotations

import pytest

from pdtui.core.entries import DirectoryEntry, Kind, matches, only, rank, search
from pdtui.core.model import Alert
from pdtui.core.surroundings import CustomField
from pdtui.errors import NotFound, UsageError
from tests.core.builders import NOW


def service(name: str, identifier: str = "", **more: object) -> DirectoryEntry:
    return DirectoryEntry(identifier or f"P{name[:6].upper()}", name, Kind.SERVICE, **more)  # type: ignore[arg-type]


def person(name: str, email: str) -> DirectoryEntry:
    return DirectoryEntry(f"U{name[:4].upper()}", name, Kind.USER, email=email)


SERVICES = tuple(map(service, ("Prepay", "API for payments", "Payments worker", "Pay", "Search")))


def names(found: tuple[DirectoryEntry, ...]) -> list[str]:
    return [entry.name for entry in found]


def test_the_best_match_comes_first_and_equals_keep_their_order() -> None:
    assert names(search(SERVICES, "pay")) == ["Pay", "Payments worker", "API for payments", "Prepay"]
    assert names(search(SERVICES, "")) == names(SERVICES)
    assert names(search(SERVICES, "  PAY  work")) == ["Payments worker"]
    assert search(SERVICES, "nothing of it") == ()


def test_a_person_is_found_by_name_or_address_and_by_words_in_any_order() -> None:
    people = (person("Ada Moreau", "ada@acme.example"), person("Bo Larsen", "b.larsen@acme.example"))
    assert names(search(people, "larsen")) == ["Bo Larsen"]
    assert names(search(people, "moreau ada")) == ["Ada Moreau"]
    assert rank(people[1], "B.Larsen@acme.example") == 0
    assert rank(people[1], "acme.example") == 3


def test_an_id_or_an_exact_name_wins_over_whatever_else_fits() -> None:
    assert names(matches(SERVICES, "pay")) == ["Pay"]
    assert names(matches(SERVICES, "PSEARCH")) == ["Search"]
    assert names(matches(SERVICES, "worker")) == ["Payments worker"]
    assert matches(SERVICES, "   ") == ()


def test_several_are_named_and_none_is_said() -> None:
    kinds = (Kind.SERVICE,)
    with pytest.raises(UsageError, match="two services match 'paym': Payments worker, API for payments; write more"):
        only(matches(SERVICES, "paym"), "paym", kinds)
    with pytest.raises(NotFound, match="there is no service 'x'"):
        only((), "x", kinds)
    many = tuple(service(f"Worker {number}") for number in range(12))
    with pytest.raises(UsageError, match=r"12 services match 'w': .*Worker 4 and 7 more"):
        only(many, "w", kinds)


def test_those_of_one_name_are_told_apart() -> None:
    twins = (service("Pay", "P1"), service("Pay", "P2"))
    with pytest.raises(UsageError, match=r"Pay \(P1\), Pay \(P2\)"):
        only(twins, "pay", (Kind.SERVICE,))
    mixed = (service("Pay", "P1"), DirectoryEntry("P3", "Pay", Kind.POLICY))
    with pytest.raises(UsageError, match=r"two services or escalation policies .*Pay \(service\), Pay \(escalation"):
        only(mixed, "pay", (Kind.SERVICE, Kind.POLICY))


@pytest.mark.parametrize(
    ("entry", "ignored"),
    [
        (service("Checkout"), False),
        (service("Checkout", description="tags: prod, pdtui-ignore"), True),
        (service("Sandbox PDTUI-IGNORE"), True),
        (DirectoryEntry("U1", "Robot", Kind.USER, description="Integration (pdtui-ignore)"), True),
    ],
)
def test_who_asks_to_be_left_out(entry: DirectoryEntry, ignored: bool) -> None:
    assert entry.ignored is ignored


def test_what_belongs_to_an_incident_is_found_by_the_same_rule() -> None:
    alerts = [Alert(f"A{n}", f"disk {n} is full", "triggered", "error", NOW, alert_key=f"host-{n}") for n in (1, 12)]
    assert [one.id for text in ("a1", "host-12", "disk 12", "full disk 12") for one in matches(alerts, text)] == [
        "A1", "A12", "A12", "A12",
    ]  # fmt: skip
    assert matches(alerts, "disk") == tuple(alerts)
    fields = [CustomField("F1", "area", "Region", "string", "single_value")]
    assert matches(fields, "AREA") == matches(fields, "reg") == tuple(fields)
