"""How things stand with PagerDuty and Slack, read off the engine for the bar, the advice and an empty list."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from pdtui.core.events import Event, Polled, PollFailed
from pdtui.tui.freshness import advice, emptiness, freshness, scope_word, slack_word
from pdtui.tui.reminded import Reminded
from pdtui.tui.widgets.status_bar import Standing

if TYPE_CHECKING:
    from pdtui.core.engine import Engine


class Watch:
    """Its own facts are since when polls fail and what was last read of the reminders; all else is the engine's."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.reminded = Reminded(engine)
        """What is planned of reminders."""
        self._failing_since: datetime | None = None

    def hear(self, event: Event) -> None:
        """Polls begin to fail, or succeed again; something else is planned."""
        self.reminded.hear(event)
        if isinstance(event, Polled):
            self._failing_since = None
        elif isinstance(event, PollFailed) and self._failing_since is None:
            self._failing_since = self._engine.now()

    def bar(self, heading: str, now: datetime) -> Standing:
        """The line on top; `now` carries the zone in which clock times are written."""
        engine = self._engine
        taken_at = engine.store.taken_at
        return Standing(
            title=heading,
            on_call=engine.on_duty.summary,
            next_on_call=engine.on_duty.next,
            writing=str(engine.writing or (f"{engine.in_flight:,} under way" if engine.in_flight else "")),
            slack=slack_word(engine.slack),
            freshness=freshness(
                engine.last_poll, taken_at, self._failing_since, engine.poll_seconds, now, engine.reading
            ),
            scope=scope_word(engine.scope, engine.switching_to),
            reminder=self.reminded.words(engine.reminders.now()),
        )

    def advice(self, now: datetime) -> str:
        """What a person has to know or mend; empty where all is well."""
        return advice(self._engine.last_poll, self._engine.slack, now)

    def emptiness(self, words: str, now: datetime) -> str:
        """What an empty list says; `words`: the filter."""
        engine = self._engine
        return emptiness(
            engine.last_poll,
            engine.store.taken_at,
            self._failing_since,
            words,
            len(engine.store.rows),
            engine.poll_seconds,
            now,
            engine.scope,
            engine.switching_to,
            engine.reading,
        )
