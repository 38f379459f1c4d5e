"""Has it posted who is on call, when that is due: by whoever claims it, and again a minute later where it failed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from pdtui.core.events import Event, SlackRemark
from pdtui.core.model import OnCall
from pdtui.core.reminding.in_slack import InSlack
from pdtui.core.reminding.kinds import TeamPost
from pdtui.core.reminding.store import Planned, ReminderStore
from pdtui.core.reminding.team_post import LATEST
from pdtui.errors import PdtuiError

LOG = logging.getLogger(__name__)
POST_AGAIN = timedelta(minutes=1)


class TeamPosting:
    """Remembers what failed, so that it is complained of once."""

    def __init__(
        self,
        store: ReminderStore,
        in_slack: InSlack,
        on_calls: Callable[[], Sequence[OnCall]],
        wish: TeamPost | None,
        publish: Callable[[Event], None],
    ) -> None:
        self._store = store
        self._in_slack = in_slack
        self._on_calls = on_calls
        self._wish = wish
        self._publish = publish
        self._again: dict[str, datetime] = {}
        """By key: when one that failed is tried again."""

    async def post(self, owner: str, due: Sequence[Planned], now: datetime) -> None:
        """Post each; what is late for that, or not wanted any more, is let go."""
        late = [one.key for one in due if now - one.due_at > LATEST or self._wish is None]
        self._store.fold_reminders(owner, late, now)
        for one in due:
            waits = self._again.get(one.key, now) > now
            if self._wish is not None and one.key not in late and not waits:
                await self._post(owner, one, self._wish, now)

    async def _post(self, owner: str, one: Planned, wish: TeamPost, now: datetime) -> None:
        if not self._store.claim_reminders(owner, [one], now):
            return
        try:
            await self._in_slack.post(wish, one.reminder.due_at, self._on_calls(), now)
        except PdtuiError as error:
            self._store.give_back(owner, [one.key])
            self._failed(one.key, wish, error, now)
        except BaseException:
            self._store.give_back(owner, [one.key])
            raise
        else:
            self._store.was_told(owner, [one.key], now)

    def _failed(self, key: str, wish: TeamPost, error: PdtuiError, now: datetime) -> None:
        LOG.warning("who is on call could not be posted: %s", error)
        if key not in self._again:
            self._publish(SlackRemark("", f"Not posted to {wish.channel}: {error}"))
        self._again[key] = now + POST_AGAIN
