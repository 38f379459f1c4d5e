"""Everything about reminders: keeps them planned as the facts want them, and tells each once when it is due.

The journal has what is planned and told; APScheduler only wakes. So a restart, a sleep, a clock that jumps and a
second process change nothing of what is told: what is due and not told is told, by whoever claims it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta, tzinfo

from pdtui.core.duties import AHEAD
from pdtui.core.events import (
    Event,
    IncidentsChanged,
    Polled,
    PollFailed,
    ReminderDue,
    RemindersChanged,
    SlackRemark,
)
from pdtui.core.handoff.facts import FollowUp
from pdtui.core.model import OnCall, Person
from pdtui.core.ports import Clock, Timers
from pdtui.core.reminding.announcing import announcements
from pdtui.core.reminding.facts import Facts
from pdtui.core.reminding.follow_ups import follow_ups
from pdtui.core.reminding.in_slack import InSlack
from pdtui.core.reminding.kinds import ReminderKind, Rules
from pdtui.core.reminding.listing import Line, listed
from pdtui.core.reminding.of_incidents import of_incidents
from pdtui.core.reminding.of_shifts import Plan, changes, of_gaps, of_shifts
from pdtui.core.reminding.own import OwnReminder, of_own
from pdtui.core.reminding.planner import Known, fresh, lapsed, latest_of_series
from pdtui.core.reminding.reminder import Reminder
from pdtui.core.reminding.roster import Roster
from pdtui.core.reminding.store import Planned, ReminderStore
from pdtui.core.reminding.team_post import LATEST, of_team_post
from pdtui.core.reminding.timing import Timing
from pdtui.core.shifts import Shift, shifts_of
from pdtui.core.subscription import Subscription
from pdtui.errors import JournalUnusable, PdtuiError, Refused
from pdtui.text import clean

LOG = logging.getLogger(__name__)
TICK = 5.0
"""Seconds between two looks at whether another process has changed the journal."""
EVERY = 12
"""Ticks after which all is planned anew although nothing seems to have changed."""
POST_AGAIN = timedelta(minutes=1)
SHOWN = timedelta(days=7)
"""How long what was told stays listed."""


class ReminderDesk:
    """Plans, fires and lists the reminders of one person."""

    def __init__(
        self,
        store: ReminderStore,
        timers: Timers,
        clock: Clock,
        facts: Facts,
        roster: Roster,
        in_slack: InSlack,
        rules: Rules,
        zone: tzinfo,
        publish: Callable[[Event], None],
    ) -> None:
        self._store = store
        self._timers = timers
        self._clock = clock
        self._facts = facts
        self._roster = roster
        self._in_slack = in_slack
        self.rules = rules
        self._zone = zone
        self._publish = publish
        self._wake = asyncio.Event()
        self._one = asyncio.Lock()
        """Planning and telling go one after the other."""
        self._shifts: tuple[Shift, ...] | None = None
        self._soonest: datetime | None = None
        self._watching = False
        self._planned_by_shifts = False
        """Whether my shifts, and who hands over and takes over, were read in this run: nothing is told before."""
        self._complained: set[str] = set()
        self._post_again: dict[str, datetime] = {}
        """By key: when a post that failed is tried again."""
        self._shown: set[str] = set()
        """The keys of what was shown and is not taken down yet."""
        self._listed: tuple[Planned, ...] = ()

    # -- what is known -----------------------------------------------------------------------

    @property
    def next_due(self) -> Planned | None:
        """The next one that is to be told."""
        return next(iter(self._listed), None)

    def planned(self) -> tuple[Planned, ...]:
        """All that is to be told, soonest first."""
        return self._wants(self._owner()) if self._known_owner() else ()

    def told(self) -> tuple[Planned, ...]:
        """What was told in the last days, newest first."""
        return self._store.told_since(self._owner(), self._clock.now() - SHOWN) if self._known_owner() else ()

    def own(self) -> tuple[OwnReminder, ...]:
        """Those that I made and that are not over."""
        return self._store.own(self._owner()) if self._known_owner() else ()

    def listed(self) -> tuple[Line, ...]:
        """All of the list: what is planned, soonest first, then what was told, newest first."""
        return listed(self.planned(), self.told(), self.own())

    def follow_ups(self) -> tuple[FollowUp, ...]:
        """What is still to be come back to on incidents, soonest first, each once."""
        return follow_ups(self.planned())

    def now(self) -> datetime:
        """Now, in the zone in which wall times of reminders are meant and said."""
        return self._clock.now().astimezone(self._zone)

    # -- what a person asks for --------------------------------------------------------------

    def add(self, text: str, timing: Timing, *, incident_id: str = "", incident_name: str = "") -> OwnReminder:
        """Be reminded of something, or of an incident. Raises `Refused` for nothing, and for a kind that is off."""
        said = clean(text)
        kind = ReminderKind.FOLLOW_UP if incident_id else ReminderKind.OWN
        if not self.rules.rule(kind).on:
            what = "follow-ups" if incident_id else "reminders of your own"
            raise Refused(f"{what} are switched off", f"set reminders.{kind} = true in the settings")
        if not said and not incident_id:
            raise Refused("a reminder of nothing says nothing", "write what to be reminded of")
        made = self._store.add_own(
            self._owner(), said, timing, self._clock.now(), incident_id=incident_id, incident_name=incident_name
        )
        self.plan_own()
        self._changed()
        return made

    def snooze(self, key: str, until: datetime) -> bool:
        """Tell it then, once more where it was told; False where it is not known any more."""
        done = self._store.snooze_reminder(self._owner(), key, until)
        self._changed()
        return done

    def dismiss(self, key: str) -> bool:
        """Hear no more of it nor of the rest of its series; False where it is not known any more."""
        done = self._store.dismiss_reminder(self._owner(), key)
        self._changed()
        return done

    def remove(self, number: int) -> bool:
        """Delete one that I made; False where there is none."""
        done = self._store.remove_own(self._owner(), number)
        self._changed()
        return done

    def plan_own(self) -> None:
        """Record what comes of those that I made, also where nothing runs that would: for the verbs."""
        owner, now = self._owner(), self._clock.now()
        wanted = [one for one in of_own(self._store.own(owner), now) if self.rules.rule(one.kind).on]
        known = self._store.is_known(owner, [one.key for one in wanted])
        self._store.plan(owner, [one for one in wanted if one.key not in known], ())

    # -- at work -----------------------------------------------------------------------------

    def start(self) -> None:
        """Let timers fire from now on."""
        self._watching = True
        self._timers.start(self._fire)

    async def listen(self, events: Subscription) -> None:
        """Plan anew whenever the list was read or changed."""
        async for event in events:
            if isinstance(event, IncidentsChanged | Polled | PollFailed):
                self._wake.set()

    async def run(self) -> None:
        """Keep the plan as the facts and the other processes want it."""
        turn, stirred = 0, None
        while True:
            try:
                now_stirred = self._store.stirred()
                if self._wake.is_set() or turn % EVERY == 0 or now_stirred != stirred:
                    self._wake.clear()
                    await self.look()
                    stirred = self._store.stirred()
            except JournalUnusable as error:
                LOG.warning("the reminders could not be planned: %s", error)
            turn += 1
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK):
                    await self._wake.wait()

    async def take_shifts(self, me: Person, entries: Sequence[OnCall]) -> None:
        """A fresh reading of my on-call entries: plan by it, and tell what it changed."""
        now = self._clock.now()
        self._shifts = shifts_of(entries, me.id)
        if self.rules.rule(ReminderKind.SHIFT_CHANGED).on:
            self._compare(me.id, Plan(now, now + AHEAD, self._shifts))
        await self._roster.refresh(me.id, entries, now)
        self._planned_by_shifts = True
        self._wake.set()

    async def look(self) -> None:
        """Plan, set the timers, and tell what is due."""
        if self._facts.me is None:
            return
        await self._facts.prepare()
        async with self._one:
            owner, now = self._owner(), self._clock.now()
            self._settle(owner, now)
            self._store.reclaim(owner)
            wanted = self._wanted(owner, now)
            planned = self._store.planned(owner)
            known = self._store.is_known(owner, [one.key for one in wanted]) - {one.key for one in planned}
            add = fresh(planned, [one for one in wanted if one.key not in known])
            remove = lapsed(planned, wanted, self._known(), now)
            if add or remove:
                self._store.plan(owner, add, remove)
            await self._tell(owner, now)
            self._set_timers(owner, now)

    # -- inside ------------------------------------------------------------------------------

    def _wanted(self, owner: str, now: datetime) -> tuple[Reminder, ...]:
        dismissed = self._store.dismissed(owner)
        incidents = self._facts.mine()
        wanted = (
            *of_shifts(self._shifts or (), self._roster.counterparts(now), self.rules, now),
            *of_gaps(self._roster.gaps(now), self.rules, now, self._zone),
            *of_incidents(
                incidents,
                {one.id: self._facts.countdowns(one) for one in incidents},
                self._facts.heard,
                self.rules,
                now,
            ),
            *of_team_post(self.rules.team_post, self._zone, now),
            *(one for one in of_own(self._store.own(owner), now) if self.rules.rule(one.kind).on),
        )
        return tuple(one for one in wanted if one.thread not in dismissed)

    def _wants(self, owner: str) -> tuple[Planned, ...]:
        """What is planned, but for kinds that were switched off since."""
        return tuple(one for one in self._store.planned(owner) if self.rules.tells(one.reminder.kind))

    def _known(self) -> Known:
        return Known(
            shifts=self._shifts is not None, gaps=self._roster.is_read, incidents=self._facts.incidents_are_known
        )

    def _compare(self, owner: str, plan: Plan) -> None:
        """Whichever process reads a change first plans to tell it; the others find it known."""
        try:
            old = self._store.last_plan(owner)
            found = changes(old, plan, self._zone) if old is not None else ()
            self._store.keep_plan(owner, plan, old, found)
        except JournalUnusable as error:
            LOG.warning("whether my shifts changed could not be told: %s", error)

    async def _fire(self, key: str) -> None:
        """A timer fired: all that is due is told, so that what was slept through comes in order."""
        if self._one.locked():
            self._wake.set()  # whoever plans or tells just now looks once more behind it
            return
        async with self._one:
            owner, now = self._owner(), self._clock.now()
            if self._soonest is None or self._soonest > now:
                return
            LOG.info("the reminder %s is due", key)
            await self._tell(owner, now)
            self._soonest = min((one.due_at for one in self._wants(owner)), default=None)
        self._wake.set()

    async def _tell(self, owner: str, now: datetime) -> None:
        if not self._watching or not (self._facts.is_offline or (self._facts.settled and self._planned_by_shifts)):
            return
        due = [one for one in self._wants(owner) if one.due_at <= now]
        if due and self._facts.are_old:
            self._facts.read_again()  # it is told by what is so then
            return
        await self._post([one for one in due if one.reminder.kind is ReminderKind.TEAM_POST], owner, now)
        latest, folded = latest_of_series([one for one in due if one.reminder.kind is not ReminderKind.TEAM_POST])
        holding = await self._holding(owner, latest, now)
        if not holding:
            return
        claimed = self._store.claim_reminders(owner, holding, now)
        mine = [one.reminder for one in holding if one.key in claimed]
        self._store.fold_reminders(owner, folded, now)
        try:
            self._announce(mine, now.astimezone(self._zone))
        except BaseException:
            self._store.give_back(owner, claimed)
            raise
        self._shown |= claimed
        await self._tell_in_slack(mine, now)
        self._settle(owner, now)
        self._forget_finished(owner, mine, now)

    def _settle(self, owner: str, now: datetime) -> None:
        """What was shown is told, also where the journal could not take it down at once."""
        if self._shown:
            self._store.was_told(owner, self._shown, now)
            self._shown = set()

    def _announce(self, reminders: Sequence[Reminder], now: datetime) -> None:
        for announcement in announcements(reminders, now, self._facts.open_words(), self._facts.as_of(now)):
            LOG.info("reminder: %s", announcement.title)
            self._publish(ReminderDue(announcement))

    async def _tell_in_slack(self, reminders: Sequence[Reminder], now: datetime) -> None:
        try:
            if self._facts.me is not None:
                as_of = self._facts.as_of(now.astimezone(self._zone))
                await self._in_slack.tell(reminders, self._facts.me, now, as_of)
        except PdtuiError as error:
            LOG.warning("reminders are not told in Slack: %s", error)

    async def _post(self, due: Sequence[Planned], owner: str, now: datetime) -> None:
        """Post what the team wants to read; what is late for that is let go, what fails is tried at the next look."""
        late = [one.key for one in due if now - one.due_at > LATEST or self.rules.team_post is None]
        self._store.fold_reminders(owner, late, now)
        for one in due:
            wish = self.rules.team_post
            if (
                wish is None
                or one.key in late
                or self._post_again.get(one.key, now) > now
                or not self._store.claim_reminders(owner, [one], now)
            ):
                continue
            try:
                await self._in_slack.post(wish, one.reminder.due_at, self._facts.on_calls, now)
            except PdtuiError as error:
                LOG.warning("who is on call could not be posted: %s", error)
                self._store.give_back(owner, [one.key])
                self._post_again[one.key] = now + POST_AGAIN
                if one.key not in self._complained:
                    self._complained.add(one.key)
                    self._publish(SlackRemark("", f"Not posted to {wish.channel}: {error}"))
            except BaseException:
                self._store.give_back(owner, [one.key])
                raise
            else:
                self._store.was_told(owner, [one.key], now)

    async def _holding(self, owner: str, due: Sequence[Planned], now: datetime) -> list[Planned]:
        """Those that are still so, as PagerDuty and Slack say now where that is not known; asked all at once."""
        holds = await asyncio.gather(*(self._still_holds(one) for one in due))
        over = [one for one, still in zip(due, holds, strict=True) if not still]
        self._store.fold_reminders(owner, [one.key for one in over], now)
        for one in over:
            if one.reminder.own_id:
                self._store.remove_own(owner, one.reminder.own_id)
            self._wake.set()
        return [one for one, still in zip(due, holds, strict=True) if still]

    async def _still_holds(self, planned: Planned) -> bool:
        try:
            return await self._facts.still_holds(planned.reminder)
        except (PdtuiError, TimeoutError) as error:
            LOG.info("whether %s still holds could not be read: %s", planned.key, error)
            return True

    def _forget_finished(self, owner: str, told: Sequence[Reminder], now: datetime) -> None:
        numbers = {one.own_id for one in told if one.own_id}
        for one in self._store.own(owner) if numbers else ():
            if one.number in numbers and one.timing.next_after(now) is None:
                self._store.remove_own(owner, one.number)

    def _set_timers(self, owner: str, now: datetime) -> None:
        """For what is still to come: what is due and could not be told waits for the next look, not for a timer."""
        planned = self._wants(owner)
        self._soonest = min((one.due_at for one in planned), default=None)
        if self._watching:
            self._timers.set({one.key: one.due_at for one in planned if one.due_at > now})
        if planned != self._listed:
            self._listed = planned
            self._publish(RemindersChanged())

    def _changed(self) -> None:
        self._wake.set()
        self._publish(RemindersChanged())

    def _known_owner(self) -> bool:
        return self._facts.me is not None

    def _owner(self) -> str:
        if self._facts.me is None:
            raise Refused("it is not known yet who you are", "try again when PagerDuty has answered")
        return self._facts.me.id
