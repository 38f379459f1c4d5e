"""The thread that is on the screen, kept read: seldom where it is quiet, and never of what nobody looks at."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from pdtui.core.events import ThreadFailed, ThreadRead
from pdtui.core.model import Person, ThreadLink
from pdtui.core.slack.pace import CLAMPED, QUIET, Pace
from pdtui.core.slack.people import People
from pdtui.core.slack.port import instant_of, order_of
from pdtui.core.slack.read_thread import ReadThread
from pdtui.core.slack.viewing import Viewing
from pdtui.core.slack.views import ThreadView
from pdtui.core.slack.workspace import Workspace
from pdtui.errors import MissingScope, NotSent, PdtuiError

KEPT = 50
"""How many threads are remembered."""
OVERLAP = timedelta(seconds=2)
"""New messages are asked for from a little before the last one."""
SETTLED = 0.2
"""Seconds that somebody must look at an incident before Slack is asked: whoever scrolls by asks nothing."""


class ThreadReader:
    """Reads threads of one workspace with people's names."""

    def __init__(
        self,
        workspace: Workspace,
        people: People,
        who: Callable[[], Person | None],
        on_engaged: Callable[[str], None] | None = None,
    ) -> None:
        self._at = workspace
        self._viewing = Viewing(workspace, people, who)
        self._on_engaged = on_engaged
        self._known: dict[str, ThreadView] = {}
        self._threads: dict[str, ReadThread] = {}
        self._lock = asyncio.Lock()
        self._looked_at: ThreadLink | None = None
        self._moved = asyncio.Event()
        self._seen_up_to = ""
        """The newest message of the first reading since this thread is looked at."""
        self._pace = Pace()
        self._forbidden: dict[str, tuple[float, MissingScope]] = {}
        """By channel: until when it is not asked again, and why."""

    def known(self, incident_id: str) -> ThreadView | None:
        """The thread as last read."""
        return self._known.get(incident_id)

    def look_at(self, link: ThreadLink | None) -> None:
        """Keep this thread read from now on."""
        if link != self._looked_at:
            self._looked_at = link
            self._seen_up_to = ""
            self._pace.begin()
            self._moved.set()

    def expect(self, incident_id: str) -> None:
        """Something was done there: read it now, if it is looked at, and not when its turn comes."""
        link = self._looked_at
        if link is not None and link.incident_id == incident_id:
            self._thread(link).whole = True
            self._moved.set()

    async def read(self, link: ThreadLink) -> ThreadView:
        """The thread now, all of it."""
        await self._at.identified.wait()
        self._thread(link).whole = True
        return await self._read(link)

    async def run(self) -> None:
        """Read what is looked at, for ever."""
        await self._at.identified.wait()
        while True:
            self._moved.clear()
            link, me = self._looked_at, self._at.identity
            if link is None or me is None or link.team_id != me.team_id:
                await self._is_left_within(QUIET if me is None else None)
            elif not await self._is_left_within(SETTLED):
                await self._is_left_within(await self._keep(link))

    async def _is_left_within(self, seconds: float | None) -> bool:
        """Whether another thread is looked at before so many seconds are over; None: wait for that."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._moved.wait()
        return self._moved.is_set()

    async def _keep(self, link: ThreadLink) -> float:
        """Read once, given up where another thread is looked at meanwhile; seconds until the next time."""
        before = self._known.get(link.incident_id)
        reading = asyncio.create_task(self._read(link), name=f"thread of {link.incident_id}")
        moved = asyncio.create_task(self._moved.wait(), name="another thread")
        try:
            await asyncio.wait({reading, moved}, return_when=asyncio.FIRST_COMPLETED)
            if not reading.done():
                return 0.0
            view = reading.result()
        except PdtuiError as error:
            return self._pace.failed(error)
        finally:
            reading.cancel()
            moved.cancel()
            await asyncio.gather(reading, moved, return_exceptions=True)
        changed = before is None or _differ(before, view)
        return self._pace.after(changed=changed, clamped=self._at.slack.is_clamped)

    # -- one reading -------------------------------------------------------------------------

    async def _read(self, link: ThreadLink) -> ThreadView:
        """Raises what Slack says, after the view tells of it as well."""
        thread = self._thread(link)
        try:
            self._check(link)
            async with self._lock:
                oldest = None if thread.whole or not thread.newest else instant_of(thread.newest) - OVERLAP
                found = await self._at.slack.replies(link.channel_id, link.ts, oldest)
                thread.take(found, whole=oldest is None)
                view = await self._viewing.view(thread)
        except PdtuiError as error:
            self._failed(link, error)
            raise
        self._keep_view(view)
        self._notice(link)
        return view

    def _thread(self, link: ThreadLink) -> ReadThread:
        """What is known of it, as the newest of those that are remembered."""
        thread = self._threads.pop(link.incident_id, None)
        if thread is None or (thread.link.channel_id, thread.link.ts) != (link.channel_id, link.ts):
            thread = ReadThread(link)
        thread.link = link
        self._threads[link.incident_id] = thread
        while len(self._threads) > KEPT:
            gone = next(iter(self._threads))
            del self._threads[gone]
            self._known.pop(gone, None)
        return thread

    # -- what follows ------------------------------------------------------------------------

    def _check(self, link: ThreadLink) -> None:
        if self._at.identity is None:
            raise NotSent("Slack does not say who pdtui is", "see how Slack stands in the status line")
        until, error = self._forbidden.get(link.channel_id, (0.0, None))
        if error is not None and self._at.clock.monotonic() < until:
            raise error

    def _failed(self, link: ThreadLink, error: PdtuiError) -> None:
        """The messages stay, with the reason why they grow old."""
        trouble = str(error)
        if isinstance(error, MissingScope):
            scope = error.needed or "the scope to read history"
            trouble = f"Slack does not let pdtui read this thread: add {scope} to the app and reinstall it"
            now = self._at.clock.monotonic()
            if self._forbidden.get(link.channel_id, (0.0, error))[0] <= now:
                self._forbidden[link.channel_id] = (now + CLAMPED, error)
        before = self._known.get(link.incident_id)
        if before is None or (before.link.channel_id, before.link.ts) != (link.channel_id, link.ts):
            before = ThreadView(link, (), self._at.clock.now(), never_read=True)
        self._known[link.incident_id] = replace(before, trouble=trouble)
        if before.trouble != trouble:
            self._at.publish(ThreadFailed(link.incident_id, trouble))

    def _keep_view(self, view: ThreadView) -> None:
        before = self._known.get(view.link.incident_id)
        self._known[view.link.incident_id] = view
        self._forbidden.pop(view.link.channel_id, None)
        if before is None or _differ(before, view):
            self._at.publish(ThreadRead(view.link.incident_id))

    def _notice(self, link: ThreadLink) -> None:
        """Whether I was seen to say something since I look at it."""
        thread = self._threads.get(link.incident_id)
        if thread is None or link != self._looked_at:
            return
        before, self._seen_up_to = self._seen_up_to, thread.newest
        if not before or self._on_engaged is None:
            return
        view = self._known[link.incident_id]
        for message in view.messages:
            if message.is_mine and not message.deleted and order_of(message.ts) > order_of(before):
                self._on_engaged(link.incident_id)
                return


def _differ(one: ThreadView, other: ThreadView) -> bool:
    return replace(one, read_at=other.read_at) != other
