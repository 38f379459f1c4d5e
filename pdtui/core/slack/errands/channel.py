"""An incident's own channel: made step by step, each step once; and closed again."""

from __future__ import annotations

from pdtui.core.model import ThreadLink
from pdtui.core.slack.errands.errand import Conversation
from pdtui.core.slack.owed import OutboxRow
from pdtui.core.slack.people import People
from pdtui.core.slack.workspace import Workspace


class ChannelErrand:
    """Makes or takes a channel."""

    def __init__(self, workspace: Workspace, conversation: Conversation, people: People) -> None:
        self._at = workspace
        self._conversation = conversation
        self._people = people

    async def run(self, row: OutboxRow) -> ThreadLink | None:
        """Go on where the last try stopped."""
        raise NotImplementedError


class ArchivingErrand:
    """Closes a channel."""

    def __init__(self, workspace: Workspace) -> None:
        self._at = workspace

    async def run(self, row: OutboxRow) -> ThreadLink | None:
        """Unless its incident was opened again."""
        raise NotImplementedError
