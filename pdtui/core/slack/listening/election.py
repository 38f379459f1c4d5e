"""Which of a person's pdtui processes holds the connection to Slack: one at a time, another when that goes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from pdtui.core.events import Event, SlackRemark
from pdtui.core.journal import Parts
from pdtui.core.ports import Clock
from pdtui.core.slack.socket_port import Heard, Socket, SocketStanding, SocketState
from pdtui.errors import JournalUnusable

LOG = logging.getLogger(__name__)
EVERY = 10.0
"""Seconds between tries, and between renewals of who holds it."""
HELD = 30.0
"""Seconds after which a holder that fell silent is replaced; one whose process is gone, with the next try."""


class Election:
    """Connects while this process plays the part; Slack gives each click to any one connection."""

    def __init__(
        self,
        part: str,
        socket: Socket,
        journal: Parts,
        clock: Clock,
        hear: Callable[[Heard], None],
        publish: Callable[[Event], None],
    ) -> None:
        self._part = part
        self._socket = socket
        self._journal = journal
        self._clock = clock
        self._hear = hear
        self._publish = publish
        self._told = SocketStanding()

    async def run(self) -> None:
        """Until it is cancelled; the part is given back then."""
        if not await self._socket.is_configured():
            return
        try:
            while True:
                if self._is_mine():
                    self._socket.open(self._hear)
                else:
                    self._socket.close()
                self._tell()
                await asyncio.sleep(EVERY)
        finally:
            self._socket.close()
            self._let_go()

    def _tell(self) -> None:
        """A refusal once, with what mends it: nobody sees a connection that is not there."""
        standing = self._socket.standing
        if standing.state is SocketState.REFUSED and standing != self._told:
            self._publish(SlackRemark("", f"buttons and /pdtui in Slack do nothing here: {standing.advice}"))
        self._told = standing

    def _is_mine(self) -> bool:
        try:
            return self._journal.hold(self._part, self._clock.now(), HELD)
        except JournalUnusable as error:
            LOG.warning("who listens to Slack could not be settled: %s", error)
            return False

    def _let_go(self) -> None:
        try:
            self._journal.let_go(self._part)
        except JournalUnusable as error:
            LOG.warning("listening to Slack could not be given back: %s", error)
