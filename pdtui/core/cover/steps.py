"""The steps of a request for cover: the question, the answer, the override, the words at the end; each once.

Each is recorded before the next one begins. What is said in Slack has a mark that follows from the request, so that
it may be owed as often as need be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from pdtui.core.commands import AddOverride, Command
from pdtui.core.cover import words
from pdtui.core.cover.request import CoverRequest, CoverState
from pdtui.core.events import Event, SlackRemark
from pdtui.core.intents import Intent, IntentState
from pdtui.core.journal import Journal
from pdtui.core.model import Person
from pdtui.core.ports import Clock
from pdtui.core.slack import marks
from pdtui.core.slack.desk import SlackDesk
from pdtui.core.slack.owed import OutboxState, PersonalMessage
from pdtui.errors import Refused


@dataclass(frozen=True, slots=True)
class Writing:
    """How a command becomes a recorded write, and is carried out."""

    intend: Callable[[Command], Intent]
    """Checked, not recorded. Raises `Refused`, `NotSent`."""
    carry_on: Callable[[Sequence[Intent]], None]
    """What this process has recorded."""


class Steps:
    """Takes one request one step on."""

    def __init__(
        self,
        journal: Journal,
        desk: SlackDesk,
        writing: Writing,
        clock: Clock,
        zone: tzinfo,
        publish: Callable[[Event], None],
        *,
        buttons: bool,
    ) -> None:
        self._journal = journal
        self._desk = desk
        self._writing = writing
        self._clock = clock
        self._zone = zone
        self._publish = publish
        self._buttons = buttons
        """Whether somebody listens for them."""
        self._complained: set[str] = set()

    def placed(self, request: CoverRequest) -> CoverRequest:
        """With its place in Slack, once the outbox knows that."""
        row = self._journal.row(request.mark) if not request.ts else None
        if row is None or row.state is not OutboxState.DONE or not row.ts:
            return request
        self._journal.cover_posted(request.id, row.channel_id, row.ts)
        return replace(request, channel_id=row.channel_id, ts=row.ts)

    async def owe_again(self, request: CoverRequest) -> None:
        """A process that was killed right after it had recorded the request did not come to owe the question."""
        row = self._journal.row(request.mark) if not request.ts else None
        if row is None and not request.ts:
            await self.owe_question(request)
        elif row is not None and row.state is OutboxState.PARKED:
            self.complain(request, f"{request.person.name} could not be asked: {row.reason}")

    async def owe_question(self, request: CoverRequest) -> None:
        """Have it posted, once."""
        buttons = self._buttons
        text = words.question(request, self._local(request.created_at), buttons=buttons)
        what = f"asking for cover of {request.schedule.name}"
        job = PersonalMessage(request.person, what, text, words.answer_buttons(request) if buttons else ())
        await self._desk.tell_once(job, request.mark, request.created_at)

    def take(self, request: CoverRequest, text: str, *, yes: bool) -> bool:
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

    async def go_on(self, request: CoverRequest) -> None:
        """From the write to the word of thanks, and from any end to telling it."""
        if request.state is CoverState.ACCEPTED:
            request = self._with_write(request)
        if not request.is_open and not request.told:
            await self.conclude(request)

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

    async def conclude(self, request: CoverRequest) -> None:
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

    async def relay(self, request_id: str, yes: bool, person: Person) -> str:
        """Write an answer down where the asker's own pdtui reads it."""
        text = f"{person.name} answers: {'I’ll cover' if yes else 'I can’t'}. The pdtui of who asks takes it from here."
        job = PersonalMessage(person.reference, "an answer about cover", text)
        mark = marks.cover_answer(request_id, person.id, yes=yes)
        if not await self._desk.tell_once(job, mark, self._clock.now()):
            raise Refused("this pdtui cannot pass your answer on", "write yes or no here instead")
        return "Noted. The pdtui of who asks reads it within a minute or two."

    def complain(self, request: CoverRequest, what: str) -> None:
        """Once in this run."""
        if f"{request.id} {what}" not in self._complained:
            self._complained.add(f"{request.id} {what}")
            self._publish(SlackRemark("", what))

    def _local(self, instant: datetime) -> datetime:
        return instant.astimezone(self._zone)
