"""The checklist of an incident: posted once, ticked by reactions that everybody can give."""

from __future__ import annotations

from pdtui.core.model import ThreadLink
from pdtui.core.slack.errands.errand import Conversation
from pdtui.core.slack.owed import OutboxRow
from pdtui.core.slack.workspace import Workspace


class ChecklistErrand:
    """Posts the checklist."""

    def __init__(self, workspace: Workspace, conversation: Conversation) -> None:
        self._at = workspace
        self._conversation = conversation

    async def run(self, row: OutboxRow) -> ThreadLink | None:
        """Once over all laptops."""
        raise NotImplementedError


class TickErrand(ChecklistErrand):
    """Ticks an item."""
