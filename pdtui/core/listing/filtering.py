"""The filter's one language: words, and `key:value` for what has a name of its own. Pure.

`status:triggered service:"Checkout API",search age:>2h -who:nobody timeout` is typed behind `/`, is what the
dialog behind `f` puts together, and is what is saved under a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from pdtui.core.model import ACKNOWLEDGED, HIGH, LOW, TRIGGERED, Incident
from pdtui.core.spans import span_of
from pdtui.core.store import Row

ME = "me"
NOBODY = "nobody"
NONE = "none"
_TERM = re.compile(r'(?P<no>-)?(?P<key>[A-Za-z]+):(?P<value>(?:"[^"]*"?|[^\s"])*)|"(?P<quoted>[^"]*)"?|(?P<word>\S+)')
_VALUE = re.compile(r'(?:"[^"]*"?|[^,"])+')
_STATUSES = {
    "triggered": TRIGGERED, "trig": TRIGGERED, "acknowledged": ACKNOWLEDGED, "acked": ACKNOWLEDGED,
    "ack": ACKNOWLEDGED,
}  # fmt: skip
_URGENCIES = (HIGH, LOW)


@dataclass(frozen=True, slots=True)
class Term:
    """One `key:value,value`: an incident fits with any of the values, or with none of them where it says `-`."""

    key: str
    values: tuple[str, ...]
    no: bool = False

    def __str__(self) -> str:
        return f"{'-' if self.no else ''}{self.key}:{','.join(map(quoted, self.values))}"


@dataclass(frozen=True, slots=True)
class Filter:
    """What has to be true of a row to be shown."""

    words: tuple[str, ...] = ()
    """All of them must stand somewhere in the row, whatever the case."""
    terms: tuple[Term, ...] = ()
    problem: str = ""
    """What of the text hides nothing because it could not be understood; empty where all was."""

    def __bool__(self) -> bool:
        return bool(self.words or self.terms)

    def __str__(self) -> str:
        return " ".join((*map(str, self.terms), *map(_quoted_word, self.words)))

    @property
    def ages(self) -> bool:
        """Whether time alone changes what it holds."""
        return any(term.key == "age" for term in self.terms)

    def holds(self, row: Row, now: datetime) -> bool:
        """Whether a row is to be shown at `now`."""
        return bool(self.let_through((row,), now))

    def let_through(self, rows: Iterable[Row], now: datetime) -> list[Row]:
        """The rows that are to be shown at `now`; what is asked of thousands is made up once."""
        for term in self.terms:
            tests, no = _tests(term), term.no
            first = tests[0]
            if len(tests) == 1:
                rows = [row for row in rows if first(row, now) is not no]
            else:
                rows = [row for row in rows if any(test(row, now) for test in tests) is not no]
        return [row for row in rows if matches(row, self.words)] if self.words else list(rows)


def parse(text: str) -> Filter:
    """A filter as it is typed, also half typed: what cannot be understood hides nothing, and is said."""
    words: list[str] = []
    terms: list[Term] = []
    problems: list[str] = []
    for found in _TERM.finditer(text):
        key = (found["key"] or "").lower()
        if key not in _KEYS:
            words.append((found["quoted"] if found["quoted"] is not None else found[0]).casefold())
            continue
        values = tuple(dict.fromkeys(one.strip() for one in _values(found["value"]) if one.strip()))
        if problem := _KEYS[key].problem(values):
            problems.append(problem)
        else:
            terms.append(Term(key, tuple(map(_KEYS[key].usual, values)), bool(found["no"])))
    return Filter(tuple(word for word in words if word), tuple(terms), "; ".join(problems))


def joined(terms: Iterable[Term], words: Sequence[str] = ()) -> Filter:
    """Terms as they were picked one by one: those of one key are one term with all their values."""
    values: dict[tuple[str, bool], dict[str, None]] = {}
    for term in terms:
        values.setdefault((term.key, term.no), {}).update(dict.fromkeys(term.values))
    return Filter(tuple(words), tuple(Term(key, tuple(found), no) for (key, no), found in values.items()))


def matches(row: Row, words: Iterable[str]) -> bool:
    """Whether a row holds every word, in any of the columns; the words in small letters."""
    incident = row.incident
    haystack = " ".join(
        (
            f"#{incident.number}",
            incident.id,
            incident.title,
            incident.status,
            incident.urgency,
            incident.priority.name if incident.priority else "",
            incident.service.name,
            *(person.name for person in incident.assignees),
            str(row.reason),
        )
    ).casefold()
    return all(word in haystack for word in words)


def quoted(value: str) -> str:
    """A value as it is typed: in quotes where it holds a space or a comma."""
    plain = value.replace('"', "")
    return f'"{plain}"' if re.search(r"[\s,]", plain) else plain


def _quoted_word(word: str) -> str:
    return f'"{word}"' if parse(word) != Filter((word,)) else word


def _values(text: str) -> list[str]:
    return [found[0].replace('"', "") for found in _VALUE.finditer(text)]


Test = Callable[[Row, datetime], bool]


@lru_cache(maxsize=256)
def _tests(term: Term) -> tuple[Test, ...]:
    """One for each value."""
    return tuple(_KEYS[term.key].test(_plain(value)) for value in term.values)


@lru_cache(maxsize=20_000)
def _plain(name: str) -> str:
    """A name as it can be typed: in small letters, without quotes."""
    return name.casefold().replace('"', "").strip()


def _of_status(value: str) -> Test:
    return lambda row, now: row.incident.status == value


def _of_urgency(value: str) -> Test:
    return lambda row, now: row.incident.urgency == value


def _of_priority(value: str) -> Test:
    def test(row: Row, now: datetime) -> bool:
        priority = row.incident.priority
        return value == NONE if priority is None else _plain(priority.name) == value

    return test


def _of_service(value: str) -> Test:
    return lambda row, now: value in _plain(row.incident.service.name)


def _of_team(value: str) -> Test:
    def test(row: Row, now: datetime) -> bool:
        teams = row.incident.teams
        return any(value in _plain(team.name) for team in teams) if teams else value == NONE

    return test


def _of_who(value: str) -> Test:
    def test(row: Row, now: datetime) -> bool:
        people = row.incident.assignees
        return any(value in _plain(person.name) for person in people) if people else value == NOBODY

    return (lambda row, now: row.reason.assigned) if value == ME else test


def _of_age(value: str) -> Test:
    limit, older = _age(value) or timedelta(), value.startswith(">")
    return lambda row, now: (now - row.incident.created_at > limit) == older


def _age(value: str) -> timedelta | None:
    return span_of(value[1:].strip()) if value[:1] in ("<", ">") else None


@dataclass(frozen=True, slots=True)
class _Key:
    """One key: the test for a value in small letters, and which values there are where not any will do."""

    test: Callable[[str], Test]
    known: Callable[[str], bool] = bool
    example: str = ""
    usual: Callable[[str], str] = str
    """How a value is called that has several names."""

    def problem(self, values: tuple[str, ...]) -> str:
        """What to type instead of values that there are not."""
        good = values and all(self.known(value.casefold()) for value in values)
        return "" if good else f"write {self.example}"


_KEYS = {
    "status": _Key(
        _of_status,
        _STATUSES.__contains__,
        "status:triggered or status:acknowledged",
        lambda value: _STATUSES[value.casefold()],
    ),
    "urgency": _Key(_of_urgency, _URGENCIES.__contains__, "urgency:high or urgency:low"),
    "priority": _Key(_of_priority, bool, "priority:P1,P2 or priority:none"),
    "service": _Key(_of_service, bool, 'service:"Checkout API" or a part of its name'),
    "team": _Key(_of_team, bool, "team:payments or a part of its name"),
    "who": _Key(_of_who, bool, "who:me, who:nobody or a part of a name"),
    "age": _Key(_of_age, lambda value: _age(value) is not None, "age:>2h or age:<30m"),
}

KEYS = tuple(_KEYS)
"""What a filter can ask for by name, in the order in which it is asked for at night."""


def value_of(incident: Incident, key: str) -> tuple[str, ...]:
    """What an incident has to say to a key whose values can be counted; several only for teams and people."""
    match key:
        case "status":
            return (incident.status,)
        case "urgency":
            return (incident.urgency,)
        case "priority":
            return (incident.priority.name if incident.priority else NONE,)
        case "service":
            return (incident.service.name,)
        case "team":
            return tuple(team.name for team in incident.teams) or (NONE,)
        case "who":
            return tuple(person.name for person in incident.assignees) or (NOBODY,)
        case _:
            return ()
