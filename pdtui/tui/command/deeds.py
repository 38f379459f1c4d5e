"""What a wish does: said in words before Enter, and carried out by it on the same ways as keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from pdtui.core import commands
from pdtui.core.actions import Action
from pdtui.core.command_line.verbs import Takes
from pdtui.core.command_line.wish import Into, Level, Names, NewIncident, Text, Wish
from pdtui.core.entries import Kind
from pdtui.core.model import HIGH, Incident, Reference
from pdtui.core.spans import parse_end
from pdtui.errors import NotFound, PdtuiError, Refused, UsageError
from pdtui.text import clean, clock_time, spell
from pdtui.tui.acting import MOST_UNASKED
from pdtui.tui.aiming import Targets
from pdtui.tui.command.facts import Aim, Facts, Unread
from pdtui.tui.drafts import Draft
from pdtui.tui.joining import listed, names
from pdtui.tui.sending import Make

if TYPE_CHECKING:
    from pdtui.core.engine import Engine

_OPENS_ALWAYS = ("unacknowledge", "reopen", "reply")
"""What is asked about, or completed, in its dialog whatever the line says."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What Enter does."""

    words: str
    run: Callable[[], bool | None]
    """False: nothing was begun, and the line is kept."""


class Acts(Protocol):
    """What carries out what changes something, as for keys."""

    def aim_at(self, action: Action, incidents: tuple[Incident, ...], elsewhere: frozenset[str]) -> Targets:
        """What an action can be done to."""

    def lacks(self, action: Action) -> str:
        """Why the action can never be done with this account."""

    def ask(self, action: Action, targets: Targets) -> None:
        """Open its dialog."""

    def ask_with(self, action: Action, targets: Targets, draft: Draft) -> None:
        """Open it with something filled in, unless something half written is there."""

    def carry_out(self, action: Action, targets: Targets, make: Make, draft: Draft) -> bool:
        """Do it."""

    def confirm(self, action: Action, targets: Targets, words: str, make: Make, draft: Draft) -> None:
        """Do it to many, once that was confirmed."""


