"""Whether somebody can be asked in Slack, who they are there, and what they answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from pdtui.core.cover.answers import Answer, answers, spoken_to
from pdtui.core.cover.request import CoverRequest
from pdtui.core.model import Reference
from pdtui.core.slack.office import Office
from pdtui.core.slack.port import Scope, SlackIdentity, SlackMessage, instant_of
from pdtui.errors import BadCredential, NotFound, NotPermitted, PdtuiError

EARLIER = timedelta(seconds=2)
"""The conversation is read from a little before the question."""


class Reaching:
    """The direct conversations of the first workspace."""

    def __init__(self, office: Office | None) -> None:
        self._office = office

    @property
    def has_buttons(self) -> bool:
        """Whether somebody listens for buttons."""
        return self._office is not None and self._office.workspace.routing.buttons

    @property
    def is_clamped(self) -> bool:
        """Whether Slack allows one reading a minute."""
        return self._office is not None and self._office.workspace.slack.is_clamped

    async def is_on(self) -> bool:
        """Whether there is a token at all."""
        return self._office is not None and await self._office.outbox.is_on()

    async def refusal(self, person: Reference) -> str:
        """Why they cannot be asked in Slack; empty where they can, or Slack only does not answer right now."""
        if self._office is None or not await self._office.outbox.is_on():
            return "Slack is off: there is no token for it"
        try:
            identity = await self._identity(self._office)
            if reason := self._lacks(identity):
                return reason
            return "" if await self._slack_id(self._office, person) else f"{person.name} was not found in Slack"
        except (BadCredential, NotPermitted) as error:
            return f"Slack does not let pdtui ask anybody: {error.what}"
        except PdtuiError:
            return ""

    async def answers(self, requests: Sequence[CoverRequest]) -> dict[str, tuple[Answer, ...]]:
        """What was said about these requests, which stand in one conversation; by id. Raises what Slack says."""
        office = self._office
        if office is None:
            return {}
        await self._identity(office)
        slack, first = office.workspace.slack, requests[0]
        oldest = min(instant_of(one.ts) for one in requests) - EARLIER
        top = await slack.history(first.channel_id, oldest, None)
        user_id = await self._slack_id(office, first.person)
        found: dict[str, tuple[Answer, ...]] = {}
        for one in requests:
            place = next((at for at, message in enumerate(top) if message.ts == one.ts), None)
            if place is None:
                continue  # the question was deleted: nothing that is said there is about it
            thread = await self._thread(office, one, top[place])
            names = await office.people.names(sorted(spoken_to((*top[place:], *thread))))
            found[one.id] = answers(one, user_id, top[place:], thread, names)
        return found

    async def _thread(self, office: Office, one: CoverRequest, asked: SlackMessage) -> Sequence[SlackMessage]:
        if not asked.reply_count:
            return ()
        try:
            return await office.workspace.slack.replies(one.channel_id, one.ts)
        except NotFound:
            return ()

    def _lacks(self, identity: SlackIdentity) -> str:
        if identity.lacks(Scope.DIRECT):
            return f"Slack does not let pdtui write to one person ({Scope.DIRECT} is missing)"
        if identity.lacks(Scope.HISTORY_DIRECT) and not self.has_buttons:
            return f"Slack does not let pdtui read an answer ({Scope.HISTORY_DIRECT} is missing)"
        return ""

    async def _identity(self, office: Office) -> SlackIdentity:
        at = office.workspace
        if at.identity is None:
            at.identify(await at.slack.identity())
        return at.identity or await at.slack.identity()

    async def _slack_id(self, office: Office, person: Reference) -> str:
        (mention,) = await office.people.mentions((person,)) or (None,)
        return await office.people.slack_id(mention.email) if mention is not None else ""
