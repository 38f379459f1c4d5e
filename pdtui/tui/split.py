"""The border between list and details: where it stands, within which limits, and that it stays there."""

from __future__ import annotations

from dataclasses import replace

from textual.geometry import Region
from textual.widget import Widget

from pdtui.core.preferences import Preferences, PreferenceStore

_LEAST_LIST = {"wide": 60, "tall": 8}
"""Columns, or rows, that the list keeps at the least."""
_LEAST_DETAILS = {"wide": 36, "tall": 8}
_STEP = {"wide": 4, "tall": 2}
"""Columns, or rows, that a key moves it by."""


def share_at(layout: str, cells: int, room: int) -> float:
    """The list's share in percent where the border was put `cells` into `room`, within the limits."""
    most = max(_LEAST_LIST[layout], room - _LEAST_DETAILS[layout])
    return round(100 * min(max(cells, _LEAST_LIST[layout]), most) / max(1, room), 2)


class Split:
    """Divides the body between list and details; untouched, it is divided as the style sheet says."""

    def __init__(self, rows: Widget, pane: Widget, preferences: PreferenceStore) -> None:
        self._rows, self._pane, self._preferences = rows, pane, preferences
        self._shares = {key: share for key, share in preferences.read().shares.items() if 0 < share < 100}
        self._layout = ""

    def arrange(self, layout: str, room: int) -> None:
        """Divide for a layout, `wide`, `tall` or none, over so many columns or rows."""
        self._layout = layout
        share = self._shares.get(layout)
        if share is not None:
            share = share_at(layout, round(room * share / 100), room)
        side = {"wide": "width", "tall": "height"}.get(layout, "")
        for widget, part in ((self._rows, share), (self._pane, 100 - (share or 0))):
            for rule in ("width", "height", "min_width"):
                widget.styles.clear_rule(rule)
            if share is not None and side:
                setattr(widget.styles, side, f"{part}fr")
        if share is not None and layout == "wide":
            self._rows.styles.min_width = _LEAST_LIST["wide"]

    def drag(self, x: int, y: int, body: Region) -> None:
        """The border follows the pointer, which is at these cells of the screen."""
        if self._layout:
            wide = self._layout == "wide"
            room = body.width if wide else body.height
            self._shares[self._layout] = share_at(self._layout, x - body.x if wide else y - body.y, room)
            self.arrange(self._layout, room)

    def nudge(self, steps: int, body: Region) -> None:
        """The border goes so many steps towards the details, or towards the list."""
        if self._layout:
            rows = self._rows.region
            x, y = body.x + rows.width + steps * _STEP["wide"], body.y + rows.height + steps * _STEP["tall"]
            self.drag(x, y, body)
            self.drop()

    def drop(self) -> None:
        """It was let go: that is where it stays."""

        def keep(kept: Preferences) -> Preferences:
            return replace(kept, shares={**kept.shares, **self._shares})

        self._preferences.change(keep)
