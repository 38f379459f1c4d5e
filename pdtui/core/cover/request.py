"""What is asked of one person: to be on call in a schedule for a span."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pdtui.core.model import Reference
from pdtui.core.slack import marks

GRACE = timedelta(minutes=15)
"""How long an answer is waited for at least, also where the turn begins at once."""


class CoverState(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    """They said yes; the override is on its way to PagerDuty."""
    COVERED = "covered"
    """PagerDuty has the override."""
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    """Nobody answered in time."""
    REFUSED = "refused"
    """They said yes, and the override was not made, or it is not known whether it was."""


OPEN = (CoverState.ASKED, CoverState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class CoverRequest:
    """One request as the journal has it; `start`, `end` and `created_at` are aware, UTC."""

    id: str
    """Short enough to be typed."""
    schedule: Reference
    start: datetime
    end: datetime
    person: Reference
    """Who is asked."""
    asker: Reference
    message: str
    created_at: datetime
    state: CoverState = CoverState.ASKED
    channel_id: str = ""
    """The direct conversation, once the question stands in it."""
    ts: str = ""
    """And the question there."""
    seen_ts: str = ""
    """The last answer that was taken notice of."""
    answer: str = ""
    """What they said, in their words; of a refused one, why."""
    intent_id: str = ""
    """The write that puts them on call."""
    told: bool = True
    """Whether the asker knows how it ended."""

    @property
    def is_open(self) -> bool:
        """Whether anything is still to come of it."""
        return self.state in OPEN

    @property
    def mark(self) -> str:
        """Of the question in Slack."""
        return marks.cover(self.id, marks.COVER_ASK)

    @property
    def end_mark(self) -> str:
        """Of what is said there of how it ended."""
        return marks.cover(self.id, marks.COVER_END)

    @property
    def deadline(self) -> datetime:
        """Until when an answer is waited for: the turn's begin, or a little longer where that is near."""
        return min(max(self.start, self.created_at + GRACE), self.end)


def new_id() -> str:
    """An id that no other request has, on any laptop."""
    return secrets.token_hex(4)
