"""desktop-notifier behind the Notifier port: D-Bus on Linux, the notification centres of macOS and Windows.

The library and what it stands on are imported at the first notification. It reports a failed notification in the
log alone, so what the service can do is asked first, and what was dispatched is heard of. A service that does not
answer is told once, as `problem` and in the log, and asked anew at the next notification.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pdtui.text import clean

if TYPE_CHECKING:
    from desktop_notifier import DesktopNotifier

LOG = logging.getLogger(__name__)
PATIENCE = 5.0
"""Seconds within which the service must have taken a notification."""
_LONGEST_TITLE, _LONGEST_TEXT = 120, 400
_UNMARKED = str.maketrans({"<": "‹", ">": "›"})
"""Services may read the text as markup, with images and links in it."""
OVER_SSH = "desktop notifications are off: pdtui runs over SSH, and no desktop can be reached from here"


class DesktopNotifications:
    """`pdtui.core.ports.Notifier`; to be used inside one running loop."""

    def __init__(self, environment: Mapping[str, str] | None = None, patience: float = PATIENCE) -> None:
        environment = os.environ if environment is None else environment
        remote = bool(environment.get("SSH_CONNECTION")) and not environment.get("DBUS_SESSION_BUS_ADDRESS")
        self._off = OVER_SSH if remote else ""
        self._patience = patience
        self._library: DesktopNotifier | None = None
        self._problem = self._off
        self._logged = ""

    @property
    def problem(self) -> str:
        """Why nothing is shown; empty where all is well or nothing was tried yet."""
        return self._problem

    async def notify(self, title: str, text: str, urgent: bool) -> None:
        """Show one, as plain text; a failure is kept as `problem`."""
        if self._off:
            self._trouble(self._off)
            return
        title, text = clean(title)[:_LONGEST_TITLE], clean(text)[:_LONGEST_TEXT].translate(_UNMARKED)
        try:
            async with asyncio.timeout(self._patience):
                self._problem = await self._send(title, text, urgent=urgent)
        except Exception as error:  # noqa: BLE001 - each system raises errors of its own
            self._problem = f"desktop notifications do not work: {_reason(error)}"
        if self._problem:
            self._trouble(self._problem)
            await self.close()
        else:
            self._logged = ""

    async def close(self) -> None:
        """Let go of the connection; the library offers no call for that."""
        library, self._library = self._library, None
        bus = getattr(getattr(library, "_backend", None), "bus", None)
        if bus is not None and bus.connected:
            bus.disconnect()
            await bus.wait_for_disconnect()

    async def _send(self, title: str, text: str, *, urgent: bool) -> str:
        """Returns what is wrong, empty where nothing is."""
        from desktop_notifier import DesktopNotifier, Urgency

        if self._library is None:
            logging.getLogger("desktop_notifier").setLevel(logging.ERROR)
            self._library = DesktopNotifier("pdtui", app_icon=None)
        if not await self._library.get_capabilities():
            return "desktop notifications do not work: this system, or this way of running Python, has none"
        taken: list[bool] = []
        await self._library.send(
            title,
            text,
            urgency=Urgency.Critical if urgent else Urgency.Normal,
            on_dispatched=lambda: taken.append(True),
        )
        return "" if taken else "desktop notifications do not work: the notification was turned away"

    def _trouble(self, problem: str) -> None:
        self._problem = problem
        if problem != self._logged:
            LOG.warning("%s", problem)
            self._logged = problem


def _reason(error: Exception) -> str:
    """A sentence's end: the kind of error, and its words where it has some."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    words = clean(error)[:200]
    return f"{words} ({type(error).__name__})" if words else type(error).__name__
