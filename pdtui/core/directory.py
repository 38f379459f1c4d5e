"""The account's directory: read when it is asked for, kept on disk, read anew after an hour or on demand."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from pdtui.core.actions import Feature
from pdtui.core.asking import Asker, asking_for
from pdtui.core.entries import Catalogue, DirectoryEntry, Kind, matches, only
from pdtui.core.journal import Cache
from pdtui.core.pagerduty import DirectoryPort
from pdtui.core.ports import Clock
from pdtui.errors import JournalUnusable, NotFound, NotInPlan, NotSent, OutcomeUnknown, PdtuiError
from pdtui.text import ago

LOG = logging.getLogger(__name__)
FRESH = timedelta(hours=1)
"""An older reading is made anew when it is next asked for."""
PAUSE = timedelta(minutes=1)
"""After a reading that failed the old one serves this long without another try."""
OPTIONAL = {Kind.PRIORITY: Feature.PRIORITIES, Kind.TEAM: Feature.TEAMS}
"""What an account may not have at all."""


class Directory:
    """Services, policies, schedules, teams, users and priorities, one kind at a time.

    A kind is never read before it is asked for. Without a network the last reading serves, with its age.
    """

    def __init__(
        self, pagerduty: DirectoryPort, journal: Cache, clock: Clock, account: str, lack: Callable[[Feature], None]
    ) -> None:
        self._pagerduty = pagerduty
        self._journal = journal
        self._clock = clock
        self._account = account
        self._lack = lack
        """Told of a kind that the plan has not, so that what needs it is hidden."""
        self._known: dict[Kind, Catalogue] = {}
        self._looked_up: set[Kind] = set()
        self._failed_at: dict[Kind, datetime] = {}
        self._locks = {kind: asyncio.Lock() for kind in Kind}

    # -- what is known, without a request ------------------------------------------------------

    def known(self, kind: Kind) -> Catalogue | None:
        """The last reading of this run, else the one on disk; None where there is none."""
        if kind not in self._known and kind not in self._looked_up:
            self._looked_up.add(kind)
            kept = self._kept(kind)
            if kept is not None:
                self._known[kind] = kept
        return self._known.get(kind)

    def age(self, kind: Kind) -> timedelta | None:
        """How old what is known is; None where nothing is."""
        known = self.known(kind)
        return self._clock.now() - known.read_at if known else None

    def lacks(self, kind: Kind) -> bool:
        """Whether it is known that the account has no such thing: a key or picker for it is to be hidden."""
        known = self._known.get(kind)
        return known is not None and known.absent

    def by_id(self, kind: Kind, identifier: str) -> DirectoryEntry | None:
        """An entry that is known, also one that asks to be left out of lists."""
        known = self.known(kind)
        return next((entry for entry in known.entries if entry.id == identifier), None) if known else None

    # -- what may need a request ---------------------------------------------------------------

    async def read(self, kind: Kind, *, fresh: bool = False) -> Catalogue:
        """All entries of a kind; `fresh`: from PagerDuty now, however young the last reading is.

        Where PagerDuty cannot be reached, the last reading with `stale` set; raises where there is none,
        and where PagerDuty says no. A kind that the plan lacks is empty and `absent` for the run.
        """
        async with self._locks[kind]:
            known = self.known(kind)
            if known is not None and (known.absent or (not fresh and not self._due(kind, known))):
                return known
            try:
                with asking_for(Asker.LOOKING):
                    catalogue = await self._ask(kind)
            except (NotSent, OutcomeUnknown) as error:
                self._failed_at[kind] = self._clock.now()
                if known is None:
                    raise
                catalogue = replace(known, stale=error.what)
            else:
                self._failed_at.pop(kind, None)
                self._keep(catalogue)
            self._known[kind] = catalogue
            return catalogue

    async def named(self, kind: Kind, text: str) -> DirectoryEntry:
        """The one entry that a person means by its name, e-mail or id, or by a part that only it has.

        Raises `NotFound` for none and `UsageError` for several; both say what there is.
        """
        return only(await self.candidates((kind,), text), text, (kind,))

    async def candidates(self, kinds: tuple[Kind, ...], text: str) -> tuple[DirectoryEntry, ...]:
        """All that may be meant; where nothing fits what is known, PagerDuty is asked once more."""
        found = self._meant([await self.read(kind) for kind in kinds], text)
        if found or not text.strip():
            return found
        began = self._clock.now()
        again = [await self.read(kind, fresh=True) for kind in kinds]
        old = [catalogue for catalogue in again if catalogue.stale]
        found = self._meant(again, text)
        if old and not found:
            raise NotFound(
                f"there was no {kinds[0].singular} {text!r} {ago(began - old[0].read_at)} ago, and {old[0].stale}",
                "try again when the network is back",
            )
        return found

    @staticmethod
    def _meant(catalogues: list[Catalogue], text: str) -> tuple[DirectoryEntry, ...]:
        by_id = tuple(entry for one in catalogues for entry in one.entries if entry.id == text.strip())
        return by_id or matches([entry for one in catalogues for entry in one.listed], text)

    # -- inside ------------------------------------------------------------------------------

    def _due(self, kind: Kind, known: Catalogue) -> bool:
        now = self._clock.now()
        failed_at = self._failed_at.get(kind)
        if failed_at is not None and timedelta() <= now - failed_at < PAUSE:
            return False
        return not timedelta() <= now - known.read_at < FRESH

    async def _ask(self, kind: Kind) -> Catalogue:
        began = self._clock.now()
        try:
            entries = await self._pagerduty.directory(kind)
        except (NotInPlan, NotFound) as error:
            if kind not in OPTIONAL:
                raise
            LOG.info("this account has no %s: %s", kind.plural, error.what)
            self._lack(OPTIONAL[kind])
            return Catalogue(kind, (), began, absent=True)
        return Catalogue(kind, entries, began)

    def _kept(self, kind: Kind) -> Catalogue | None:
        try:
            return self._journal.catalogue(self._account, kind)
        except JournalUnusable as error:
            LOG.warning("the %s of the last run could not be looked up: %s", kind.plural, error)
            return None

    def _keep(self, catalogue: Catalogue) -> None:
        """What is absent is not kept: the next run asks again, since a plan may change."""
        if catalogue.absent:
            return
        try:
            self._journal.keep_catalogue(self._account, catalogue)
        except PdtuiError as error:
            LOG.warning("the %s could not be kept for the next run: %s", catalogue.kind.plural, error)
