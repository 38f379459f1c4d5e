"""The people of the account as Slack's dialogs need them: who I am, who can be spoken to, who is asked in."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence

from pdtui.core.directory import Directory
from pdtui.core.entries import DirectoryEntry, Kind
from pdtui.core.model import Incident, Person
from pdtui.core.slack.owed import Mention
from pdtui.errors import PdtuiError

LOG = logging.getLogger(__name__)


class Colleagues:
    """Reads them off the directory of PagerDuty's users."""

    def __init__(self, directory: Directory, who: Callable[[], Person | None]) -> None:
        self._directory = directory
        self._who = who

    @property
    def my_name(self) -> str:
        """Under which name I speak."""
        me = self._who()
        return me.name if me is not None else "Somebody"

    def mentionable(self) -> tuple[Mention, ...]:
        """Whom a reply can speak to by @Name, as far as the directory is known."""
        known = self._directory.known(Kind.USER)
        return tuple(Mention(one.name, one.email) for one in known.listed if one.email) if known is not None else ()

    async def asked_in(self, incidents: Sequence[Incident]) -> tuple[Mention, ...]:
        """Who has the incidents, acknowledged them or was asked for help, and me; nobody where that is not known."""
        users = await self._users()
        me = self._who()
        ids = [me.id] if me is not None else []
        for one in incidents:
            ids += [who.id for who in (*one.assignees, *one.acknowledgers)]
            ids += [responder.user.id for responder in one.responders]
        found = [users[user_id] for user_id in dict.fromkeys(ids) if user_id in users and users[user_id].email]
        return tuple(Mention(entry.name, entry.email) for entry in found)

    async def _users(self) -> Mapping[str, DirectoryEntry]:
        try:
            catalogue = await self._directory.read(Kind.USER)
        except PdtuiError as error:
            LOG.info("the directory of users was not read: %s", error.what)
            return {}
        return {entry.id: entry for entry in catalogue.entries}
