"""Hears what people do in Slack, each thing once, knows who they are, and answers them.

Nothing here is waited for by Slack: it was told already that pdtui has it.
"""

from __future__ import annotations

import asyncio
import logging

from pdtui.core.model import Person
from pdtui.core.slack import marks
from pdtui.core.slack.listening.doing import Doing
from pdtui.core.slack.listening.powers import Powers, actor_of
from pdtui.core.slack.listening.sayings import Answer, help_text, said
from pdtui.core.slack.listening.wishes import AskHelp, wish_of
from pdtui.core.slack.office import Office
from pdtui.core.slack.socket_port import Click, Heard, Modal, ModalSubmission, SlashCommand
from pdtui.errors import NotPermitted, PdtuiError, Refused

LOG = logging.getLogger(__name__)
NOTE = marks.button("note")
MODAL_WITHIN = 1.5
"""Seconds in which somebody is looked up before a modal opens; Slack gives 3, and who they are is asked again."""


class Listener:
    """One workspace's clicks, commands and modals."""

    def __init__(self, office: Office, powers: Powers) -> None:
        self._at = office.workspace
        self._people = office.people
        self._powers = powers
        self._doing = Doing(office.people, powers)
        self._tasks: set[asyncio.Task[None]] = set()

    def hear(self, heard: Heard) -> None:
        """Take it on; returns at once."""
        task = asyncio.create_task(self._serve(heard), name="something heard in Slack")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Answer nobody any more; what was taken on by the writer is in the journal."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, heard: Heard) -> None:
        try:
            if not self._at.journal.claim_once(heard.once, self._at.clock.now()):
                LOG.info("something came from Slack a second time and is left alone")
                return
            answer = await self._answer_to(heard)
        except PdtuiError as error:
            answer = said(_sentence(str(error)))
        except Exception as error:
            LOG.exception("what was heard in Slack failed on its way")
            answer = said(f"pdtui failed ({type(error).__name__}); look in PagerDuty whether it was done.")
        await self._tell(heard, answer)

    async def _tell(self, heard: Heard, answer: Answer) -> None:
        address = _note_of(heard)[1] if isinstance(heard, ModalSubmission) else heard.response_url
        if not answer or not address:
            return
        try:
            await self._at.slack.answer(address, answer)
        except PdtuiError as error:
            LOG.warning("somebody in Slack could not be answered: %s", error)

    async def _answer_to(self, heard: Heard) -> Answer:
        match heard:
            case Click(action_id=action_id) if action_id == NOTE:
                return await self._ask_for_note(heard)
            case Click():
                person = await self._known(heard)
                return await self._doing.press(heard.action_id.removeprefix(marks.PREFIX), heard.value, person)
            case ModalSubmission(callback_id=callback_id) if callback_id != NOTE:
                return ()
            case ModalSubmission():
                return await self._doing.note(_note_of(heard)[0], heard.text, await self._known(heard))
            case SlashCommand():
                return await self._command(heard)

    async def _command(self, heard: SlashCommand) -> Answer:
        """Help is for everybody, all else for who is known."""
        wish = wish_of(heard.text)
        if isinstance(wish, AskHelp):
            return help_text()
        return await self._doing.fulfil(wish, heard.mentions, await self._known(heard))

    async def _ask_for_note(self, heard: Click) -> Answer:
        """Open the modal while Slack lets us; who may not write is told so before they have written."""
        try:
            async with asyncio.timeout(MODAL_WITHIN):
                await actor_of(await self._known(heard), self._powers)
        except TimeoutError:
            LOG.info("a modal opens before it is known for whom")
        metadata = f"{heard.value} {heard.response_url}"
        await self._at.slack.open_modal(heard.trigger_id, Modal(NOTE, "Add a note", "Note", "Add", metadata))
        return ()

    async def _known(self, heard: Heard) -> Person:
        """The PagerDuty user who acts. Raises `Refused` for whoever cannot be told."""
        await self._refuse_strangers(heard)
        try:
            person = await self._people.pagerduty_person(heard.user_id)
        except NotPermitted as error:
            raise Refused(f"pdtui cannot look you up in Slack: {error.what}", error.advice) from error
        if person is None:
            raise Refused(
                "pdtui does not know you in PagerDuty: no single user there has the e-mail of your Slack profile",
                "nothing was done; slack.people in the settings maps those that differ",
            )
        return person

    async def _refuse_strangers(self, heard: Heard) -> None:
        """In a shared channel another company says which e-mail its people have."""
        identity = self._at.identity or await self._at.slack.identity()
        if heard.team_id and identity.team_id and heard.team_id != identity.team_id:
            raise Refused("people of other workspaces cannot act through this pdtui", "nothing was done")


def _note_of(heard: ModalSubmission) -> tuple[str, str]:
    """Incident id and address for the answer, as the modal was given them."""
    incident_id, _, address = heard.metadata.partition(" ")
    return incident_id, address


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
