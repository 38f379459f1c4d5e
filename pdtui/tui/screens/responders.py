"""The dialog that asks more people and policies for help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


class RespondersScreen(PickDialog[Help, DirectoryEntry]):
    """People and policies in one list, several at once, and a message that goes with the page."""

    hint = "Enter pages · Space adds · Tab message · Esc keeps the text"

    def __init__(self, heading: str, targets: Targets, draft: Draft, directory: Directory) -> None:
        super().__init__(heading, targets, draft)
        self._directory = directory

    def compose_list(self) -> ComposeResult:
        """What it means, the list, the message."""
        meaning = "They are paged at once, and that cannot be taken back."
        yield Static(Content.styled(meaning, "$warning"), classes="dialog-meaning")
        source = FromDirectory(self._directory, Kind.USER, Kind.POLICY)
        chosen = self.draft.chosen.get("", ())
        yield PickList(source, self.enter, placeholder="people and policies", several=True, chosen=chosen)
        yield LineInput(self.draft.text, "message; without one it names the incident", self.enter)

    def drafted(self) -> Draft:
        """Who is chosen, and the message."""
        return Draft({"": self._message}, {"": tuple(self.pick_list.chosen)})

    def outcome(self, picked: Sequence[Choice[DirectoryEntry]]) -> str:
        """Who would be paged."""
        return f"Pages {names([one.name for one in picked], 6)}"

    def answer(self, picked: tuple[Choice[DirectoryEntry], ...]) -> None:
        """These."""
        users = tuple(one.value.reference for one in picked if one.value.kind is Kind.USER)
        policies = tuple(one.value.reference for one in picked if one.value.kind is Kind.POLICY)
        self.finish(Help(users, policies, self._message))

    @property
    def _message(self) -> str:
        return self.query_one(LineInput).value
