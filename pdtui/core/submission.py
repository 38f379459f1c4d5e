"""From what a person asked for to recorded writes: checked against what is known, fixed to its incidents."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pdtui.core import undo
from pdtui.core.actions import action_of
from pdtui.core.commands import (
    Acknowledge,
    AddOverride,
    Command,
    MoveAlert,
    RemoveOverride,
    Reopen,
    Resolve,
    Trigger,
    Unacknowledge,
    cleaned,
    placeholder,
)
from pdtui.core.features import Features
from pdtui.core.intents import Intent, acknowledged_by, resolved_words
from pdtui.core.journal import ClaimLost, IntentStore
from pdtui.core.model import TRIGGERED, Incident, Person
from pdtui.core.phrases import phrase
from pdtui.core.ports import Clock
from pdtui.core.store import IncidentStore
from pdtui.core.undo import Undoing
from pdtui.core.writer import Writer
from pdtui.errors import AlreadyDone, NotSent, PdtuiError, Refused
from pdtui.text import LOCAL, count

FEW = 3
"""How many incidents are named in a sentence."""
REMEMBERED = timedelta(hours=24)
"""How far back a verb finds what can be undone; a screen goes back to its own start only."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """What was taken on, and what was refused before anything was sent; both by incident id."""

    intents: Mapping[str, str]
    """To the ids of the intents."""
    refused: Mapping[str, PdtuiError] = field(default_factory=dict)


class Submission:
    """Takes commands, and hands them to the writer."""

    def __init__(
        self,
        store: IncidentStore,
        writer: Writer,
        journal: IntentStore,
        features: Features,
        clock: Clock,
        who: Callable[[], Person | None],
    ) -> None:
        self._store = store
        self._writer = writer
        self._journal = journal
        self._features = features
        self._clock = clock
        self._who = who
        self.undoes_since: datetime | None = None
        """What was done earlier is not undone; None: the last day."""

    def submit(self, command: Command, incident: Incident | None = None, actor: Person | None = None) -> str:
        """One command; returns its intent's id at once.

        `incident`: as read by the caller, where it is not on the list. `actor`: the colleague who asks, where
        the credential may act for them. Raises `Refused` where the command does not apply, and
        `JournalUnusable` where it cannot be recorded (it is not sent then).
        """
        intent = self._intent(command, incident, actor)
        self._writer.submit(intent)
        return intent.id

    def prepare(self, command: Command) -> Intent:
        """A command of mine as a write that is not recorded yet. Raises `Refused` where it does not apply."""
        return self._intent(command, None)

    def submit_all(self, commands: Sequence[Command], incidents: Mapping[str, Incident] | None = None) -> Submitted:
        """Several commands of one key press, one per incident; those that do not apply are refused, the others go."""
        refused: dict[str, PdtuiError] = {}
        intents: list[Intent] = []
        group = uuid.uuid4().hex
        for command in commands:
            try:
                intent = self._intent(command, (incidents or {}).get(command.incident_id))
            except PdtuiError as error:
                refused[command.incident_id] = error
            else:
                intents.append(replace(intent, group=group))
        if intents:
            self._writer.submit(*intents)
        return Submitted({intent.incident.id: intent.id for intent in intents}, refused)

    def preview_undo(self) -> Undoing:
        """What `undo` would take back, and what of it stays. Raises `Refused` where there is nothing."""
        return self._plan_undo().undoing({})

    def undo(self, *, passing: bool = False) -> Undoing:
        """Take the last action back, all of its incidents; where it is under way, cancel what of it is not sent yet.

        Raises `Refused` where it cannot. `passing`: also where newer actions cannot be taken back, which the
        person was told.
        """
        plan = self._plan_undo()
        if plan.passed and not passing:
            raise Refused(plan.passed, "undo goes no further than that")
        if plan.unsent:
            self._cancel(plan.unsent)
            return plan.undoing({})
        group, me, intents = uuid.uuid4().hex, self._me(), []
        for intent, command in plan.pairs:
            row = self._store.row(command.incident_id)
            about = row.incident if row is not None else _about(intent, command)
            fresh = Intent.of(command, about, me.id, me.name, self._clock.now())
            intents.append(replace(fresh, group=group, undoes=intent.id))
        self._writer.submit(*intents)
        return plan.undoing({intent.incident.id: intent.id for intent in intents})

    def _plan_undo(self) -> _UndoPlan:
        """The newest action of which something can be taken back, or is not sent yet."""
        since = self.undoes_since or self._clock.now() - REMEMBERED
        passed: list[str] = []
        for together in undo.actions(self._journal.recent(self._me().id, since)):
            if unsent := self._writer.unsent(together):
                return _UndoPlan(passed="; ".join(passed), unsent=unsent)
            undo.refuse_unsettled(together)
            pairs, refused = _compensations(together)
            if pairs:
                return _UndoPlan(tuple(pairs), tuple(refused), "; ".join(passed))
            passed += refused
        if passed:
            raise Refused("; ".join(passed), "there is nothing before it to undo")
        raise Refused(
            "there is nothing to undo",
            "pdtui undoes what it did in PagerDuty, the last first; what was said in Slack stays",
        )

    def _cancel(self, unsent: Sequence[Intent]) -> None:
        try:
            self._writer.cancel(unsent)
        except ClaimLost as error:
            raise Refused("another pdtui carries that out", "undo it when it is done") from error

    def _me(self) -> Person:
        me = self._who()
        if me is None:
            raise NotSent("PagerDuty has not said yet who you are", "nothing was done; try again in a moment")
        return me

    def _intent(self, command: Command, given: Incident | None, actor: Person | None = None) -> Intent:
        me, now = self._me(), self._clock.now()
        who = actor or me
        if isinstance(command, Trigger | AddOverride | RemoveOverride):
            target: Incident | None = placeholder(command, now)
        else:
            row = self._store.row(command.incident_id)
            target = row.incident if row is not None else given
        if target is None:
            raise Refused("this incident is not on the list any more", "nothing was done")
        action = action_of(command)
        if lacking := self._features.refusal(action.feature):
            raise Refused(lacking, "nothing was done")
        already = _already(command, target, who)
        if already:
            raise AlreadyDone(already)
        refusal = action.refusal(target)
        if refusal:
            raise Refused(refusal, "nothing was done")
        intent = Intent.of(cleaned(command, target), target, who.id, who.name, now)
        return replace(intent, keeper_id=me.id, actor_email=who.email if who.id != me.id else "")


@dataclass(frozen=True, slots=True)
class _UndoPlan:
    """What is taken back by what, what of the same action cannot be, and which newer actions cannot be."""

    pairs: tuple[tuple[Intent, Command], ...] = ()
    refused: tuple[str, ...] = ()
    passed: str = ""
    unsent: tuple[Intent, ...] = ()
    """Where there are some nothing is taken back: they are cancelled."""

    def undoing(self, intents: Mapping[str, str]) -> Undoing:
        """The same for the person."""
        if self.unsent:
            return Undoing(_under_way(self.unsent), "", self.passed, len(self.unsent))
        last = [intent for intent, _ in self.pairs]
        kept = list(dict.fromkeys(filter(None, map(undo.stays, last))))
        return Undoing(_what(last), "; ".join((*kept, *self.refused)), self.passed, intents=intents)


def _what(last: Sequence[Intent]) -> str:
    if len(last) == 1:
        return phrase(last[0], None, LOCAL)
    names = ", ".join(intent.name for intent in last) if len(last) <= FEW else count(len(last), "incident")
    return f"{action_of(last[0].command).past} {names}"


def _under_way(unsent: Sequence[Intent]) -> str:
    """What is cancelled; it says no number, which falls while somebody reads it."""
    past = action_of(unsent[0].command).past
    return f"what is to be {past} and is not sent yet"


def _compensations(together: Sequence[Intent]) -> tuple[list[tuple[Intent, Command]], list[str]]:
    pairs: list[tuple[Intent, Command]] = []
    refused: list[str] = []
    for intent in together:
        try:
            pairs.append((intent, undo.compensation(intent)))
        except Refused as error:
            refused.append(error.what)
    return pairs, refused


def _already(command: Command, target: Incident, me: Person) -> str:
    """Why nothing needs to be done; empty where something does."""
    match command:
        case Acknowledge(renew=False) if acknowledged_by(target, me.id):
            return f"#{target.number} is acknowledged by you already"
        case Resolve(note="") if not target.is_open:
            return f"#{target.number} {resolved_words(target)} already"
        case Unacknowledge() if target.status == TRIGGERED:
            return f"#{target.number} is triggered already"
        case Reopen() if target.is_open:
            return f"#{target.number} is open already"
        case _:
            return ""


def _about(intent: Intent, command: Command) -> Incident:
    """The incident of an undo that is off the list: as it was, under the id that the command names."""
    if isinstance(intent.command, MoveAlert):
        number, _, title = intent.command.target.name.partition(" ")
        digits = number.removeprefix("#")
        known = int(digits) if digits.isdecimal() else 0
        return replace(intent.incident, id=command.incident_id, number=known, title=title if known else number)
    if isinstance(command, AddOverride | RemoveOverride):
        return intent.incident
    return replace(intent.incident, id=command.incident_id)
