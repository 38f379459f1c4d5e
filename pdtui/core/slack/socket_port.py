"""What people do to pdtui in Slack itself, as it comes in over Socket Mode; an adapter fulfils it.

Slack is told that pdtui has it before any of this reaches the core: a person gets an error after 3 seconds,
and nothing that acts is done by then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Click:
    """Somebody pressed a button under a message of pdtui's."""

    user_id: str
    action_id: str
    value: str
    channel_id: str
    message_ts: str
    action_ts: str
    """Each press has its own; the same press delivered twice has it twice."""
    response_url: str
    trigger_id: str
    """The right to open one modal, for 3 seconds."""
    team_id: str = ""
    """The person's own workspace, where it can be compared; empty in an organisation of several."""

    @property
    def once(self) -> str:
        """The same for one press however often it comes."""
        return f"click:{self.channel_id}:{self.message_ts}:{self.action_id}:{self.user_id}:{self.action_ts}"


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """Somebody typed `/pdtui …`; `text` is as they see it, mentions as `@name`."""

    user_id: str
    text: str
    channel_id: str
    response_url: str
    trigger_id: str
    mentions: Mapping[str, str] = field(default_factory=dict)
    """Name, without the @, to user id."""
    team_id: str = ""

    @property
    def once(self) -> str:
        """The same for one command however often it comes."""
        return f"command:{self.trigger_id}"


@dataclass(frozen=True, slots=True)
class ModalSubmission:
    """Somebody submitted a modal that pdtui had opened for them."""

    user_id: str
    view_id: str
    callback_id: str
    metadata: str
    """What pdtui wrote into it when it opened it."""
    text: str
    team_id: str = ""

    @property
    def once(self) -> str:
        """The same for one modal however often it comes."""
        return f"view:{self.view_id}"


Heard = Click | SlashCommand | ModalSubmission


@dataclass(frozen=True, slots=True)
class Modal:
    """A question with one text as its answer."""

    callback_id: str
    title: str
    """At most 24 characters."""
    label: str
    submit: str
    metadata: str = ""
    """Comes back with the answer; at most 3,000 characters, and readable by who answers."""


class SocketState(StrEnum):
    """How the connection stands."""

    OFF = "off"
    """Not wanted in this process, or played by another one."""
    CONNECTING = "connecting"
    CONNECTED = "connected"
    REFUSED = "refused"
    """Slack refuses it until a person mends something."""


@dataclass(frozen=True, slots=True)
class SocketStanding:
    """The state with what to do about it."""

    state: SocketState = SocketState.OFF
    advice: str = ""


class Socket(Protocol):
    """The connection over which Slack tells what people press and type; one process holds it at a time."""

    @property
    def standing(self) -> SocketStanding:
        """How it stands now."""

    async def is_configured(self) -> bool:
        """Whether there is an app-level token; needs no network."""

    def open(self, hear: Callable[[Heard], None]) -> None:
        """Connect and stay connected; returns at once, and a second time changes nothing.

        `hear` is called on the loop's own thread.
        """

    def close(self) -> None:
        """Connect no more; returns at once, whatever the network does."""
