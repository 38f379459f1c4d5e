"""The poll loop: what is in scope now, never two readings at once, and never an old one shown as new."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from pdtui.core import survey
from pdtui.core.duties import Duties
from pdtui.core.events import (
    Connected,
    Event,
    IncidentsChanged,
    Polled,
    PollFailed,
    PollFailure,
    Progressed,
    ScopeChanged,
)
from pdtui.core.journal import Cache
from pdtui.core.lister import Lister
from pdtui.core.memory import Memory
from pdtui.core.model import OnCall, Person
from pdtui.core.pagerduty import PagerDuty
from pdtui.core.ports import Clock
from pdtui.core.progress import Paced, Progress
from pdtui.core.scope import Scope, Tally, View
from pdtui.core.store import IncidentStore
from pdtui.errors import BadCredential, NotInPlan, NotSent, PdtuiError, RateLimited, Refused

LOG = logging.getLogger(__name__)
STUBBORN = 60.0
"""Seconds between tries where PagerDuty said no."""
YOUNG = 1.0
"""Seconds for which a reading is as good as one that would begin now."""


@dataclass(frozen=True, slots=True)
class Scoping:
    """What is listed at the start, and which levels of a policy count as being on call for it."""

    scope: Scope = Scope.ON_CALL
    every_level: bool = False


class Poller:
    """Asks PagerDuty at its interval and hands what it says to the store."""

    def __init__(
        self,
        pagerduty: PagerDuty,
        store: IncidentStore,
        journal: Cache,
        clock: Clock,
        *,
        seconds: float,
        account: str,
        publish: Callable[[Event], None],
        scoping: Scoping | None = None,
    ) -> None:
        self._pagerduty = pagerduty
        self._store = store
        self._clock = clock
        self._seconds = seconds
        self._publish = publish
        self._scoping = scoping or Scoping()
        self._wake = asyncio.Event()
        self._under_way: asyncio.Task[float | None] | None = None
        self._duties = Duties(pagerduty, clock, every_level=self._scoping.every_level)
        self._memory = Memory(journal, account, every_level=self._scoping.every_level)
        self._lister = Lister(pagerduty, store, clock, publish, self._arrive)
        self._wanted = self._scoping.scope
        self.without_teams = ""
        """Why another scope is listed where teams were asked for; empty where they were not, or are."""
        self.scope = self._wanted
        """Of what the store's rows are."""
        self.me: Person | None = None
        self.identified = asyncio.Event()
        """Set once PagerDuty itself has said who I am in this run."""
        self.last: Polled | PollFailed | None = None
        self.reading: Progress | None = None
        """How far a long reading has come that somebody waits for: the first, another scope's, one asked for."""
        self._asked = False
        self._began = -math.inf

    # -- what is known -----------------------------------------------------------------------

    @property
    def on_calls(self) -> tuple[OnCall, ...]:
        """My on-call entries from a little back to two weeks ahead."""
        return self._duties.entries

    def when_on_calls_are_read(self, tell: Callable[[], None]) -> None:
        """Have `tell` called after each reading of `on_calls`."""
        self._duties.on_read = tell

    @property
    def switching_to(self) -> Scope | None:
        """The scope that was asked for and is not read yet."""
        return self._wanted if self._wanted is not self.scope else None

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Those on offer: teams only for who has some, in an account that knows them."""
        teamless = bool(self.without_teams) or (self.identified.is_set() and not (self.me and self.me.team_ids))
        return tuple(scope for scope in Scope if scope is not Scope.TEAMS or not teamless)

    # -- what can be asked for ---------------------------------------------------------------

    def restore(self) -> None:
        """Show the last good reading of this scope; it carries its age."""
        snapshot = self._memory.recall(self.scope)
        if snapshot is not None:
            self.me = snapshot.owner
            self._announce(self._store.replace(snapshot, -math.inf))

    def set_scope(self, scope: Scope) -> None:
        """List another scope as soon as it is read; until then the rows stay the old one's. Raises `Refused`."""
        if scope not in self.scopes:
            raise Refused(f"the scope {scope} is not on offer", "you are in no team, or the account has none")
        if scope is self._wanted:
            return
        self._wanted = scope
        self._abandon()
        self._publish(ScopeChanged(self.scope, self.switching_to))
        self._wake.set()

    def wake(self, *, on_calls: bool = False, whole: bool = False) -> None:
        """Poll now, or right after the poll that is under way.

        `whole`: by the list, whatever its length, and for a person: a reading that is not young is abandoned for it.
        """
        if on_calls:
            self._duties.forget()
        if whole:
            self._asked = True
            self._lister.distrust()
            if self._clock.monotonic() - self._began >= YOUNG:
                self._abandon()
        self._wake.set()

    async def run(self) -> None:
        """Poll for ever; after a refused token only when woken."""
        while True:
            self._wake.clear()
            self._began = self._clock.monotonic()
            self._under_way = asyncio.create_task(self.attempt())
            try:
                wait = await self._under_way
            except asyncio.CancelledError:
                task = asyncio.current_task()
                if task is None or task.cancelling():
                    raise
                continue  # the reading of a scope that nobody wants any more
            finally:
                self._under_way = None
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._wake.wait()

    async def attempt(self) -> float | None:
        """One poll; a failure is published, not raised. Returns the seconds until the next, None: not by itself."""
        try:
            await self.poll()
        except Exception as error:
            if not isinstance(error, PdtuiError):
                LOG.exception("a poll failed by a fault of pdtui's own")
                error = PdtuiError(f"pdtui failed to read the answer ({type(error).__name__})", "see the log")
            wait = self._wait_after(error)
            retry_at = None if wait is None else self._clock.now() + timedelta(seconds=wait)
            self.last = PollFailed(str(error), retry_at, _kind(error))
            self._publish(self.last)
            return wait
        return self._seconds

    async def poll(self) -> None:
        """One reading of the scope; raises where it could not be read whole."""
        me = await self.identify()
        await self._duties.refresh(me)
        if self._wanted is Scope.TEAMS and not me.team_ids:
            self._do_without_teams("you are in no team")
        view = View(self._wanted, me, self._duties.duty())
        if view.scope is Scope.ON_CALL:
            await self._duties.refresh_colleagues(view.duty)
        try:
            changes = await self._update(view)
        except NotInPlan as error:
            if view.scope is not Scope.TEAMS:
                raise
            self._do_without_teams(error.what)
            await self.poll()
        else:
            self._asked = False
            self.last = Polled(self._store.taken_at or self._clock.now(), self._lister.missing)
            self._publish(self.last)
            await asyncio.sleep(0)  # the screen first
            self._memory.keep(me, self.scope, self._store, differs=bool(changes))

    async def identify(self) -> Person:
        """Who I am, from PagerDuty itself, asked once per run."""
        if not self.identified.is_set() or self.me is None:
            known, self.me = self.me, await self._pagerduty.me()
            if known is not None and known.id != self.me.id:
                self._announce(self._store.clear())
            self.identified.set()
            self._publish(Connected(self.me))
        return self.me

    async def counts(self) -> Mapping[Scope, Tally | None]:
        """How many open incidents each scope on offer holds; None where that cannot be read."""
        me = await self.identify()
        await self._duties.refresh(me)
        known = {self.scope: len(self._store.rows)} if isinstance(self.last, Polled) else {}
        return await survey.counts(self._pagerduty, View(self.scope, me, self._duties.duty()), self.scopes, known)

    # -- inside ------------------------------------------------------------------------------

    async def _update(self, view: View) -> IncidentsChanged:
        publish = Paced(lambda progress: self._publish(Progressed(progress)), self._clock.monotonic)

        def reads(progress: Progress) -> None:
            """Of a reading that nobody waits for the list's age says enough."""
            if self._asked or self.switching_to is not None or not isinstance(self.last, Polled):
                self.reading = progress
                publish(progress)

        try:
            return await self._lister.update(view, self._duties.colleagues, reads)
        finally:
            self.reading = None

    def _abandon(self) -> None:
        """Stop the reading that is under way; nothing of it is kept."""
        if self._under_way is not None:
            self._under_way.cancel()
        self.reading = None

    def _arrive(self, scope: Scope) -> None:
        if scope is not self.scope:
            self.scope = scope
            self._publish(ScopeChanged(scope, self.switching_to))

    def _do_without_teams(self, why: str) -> None:
        """The scope of before, or at the start the usual one, and the reason told once."""
        self.without_teams = why
        self._wanted = self.scope if self.scope is not Scope.TEAMS else Scope.ON_CALL
        self._publish(ScopeChanged(self.scope, self.switching_to, f"{self._wanted} is listed instead of teams: {why}"))

    def _wait_after(self, error: PdtuiError) -> float | None:
        if isinstance(error, RateLimited):
            return error.retry_after
        if isinstance(error, BadCredential):
            return None
        return self._seconds if isinstance(error, NotSent) else max(STUBBORN, self._seconds)

    def _announce(self, changes: IncidentsChanged) -> None:
        if changes:
            self._publish(changes)


def _kind(error: PdtuiError) -> PollFailure:
    if isinstance(error, RateLimited):
        return PollFailure.RATE_LIMITED
    return PollFailure.OFFLINE if isinstance(error, NotSent) else PollFailure.REFUSED
