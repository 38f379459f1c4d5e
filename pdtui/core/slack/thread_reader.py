"""The thread that is on the screen, kept read: seldom where it is quiet, and never of what nobody looks at."""

from __future__ import annotations

from collections.abc import Callable

from pdtui.core.model import Person, ThreadLink
from pdtui.core.slack.people import People
from pdtui.core.slack.views import ThreadView
from pdtui.core.slack.workspace import Workspace


class ThreadReader:
    """Reads threads of one workspace with people's names."""

    def __init__(self, workspace: Workspace, people: People, who: Callable[[], Person | None]) -> None:
        self._at = workspace
        self._people = people
        self._who = who
        self._known: dict[str, ThreadView] = {}

    def known(self, incident_id: str) -> ThreadView | None:
        """The thread as last read."""
        return self._known.get(incident_id)

    def look_at(self, link: ThreadLink | None) -> None:
        """Keep this thread read from now on."""

    async def read(self, link: ThreadLink) -> ThreadView:
        """The thread now."""
        raise NotImplementedError

    async def run(self) -> None:
        """Read what is looked at, for ever."""
