"""Filter, order and groups on the screen: what is listed of what is known, and the dialogs that choose it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from textual.screen import Screen
from textual.widgets import Input

from pdtui.core.listing.folding import Group
from pdtui.core.listing.listing import Listing
from pdtui.core.listing.ordering import Order, column_of, meaning_of, order_of
from pdtui.core.preferences import Preferences, PreferenceStore
from pdtui.text import count
from pdtui.tui.bindings import key_of
from pdtui.tui.toasts import Toast, Toaster
from pdtui.tui.widgets.incident_list import IncidentList

if TYPE_CHECKING:
    from pdtui.core.engine import Engine

AGES = timedelta(seconds=10)
"""How often rows are filtered anew by their age."""
_RISING = (Order.NEWEST, Order.PRIORITY, Order.STATUS, Order.SERVICE, Order.NEXT)


class Listed:
    """Brings the engine's rows into the list as the person wished them."""

    def __init__(
        self,
        screen: Screen[None],
        engine: Engine,
        parts: tuple[IncidentList, Input],
        toaster: Toaster,
        now: Callable[[], datetime],
        preferences: PreferenceStore,
        reload: Callable[[], None],
    ) -> None:
        """`reload` brings the screen up to date after a choice of the person's."""
        self.listing = Listing()
        self._screen = screen
        self._engine = engine
        self._list, self._filter = parts
        self._toaster = toaster
        self._now = now
        self._preferences = preferences
        self._reload = reload
        self._instead: Mapping[str, Sequence[str]] | None = None
        self._told_storm = False
        self._taken_at = now()
        kept = preferences.read().order
        self._order_by(Order(kept) if kept in tuple(Order) else Order.IMPORTANCE)

    @property
    def found(self) -> str:
        """How much the filter lets through, or what of it could not be understood."""
        problem = self.listing.filter.problem
        return problem or f"{self.listing.shown:,} of {len(self._engine.store.rows):,}"

    def take(self, *, by_person: bool, afresh: bool = False) -> None:
        """The engine's rows, through filter, order and groups, into the list; `afresh`: they are of another scope."""
        listing, store, now = self.listing, self._engine.store, self._now()
        listing.set_filter(self._filter.value)
        self._taken_at = now
        instead, self._instead = self._instead, None
        highlighted = self._list.highlighted if instead is None else None
        self._list.set_rows(
            listing.take(store.rows, now, highlighted=highlighted),
            by_person=by_person,
            afresh=afresh,
            hidden=self._hides,
            instead=instead,
        )
        self._tell_storm()

    def _hides(self, entry_id: str) -> bool:
        """Whether the filter hides an incident that is there, or the highlighted group, of which one is."""
        group = self._list.held.group
        ids = group.incident_ids if group is not None and group.id == entry_id else (entry_id,)
        return any(map(self.listing.hides, ids))

    def due(self) -> bool:
        """Whether time alone may have changed what is listed since it was last taken."""
        return self.listing.filter.ages and self._now() - self._taken_at >= AGES

    def fold(self) -> None:
        """Fold what says the same, or unfold all."""
        listing = self.listing
        rows, row = self._engine.store.rows, self._list.held.row
        folded = not listing.folded
        listing.fold(folded=folded)
        self._instead = listing.instead(self._list.highlighted, (row,) if row is not None and folded else ())
        self._reload()
        groups = sum(isinstance(entry, Group) for entry in self._list.held.rows)
        if folded and not groups:
            listing.fold(folded=False)
            self._toaster.show(Toast("Nothing to fold: no two incidents say the same of one service", seconds=4.0))
        elif folded:
            words = f"{count(len(rows), 'incident')} on {count(self._list.held.listed, 'line')}; Enter opens a group"
            self._toaster.show(Toast(words, seconds=4.0))

    def toggle_group(self) -> bool:
        """Open or close the highlighted group; False where none is highlighted."""
        group = self._list.held.group
        if group is None:
            return False
        if self._list.held.gone:
            self._toaster.show(Toast(f"That group {self._list.held.gone}", "warning", seconds=4.0))
            return True
        self.listing.toggle(group.id)
        self._instead = {}
        self._reload()
        return True

    def reveal(self, incident_id: str) -> None:
        """Open the group that an incident is folded into."""
        if self.listing.open_group_of(incident_id):
            self._instead = {}
            self._reload()

    def choose_order(self) -> None:
        """Ask what comes first."""
        from pdtui.tui.aiming import Targets
        from pdtui.tui.screens.options import WaysScreen, line

        ways = [line(order, order.value, meaning_of(order), max(map(len, Order))) for order in Order]
        screen = WaysScreen("Order of the list", Targets(), ways, self.listing.order)
        self._screen.app.push_screen(screen, self._ordered)

    def order_by_column(self, column: str) -> None:
        """The name of a column was clicked."""
        order = order_of(column, self.listing.order)
        self._ordered(order)

    def choose_filter(self) -> None:
        """Put a filter together from what there is, or take a saved one."""
        from pdtui.tui.screens.filter import FilterScreen

        screen = FilterScreen(self._engine.store.rows, self._now(), self._filter.value, self._preferences)
        self._screen.app.push_screen(screen, self._chosen)

    def _chosen(self, text: str | None) -> None:
        if text is not None:
            self._filter.value = text
            self._show_filter()

    def _show_filter(self) -> None:
        """As if it had been typed and kept."""
        self._screen.query_one("#filter-bar").display = bool(self._filter.value.strip())
        self._screen.set_class(bool(self._filter.value.strip()), "-filtering")
        self._reload()

    def _ordered(self, order: Order | None) -> None:
        if order is None:
            return

        def keep(kept: Preferences) -> Preferences:
            return replace(kept, order="" if order is Order.IMPORTANCE else order.value)

        self._preferences.change(keep)
        self._order_by(order)
        self._reload()

    def _order_by(self, order: Order) -> None:
        self.listing.order = order
        self._list.ordered = (column_of(order), "▴" if order in _RISING else "▾") if column_of(order) else ("", "")

    def _tell_storm(self) -> None:
        """Once for each storm: the rows have just become fewer by themselves."""
        storm, folded = self.listing.storm, self.listing.folded
        if storm and folded and not self._told_storm:
            key = key_of("fold")
            words = f"Storm: {storm} incidents within a minute, folded by service and title; Enter opens one, {key} all"
            self._toaster.show(Toast(words, "warning", seconds=12.0))
        self._told_storm = bool(storm)
