"""The registry's actions in the command palette."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from pdtui.core.actions import Action
from pdtui.tui.bindings import keys_of
from pdtui.tui.offers import offered
from pdtui.tui.screens.incidents import IncidentsScreen


class ActionProvider(Provider):
    """Offers what applies now, bound to what was highlighted or marked when it was offered."""

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
        for action in offered(screen.missing):
            if action.on_incident and screen.refusal(action):
                continue
            meant = screen.meant(action)
            on = f"On {name}: " if (name := screen.name_of_targets(action)) else ""
            keys = keys_of(action, screen.keys)
            note = f"{on}{action.tooltip}" + (f" ({', '.join(keys)})" if keys else "")
            yield action, partial(screen.do, action.id, meant), note
