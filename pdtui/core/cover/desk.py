"""Asking for cover, from the question to the override, for both fronts and whatever process is at it.

Any process of the asker's takes the next step, and none takes one twice: the journal decides each change of state.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from pdtui.core.cover import words
from pdtui.core.cover.answers import Answer
from pdtui.core.cover.reaching import Reaching
from pdtui.core.cover.request import CoverRequest, CoverState, new_id
from pdtui.core.cover.steps import Steps, Writing
from pdtui.core.events import Event, OutboxChanged, SlackRemark, WriteDone, WriteRefused, WritesCancelled, WriteUnknown
from pdtui.core.journal import Journal
from pdtui.core.model import Person, Reference
from pdtui.core.ports import Clock
from pdtui.core.slack.desk import SlackDesk
from pdtui.core.slack.owed import OutboxState
from pdtui.core.slack.pace import CLAMPED
from pdtui.core.slack.port import instant_of
from pdtui.core.subscription import Subscription
from pdtui.errors import MissingScope, NotFound, NotSent, PdtuiError, RateLimited, Refused
from pdtui.text import clean

LOG = logging.getLogger(__name__)
TICK = 5.0
"""Seconds between two looks at whether a request's time is over, or another process has moved it on."""
READ_EVERY = CLAMPED
"""Seconds between two readings of the answers: what Slack allows any app."""
READER = "answers to requests for cover"
HELD = 3 * READ_EVERY
"""Seconds after which a reader that fell silent is replaced."""
SHOWN = timedelta(days=7)
"""How long what is over stays listed."""
_ID = re.compile(r"[0-9a-f]{8}")


