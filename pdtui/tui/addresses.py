"""The addresses that a person is led to: the incident's own, and its thread's; none that could lead elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from textual.screen import Screen

from pdtui.core.model import Incident
from pdtui.tui.toasts import Toast, Toaster
from pdtui.tui.widgets.incident_list import IncidentList

if TYPE_CHECKING:
    from pdtui.core.engine import Engine

_WEB = ("https://", "http://127.0.0.1/", "http://127.0.0.1:")


def has_browser(environment: Mapping[str, str], platform: str) -> bool:
    """Whether an address can be opened where pdtui runs: not on a machine that is only reached by a terminal."""
    if any(environment.get(name) for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY")):
        return True
    return platform in ("darwin", "win32") and not environment.get("SSH_CONNECTION")


def is_slack(url: str) -> bool:
    """Whether an address leads to Slack and nowhere else, whatever stands in it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host = parts.hostname or ""
    return parts.scheme == "https" and host.endswith(".slack.com") and parts.netloc.casefold() == host


class Addresses:
    """Opens and copies those of the highlighted incident; what was done, or why not, is told with the address."""

    def __init__(self, screen: Screen[None], engine: Engine, incidents: IncidentList, toaster: Toaster) -> None:
        self._screen = screen
        self._engine = engine
        self._list = incidents
        self._toaster = toaster

    def open_web(self) -> None:
        """The incident in PagerDuty."""
        row = self._list.held.row
        if row is not None:
            self.open_page(row.incident)

    def open_page(self, incident: Incident) -> None:
        """One that was named."""
        if url := self._web(incident, "open"):
            self._open(url)

    def copy_link(self) -> None:
        """The incident's own address; shown as well, as the thread's."""
        row = self._list.held.row
        if row is not None and (url := self._web(row.incident, "copy")):
            self._copy(url)

    def open_thread(self) -> None:
        """Its thread in Slack."""
        if url := self._thread():
            self._open(url)

    def copy_thread(self) -> None:
        """A terminal says nothing of whether it took it: the address is shown as well."""
        if url := self._thread():
            self._copy(url)

    def _copy(self, url: str) -> None:
        self._screen.app.copy_to_clipboard(url)
        self._toaster.show(Toast(f"Copied, where the terminal allows it: {url}", seconds=8.0))

    def _open(self, url: str) -> None:
        if has_browser(os.environ, sys.platform):
            self._screen.app.open_url(url)
            self._toaster.show(Toast(f"Opening {url}", seconds=4.0))
        else:
            self._toaster.show(Toast(f"no browser here: {url}", "warning", seconds=30.0))

    def _web(self, incident: Incident, use: str) -> str:
        """An incident's address; empty where there is none to use, which is told."""
        if incident.url.startswith(_WEB) and "@" not in incident.url:
            return incident.url
        self._toaster.show(Toast(f"#{incident.number} has no web address that is safe to {use}", "warning"))
        return ""

    def _thread(self) -> str:
        """The address of the thread; empty where there is none to use, which is told."""
        row = self._list.held.row
        if row is None:
            return ""
        link = self._engine.slack_desk.thread(row.id)
        if link is not None and is_slack(link.permalink):
            return link.permalink
        what = "no Slack thread that is known" if link is None else "no address of its Slack thread that is safe to use"
        self._toaster.show(Toast(f"#{row.incident.number} has {what}", "warning"))
        return ""
