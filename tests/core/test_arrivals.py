"""Which incidents are news: triggered and mine, once for each time they become so."""

from __future__ import annotations

from dataclasses import replace

from pdtui.core.model import ACKNOWLEDGED, TRIGGERED, Incident, Reason
from pdtui.core.reminding.arrivals import Arrivals, arrival_words
from pdtui.core.store import Row
from tests.core.builders import incident

ONE = incident(id="Q1", number=1, status=TRIGGERED)


def row(one: Incident, *, assigned: bool = True) -> Row:
    return Row(one, Reason(assigned=assigned))


def test_each_is_told_once() -> None:
    arrivals = Arrivals()
    assert arrivals.take([row(ONE)]) == (ONE,)
    assert arrivals.take([row(replace(ONE, title="Other words"))]) == ()


def test_what_is_not_mine_or_not_triggered_is_no_news() -> None:
    arrivals = Arrivals()
    assert arrivals.take([row(ONE, assigned=False)]) == ()
    assert arrivals.take([row(replace(ONE, status=ACKNOWLEDGED))]) == ()


def test_it_is_news_again_once_its_acknowledgement_ended_or_it_came_back() -> None:
    arrivals = Arrivals()
    arrivals.take([row(ONE)])
    arrivals.take([row(replace(ONE, status=ACKNOWLEDGED))])
    assert arrivals.take([row(ONE)]) == (ONE,)
    arrivals.forget("Q1")
    assert arrivals.take([row(ONE)]) == (ONE,)


def test_what_the_person_made_is_no_news() -> None:
    arrivals = Arrivals()
    arrivals.know("Q1")
    assert arrivals.take([row(ONE)]) == ()


def test_words_for_one_and_for_many() -> None:
    title, text = arrival_words((ONE,))
    assert title == "#1 triggered"
    assert text == f"{ONE.title} ({ONE.service.name})"
    many = tuple(replace(ONE, id=f"Q{number}", number=number, title="Slow") for number in range(1, 6))
    assert arrival_words(many) == ("5 new incidents", "#1 Slow; #2 Slow; #3 Slow; and 2 more")