class Deeds:
    """From wishes about incidents, and new ones, to deeds. Raises `Unread`, or why it cannot be done."""

    def __init__(self, engine: Engine, acts: Acts, facts: Facts, aim: Aim, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._acts = acts
        self._facts = facts
        self._aim = aim
        self._now = now
        self._makers: Mapping[str, Callable[[Wish, Targets], tuple[str, Make] | None]] = {
            "acknowledge": self._acknowledge,
            "resolve": self._resolve,
            "note": self._note,
            "snooze": self._snooze,
            "escalate": self._escalate,
            "reassign": self._reassign,
            "priority": self._priority,
            "urgency": self._urgency,
            "title": self._title,
            "merge": self._merge,
            "responders": self._responders,
            "status_update": self._status_update,
            "workflow": self._workflow,
        }

    def on_incidents(self, wish: Wish) -> Deed:
        """What is done to incidents."""
        action = wish.verb.action
        targets = self.targets(wish)
        whom = name_of(targets)
        maker = self._makers.get(action.id)
        made = maker(wish, targets) if maker is not None else None
        draft = Draft.of(wish.rest.text) if isinstance(wish.rest, Text) else Draft()
        if made is None or action.id in _OPENS_ALWAYS:
            if wish.rest is not None:
                return Deed(f"Opens {action.label} for {whom}", lambda: self._acts.ask_with(action, targets, draft))
            return Deed(f"Opens {action.label} for {whom}", lambda: self._acts.ask(action, targets))
        words, make = made
        told = words + (f"; left out: {listed(targets.left_out)}" if targets.left_out else "")
        if len(targets.incidents) > MOST_UNASKED:
            asks = f"Asks first: {told}"
            return Deed(asks, lambda: self._acts.confirm(action, targets, f"{told}.", make, draft))
        kept = draft if wish.verb.takes in (Takes.TEXT, Takes.OPTIONAL_TEXT) else Draft()
        return Deed(told, lambda: self._acts.carry_out(action, targets, make, kept))

    def new_incident(self, wish: Wish) -> Deed:
        """A new incident, or its form where title or service is missing."""
        action = wish.verb.action
        if missing := self._acts.lacks(action):
            raise Refused(missing)
        rest = wish.rest
        if not isinstance(rest, NewIncident):
            return Deed(f"Opens {action.label}", lambda: self._acts.ask(action, Targets()))
        if not rest.readings:
            draft = Draft({"title": rest.title} | ({"urgency": rest.urgency} if rest.urgency else {}))
            words = f"Opens {action.label} with the title “{rest.title}”; its service is missing"
            return Deed(words, lambda: self._acts.ask_with(action, Targets(), draft))
        title, service = self._read(rest)
        command = commands.Trigger(clean(title), service, urgency=rest.urgency or HIGH)
        words = f"Triggers “{command.title}” on {service.name}, urgency {command.urgency}"
        draft = Draft({"title": command.title})
        return Deed(words, lambda: self._acts.carry_out(action, Targets(), lambda nothing: command, draft))

    def targets(self, wish: Wish) -> Targets:
        """The incidents that are named, else what the key would have acted on when the colon was typed."""
        action = wish.verb.action
        found = tuple({one.id: one for one in map(self._facts.incident, wish.incidents)}.values())
        elsewhere = frozenset(one.id for one in found)
        if not wish.incidents:
            found = (self._aim.marked if action.many else ()) or (
                (self._aim.highlighted,) if self._aim.highlighted is not None else ()
            )
        if not found:
            raise UsageError("no incident is highlighted", f"name one, such as {wish.verb.example}")
        targets = self._acts.aim_at(action, found, elsewhere)
        if not targets.incidents:
            raise Refused(listed(targets.left_out), "nothing is done")
        return targets

    def _read(self, rest: NewIncident) -> tuple[str, Reference]:
        """The first reading whose service there is; the error is that of the likeliest."""
        first: NotFound | None = None
        for title, name in rest.readings:
            try:
                return title, self._facts.entry(clean(name), Kind.SERVICE).reference
            except NotFound as error:
                first = first or error
        raise first or NotFound("there is no such service")

    def _acknowledge(self, wish: Wish, targets: Targets) -> tuple[str, Make]:
        return f"Acknowledges {name_of(targets)}", commands.Acknowledge

    def _resolve(self, wish: Wish, targets: Targets) -> tuple[str, Make]:
        text = wish.rest.text if isinstance(wish.rest, Text) else ""
        how = f"with the note {_quoted(text)}" if text else "without a note"
        return f"Resolves {name_of(targets)} {how}", lambda incident_id: commands.Resolve(incident_id, text)

    def _note(self, wish: Wish, targets: Targets) -> tuple[str, Make] | None:
        if not isinstance(wish.rest, Text):
            return None
        text = wish.rest.text
        return f"Notes on {name_of(targets)}: {_quoted(text)}", lambda incident_id: commands.AddNote(incident_id, text)

    def _status_update(self, wish: Wish, targets: Targets) -> tuple[str, Make] | None:
        if not isinstance(wish.rest, Text):
            return None
        text = wish.rest.text
        words = f"Tells all subscribers of {name_of(targets)}: {_quoted(text)}"
        return words, lambda incident_id: commands.SendStatusUpdate(incident_id, text)

    def _title(self, wish: Wish, targets: Targets) -> tuple[str, Make] | None:
        if not isinstance(wish.rest, Text):
            return None
        title = clean(wish.rest.text)
        if title == targets.one.title:
            raise UsageError("that is its title already", "write another one")
        return f"Renames {name_of(targets)} to {_quoted(title)}", lambda incident_id: commands.SetTitle(
            incident_id, title
        )

    def _snooze(self, wish: Wish, targets: Targets) -> tuple[str, Make] | None:
        if not isinstance(wish.rest, Text):
            return None
        now = self._now()
        until = parse_end(wish.rest.text, now)
        words = f"Snoozes {name_of(targets)} until {clock_time(until, now)}, in {spell(until - now)}"
        return words, lambda incident_id: commands.Snooze(incident_id, until)

    def _escalate(self, wish: Wish, targets: Targets) -> tuple[str, Make]:
        wanted = wish.rest.number if isinstance(wish.rest, Level) else None
        to = f"level {wanted} of its policy" if wanted else "the next level where somebody is on call"
        words = f"Escalates {name_of(targets)} to {to}"
        try:
            levels = self._facts.levels(targets.ids, wanted)
        except Unread as unread:
            raise Asked(words, unread) from unread
        refused = [error for level in levels.values() if isinstance(error := level, PdtuiError)]
        if refused:
            raise refused[0]
        numbers = {one: level.number for one, level in levels.items() if not isinstance(level, PdtuiError)}
        return words, lambda incident_id: commands.Escalate(incident_id, numbers[incident_id])

    def _reassign(self, wish: Wish, targets: Targets) -> tuple[str, Make] | None:
        if not isinstance(wish.rest, Names):
            return None
        users, policies = self._meant(wish.rest)
        if policies and (users or len(policies) > 1):
            raise UsageError("it goes either to people or to one policy", f"such as {wish.verb.example}")
        if policies:
            words = f"Gives {name_of(targets)} to the policy {policies[0].name}, which pages anew"
        else:
            words = f"Gives {name_of(targets)} to {names([one.name for one in users])}"
        policy = policies[0] if policies else None
        return words, lambda incident_id: commands.Reassign(incident_id, users, policy)

    def _responders(self, wish: Wish, targets: Targets) -> tuple[str, Make] | None:
        if not isinstance(wish.rest, Names):
            return None
        users, policies = self._meant(wish.rest)
        message = wish.rest.message
        words = f"Pages {names([one.name for one in (*users, *policies)])} to help with {name_of(targets)}"
        words += f", saying {_quoted(message)}" if message else ""
        return words, lambda incident_id: commands.AddResponders(incident_id, users, policies, message)

    def _priority(self, wish: Wish, targets: Targets) -> tuple[str, Make] | None:
        if not isinstance(wish.rest, Text):
            return None
        if wish.rest.text.casefold() == "none":
            return f"Takes the priority of {name_of(targets)} away", lambda incident_id: commands.SetPriority(
                incident_id, None
            )
        priority = self._facts.entry(wish.rest.text, Kind.PRIORITY).priority
        words = f"Gives {name_of(targets)} the priority {priority.name}"
        return words, lambda incident_id: commands.SetPriority(incident_id, priority)

    def _urgency(self, wish: Wish, targets: Targets) -> tuple[str, Make] | None:
        if not isinstance(wish.rest, Text):
            return None
        urgency = wish.rest.text
        return f"Sets the urgency of {name_of(targets)} to {urgency}", lambda incident_id: commands.SetUrgency(
            incident_id, urgency
        )

    def _merge(self, wish: Wish, targets: Targets) -> tuple[str, Make] | None:
        if not isinstance(wish.rest, Into):
            return None
        into = self._facts.incident(wish.rest.incident)
        if into.id in targets.ids:
            raise UsageError(f"#{into.number} is one of those that are merged", "name another one to merge into")
        if not into.is_open:
            raise Refused(f"#{into.number} is resolved", "merge into an open one")
        words = f"Merges {name_of(targets)} into {_short(into)}, which cannot be undone"
        return words, lambda incident_id: commands.Merge(incident_id, into.reference)

    def _workflow(self, wish: Wish, targets: Targets) -> tuple[str, Make] | None:
        if not isinstance(wish.rest, Text):
            return None
        try:
            workflow = self._facts.workflow(targets.one, wish.rest.text)
        except Unread as unread:
            words = f"Starts the workflow “{wish.rest.text}” on {name_of(targets)}"
            raise Asked(words, unread) from unread
        words = f"Starts the workflow {_quoted(workflow.name)} on {name_of(targets)}, which cannot be undone"
        return words, lambda incident_id: commands.RunWorkflow(incident_id, workflow)

    def _meant(self, rest: Names) -> tuple[tuple[Reference, ...], tuple[Reference, ...]]:
        """People and policies by their names; where the line does not say which, either may be meant."""
        users: dict[str, Reference] = {}
        policies: dict[str, Reference] = {}
        for name in rest.names:
            if not rest.only_policies and name.casefold() == "me":
                found = self._facts.person(name)
                users[found.id] = found
                continue
            kinds = (Kind.POLICY,) if rest.only_policies else (Kind.USER, Kind.POLICY)
            entry = self._facts.entry(name, *kinds)
            (users if entry.kind is Kind.USER else policies)[entry.id] = entry.reference
        return tuple(users.values()), tuple(policies.values())


class Asked(Unread):
    """Something is read at Enter and not before; what Enter does then can be said already."""

    def __init__(self, words: str, unread: Unread) -> None:
        super().__init__(unread.what, unread.read)
        self.words = words


def name_of(targets: Targets) -> str:
    """`#12 Checkout latency`; several by their numbers."""
    if len(targets.incidents) == 1:
        return _short(targets.one)
    return f"{len(targets.incidents)} incidents ({names([f'#{one.number}' for one in targets.incidents], 5)})"


def _short(incident: Incident) -> str:
    title = incident.title or "(no title)"
    return f"#{incident.number} {title if len(title) <= 60 else title[:59].rstrip() + '…'}"


def _quoted(text: str) -> str:
    return f"“{clean(text)}”"
