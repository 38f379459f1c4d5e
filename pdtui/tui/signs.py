"""The small signs behind a title: what else there is to an incident, as far as is known without a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pdtui.core.engine import Engine

NOTED, THREAD = "✎", "↳"


class Signs:
    """Looked up for the rows in view only, and once for each painting of the screen."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: dict[str, str] = {}

    def forget(self) -> None:
        """Look anew from now on."""
        self._known.clear()

    def of(self, incident_id: str) -> str:
        """`✎` where notes were read, `↳` where its Slack thread is known."""
        signs = self._known.get(incident_id)
        if signs is None:
            detail = self._engine.detail(incident_id)
            noted = NOTED if detail is not None and detail.notes else ""
            thread = THREAD if self._engine.slack_desk.thread(incident_id) is not None else ""
            signs = self._known[incident_id] = noted + thread
        return signs
