"""The dialog that puts a filter together from what there is on the list, and keeps it by a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from pdtui.core.listing.filtering import KEYS, ME, NONE, Filter, Term, joined, parse, value_of
from pdtui.core.preferences import Preferences, PreferenceStore
from pdtui.core.store import Row
from pdtui.errors import UsageError
from pdtui.tui.aiming import Targets
from pdtui.tui.drafts import Draft
from pdtui.tui.screens.choices import Choice, Fixed
from pdtui.tui.screens.edit import EditScreen
from pdtui.tui.screens.pick import PickDialog
from pdtui.tui.screens.pick_list import PickList

AGES = ("<1h", ">1h", ">1d", ">7d")
_LONGEST_NAME = 30


@dataclass(frozen=True, slots=True)
class Part:
    """One line: a term of the filter, or a whole filter that was saved as `saved`."""

    filter: Filter
    saved: str = ""


class FilterScreen(PickDialog[str, Part]):
    """Space adds a line to the filter, Enter lists what it holds; the answer is the filter's text."""

    hint = "Enter lists it · Space adds · ctrl+s saves it · ctrl+r removes a saved one · Esc leaves"
    nothing_picked = "Choose a line by the arrows, or type a part of it."
    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+s", "save", "Save"), ("ctrl+r", "remove", "Remove")]

    def __init__(self, rows: Sequence[Row], now: datetime, text: str, preferences: PreferenceStore) -> None:
        super().__init__("Filter", Targets())
        self._rows = rows
        self._now = now
        self._present = parse(text)
        self._preferences = preferences
        self._kept = preferences.read()

    def compose_list(self) -> ComposeResult:
        """What was saved, then what the list holds, each with how many incidents that would be."""
        chosen = [_choice(Part(joined([one])), "") for one in _singles(self._present)]
        yield PickList(
            Fixed(self._choices()), self.enter, placeholder="a service, a name, P1, high…", several=True, chosen=chosen
        )

    def outcome(self, picked: Sequence[Choice[Part]]) -> str:
        """What it would list."""
        wanted = self._joined(picked)
        return f"{self._held_by(wanted):,} of {len(self._rows):,}: {wanted}"

    def answer(self, picked: tuple[Choice[Part], ...]) -> None:
        """This filter."""
        self.finish(str(self._joined(picked)))

    def enter(self) -> None:
        """Nothing picked any more of a filter that was there: it is taken away."""
        listed = self.pick_list
        if self._present and not listed.picked and not listed.words.strip():
            self.finish(" ".join(self._present.words))
        else:
            super().enter()

    def action_save(self) -> None:
        """Ask for a name for what is picked."""
        picked = self.pick_list.picked
        if not picked:
            self.say(f"There is nothing to save. {self.nothing_picked}")
            return
        text = str(self._joined(picked))
        taken = set(self._kept.filters)
        screen = EditScreen(
            "Save the filter as", Targets(), Draft(), _name, enter="saves it", placeholder="a name, such as night",
            told=lambda name: f"takes the place of the filter {name}" if name in taken else f"{name}: {text}",
        )  # fmt: skip

        def named(name: str | None) -> None:
            if name is not None:
                self._keep(lambda filters: {**filters, name: text})
                self.finish(text)

        self.app.push_screen(screen, named)

    def action_remove(self) -> None:
        """Take the highlighted one out of those that are saved."""
        highlighted = self.pick_list.highlighted
        if highlighted is None or not highlighted.value.saved:
            self.say("No saved filter is highlighted.")
            return
        name = highlighted.value.saved
        self._keep(lambda filters: {key: text for key, text in filters.items() if key != name})
        self.pick_list.offer(Fixed(self._choices()), "a service, a name, P1, high…")
        self.say(f"The filter {name} is removed.")

    @on(PickList.Changed)
    def saved_one_alone(self) -> None:
        """A saved filter takes the place of all that was chosen before it."""
        listed = self.pick_list
        if len(listed.chosen) > 1 and listed.chosen[-1].value.saved:
            listed.chosen = listed.chosen[-1:]
            listed.show()

    def _joined(self, picked: Sequence[Choice[Part]]) -> Filter:
        saved = next((one.value.filter for one in picked if one.value.saved), None)
        if saved is not None:
            return saved
        return joined([term for one in picked for term in one.value.filter.terms], self._present.words)

    def _held_by(self, wanted: Filter) -> int:
        return len(wanted.let_through(self._rows, self._now))

    def _keep(self, change: Callable[[Mapping[str, str]], Mapping[str, str]]) -> None:
        def keep(kept: Preferences) -> Preferences:
            return replace(kept, filters=change(kept.filters))

        self._kept = self._preferences.change(keep)

    def _choices(self) -> list[Choice[Part]]:
        saved = [
            _choice(Part(parse(text), name), f"{text}, {self._held_by(parse(text)):,}")
            for name, text in sorted(self._kept.filters.items())
        ]
        there = [_choice(Part(joined([term])), f"{number:,}") for term, number in self._terms()]
        names = {choice.id for choice in there}
        typed = [_choice(Part(joined([term])), "as typed") for term in _singles(self._present)]
        return [*saved, *(choice for choice in typed if choice.id not in names), *there]

    def _terms(self) -> Iterator[tuple[Term, int]]:
        """What there is on the list, key by key, the most frequent value first."""
        for key in KEYS:
            if key == "age":
                for age in AGES:
                    term = Term(key, (age,))
                    yield term, self._held_by(joined([term]))
                continue
            counted = Counter(value for row in self._rows for value in value_of(row.incident, key))
            if set(counted) == {NONE}:
                continue
            if key == "who" and (mine := sum(row.reason.assigned for row in self._rows)):
                yield Term(key, (ME,)), mine
            yield from ((Term(key, (value,)), number) for value, number in counted.most_common() if value)


def _singles(present: Filter) -> Iterator[Term]:
    for term in present.terms:
        yield from (Term(term.key, (value,), term.no) for value in term.values)


def _choice(part: Part, note: str) -> Choice[Part]:
    name = part.saved or str(part.filter)
    return Choice(f"saved {name}" if part.saved else name, f"★ {name}" if part.saved else name, part, note)


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > _LONGEST_NAME:
        raise UsageError("the filter needs a name", f"write one of at most {_LONGEST_NAME} characters")
    return name
