"""The registry's actions in the command palette."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from pdtui.core.actions import ACTIONS, Action
from pdtui.tui.bindings import keys_of
from pdtui.tui.screens.incidents import IncidentsScreen


class ActionProvider(Provider):
    """Offers what applies now, bound to the incident that was highlighted when it was offered."""

    async def discover(self) -> Hits:
        """Everything that applies, in the registry's order."""
        for action, run, note in self._offers():
            yield DiscoveryHit(Content(action.label), run, text=action.label, help=note)

    async def search(self, query: str) -> Hits:
        """What matches by label or sentence."""
        matcher = self.matcher(query)
        for action, run, note in self._offers():
            score = max(matcher.match(action.label), matcher.match(action.tooltip) / 2)
            if score > 0:
                yield Hit(score, matcher.highlight(action.label), run, text=action.label, help=note)

    def _offers(self) -> Iterator[tuple[Action, partial[None], str]]:
        screen = self.screen
        if not isinstance(screen, IncidentsScreen):
            return
        row = screen.incidents.held.row
        for action in ACTIONS:
            if not action.key or (action.on_incident and (row is None or screen.refusal(action))):
                continue
            target = row.id if row is not None and action.on_incident else None
            on = f" On #{row.incident.number}." if row is not None and action.on_incident else ""
            yield (
                action,
                partial(screen.do, action.id, target),
                f"{action.tooltip}{on} ({', '.join(keys_of(action))})",
            )
