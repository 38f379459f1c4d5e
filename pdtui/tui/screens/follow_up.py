"""The dialog in which a person asks to be reminded of an incident: when, and of what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from pdtui.core.reminding.saying import Offer, first, offers, outcome
from pdtui.core.reminding.timing import Timing
from pdtui.core.reminding.when import parse_timing
from pdtui.text import count
from pdtui.tui.aiming import Targets
from pdtui.tui.drafts import Draft
from pdtui.tui.joining import listed
from pdtui.tui.screens.choices import Choice
from pdtui.tui.screens.form import TextLine
from pdtui.tui.screens.inputs import LineInput, PickInput
from pdtui.tui.screens.pick import PickDialog
from pdtui.tui.screens.pick_list import PickList

AGAIN = 5.0
"""Seconds after which the times are counted anew: what is kept is what is shown."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What was asked for; the text may be empty."""

    text: str
    timing: Timing


class Times:
    """A source whose lines are times of reminders, counted from the moment at which they are found."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    def find(self, words: str) -> Sequence[Choice[Timing]]:
        """What is offered, or the one time that the words mean. Raises `UsageError` for words that mean none."""
        now = self._now()
        if words.strip():
            return [_choice("typed", Offer(words.strip(), words), now)]
        return [_choice(one.label, one, now) for one in offers(now)]

    async def load(self) -> str:
        """Nothing is to be asked for."""
        return ""


def _choice(name: str, offer: Offer, now: datetime) -> Choice[Timing]:
    timing = parse_timing(offer.typed, now, on_incident=True)
    return Choice(name, offer.label, timing, first(timing, now))


class FollowUpScreen(PickDialog[FollowUp, Timing]):
    """A time that is chosen or typed, and a line of text; Enter on either keeps it, Esc keeps what was typed."""

    has_lines: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = [("tab,shift+tab", "other_line", "Other line")]
    hint = "Enter keeps it · ↑↓ choose · Tab other line · Esc keeps the draft"
    nothing_picked = "When? Type a time (in 30m, at 14:00, every 30m until resolved), or choose by the arrows."

    def __init__(
        self, heading: str, targets: Targets, draft: Draft, now: Callable[[], datetime], there: Sequence[str] = ()
    ) -> None:
        """`now` carries the zone in which times of day are meant; `there`: the follow-ups that it has already."""
        super().__init__(heading, targets, draft)
        self._now = now
        self._there = there

    def compose_list(self) -> ComposeResult:
        """The times, and the text."""
        yield PickList(Times(self._now), self.enter, placeholder="in 30m, at 14:00, every 30m until resolved")
        yield TextLine("remember", self.draft.texts.get("text", ""), "what to do; may be empty", self.enter, id="text")

    def compose_body(self) -> ComposeResult:
        """The lines, and what Enter would do."""
        if self._there:
            words = f"It has {count(len(self._there), 'follow-up')} already: {listed(self._there)}"
            yield Static(Content.styled(words, "$text-muted"), classes="dialog-meaning")
        yield from self.compose_list()
        yield Static("", classes="dialog-outcome", markup=False)

    def on_mount(self) -> None:
        """What was typed before; and follow the clock."""
        self.query_one(PickInput).value = self.draft.texts.get("when", "")
        self.set_interval(AGAIN, lambda: self.pick_list.show())

    def drafted(self) -> Draft:
        """Both lines."""
        return Draft({"when": self.pick_list.words, "text": self._line.value})

    def action_other_line(self) -> None:
        """There are two: from the time to the text, and back; within the key press, for what is typed behind it."""
        here = self.focused
        self.set_focus(self.query_one(PickInput) if here is self._line else self._line)

    def outcome(self, picked: Sequence[Choice[Timing]]) -> str:
        """`Reminds you at 03:45, in 30 min`."""
        return f"Reminds you {outcome(picked[0].value, self._now())}"

    def answer(self, picked: tuple[Choice[Timing], ...]) -> None:
        """This time, with the text."""
        self.finish(FollowUp(self._line.value, picked[0].value))

    @property
    def _line(self) -> LineInput:
        return self.query_one("#text", LineInput)
