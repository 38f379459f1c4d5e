"""The reassign dialog: to people, or to one escalation policy, never to both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from pdtui.core.entries import DirectoryEntry, Kind
from pdtui.core.model import Reference
from pdtui.tui.aiming import Targets
from pdtui.tui.joining import names
from pdtui.tui.screens.choices import Choice, FromDirectory
from pdtui.tui.screens.pick import PickDialog
from pdtui.tui.screens.pick_list import PickList

if TYPE_CHECKING:
    from pdtui.core.directory import Directory


@dataclass(frozen=True, slots=True)
class Assignment:
    """Whom it is given to: people, or a policy."""

    users: tuple[Reference, ...] = ()
    policy: Reference | None = None


class AssignScreen(PickDialog[Assignment, DirectoryEntry]):
    """One list, of people or of policies; Tab changes between them and forgets what was chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [("tab,shift+tab", "switch", "People or policies")]
    hint = "Enter gives it · Space adds · Tab people/policy · Esc leaves"

    def __init__(self, heading: str, targets: Targets, directory: Directory, me: str) -> None:
        super().__init__(heading, targets)
        self._directory = directory
        self._me = me
        self._policies = False

    def compose_list(self) -> ComposeResult:
        """Which of the two, and the list."""
        yield Static("", classes="dialog-tabs")
        yield PickList(self._source(), self.enter, placeholder="name or e-mail", several=True)

    def on_mount(self) -> None:
        """Say which of the two."""
        self._show_tabs()

    def action_switch(self) -> None:
        """The other of the two."""
        self._policies = not self._policies
        self._show_tabs()
        self.pick_list.offer(self._source(), "name of a policy" if self._policies else "name or e-mail")

    def outcome(self, picked: Sequence[Choice[DirectoryEntry]]) -> str:
        """Whom it would be given to, and what that means."""
        whom = names([one.name for one in picked], 6)
        if not self._policies:
            are = "is" if len(picked) == 1 else "are"
            return f"To {whom}, who {are} paged; it does not escalate by itself any more"
        if len(picked) > 1:
            return f"One policy only: {whom} are {len(picked)}"
        return f"To the policy {whom}, which starts at its first level"

    def answer(self, picked: tuple[Choice[DirectoryEntry], ...]) -> None:
        """These people, or this policy."""
        references = tuple(one.value.reference for one in picked)
        if not self._policies:
            self.finish(Assignment(users=references))
        elif len(references) == 1:
            self.finish(Assignment(policy=references[0]))
        else:
            self.say("An incident has one escalation policy only.")

    def _source(self) -> FromDirectory:
        kind = Kind.POLICY if self._policies else Kind.USER
        return FromDirectory(self._directory, kind, first=frozenset({self._me}))

    def _show_tabs(self) -> None:
        on, off = "reverse bold", "$text-muted"
        self.query_one(".dialog-tabs", Static).update(
            Content.assemble(
                (" People ", off if self._policies else on), " ", (" Policy ", on if self._policies else off)
            )
        )
