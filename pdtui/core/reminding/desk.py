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

from pdtui.core.events import Event, IncidentsChanged, Polled, PollFailed, RemindersChanged
from pdtui.core.handoff.facts import FollowUp
from pdtui.core.model import OnCall, Person
from pdtui.core.ports import Clock, Timers
from pdtui.core.reminding.facts import Facts
from pdtui.core.reminding.follow_ups import follow_ups
from pdtui.core.reminding.in_slack import InSlack
from pdtui.core.reminding.kinds import ReminderKind, Rules
from pdtui.core.reminding.listing import Line, listed
from pdtui.core.reminding.own import OwnReminder
from pdtui.core.reminding.planning import Planning
from pdtui.core.reminding.roster import Roster
from pdtui.core.reminding.store import Planned, ReminderStore
from pdtui.core.reminding.team_posting import TeamPosting
from pdtui.core.reminding.teller import Teller
from pdtui.core.reminding.timing import Timing
from pdtui.core.subscription import Subscription
from pdtui.errors import JournalUnusable, Refused
from pdtui.text import clean

LOG = logging.getLogger(__name__)
TICK = 5.0
"""Seconds between two looks at whether another process has changed the journal."""
EVERY = 12
"""Ticks after which all is planned anew although nothing seems to have changed."""
SHOWN = timedelta(days=7)
"""How long what was told stays listed."""


class ReminderDesk:
    """Lists and changes the reminders of one person, and keeps planning and telling at work."""

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
        self.rules = rules
        self._store = store
        self._timers = timers
        self._clock = clock
        self._facts = facts
        self._zone = zone
        self._publish = publish
        self._planning = Planning(store, facts, roster, rules, zone)
        team = TeamPosting(store, in_slack, lambda: facts.on_calls, rules.team_post, publish)
        self._teller = Teller(store, facts, in_slack, team, zone, publish)
        self._wake = asyncio.Event()
        self._one = asyncio.Lock()
        """Planning and telling go one after the other."""
        self._watching = False
        self._listed: tuple[Planned, ...] = ()
        """The plan as of the last look."""

    # -- what is known -----------------------------------------------------------------------

    @property
    def next_due(self) -> Planned | None:
        """The next one that is to be told."""
        return next(iter(self._listed), None)

    def planned(self) -> tuple[Planned, ...]:
        """All that is to be told, soonest first."""
        return self._planning.planned(self._owner()) if self._known_owner() else ()

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
        self._planning.plan_own(self._owner(), self._clock.now())

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
        await self._planning.take_shifts(me.id, entries, self._clock.now())
        self._wake.set()

    async def look(self) -> None:
        """Plan, tell what is due, and set the timers for what is still to come."""
        if self._facts.me is None:
            return
        await self._facts.prepare()
        async with self._one:
            owner, now = self._owner(), self._clock.now()
            self._store.reclaim(owner)
            planned = self._planning.plan(owner, now)
            if await self._tell(owner, planned, now):
                planned = self._planning.planned(owner)
            self._take_down(planned, now)

    # -- inside ------------------------------------------------------------------------------

    async def _fire(self, key: str) -> None:
        """A timer fired: all that is due is told, so that what was slept through comes in order."""
        if self._one.locked():
            self._wake.set()  # whoever plans or tells just now looks once more behind it
            return
        async with self._one:
            owner, now = self._owner(), self._clock.now()
            if not any(one.due_at <= now for one in self._listed):
                return
            LOG.info("the reminder %s is due", key)
            await self._tell(owner, self._planning.planned(owner), now)
        self._wake.set()

    async def _tell(self, owner: str, planned: Sequence[Planned], now: datetime) -> bool:
        """Tell what is due of the plan, once it may be told; whether anything was due."""
        if not self._watching or not self._may_tell:
            return False
        due = [one for one in planned if one.due_at <= now]
        if await self._teller.tell(owner, due, now):
            self._wake.set()
        return bool(due)

    @property
    def _may_tell(self) -> bool:
        """Whether it is known who hands over and what is open; where PagerDuty does not answer, what is known must
        do."""
        return self._facts.is_offline or (self._facts.settled and self._planning.is_complete)

    def _take_down(self, planned: tuple[Planned, ...], now: datetime) -> None:
        """Timers are for what is still to come: what is due and could not be told waits for the next look."""
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
