"""The dialog that lets one entry, or several, be picked from a list that is filtered as one types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from pdtui.tui.aiming import Targets
from pdtui.tui.screens.choices import Choice, Source
from pdtui.tui.screens.dialog import Answer, Dialog
from pdtui.tui.screens.pick_list import ASKING, PickList

Value = TypeVar("Value")


class PickDialog(Dialog[Answer], Generic[Answer, Value]):
    """A dialog around one `PickList`; says below it what Enter would do."""

    takes_text: ClassVar[bool] = True
    nothing_picked = "Type a part of its name, or choose by the arrows."

    def compose_list(self) -> ComposeResult:
        """The list, made by `PickList`."""
        raise NotImplementedError

    def compose_body(self) -> ComposeResult:
        """The list, and what Enter would do."""
        yield from self.compose_list()
        yield Static("", classes="dialog-outcome", markup=False)

    @property
    def pick_list(self) -> PickList[Value]:
        """The list."""
        return self.query_one(PickList)

    def outcome(self, picked: Sequence[Choice[Value]]) -> str:
        """What Enter would do with these, in words."""
        raise NotImplementedError

    def answer(self, picked: tuple[Choice[Value], ...]) -> None:
        """Enter, with at least one picked."""
        raise NotImplementedError

    def enter(self) -> None:
        """Take what is picked; nothing is guessed."""
        listed = self.pick_list
        if picked := listed.picked:
            self.answer(picked)
        else:
            self.say(f"Still {ASKING}" if listed.asking else self.nothing_picked)

    @on(PickList.Changed)
    def picked_changed(self) -> None:
        """Say what Enter would do now."""
        picked = self.pick_list.picked
        line = self.query_one(".dialog-outcome", Static)
        line.update(Content.styled(self.outcome(picked) if picked else "", "$primary"))
        if picked:
            self.say("")
        self.fit()


@dataclass(frozen=True, slots=True)
class Ask(Generic[Value]):
    """What a plain picker asks: what it offers and how it speaks."""

    source: Source[Value]
    enter: str
    """What Enter does, for the line of keys: `sets it`."""
    outcome: Callable[[Sequence[Choice[Value]]], str]
    placeholder: str = "type to filter"
    several: bool = False
    meaning: str = ""
    """What the person must know before, whatever is picked."""


class PickScreen(PickDialog[tuple[Choice[Value], ...], Value]):
    """The plain one: a list, and its picked entries as the answer."""

    def __init__(
        self, heading: str, targets: Targets | None, ask: Ask[Value], chosen: Sequence[Choice[Value]] = ()
    ) -> None:
        super().__init__(heading, targets)
        self._ask = ask
        self._chosen = chosen
        several = "Space adds · " if ask.several else ""
        self.hint = f"Enter {ask.enter} · {several}↑↓ choose · Esc leaves"

    def compose_list(self) -> ComposeResult:
        """The list."""
        ask = self._ask
        if ask.meaning:
            yield Static(Content.styled(ask.meaning, "$warning"), classes="dialog-meaning")
        yield PickList(
            ask.source,
            self.enter,
            placeholder=ask.placeholder,
            several=ask.several,
            chosen=self._chosen,
        )

    def outcome(self, picked: Sequence[Choice[Value]]) -> str:
        """As asked."""
        return self._ask.outcome(picked)

    def answer(self, picked: tuple[Choice[Value], ...]) -> None:
        """These."""
        self.finish(picked)
