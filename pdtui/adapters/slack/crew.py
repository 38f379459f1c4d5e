"""A few daemon threads for calls that block, so that one that is slow holds up no other.

`asyncio.to_thread` would hold up quitting by a whole timeout; these threads are never waited for.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, TypeVar

T = TypeVar("T")
MOST = 4
"""Threads at a time, those that were given up apart."""


class Overdue(Exception):
    """The work did not end in time; `begun`: a thread had begun it, so that it may end yet."""

    def __init__(self, *, begun: bool) -> None:
        super().__init__(begun)
        self.begun = begun


class Member:
    """One thread's place in the crew."""

    def __init__(self) -> None:
        self.dismissed = False
        """It waits for no further work."""


class Errand(Generic[T]):
    """Work with the future of whoever waits for it: begun by one thread or withdrawn, never both.

    All but `carry_out` is called on the loop's thread.
    """

    def __init__(self, work: Callable[[], T], patience: float | None, give_up: Callable[[Member], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self.result: asyncio.Future[T] = self._loop.create_future()
        self._work = work
        self._patience = patience
        self._give_up = give_up
        self._taken = threading.Lock()
        """Locked once, by the thread that begins or by who withdraws, and never released."""
        self._member: Member | None = None
        self._seen_begun = False
        self._timer = self._set_timer()

    def carry_out(self, member: Member) -> None:
        """Do it on a member's thread, unless it was withdrawn."""
        self._member = member
        if not self._taken.acquire(blocking=False):
            return
        self._tell(self._begun)
        try:
            value = self._work()
        except Exception as error:  # noqa: BLE001 - it is raised where the result is awaited
            failure = error
            self._tell(lambda: self._settle(lambda: self.result.set_exception(failure)))
        else:
            self._tell(lambda: self._settle(lambda: self.result.set_result(value)))

    def withdraw(self) -> None:
        """Nobody waits any longer: what was not begun never will be."""
        if self._taken.acquire(blocking=False):
            self._stop_timer()

    def _tell(self, news: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop was closed meanwhile: nobody waits
            self._loop.call_soon_threadsafe(news)

    def _begun(self) -> None:
        self._seen_begun = True
        self._stop_timer()
        self._timer = self._set_timer()

    def _settle(self, settle: Callable[[], None]) -> None:
        self._stop_timer()
        if not self.result.done():
            settle()

    def _expire(self) -> None:
        begun = not self._taken.acquire(blocking=False)
        if begun and not self._seen_begun:
            return  # it was begun this very moment: `_begun` sets the timer anew
        if begun and self._member is not None:
            self._give_up(self._member)
        if not self.result.done():
            self.result.set_exception(Overdue(begun=begun))

    def _set_timer(self) -> asyncio.TimerHandle | None:
        return None if self._patience is None else self._loop.call_later(self._patience, self._expire)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()


class Crew:
    """Threads made as they are needed, up to a number; one whose work is overdue is replaced."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._change = threading.Condition()
        self._waiting: deque[Callable[[Member], None]] = deque()
        self._idle = 0
        self._members: set[Member] = set()

    async def run(self, work: Callable[[], T], patience: float | None = None) -> T:
        """The work's result or its exception; `Overdue` where it is not begun, or not done, in that many seconds."""
        errand = Errand(work, patience, self._give_up)
        self._hand_over(errand.carry_out)
        try:
            return await errand.result
        finally:
            errand.withdraw()

    def close(self) -> None:
        """Let the threads end after what there is to do; later work starts others."""
        with self._change:
            for member in self._members:
                member.dismissed = True
            self._members.clear()
            self._change.notify_all()

    def _hand_over(self, carry_out: Callable[[Member], None]) -> None:
        with self._change:
            self._waiting.append(carry_out)
            self._change.notify()
            self._hire()

    def _give_up(self, member: Member) -> None:
        """Leave a thread behind with what it is at."""
        with self._change:
            member.dismissed = True
            self._members.discard(member)
            self._hire()

    def _hire(self) -> None:
        """A further thread where more waits than there are idle ones."""
        if len(self._waiting) > self._idle and len(self._members) < self._most:
            member = Member()
            self._members.add(member)
            threading.Thread(target=self._serve, args=(member,), name="slack", daemon=True).start()

    def _serve(self, member: Member) -> None:
        while (carry_out := self._next(member)) is not None:
            carry_out(member)

    def _next(self, member: Member) -> Callable[[Member], None] | None:
        with self._change:
            self._idle += 1
            self._change.wait_for(lambda: self._waiting or member.dismissed)
            self._idle -= 1
            return self._waiting.popleft() if self._waiting else None
