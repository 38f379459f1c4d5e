"""The dialog that asks more people and policies for help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from pdtui.core.entries import DirectoryEntry, Kind
from pdtui.core.model import Reference
from pdtui.tui.aiming import Targets
from pdtui.tui.drafts import Draft
from pdtui.tui.joining import names
from pdtui.tui.screens.choices import Choice, FromDirectory
from pdtui.tui.screens.inputs import LineInput
from pdtui.tui.screens.pick import PickDialog
from pdtui.tui.screens.pick_list import PickList

if TYPE_CHECKING:
    from pdtui.core.directory import Directory


@dataclass(frozen=True, slots=True)
class Help:
    """Who is asked, with which words."""

    users: tuple[Reference, ...]
    policies: tuple[Reference, ...]
    message: str


class Responders(FromDirectory):
    """People and policies; who was asked already is marked."""

    def __init__(self, directory: Directory, asked: Mapping[str, str]) -> None:
        super().__init__(directory, Kind.USER, Kind.POLICY)
        self._asked = asked

    def find(self, words: str) -> Sequence[Choice[DirectoryEntry]]:
        """With what became of the asking before the rest of the note."""
        return [self._marked(one) for one in super().find(words)]

    def _marked(self, one: Choice[DirectoryEntry]) -> Choice[DirectoryEntry]:
        state = self._asked.get(one.id)
        return replace(one, note=f"asked already: {state} · {one.note}") if state is not None else one


class RespondersScreen(PickDialog[Help, DirectoryEntry]):
    """People and policies in one list, several at once, and a message that goes with the page."""

    hint = "Enter ticks, again pages · Tab message · Esc leaves, the text stays"

    def __init__(self, heading: str, targets: Targets, draft: Draft, directory: Directory) -> None:
        super().__init__(heading, targets, draft)
        self._directory = directory

    def compose_list(self) -> ComposeResult:
        """What it means, the list, the message."""
        meaning = "They are paged at once, and that cannot be taken back."
        yield Static(Content.styled(meaning, "$warning"), classes="dialog-meaning")
        asked = {one.user.id: one.state for one in self.targets.one.responders}
        source = Responders(self._directory, asked)
        chosen = self.draft.chosen.get("", ())
        yield PickList(source, self.enter, placeholder="people and policies", several=True, chosen=chosen)
        yield LineInput(self.draft.text, "message; without one it names the incident", self.enter)

    def drafted(self) -> Draft:
        """Who is chosen, and the message."""
        return Draft({"": self._message}, {"": tuple(self.pick_list.chosen)})

    def outcome(self, picked: Sequence[Choice[DirectoryEntry]]) -> str:
        """Who would be paged."""
        if self._to_tick is not None:
            return f"Enter ticks {self._to_tick.name}; nobody is paged yet"
        return f"Enter pages {names([one.name for one in picked], 6)}"

    def enter(self) -> None:
        """Nobody is paged who was not ticked: the first Enter ticks, the second pages."""
        if self._to_tick is not None:
            self.pick_list.toggle()
        else:
            super().enter()

    @property
    def _to_tick(self) -> Choice[DirectoryEntry] | None:
        """Who is picked but not ticked."""
        listed = self.pick_list
        return next((one for one in listed.picked if one not in listed.chosen), None)

    def answer(self, picked: tuple[Choice[DirectoryEntry], ...]) -> None:
        """These."""
        users = tuple(one.value.reference for one in picked if one.value.kind is Kind.USER)
        policies = tuple(one.value.reference for one in picked if one.value.kind is Kind.POLICY)
        self.finish(Help(users, policies, self._message))

    @property
    def _message(self) -> str:
        return self.query_one(LineInput).value
