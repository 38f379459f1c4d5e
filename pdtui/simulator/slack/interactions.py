"""The levers of people who click, type commands and submit modals, and of Slack's own end of Socket Mode."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import urlsplit

from pdtui.simulator.slack import payloads
from pdtui.simulator.slack.arguments import Arguments
from pdtui.simulator.slack.delivery import COMMANDS, INTERACTIVE, Delivery
from pdtui.simulator.slack.events import tell_apps
from pdtui.simulator.slack.hooks import publish
from pdtui.simulator.slack.levers import Levers
from pdtui.simulator.slack.model import App, Channel, Message, Person, Refusal
from pdtui.simulator.slack.model_interactions import Hook, Trigger
from pdtui.simulator.slack.views import settle, state_of


class Interactions(Levers):
    """Everything that reaches an app over Socket Mode; none of it waits for the app."""

    @property
    def deliveries(self) -> list[Delivery]:
        """Every payload that was sent, or could not be sent, with what became of it; the oldest first."""
        return self.sockets.deliveries

    def press(self, person: Person, channel_id: str, message_ts: str, action_id: str) -> Delivery:
        """Let somebody press a button; raises `LookupError` where the message is no app's or has no such button."""
        channel = self.channels[channel_id]
        message = channel.messages[message_ts]
        if message.app is None:
            raise LookupError(f"the message {message_ts} is not of an app")
        action = payloads.action_of(message, action_id, self.new_ts())
        trigger = self._trigger(message.app, person)
        hook = self._hook("actions", message.app, person, channel, message_ts)
        payload = payloads.block_actions(self, person, channel, message, action, trigger, hook)
        return self.sockets.deliver(message.app, INTERACTIVE, payload, hook.responses)

    def command(self, person: Person, channel_id: str, command: str, text: str = "") -> Delivery:
        """Let somebody type a command; of apps that register the same, the one that was installed last gets it."""
        owners = [one for one in self.apps if command in one.commands and "commands" in one.scopes]
        if not owners:
            raise LookupError(f"no app registers {command} and holds the scope commands")
        app, channel = owners[-1], self.channels[channel_id]
        trigger = self._trigger(app, person)
        hook = self._hook("commands", app, person, channel, None)
        payload = payloads.slash_command(self, person, channel, (command, text), trigger, hook)
        return self.sockets.deliver(app, COMMANDS, payload, hook.responses)

    def submit(self, person: Person, view_id: str, values: Mapping[str, str]) -> Delivery:
        """Let somebody submit their modal with `values` by `block_id`; `ValueError` for what nobody could submit."""
        view = self.views[view_id]
        if not view.is_open or view.user != person.user_id:
            raise LookupError(f"{person.name} has no modal {view_id} open")
        state = state_of(view, values)
        trigger = self._trigger(view.app, person)
        payload = payloads.view_submission(self, person, view, state, trigger)
        return self.sockets.deliver(view.app, INTERACTIVE, payload)

    def redeliver(self, delivery: Delivery) -> Delivery:
        """Send the same payload again in a new envelope: one click that arrives twice."""
        return self.sockets.deliver(delivery.app, delivery.kind, delivery.payload, delivery.responses)

    def disconnect_sockets(self, app: App, reason: str = "refresh_requested") -> None:
        """Let Slack end an app's connections, or only warn them (`warning`); `link_disabled` is the third reason."""
        self.sockets.disconnect(app, reason)

    def cut_sockets(self, app: App) -> None:
        """Let the network end an app's connections without a word."""
        self.sockets.cut(app)

    def wait_for_sockets(self, app: App, number: int, timeout: float) -> None:
        """Wait until exactly that many connections of an app are open; raises `TimeoutError`.

        Do not call it with the server's `lock` held: nobody can connect meanwhile.
        """
        self.sockets.wait_for(app, number, timeout)

    def occurred(self, event: str, channel: Channel, message: Message, **details: object) -> None:
        """Tell the apps that subscribe to it."""
        tell_apps(self, event, channel, message, details)

    def acknowledged(self, delivery: Delivery) -> None:
        """Do what an app answered with its acknowledgement."""
        payload = delivery.payload
        if delivery.kind == COMMANDS and delivery.ack_payload:
            hook = self.hooks[urlsplit(str(payload["response_url"])).path]
            with suppress(Refusal):
                publish(self, hook, Arguments(delivery.ack_payload))
            self.tell()
        view = payload.get("view")
        if payload.get("type") == "view_submission" and isinstance(view, dict):
            settle(self.views[view["id"]], delivery.ack_payload)

    def _trigger(self, app: App, person: Person) -> Trigger:
        """A new trigger in the form that Slack documents."""
        number = self.new_id("")
        trigger = Trigger(f"{int(number)}.{self.seconds()}.{number}abcdef", app, person.user_id, self.clock.now())
        self.triggers[trigger.id] = trigger
        return trigger

    def _hook(self, kind: str, app: App, person: Person, channel: Channel, source_ts: str | None) -> Hook:
        """A new response URL."""
        number = self.new_id("")
        path = f"/hooks/{kind}/{self.team_id}/{int(number)}/{number}"
        hook = Hook(path, app, person.user_id, channel.id, self.clock.now(), source_ts)
        self.hooks[path] = hook
        return hook
