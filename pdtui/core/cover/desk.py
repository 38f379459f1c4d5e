"""Asking for cover, from the question to the override: each step is in the journal before the next one begins.

Any process of the asker's takes the next step, and none takes one twice: the journal decides each change of state,
and what is said in Slack has a mark that follows from the request.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from pdtui.core.commands import AddOverride, Command
from pdtui.core.cover import words
from pdtui.core.cover.answers import Answer
from pdtui.core.cover.reaching import Reaching
from pdtui.core.cover.request import CoverRequest, CoverState, new_id
from pdtui.core.events import Event, OutboxChanged, SlackRemark, WriteDone, WriteRefused, WriteUnknown
from pdtui.core.intents import Intent, IntentState
from pdtui.core.journal import Journal
from pdtui.core.model import Person, Reference
from pdtui.core.ports import Clock
from pdtui.core.slack import marks
from pdtui.core.slack.desk import SlackDesk
from pdtui.core.slack.owed import OutboxState, PersonalMessage
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


@dataclass(frozen=True, slots=True)
class Writing:
    """How a command becomes a recorded write, and is carried out."""

    intend: Callable[[Command], Intent]
    """Checked, not recorded. Raises `Refused`, `NotSent`."""
    carry_on: Callable[[Sequence[Intent]], None]
    """What this process has recorded."""


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
        self._desk = desk
        self._writing = writing
        self._clock = clock
        self._zone = zone
        self._who = who
        self._publish = publish
        self._slack = Reaching(desk.offices.get(""))
        self._one = asyncio.Lock()
        self._wake = asyncio.Event()
        self._read_at = 0.0
        self._turn = 0
        self._complained: set[str] = set()

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
            raise Refused("Slack is off: nobody can be asked", "set PDTUI_SLACK_TOKEN, or put them on call at once")
        said = clean(message, multiline=True).strip()
        now = self._clock.now()
        request = CoverRequest(new_id(), schedule, start, end, person, me.reference, said, now)
        self._journal.add_cover(request)
        await self._owe_question(request)
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
        await self._conclude(gone)
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
            return await self._relay(request_id, yes, person)
        if person.id != request.person.id:
            raise Refused(f"this asks {request.person.name}, not you", "nothing was done")
        if not self._take(request, "yes" if yes else "no", yes=yes):
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
            if isinstance(event, WriteDone | WriteRefused | WriteUnknown | OutboxChanged):
                self._wake.set()

    async def run(self) -> None:
        """Take each request on, until it is cancelled."""
        while True:
            self._wake.clear()
            reading = self._may_read()
            try:
                await self.look(read=reading)
            except PdtuiError as error:
                LOG.warning("the requests for cover could not be looked at: %s", error)
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK):
                    await self._wake.wait()

    async def look(self, *, read: bool = True) -> None:
        """Take every request as far as it goes now; `read`: also read what was answered in Slack."""
        async with self._one:
            waiting = [one for one in self.listed() if one.is_open or not one.told]
            asked = [self._placed(one) for one in waiting if one.state is CoverState.ASKED]
            for one in asked:
                await self._owe_again(one)
            unread = await self._read([one for one in asked if one.ts and (read or self._is_late(one))])
            for one in asked:
                if self._is_late(one) and (one.id not in unread or self._clock.now() >= one.end):
                    self._journal.settle_cover(one, CoverState.EXPIRED)
            for one in self.listed():
                await self._go_on(one)

    def _may_read(self) -> bool:
        """Whether it is time to read, and no other process of this person does."""
        now = self._clock.monotonic()
        if now < self._read_at or not any(one.state is CoverState.ASKED for one in self.listed()):
            return False
        self._read_at = now + READ_EVERY
        return self._journal.hold(READER, self._clock.now(), HELD)

    # -- the steps ---------------------------------------------------------------------------

    def _placed(self, request: CoverRequest) -> CoverRequest:
        """With its place in Slack, once the outbox knows that."""
        row = self._journal.row(request.mark) if not request.ts else None
        if row is None or row.state is not OutboxState.DONE or not row.ts:
            return request
        self._journal.cover_posted(request.id, row.channel_id, row.ts)
        return replace(request, channel_id=row.channel_id, ts=row.ts)

    async def _owe_again(self, request: CoverRequest) -> None:
        """A process that was killed right after it had recorded the request did not come to owe the question."""
        row = self._journal.row(request.mark) if not request.ts else None
        if row is None and not request.ts:
            await self._owe_question(request)
        elif row is not None and row.state is OutboxState.PARKED:
            self._complain(request, f"{request.person.name} could not be asked: {row.reason}")

    async def _owe_question(self, request: CoverRequest) -> None:
        buttons = self._slack.has_buttons
        text = words.question(request, self._local(request.created_at), buttons=buttons)
        what = f"asking for cover of {request.schedule.name}"
        job = PersonalMessage(request.person, what, text, words.answer_buttons(request) if buttons else ())
        await self._desk.tell_once(job, request.mark, request.created_at)

    async def _read(self, requests: Sequence[CoverRequest]) -> frozenset[str]:
        """Take the answers in; the ids of those that could not be read just now."""
        places = sorted({one.channel_id for one in requests})
        if self._slack.is_clamped and places:
            self._turn += 1
            places = [places[self._turn % len(places)]]
        unread = {one.id for one in requests if one.channel_id not in places}
        for place in places:
            there = [one for one in requests if one.channel_id == place]
            try:
                found = await self._slack.answers(there)
            except MissingScope as error:
                scope = error.needed or "im:history"
                self._complain(there[0], f"{there[0].person.name}'s answer cannot be read: {scope} is missing in Slack")
            except PdtuiError as error:
                LOG.info("answers to a request for cover were not read: %s", error)
                if isinstance(error, RateLimited):
                    self._read_at = max(self._read_at, self._clock.monotonic() + error.retry_after)
                unread |= {one.id for one in there}
            else:
                for one in there:
                    self._hear(one, found.get(one.id, ()))
        return frozenset(unread)

    def _hear(self, request: CoverRequest, said: Sequence[Answer]) -> None:
        """One answer after the other, until one settles it."""
        for one in said:
            if instant_of(one.ts) > request.end:
                return
            if one.yes is not None:
                self._take(request, one.text, yes=one.yes)
                return
            if not self._journal.note_cover_answer(request, one.ts, one.text):
                return
            request = replace(request, seen_ts=one.ts, answer=one.text)
            self._publish(SlackRemark("", words.answered(request, one.text)))

    def _take(self, request: CoverRequest, text: str, *, yes: bool) -> bool:
        """Yes or no, from whichever side; False where it was settled before, or its time is over."""
        now = self._clock.now()
        if request.state is not CoverState.ASKED or now >= request.end:
            return False
        if not yes:
            return self._journal.settle_cover(request, CoverState.DECLINED, text)
        start = max(request.start, now.replace(microsecond=0))
        intent = self._writing.intend(AddOverride(request.schedule, request.person, start, request.end))
        won = self._journal.settle_cover(request, CoverState.ACCEPTED, text, intent)
        if won:
            self._writing.carry_on((intent,))
        return won

    async def _go_on(self, request: CoverRequest) -> None:
        """From the write to the word of thanks, and from any end to telling it."""
        if request.state is CoverState.ACCEPTED:
            request = self._with_write(request)
        if not request.is_open and not request.told:
            await self._conclude(request)

    def _with_write(self, request: CoverRequest) -> CoverRequest:
        """What became of the override."""
        intent = self._journal.intent(request.intent_id)
        state, why = (intent.state, intent.outcome) if intent is not None else (IntentState.UNKNOWN, "")
        match state:
            case IntentState.DONE:
                after, answer = CoverState.COVERED, ""
            case IntentState.REFUSED | IntentState.UNKNOWN:
                after, answer = CoverState.REFUSED, why or "look in PagerDuty whether the override is there"
            case _:
                return request
        if not self._journal.settle_cover(request, after, answer):
            return request
        return replace(request, state=after, answer=answer or request.answer, told=False)

    async def _conclude(self, request: CoverRequest) -> None:
        """Say how it ended, to who was asked and to the asker, each once."""
        shown, now = self._as_it_is(request), self._local(self._clock.now())
        if (text := words.ending(shown, now)) and self._was_asked(request):
            job = PersonalMessage(request.person, f"how asking for cover of {request.schedule.name} ended", text)
            await self._desk.tell_once(job, request.end_mark, request.created_at)
        if self._journal.tell_cover(request.id) and (told := words.outcome(shown, now)):
            self._publish(SlackRemark("", told))

    def _as_it_is(self, request: CoverRequest) -> CoverRequest:
        """With the turn that PagerDuty has: one that was accepted late begins later."""
        intent = self._journal.intent(request.intent_id) if request.intent_id else None
        if intent is not None and isinstance(intent.command, AddOverride):
            return replace(request, start=intent.command.start)
        return request

    def _was_asked(self, request: CoverRequest) -> bool:
        """Whether the question stands in Slack or may; where it does not yet, it is not posted any more."""
        row = self._journal.row(request.mark)
        if request.ts or row is None or row.state is OutboxState.DROPPED:
            return bool(request.ts)
        return row.state is OutboxState.DONE or row.sent_at is not None or not self._desk.drop(request.mark)

    async def _relay(self, request_id: str, yes: bool, person: Person) -> str:
        """Write an answer down where the asker's own pdtui reads it."""
        text = f"{person.name} answers: {'I’ll cover' if yes else 'I can’t'}. The pdtui of who asks takes it from here."
        job = PersonalMessage(person.reference, "an answer about cover", text)
        mark = marks.cover_answer(request_id, person.id, yes=yes)
        if not await self._desk.tell_once(job, mark, self._clock.now()):
            raise Refused("this pdtui cannot pass your answer on", "write yes or no here instead")
        return "Noted. The pdtui of who asks reads it within a minute or two."

    def _complain(self, request: CoverRequest, what: str) -> None:
        """Once in this run."""
        if f"{request.id} {what}" not in self._complained:
            self._complained.add(f"{request.id} {what}")
            self._publish(SlackRemark("", what))

    def _is_late(self, request: CoverRequest) -> bool:
        return self._clock.now() >= request.deadline

    def _local(self, instant: datetime) -> datetime:
        return instant.astimezone(self._zone)

    def _me(self) -> Person:
        me = self._who()
        if me is None:
            raise NotSent("PagerDuty has not said yet who you are", "nothing was done; try again in a moment")
        return me
