"""One payload on its way to an app over Socket Mode, and what became of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from pdtui.simulator.slack.model import App, Json

EVENTS, COMMANDS, INTERACTIVE = "events_api", "slash_commands", "interactive"
"""The types of envelope."""


class Delivery:
    """An envelope with its outcome: acknowledged in time, timed out, or failed because nobody was connected."""

    def __init__(
        self,
        app: App,
        kind: str,
        payload: Json,
        *,
        envelope_id: str,
        ack_seconds: float,
        responses: Sequence[Json] = (),
        attempt: int = 0,
    ) -> None:
        self.app = app
        self.kind = kind
        self.payload = payload
        self.attempt = attempt
        self.responses = responses
        """What the app sent to the payload's response URL; shared by all deliveries of the same click."""
        self.failed = False
        """Nobody was connected: a person saw an error, and it is lost."""
        self.acknowledged = False
        self.ack_payload: Json | None = None
        """What the app answered together with its acknowledgement."""
        self.seconds: float | None = None
        """How long the acknowledgement took, though it came too late; None while there is none."""
        self.retry: threading.Timer | None = None
        """What will send an event again."""
        self.envelope = self._envelope(envelope_id)
        self._ack_seconds = ack_seconds
        self._sent = time.monotonic()
        self._settled = threading.Event()

    def __repr__(self) -> str:
        """The kind with the outcome, for a failing test's report."""
        outcomes = {"acknowledged": self.acknowledged, "failed": self.failed, "timed out": self.timed_out}
        outcome = next((name for name, true in outcomes.items() if true), "pending")
        return f"<Delivery {self.kind} {self.envelope['envelope_id']} {outcome}>"

    @property
    def envelope_id(self) -> str:
        """What an acknowledgement has to name."""
        return str(self.envelope["envelope_id"])

    @property
    def timed_out(self) -> bool:
        """Whether the deadline passed without an acknowledgement."""
        late = self.seconds is not None or time.monotonic() - self._sent >= self._ack_seconds
        return late and not self.acknowledged and not self.failed

    def wait(self, timeout: float) -> bool:
        """Wait until it is settled, for `timeout` seconds at most; whether it was acknowledged in time.

        Do not call it with the server's `lock` held: nothing is acknowledged meanwhile.
        """
        left = self._ack_seconds - (time.monotonic() - self._sent)
        self._settled.wait(max(0.0, min(timeout, left)))
        return self.acknowledged

    def fail(self) -> None:
        """Nobody is there to take it."""
        self.failed = True
        self._settled.set()

    def acknowledge(self, payload: Json | None) -> bool:
        """The app has it; whether that counts: the first time, and before the deadline."""
        if self.seconds is not None:
            return False
        self.seconds = time.monotonic() - self._sent
        self.acknowledged = self.seconds < self._ack_seconds
        if self.acknowledged:
            self.ack_payload = payload
        self._settled.set()
        return self.acknowledged

    def _envelope(self, envelope_id: str) -> Json:
        """The frame that goes over the socket."""
        answers = self.kind == COMMANDS or self.payload.get("type") == "view_submission"
        envelope: Json = {
            "envelope_id": envelope_id,
            "payload": self.payload,
            "type": self.kind,
            "accepts_response_payload": answers,
        }
        if self.kind == EVENTS:
            envelope |= {"retry_attempt": self.attempt, "retry_reason": "timeout" if self.attempt else ""}
        return envelope
