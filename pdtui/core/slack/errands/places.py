"""Makes a thread where an incident has none, keeps its parent true, and leads people and other channels to it."""

from __future__ import annotations

from pdtui.core.events import SlackRemark
from pdtui.core.model import Reference, ThreadLink
from pdtui.core.slack import mirror
from pdtui.core.slack.errands.errand import Conversation, done
from pdtui.core.slack.owed import DirectMessage, Mention, OutboxRow, Pointer, Reacting, Reply, job_of
from pdtui.core.slack.parent import is_older, parent, pointer
from pdtui.core.slack.people import People
from pdtui.core.slack.port import Piece, PieceKind, Post, Scope
from pdtui.core.slack.workspace import Workspace
from pdtui.errors import MissingScope, NotFound, Refused


class AnnouncementErrand:
    """A thread for a new incident."""

    def __init__(self, workspace: Workspace, conversation: Conversation) -> None:
        self._at = workspace
        self._conversation = conversation

    async def run(self, row: OutboxRow) -> ThreadLink | None:
        """Find it, else make its parent."""
        link = await self._conversation.threads.of(row)
        done(self._at, row)
        return link


class ParentUpdateErrand:
    """The state on pdtui's own parent; another laptop that was faster, or knows something newer, is left alone."""

    def __init__(self, workspace: Workspace) -> None:
        self._at = workspace

    async def run(self, row: OutboxRow) -> ThreadLink | None:
        """Look at what it shows, and change it where that is older."""
        at = self._at
        link = at.journal.thread(row.incident_id, at.team_id)
        if link is not None and link.origin == "pdtui":
            shown = await at.slack.message(link.channel_id, link.ts)
            if shown is not None and not shown.deleted and is_older(shown, row.incident):
                post = parent(row.incident, link.channel_id, at.team_id, buttons=at.routing.buttons)
                await at.slack.update(post, link.ts)
        done(at, row)
        return link


class PointerErrand:
    """A link to the thread in another channel; a place that does not exist is no fault of the incident."""

    def __init__(self, workspace: Workspace, conversation: Conversation) -> None:
        self._at = workspace
        self._conversation = conversation

    async def run(self, row: OutboxRow) -> ThreadLink | None:
        """Once over all laptops; nowhere where the thread itself is in that channel."""
        job = job_of(row, Pointer)
        link = await self._conversation.threads.known(row)
        if link is None:
            raise Refused(f"#{row.incident.number} has no thread to lead to", "retry it when there is one, or drop it")
        try:
            channel = await self._conversation.threads.open(job.channel)
        except NotFound as error:
            done(self._at, row, error.what)
            return None
        if channel.id == link.channel_id:
            done(self._at, row, "the thread itself is there")
            return None
        await self._conversation.shared(row, pointer(row.incident, link, channel.id, row.mark))
        return link


async def conversation_with(workspace: Workspace, people: People, person: Reference) -> str:
    """The app's direct conversation with a PagerDuty user. Raises `MissingScope` or `Refused` where they are not
    found in Slack, with what a person can do."""
    (mention,) = await people.mentions((person,)) or (Mention(person.name, ""),)
    user_id = await people.slack_id(mention.email) if mention.email else ""
    if user_id:
        return await workspace.slack.open_direct(user_id)
    if workspace.identity is not None and workspace.identity.lacks(Scope.EMAIL):
        raise MissingScope(
            f"Slack's app may not look people up: it lacks the scope {Scope.EMAIL}",
            "add it to the app and reinstall it",
            needed=Scope.EMAIL,
        )
    raise Refused(
        f"{person.name} was not found in Slack by e-mail",
        "name them under [slack.people] in the settings file, or drop the message",
    )


class DirectErrand:
    """A message to one person."""

    def __init__(self, workspace: Workspace, conversation: Conversation, people: People) -> None:
        self._at = workspace
        self._conversation = conversation
        self._people = people

    async def run(self, row: OutboxRow) -> ThreadLink | None:
        """Once over all laptops, which share one bot and so one direct conversation."""
        job = job_of(row, DirectMessage)
        link = await self._conversation.threads.known(row)
        channel_id = row.channel_id or await conversation_with(self._at, self._people, job.person)
        pieces = [Piece(job.headline)]
        if link is not None and link.permalink:
            pieces += [Piece("  "), Piece("the thread", PieceKind.LINK, link.permalink)]
        post = Post(
            channel_id, row.mark, job.headline, pieces=tuple(pieces),
            facts={"incident_id": row.incident_id, "role": "direct"},
        )  # fmt: skip
        await self._conversation.shared(row, post, blind=True)
        return link


class ReplyErrand:
    """What a person wrote, under their name."""

    def __init__(self, workspace: Workspace, conversation: Conversation, people: People) -> None:
        self._at = workspace
        self._conversation = conversation
        self._people = people

    async def run(self, row: OutboxRow) -> ThreadLink | None:
        """Once, like any reply."""
        job = job_of(row, Reply)
        link = await self._conversation.threads.of(row)
        said = await self._people.pieces(mirror.cut(job.text), job.mentions)
        post = Post(
            link.channel_id, row.mark, f"{job.author}: {mirror.cut(job.text)}", thread_ts=link.ts,
            pieces=(Piece(f"{job.author}: "), *said), facts={"incident_id": row.incident_id, "role": "reply"},
        )  # fmt: skip
        await self._conversation.reply(row, post, link)
        absent = await self._people.absent(job.mentions)
        if absent:
            what = (
                f"{', '.join(absent)} was not found in this Slack: the reply on #{row.incident.number} notifies nobody"
            )
            self._at.publish(SlackRemark(row.incident_id, what + (" else" if len(absent) < len(job.mentions) else "")))
        return link


class ReactingErrand:
    """An emoji under the parent."""

    def __init__(self, workspace: Workspace, conversation: Conversation) -> None:
        self._at = workspace
        self._conversation = conversation

    async def run(self, row: OutboxRow) -> ThreadLink | None:
        """Twice is as good as once."""
        job = job_of(row, Reacting)
        link = await self._conversation.threads.of(row)
        change = self._at.slack.unreact if job.remove else self._at.slack.react
        await change(link.channel_id, link.ts, job.name)
        done(self._at, row)
        return link
