"""Who is who between PagerDuty and Slack: matched by e-mail, a table in the settings for those that differ.

What was found is kept for a day, on disk; that somebody is not there, for an hour.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from datetime import timedelta

from pdtui.core.entries import Kind
from pdtui.core.journal import KnownPerson
from pdtui.core.model import Person, Reference
from pdtui.core.slack.owed import Mention
from pdtui.core.slack.port import Piece, PieceKind, SlackUser
from pdtui.core.slack.workspace import Workspace
from pdtui.errors import NotFound, NotPermitted, PdtuiError

LOG = logging.getLogger(__name__)
FRESH = timedelta(days=1)
ABSENT = timedelta(hours=1)
_USER_ID = re.compile(r"[UW][A-Z0-9]{6,}")


class People:
    """Looks up the people of one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._at = workspace
        self._names: dict[str, str] = {}

    async def slack_id(self, email: str) -> str:
        """The Slack user of a PagerDuty e-mail; empty where there is none, or pdtui may not look."""
        at = self._at
        wanted = at.routing.people.get(email.casefold(), email)
        if _USER_ID.fullmatch(wanted):
            return wanted
        known = at.journal.known_person(wanted, at.team_id)
        if known is not None and at.clock.now() - known.read_at < (FRESH if known.user_id else ABSENT):
            return known.user_id
        try:
            user = await at.slack.user_by_email(wanted)
        except (NotFound, NotPermitted) as error:
            LOG.info("somebody was not found in Slack: %s", error.what)
            if isinstance(error, NotPermitted):
                return known.user_id if known is not None else ""
            user = SlackUser("", "")
        at.journal.keep_person(KnownPerson(wanted, at.team_id, user.id, user.name, at.clock.now()))
        return user.id

    async def pagerduty_person(self, user_id: str) -> Person | None:
        """The PagerDuty user behind a Slack user; None where nobody has that e-mail, or it is not shown."""
        user = await self._at.slack.user(user_id)
        if user.is_bot or user.deleted or self._at.team_id not in user.team_ids:
            return None
        table = self._at.routing.people
        differing = {slack.casefold(): mail for mail, slack in table.items()}
        mail = user.email.casefold()
        email = differing.get(user_id.casefold()) or differing.get(mail) or ("" if mail in table else mail)
        if not email:
            return None
        users = (await self._at.directory.read(Kind.USER)).entries
        found = [entry for entry in users if entry.email.casefold() == email.casefold()]
        return Person(found[0].id, found[0].name, found[0].email) if len(found) == 1 else None

    async def names(self, user_ids: Iterable[str]) -> dict[str, str]:
        """What these Slack users are called; one that cannot be read keeps its id."""
        for user_id in dict.fromkeys(user_ids):
            if user_id and user_id not in self._names:
                try:
                    self._names[user_id] = (await self._at.slack.user(user_id)).name or user_id
                except PdtuiError as error:
                    LOG.info("a name was not read: %s", error.what)
                    if isinstance(error, NotFound | NotPermitted):
                        self._names[user_id] = user_id
        return dict(self._names)

    async def mentions(self, people: Sequence[Reference]) -> tuple[Mention, ...]:
        """PagerDuty users as they can be spoken to; those whose e-mail is not known are left out."""
        users = {entry.id: entry for entry in (await self._at.directory.read(Kind.USER)).entries}
        known = [users[one.id] for one in people if one.id in users and users[one.id].email]
        return tuple(Mention(entry.name, entry.email) for entry in known)

    async def absent(self, mentions: Sequence[Mention]) -> tuple[str, ...]:
        """The names of those who are not in this Slack, or may not be looked up."""
        return tuple([one.name for one in mentions if not await self.slack_id(one.email)])

    async def pieces(self, text: str, mentions: Sequence[Mention]) -> tuple[Piece, ...]:
        """A text with its mentions made real; who is not in Slack stays as text, and so does every other @."""
        ids = {mention.name.casefold(): await self.slack_id(mention.email) for mention in mentions}
        names = sorted((name for name, user_id in ids.items() if user_id), key=len, reverse=True)
        if not names:
            return (Piece(text),) if text else ()
        pattern = re.compile("@(" + "|".join(map(re.escape, names)) + r")(?!\w)", re.IGNORECASE)
        pieces: list[Piece] = []
        at = 0
        for found in pattern.finditer(text):
            if found.start() > at:
                pieces.append(Piece(text[at : found.start()]))
            pieces.append(Piece(found[1], PieceKind.USER, ids[found[1].casefold()]))
            at = found.end()
        return (*pieces, Piece(text[at:])) if at < len(text) else tuple(pieces)


def mentioned(text: str, known: Iterable[Mention]) -> tuple[Mention, ...]:
    """The people whom a text speaks to by `@Name`; a longer name wins over one that it begins with."""
    found: list[Mention] = []
    rest = text
    for mention in sorted(known, key=lambda one: len(one.name), reverse=True):
        pattern = re.compile("@" + re.escape(mention.name) + r"(?!\w)", re.IGNORECASE)
        if mention.name and pattern.search(rest):
            found.append(mention)
            rest = pattern.sub("", rest)
    return tuple(found)
