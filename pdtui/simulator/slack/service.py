"""The simulated Slack: its Web API for clients, and its controls for tests and demonstrations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from email.utils import format_datetime
from itertools import count

from pdtui.simulator.clock import WorldClock
from pdtui.simulator.slack.arguments import Arguments
from pdtui.simulator.slack.blocks import checked_blocks
from pdtui.simulator.slack.call import Call
from pdtui.simulator.slack.limits import Limits
from pdtui.simulator.slack.methods import METHODS, Method
from pdtui.simulator.slack.model import App, Caller, Channel, Json, Kind, Message, Person, Refusal
from pdtui.simulator.slack.workspace import Workspace
from pdtui.simulator.wire import Request, Response

Structures = Sequence[Mapping[str, object]]


class Slack(Workspace):
    """One workspace with its Web API; every answer follows from the calls so far and the world's clock."""

    def __init__(
        self,
        clock: WorldClock,
        *,
        team_id: str = "T0ACME001",
        domain: str = "acme",
        name: str = "Acme",
        enforce_limits: bool = False,
    ) -> None:
        super().__init__(clock, team_id=team_id, domain=domain, name=name)
        self.enforce_limits = enforce_limits
        """Answer 429 above a method's calls per minute, on the world's clock."""
        self._limits = Limits()
        self._requests = count(1)

    def handle(self, request: Request) -> Response:
        """Answer a call of the Web API, at `/api/METHOD` or `/METHOD`."""
        name = request.path.removeprefix("/api").strip("/")
        method = METHODS.get(name)
        token = ""
        try:
            arguments = Arguments.of(request)
            token = token_of(request, arguments)
            response = self._answer(name, method, token, arguments)
        except Refusal as refusal:
            response = Response.of_json(200, {"ok": False, "error": refusal.error, **refusal.extra})
        self.tell()
        return Response(response.status, response.body, {**response.headers, **self._headers(method, token)})

    def _answer(self, name: str, method: Method | None, token: str, arguments: Arguments) -> Response:
        """The answer of an authenticated call; raises the refusals of authentication and of the method."""
        if method is None:
            raise Refusal("unknown_method", req_method=name)
        caller = self._authenticated(token)
        if self.enforce_limits:
            key = caller.app_id if isinstance(caller, App) else caller.user_id
            seconds = self._limits.wait(key, name, method.per_minute, self.clock.now())
            if seconds:
                value: Json = {"ok": False, "error": "ratelimited"}
                return Response.of_json(429, value, {"retry-after": str(seconds)})
        call = Call(self, caller, arguments, method.scopes)
        call.need(*method.scopes)
        return Response.of_json(200, {"ok": True, **method.handler(call)})

    def _authenticated(self, token: str) -> Caller:
        """Whose token it is; refuses tokens that are missing, unknown, revoked, or of the wrong type."""
        if not token:
            raise Refusal("not_authed")
        if token.startswith("xapp-"):
            raise Refusal("not_allowed_token_type")
        if token in self.revoked:
            raise Refusal("token_revoked")
        caller = self.caller(token)
        if caller is None:
            raise Refusal("invalid_auth")
        if caller.deleted:
            raise Refusal("account_inactive")
        return caller

    def _headers(self, method: Method | None, token: str) -> dict[str, str]:
        """The headers of every answer: what the token may, what the method accepts, and Slack's clock."""
        caller = self.caller(token) if token and token not in self.revoked else None
        return {
            "date": format_datetime(self.clock.now(), usegmt=True),
            "x-oauth-scopes": ",".join(sorted(caller.scopes)) if caller else "",
            "x-accepted-oauth-scopes": ",".join(method.scopes) if method else "",
            "x-slack-req-id": f"{next(self._requests):032x}",
        }

    def add_app(self, name: str, *, token: str, scopes: Iterable[str], app_id: str | None = None) -> App:
        """Install an app; pass `PAGERDUTY_APP_ID` for PagerDuty's own."""
        app = App(
            name=name,
            token=token,
            scopes=frozenset(scopes),
            app_id=app_id if app_id is not None else self.new_id("A"),
            bot_id=self.new_id("B"),
            user_id=self.new_id("U"),
            created=self.seconds(),
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
        message = self.channels[channel_id].messages[ts]
        changes: Json = {"text": text}
        if blocks is not None:
            changes["blocks"] = self._blocks(blocks)
        if attachments is not None:
            changes["attachments"] = [dict(one) for one in attachments]
        if metadata is not None:
            changes["metadata"] = dict(metadata)
        self.amend(message, message.user, changes)
        return message

    def delete(self, channel_id: str, ts: str) -> None:
        """Let a message's author delete it."""
        channel = self.channels[channel_id]
        self.erase(channel, channel.messages[ts])

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


def token_of(request: Request, arguments: Arguments) -> str:
    """The token that a request bears, in its header or as an argument; empty where there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    return arguments.text("token") or ""
