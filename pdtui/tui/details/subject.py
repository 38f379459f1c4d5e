"""All that the details of one incident are made of, and under which tabs they stand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pdtui.core.countdown import Countdown
from pdtui.core.events import SlackChanged, SlackState
from pdtui.core.journal import IncidentChannel
from pdtui.core.model import IncidentDetail, ThreadLink
from pdtui.core.reminding.store import Planned
from pdtui.core.slack.views import ThreadView
from pdtui.core.store import Row
from pdtui.core.surroundings import IncidentContext


class Tab(StrEnum):
    """The tabs in the order of their keys; `value` is the name on the strip."""

    OVERVIEW = "Overview"
    TIMELINE = "Timeline"
    ALERTS = "Alerts"
    NOTES = "Notes"
    CONTEXT = "Context"
    THREAD = "Thread"
    CHANGES = "Changes"

    @property
    def number(self) -> int:
        """Its key."""
        return tuple(Tab).index(self) + 1

    @property
    def action_id(self) -> str:
        """The action of the registry that leads to it."""
        return f"tab_{self.name.lower()}"


SURROUNDINGS = (Tab.CONTEXT, Tab.CHANGES)
"""What is read by requests of its own, and only while it is looked at."""
OF_ACTION = {tab.action_id: tab for tab in Tab}
"""The tab by its action's id."""

_UNTRIED = SlackChanged(SlackState.UNTRIED)


@dataclass(frozen=True, slots=True)
class Subject:
    """One incident with all that is known of it, and how it is looked at."""

    row: Row
    gone: str = ""
    """What became of it if it left the list."""
    detail: IncidentDetail | None = None
    trouble: str = ""
    """Why the details could not be read."""
    thread: ThreadLink | None = None
    slack: SlackChanged = _UNTRIED
    view: ThreadView | None = None
    """The thread as last read."""
    thread_trouble: str = ""
    """Why the thread could not be read."""
    channel: IncidentChannel | None = None
    """Its own channel in Slack."""
    countdowns: tuple[Countdown, ...] = ()
    """What PagerDuty will do to it by itself, soonest first."""
    context: IncidentContext | None = None
    context_trouble: str = ""
    """Why the context could not be read."""
    follow_ups: tuple[Planned, ...] = ()
    """When somebody wants to be reminded of it, soonest first."""
    raw: bool = False
    """Whether alerts are shown as they came."""

    def number_of(self, tab: Tab) -> str:
        """How many there are on a tab: empty where that is not known yet, `?` where it could not be read."""
        if tab is Tab.THREAD:
            return self._replies()
        if tab is Tab.CHANGES:
            changes = self.context.changes if self.context else None
            return "" if changes is None else str(len(changes))
        detail = self.detail
        if tab not in (Tab.TIMELINE, Tab.ALERTS, Tab.NOTES) or (detail is None and not self.trouble):
            return ""
        if detail is None:
            return "?"
        parts = {Tab.TIMELINE: detail.log_entries, Tab.ALERTS: detail.alerts, Tab.NOTES: detail.notes}
        part = parts[tab]
        return "?" if part is None else str(len(part))

    def _replies(self) -> str:
        if self.view is None or self.view.never_read:
            return "?" if self.thread_trouble else ""
        return str(sum(not message.is_parent for message in self.view.messages))
