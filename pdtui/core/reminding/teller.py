"""Tells what is due, once: whoever claims it in the journal shows it, and only then it counts as told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo

from pdtui.core.events import Event, ReminderDue
from pdtui.core.reminding.announcing import announcements
from pdtui.core.reminding.facts import Facts
from pdtui.core.reminding.in_slack import InSlack
from pdtui.core.reminding.kinds import ReminderKind
from pdtui.core.reminding.planner import latest_of_series
from pdtui.core.reminding.reminder import Reminder
from pdtui.core.reminding.store import Planned, ReminderStore
from pdtui.core.reminding.team_posting import TeamPosting
from pdtui.errors import PdtuiError

LOG = logging.getLogger(__name__)


class Teller:
    """Shows reminders on the screen and has Slack told; the next look goes on where the journal failed it."""

    def __init__(
        self,
        store: ReminderStore,
        facts: Facts,
        in_slack: InSlack,
        team: TeamPosting,
        zone: tzinfo,
        publish: Callable[[Event], None],
    ) -> None:
        self._store = store
        self._facts = facts
        self._in_slack = in_slack
        self._team = team
        self._zone = zone
        self._publish = publish
        self._shown: dict[str, int] = {}
        """What was shown and is not taken down yet, by key, with the number of the own one that it is of."""

    async def tell(self, owner: str, due: Sequence[Planned], now: datetime) -> bool:
        """Tell these; whether something turned out to hold no more, so that it is to be planned anew.

        After a sleep the list is read first: it is told by what is so then.
        """
        self.settle(owner, now)
        if due and self._facts.are_old:
            self._facts.read_again()
            return False
        await self._team.post(owner, [one for one in due if one.reminder.kind is ReminderKind.TEAM_POST], now)
        mine = [one for one in due if one.reminder.kind is not ReminderKind.TEAM_POST]
        latest, folded = latest_of_series(mine)
        holding = await self._holding(owner, latest, now)
        if holding:
            await self._show(owner, holding, folded, now)
        return len(holding) < len(latest)

    def settle(self, owner: str, now: datetime) -> None:
        """What was shown is told, also where the journal could not take it down at once; what came once is over."""
        if not self._shown:
            return
        self._store.was_told(owner, self._shown, now)
        numbers = {number for number in self._shown.values() if number}
        for one in self._store.own(owner) if numbers else ():
            if one.number in numbers and one.timing.next_after(now) is None:
                self._store.remove_own(owner, one.number)
        self._shown = {}

    async def _show(self, owner: str, holding: Sequence[Planned], folded: Sequence[str], now: datetime) -> None:
        claimed = self._store.claim_reminders(owner, holding, now)
        reminders = [one.reminder for one in holding if one.key in claimed]
        self._store.fold_reminders(owner, folded, now)
        local = now.astimezone(self._zone)
        as_of = self._facts.as_of(local)
        try:
            for announcement in announcements(reminders, local, self._facts.open_words(), as_of):
                LOG.info("reminder: %s", announcement.title)
                self._publish(ReminderDue(announcement))
        except BaseException:
            self._store.give_back(owner, claimed)
            raise
        self._shown |= {one.key: one.own_id for one in reminders}
        await self._tell_in_slack(reminders, now, as_of)
        self.settle(owner, now)

    async def _tell_in_slack(self, reminders: Sequence[Reminder], now: datetime, as_of: str) -> None:
        try:
            if self._facts.me is not None:
                await self._in_slack.tell(reminders, self._facts.me, now, as_of)
        except PdtuiError as error:
            LOG.warning("reminders are not told in Slack: %s", error)

    async def _holding(self, owner: str, due: Sequence[Planned], now: datetime) -> list[Planned]:
        """Those that are still so, as PagerDuty and Slack say now where that is not known; asked all at once."""
        holds = await asyncio.gather(*(self._still_holds(one) for one in due))
        over = [one for one, still in zip(due, holds, strict=True) if not still]
        if over:
            self._store.fold_reminders(owner, [one.key for one in over], now)
        for one in over:
            if one.reminder.own_id:
                self._store.remove_own(owner, one.reminder.own_id)
        return [one for one, still in zip(due, holds, strict=True) if still]

    async def _still_holds(self, planned: Planned) -> bool:
        try:
            return await self._facts.still_holds(planned.reminder)
        except (PdtuiError, TimeoutError) as error:
            LOG.info("whether %s still holds could not be read: %s", planned.key, error)
            return True