class Covers:
    """The requests of one person."""

    def __init__(
        self,
        journal: Journal,
        desk: SlackDesk,
        writing: Writing,
        clock: Clock,
        zone: tzinfo,
        who: Callable[[], Person | None],
        publish: Callable[[Event], None],
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._who = who
        self._publish = publish
        self._slack = Reaching(desk.offices.get(""))
        self._steps = Steps(journal, desk, writing, clock, zone, publish, buttons=self._slack.has_buttons)
        self._one = asyncio.Lock()
        self._wake = asyncio.Event()
        self._read_at = 0.0
        self._turn = 0
        self._read_late: set[str] = set()
        """Those that were read once more, out of turn, when their time was over."""

    # -- what is known -----------------------------------------------------------------------

    def listed(self) -> tuple[CoverRequest, ...]:
        """Those that are open, and those of the last days; newest first."""
        me = self._who()
        return self._journal.covers(me.id, self._clock.now() - SHOWN) if me is not None else ()

    def waits_for(self, request: CoverRequest) -> str:
        """Why the question does not stand in Slack yet; empty where it does, or is over."""
        if request.state is not CoverState.ASKED or request.ts:
            return ""
        row = self._journal.row(request.mark)
        match row.state if row is not None else OutboxState.WAITING:
            case OutboxState.DONE:
                return ""
            case OutboxState.DROPPED:
                return "it was taken out of the outbox"
            case _:
                return (row.reason if row is not None else "") or "it is on its way"

    async def cannot_ask(self, person: Reference) -> str:
        """Why somebody cannot be asked in Slack, so that they are put on call at once; empty where they can."""
        return await self._slack.refusal(person)

    # -- what a person asks for --------------------------------------------------------------

    async def ask(
        self, schedule: Reference, person: Reference, start: datetime, end: datetime, message: str = ""
    ) -> CoverRequest:
        """Ask somebody by direct message. Raises `Refused` for oneself, or where Slack is off; `JournalUnusable`."""
        me = self._me()
        if person.id == me.id:
            raise Refused("you cannot cover yourself", "pick a colleague; an override puts you on call")
        if not await self._slack.is_on():
            raise Refused("Slack is off: nobody can be asked", "run pdtui setup, or put them on call at once")
        said = clean(message, multiline=True).strip()
        now = self._clock.now()
        request = CoverRequest(new_id(), schedule, start, end, person, me.reference, said, now)
        self._journal.add_cover(request)
        await self._steps.owe_question(request)
        self._wake.set()
        return request

    async def withdraw(self, request_id: str) -> CoverRequest:
        """Ask no more. Raises `NotFound`, and `Refused` where an answer was faster."""
        request = self._journal.cover(self._me().id, request_id.strip().lower())
        if request is None:
            raise NotFound(f"there is no request {request_id!r} of yours", "pdtui cover --list shows them")
        if request.state is not CoverState.ASKED or not self._journal.settle_cover(request, CoverState.WITHDRAWN):
            current = self._journal.cover(self._me().id, request.id) or request
            raise Refused(f"it is {current.state} already", "pdtui override lists and removes overrides")
        gone = replace(request, state=CoverState.WITHDRAWN, told=False)
        await self._steps.conclude(gone)
        return gone

    async def answer(self, request_id: str, yes: bool, person: Person) -> str:
        """A button was pressed by `person`; returns what they are answered. Raises `Refused` for anybody else.

        Slack gives a press to any laptop that listens: one that does not know the request writes the answer down
        in the conversation, where the asker's reads it.
        """
        if not _ID.fullmatch(request_id):
            raise Refused("this button is of no request that pdtui made", "nothing was done")
        me = self._who()
        request = self._journal.cover(me.id, request_id) if me is not None else None
        if request is None:
            return await self._steps.relay(request_id, yes, person)
        if person.id != request.person.id:
            raise Refused(f"this asks {request.person.name}, not you", "nothing was done")
        if not self._steps.take(request, "yes" if yes else "no", yes=yes):
            current = self._journal.cover(request.asker.id, request_id) or request
            return f"It is {current.state} already; nothing was done."
        self._wake.set()
        if not yes:
            return f"Noted: {request.asker.name} is told that you cannot."
        return "Thank you. You are being put on call; pdtui says here when that is done."

    # -- at work -----------------------------------------------------------------------------

    async def listen(self, events: Subscription) -> None:
        """Go on as soon as a write has ended or Slack was told."""
        async for event in events:
            if isinstance(event, WriteDone | WriteRefused | WriteUnknown | WritesCancelled | OutboxChanged):
                self._wake.set()

    async def run(self) -> None:
        """Take each request on, until it is cancelled."""
        while True:
            self._wake.clear()
            try:
                await self.look(read=self._may_read())
            except PdtuiError as error:
                LOG.warning("the requests for cover could not be looked at: %s", error)
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK):
                    await self._wake.wait()

    async def look(self, *, read: bool = True) -> None:
        """Take every request as far as it goes now; `read`: also read what was answered in Slack."""
        async with self._one:
            waiting = [one for one in self.listed() if one.is_open or not one.told]
            asked = [self._steps.placed(one) for one in waiting if one.state is CoverState.ASKED]
            for one in asked:
                await self._steps.owe_again(one)
            late = {one.id for one in asked if self._is_late(one)}
            reading = [one for one in asked if one.ts and (read or one.id in late - self._read_late)]
            self._read_late |= late
            answered = await self._read(reading)
            for one in asked:
                if one.id in late and (not one.ts or one.id in answered or self._clock.now() >= one.end):
                    self._journal.settle_cover(one, CoverState.EXPIRED)
            for one in self.listed():
                await self._steps.go_on(one)

    def _may_read(self) -> bool:
        """Whether it is time to read, and no other process of this person does."""
        now = self._clock.monotonic()
        if now < self._read_at or not any(one.state is CoverState.ASKED for one in self.listed()):
            return False
        self._read_at = now + READ_EVERY
        return self._journal.hold(READER, self._clock.now(), HELD)

    # -- reading -----------------------------------------------------------------------------

    async def _read(self, requests: Sequence[CoverRequest]) -> frozenset[str]:
        """Take the answers in; the ids of those of which nothing more can be read now."""
        places = sorted({one.channel_id for one in requests})
        if self._slack.is_clamped and places:
            self._turn += 1
            places = [places[self._turn % len(places)]]
        done: set[str] = set()
        for place in places:
            there = [one for one in requests if one.channel_id == place]
            try:
                found = await self._slack.answers(there)
            except MissingScope as error:
                what = f"what {there[0].person.name} answers cannot be read: Slack needs {error.needed or 'im:history'}"
                self._steps.complain(there[0], what)
                done |= {one.id for one in there}
            except PdtuiError as error:
                LOG.info("answers to a request for cover were not read: %s", error)
                if isinstance(error, RateLimited):
                    self._read_at = max(self._read_at, self._clock.monotonic() + error.retry_after)
            else:
                for one in there:
                    self._hear(one, found.get(one.id, ()))
                done |= {one.id for one in there}
        return frozenset(done)

    def _hear(self, request: CoverRequest, said: Sequence[Answer]) -> None:
        """One answer after the other, until one settles it."""
        for one in said:
            if instant_of(one.ts) > request.end:
                return
            if one.yes is not None:
                self._steps.take(request, one.text, yes=one.yes)
                return
            if not self._journal.note_cover_answer(request, one.ts, one.text):
                return
            request = replace(request, seen_ts=one.ts, answer=one.text)
            self._publish(SlackRemark("", words.answered(request, one.text)))

    def _is_late(self, request: CoverRequest) -> bool:
        return self._clock.now() >= request.deadline

    def _me(self) -> Person:
        me = self._who()
        if me is None:
            raise NotSent("PagerDuty has not said yet who you are", "nothing was done; try again in a moment")
        return me
