"""The levers by which a scenario or a test moves a workspace: whatever its people and its administrators do."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable, Mapping, Sequence

from pdtui.simulator.slack.blocks import checked_blocks
from pdtui.simulator.slack.model import App, Channel, Json, Kind, Message, Person
from pdtui.simulator.slack.workspace import Workspace

Structures = Sequence[Mapping[str, object]]


class Levers(Workspace):
    """What happens in a workspace without a call of its Web API."""

    def add_app(
        self,
        name: str,
        *,
        token: str,
        scopes: Iterable[str],
        app_id: str | None = None,
        app_token: str | None = None,
        bot_events: Iterable[str] = (),
        commands: Iterable[str] = (),
    ) -> App:
        """Install an app; pass `PAGERDUTY_APP_ID` for PagerDuty's own, and an `app_token` for Socket Mode."""
        app = App(
            name=name,
            token=token,
            scopes=frozenset(scopes),
            app_id=app_id if app_id is not None else self.new_id("A"),
            bot_id=self.new_id("B"),
            user_id=self.new_id("U"),
            created=self.seconds(),
            app_token=app_token,
            bot_events=tuple(bot_events),
            commands=tuple(commands),
        )
        self.apps.append(app)
        return app

    def add_person(self, name: str, email: str, *, token: str | None = None, scopes: Iterable[str] = ()) -> Person:
        """Let somebody into the workspace."""
        person = Person(name, email, self.new_id("U"), self.seconds(), token, frozenset(scopes))
        self.people.append(person)
        return person

    def add_channel(self, name: str, *, private: bool = False, members: Iterable[str] = ()) -> Channel:
        """Open a channel with these user ids in it; the first of them counts as its creator."""
        inside = list(members)
        kind = Kind.PRIVATE if private else Kind.PUBLIC
        return self.open_channel(name, kind, inside[0] if inside else "USLACKBOT", inside)

    def join(self, channel_id: str, user_id: str) -> None:
        """Bring a user, or a bot by its user id, into a channel: what a human does by `/invite`."""
        members = self.channels[channel_id].members
        if user_id not in members:
            members.append(user_id)

    def set_scopes(self, app: App, scopes: Iterable[str]) -> None:
        """Change what an app's token holds, at once, as a reinstallation does."""
        app.scopes = frozenset(scopes)

    def archive(self, channel_id: str) -> None:
        """Archive a channel."""
        self.channels[channel_id].archived = True

    def lock_thread(self, channel_id: str, ts: str) -> None:
        """Lock a thread, so that nobody can reply or react in it."""
        self.channels[channel_id].messages[ts].locked = True

    def revoke(self, token: str) -> None:
        """Let a token be refused from now on as `token_revoked`."""
        self.revoked.add(token)

    def deactivate(self, user_id: str) -> None:
        """Deactivate a person or uninstall an app: its token is refused as `account_inactive`."""
        user = self.user(user_id)
        if user is None:
            raise KeyError(user_id)
        user.deleted = True

    def post(
        self,
        channel_id: str,
        author: App | Person,
        text: str,
        *,
        thread_ts: str | None = None,
        blocks: Structures | None = None,
        attachments: Structures | None = None,
        metadata: Mapping[str, object] | None = None,
        files: Structures = (),
    ) -> Message:
        """Let somebody say something, whatever their scopes and memberships are."""
        message = Message(
            ts=self.new_ts(),
            text=text,
            user=author.user_id,
            app=author if isinstance(author, App) else None,
            blocks=self._blocks(blocks),
            attachments=[dict(one) for one in attachments or ()],
            metadata=dict(metadata) if metadata else None,
            files=[self._file(one) for one in files],
            subtype="file_share" if files else None,
        )
        self.store(self.channels[channel_id], message, thread_ts)
        self.tell()
        return message

    def update(
        self,
        channel_id: str,
        ts: str,
        text: str,
        *,
        blocks: Structures | None = None,
        attachments: Structures | None = None,
        metadata: Mapping[str, object] | None = None,
    ) -> Message:
        """Let a message's author change it; what is None stays."""
        channel = self.channels[channel_id]
        message = channel.messages[ts]
        changes: Json = {"text": text}
        if blocks is not None:
            changes["blocks"] = self._blocks(blocks)
        if attachments is not None:
            changes["attachments"] = [dict(one) for one in attachments]
        if metadata is not None:
            changes["metadata"] = dict(metadata)
        self.amend(channel, message, message.user, changes)
        return message

    def delete(self, channel_id: str, ts: str) -> None:
        """Let a message's author delete it."""
        channel = self.channels[channel_id]
        self.erase(channel, channel.messages[ts])

    def react(self, person: Person, channel_id: str, ts: str, name: str) -> None:
        """Let somebody put an emoji under a message."""
        channel = self.channels[channel_id]
        self.put_reaction(channel, channel.messages[ts], name, person.user_id)

    def unreact(self, person: Person, channel_id: str, ts: str, name: str) -> None:
        """Let somebody take their emoji away again."""
        channel = self.channels[channel_id]
        self.take_reaction(channel, channel.messages[ts], name, person.user_id)

    def messages(self, channel_id: str) -> list[Message]:
        """What stands in a channel itself, oldest first; replies, broadcast ones too, are in `thread`."""
        return self.channels[channel_id].top_level()

    def thread(self, channel_id: str, ts: str) -> list[Message]:
        """The replies under a parent, oldest first."""
        return self.channels[channel_id].replies(ts)

    def _blocks(self, blocks: Structures | None) -> list[Json]:
        """Blocks as a call would have kept them; raises `Refusal` for those that Slack would not take."""
        if blocks is None:
            return []
        return checked_blocks([dict(block) for block in blocks], f"{self.new_id('k')}x")

    def _file(self, given: Mapping[str, object]) -> Json:
        """A file as a message carries it; only its `name` has to be given."""
        name, file_id = str(given["name"]), self.new_id("F")
        kind = name.rpartition(".")[2].lower()
        base = f"https://files.slack.com/files-pri/{self.team_id}-{file_id}/{name}"
        known: Json = {
            "id": file_id,
            "created": self.seconds(),
            "name": name,
            "title": name,
            "mimetype": mimetypes.guess_type(name)[0] or "application/octet-stream",
            "filetype": kind,
            "mode": "hosted",
            "is_external": False,
            "size": 1,
            "url_private": base,
        }
        return {**known, **given}
