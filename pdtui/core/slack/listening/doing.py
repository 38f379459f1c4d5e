"""What each button and each word of `/pdtui` does, for a person who is known."""

from __future__ import annotations

from collections.abc import Mapping

from pdtui.core.commands import Acknowledge, AddNote, AddResponders, Escalate, Resolve, Trigger
from pdtui.core.cover.words import NO_BUTTON, YES_BUTTON
from pdtui.core.entries import Kind
from pdtui.core.identifier import IncidentName, find_by
from pdtui.core.model import Incident, Person, Reference
from pdtui.core.slack.listening import sayings
from pdtui.core.slack.listening.powers import Powers, actor_of, carry_out
from pdtui.core.slack.listening.sayings import Answer, said
from pdtui.core.slack.listening.wishes import AskHelp, AskOnCall, Invite, MakeIncident, OnIncident, Wish
from pdtui.core.slack.people import People
from pdtui.errors import NotFound, PdtuiError, UsageError
from pdtui.text import clean


class Doing:
    """Acts for people of one workspace; every method answers them, or raises why not."""

    def __init__(self, people: People, powers: Powers) -> None:
        self._people = people
        self._powers = powers

    async def press(self, button: str, incident_id: str, person: Person) -> Answer:
        """A button under an incident's parent message, all but `note`, which asks first; or an answer about cover."""
        if button in (YES_BUTTON, NO_BUTTON):
            return said(await self._powers.cover(incident_id, button == YES_BUTTON, person))
        if button == "details":
            return sayings.summary(await self._powers.find(incident_id))
        return await self._on_incident(OnIncident(button, IncidentName(incident_id)), person)

    async def note(self, incident_id: str, text: str, person: Person) -> Answer:
        """What somebody wrote into the modal."""
        return await self._on_incident(OnIncident("note", IncidentName(incident_id), text), person)

    async def fulfil(self, wish: Wish, mentions: Mapping[str, str], person: Person) -> Answer:
        """What somebody typed; `mentions` are user ids by name."""
        match wish:
            case AskHelp():
                return sayings.help_text()
            case AskOnCall(name):
                levels = await self._powers.rosters(person, clean(name))
                return sayings.rosters(levels) if levels else said("You are on call for nothing in the next 14 days.")
            case MakeIncident():
                return await self._trigger(wish, person)
            case Invite():
                return await self._invite(wish, mentions, person)
            case OnIncident():
                return await self._on_incident(wish, person)

    async def _on_incident(self, wish: OnIncident, person: Person) -> Answer:
        """Refused before the incident is even read, where it would be."""
        await actor_of(person, self._powers)
        incident = await find_by(wish.incident, self._powers.find)
        match wish.word:
            case "ack" | "acknowledge":
                return await self._do(Acknowledge(incident.id), incident, person)
            case "resolve":
                return await self._do(Resolve(incident.id, wish.text), incident, person)
            case "note":
                return await self._do(AddNote(incident.id, wish.text), incident, person)
            case "escalate":
                return await self._escalate(incident, person)
            case _:
                raise UsageError(f"this pdtui knows no {clean(wish.word)}", "it may be older than the message")

    async def _escalate(self, incident: Incident, person: Person) -> Answer:
        level = (await self._powers.next_levels((incident.id,)))[incident.id]
        if isinstance(level, PdtuiError):
            raise level
        return await self._do(Escalate(incident.id, level.number), incident, person)

    async def _trigger(self, wish: MakeIncident, person: Person) -> Answer:
        await actor_of(person, self._powers)
        title, service = await self._read(wish)
        return await self._do(Trigger(clean(title), service), None, person)

    async def _read(self, wish: MakeIncident) -> tuple[str, Reference]:
        """The first reading whose service there is; the error is that of the likeliest."""
        first: NotFound | None = None
        for title, name in wish.readings:
            try:
                return title, (await self._powers.directory.named(Kind.SERVICE, clean(name))).reference
            except NotFound as error:
                first = first or error
        raise first or NotFound("there is no such service")

    async def _invite(self, wish: Invite, mentions: Mapping[str, str], person: Person) -> Answer:
        await actor_of(person, self._powers)
        incident = await find_by(wish.incident, self._powers.find)
        users = [await self._meant(one, mentions) for one in wish.people]
        unique = tuple({user.id: user for user in users}.values())
        return await self._do(AddResponders(incident.id, unique), incident, person)

    async def _meant(self, given: str, mentions: Mapping[str, str]) -> Reference:
        """The PagerDuty user whom a mention, an e-mail or a name means."""
        name = given.removeprefix("@")
        if given.startswith("@") and name in mentions:
            found = await self._people.pagerduty_person(mentions[name])
            if found is None:
                raise NotFound(f"PagerDuty knows nobody with the e-mail of {clean(given)}", "nobody was invited")
            return found.reference
        return (await self._powers.directory.named(Kind.USER, clean(name))).reference

    async def _do(
        self,
        command: Acknowledge | Resolve | AddNote | Escalate | AddResponders | Trigger,
        incident: Incident | None,
        person: Person,
    ) -> Answer:
        return await carry_out(command, incident, person, self._powers)
