"""What the list shows and how: the filter, the order, the groups, and what the person wished of each. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from pdtui.core.listing.filtering import Filter, parse
from pdtui.core.listing.folding import Entry, Group, fold, key_of
from pdtui.core.listing.ordering import Order, sort
from pdtui.core.listing.storm import LASTING, storm
from pdtui.core.store import Row


class Listing:
    """From the rows that are known to the lines that are shown.

    A storm folds the list by itself, once; it stays folded until the person unfolds it, and then it stays open.
    """

    def __init__(self) -> None:
        self.order = Order.IMPORTANCE
        self.folded = False
        self.storm = 0
        """How many came in within a minute, while there is a storm."""
        self._text = ""
        self._filter = Filter()
        self._opened: set[str] = set()
        self._groups: dict[str, Group] = {}
        self._calm_at: datetime | None = None
        """From when on a storm is another one; None: from now on."""
        self._hidden: frozenset[str] | None = None
        self._rows: Sequence[Row] = ()
        self._shown: Sequence[Row] = ()

    @property
    def filter(self) -> Filter:
        """The filter as it was understood."""
        return self._filter

    @property
    def shown(self) -> int:
        """How many incidents the filter lets through, those in groups counted one by one."""
        return len(self._shown)

    def set_filter(self, text: str) -> None:
        """Show what this text asks for."""
        if text != self._text:
            self._text, self._filter = text, parse(text)

    def take(self, rows: Sequence[Row], now: datetime, *, highlighted: str | None = None) -> tuple[Entry, ...]:
        """The lines for these rows, which come in the order of importance.

        `highlighted`: the incident that no poll may fold into a group; None where the person folds.
        """
        self._weather(rows, now)
        wanted = self._filter
        self._rows, self._hidden = rows, None
        self._shown = sort(wanted.let_through(rows, now) if wanted else rows, self.order)
        if not self.folded:
            self._groups = {}
            return tuple(self._shown)
        apart = () if highlighted is None else (highlighted,)
        entries = fold(self._shown, opened=self._opened, kept=self._groups, apart=apart)
        self._groups = {entry.id: entry for entry in entries if isinstance(entry, Group)}
        return entries

    def hides(self, incident_id: str) -> bool:
        """Whether an incident is there, and shown neither by itself nor in a group: the filter hides it."""
        if not self._filter:
            return False
        if self._hidden is None:
            shown = {row.id for row in self._shown}
            self._hidden = frozenset(row.id for row in self._rows if row.id not in shown)
        return incident_id in self._hidden

    def fold(self, *, folded: bool) -> None:
        """Fold all, or unfold all."""
        self.folded = folded
        self._opened.clear()

    def open_group_of(self, incident_id: str) -> bool:
        """Open the closed group that holds an incident; False where none does."""
        group = next((one for one in self._groups.values() if incident_id in one.incident_ids), None)
        if group is None or group.opened:
            return False
        self._opened.add(group.id)
        return True

    def toggle(self, group_id: str) -> None:
        """Open a group, or close it."""
        self._opened ^= {group_id}

    def instead(self, highlighted: str | None, rows: Collection[Row]) -> Mapping[str, Sequence[str]]:
        """Where the highlight goes when the person folds or unfolds: into the group, or to its first incident."""
        if highlighted is None:
            return {}
        if (group := self._groups.get(highlighted)) is not None:
            return {highlighted: group.incident_ids}
        return {row.id: (key_of(row),) for row in rows if row.id == highlighted}

    def _weather(self, rows: Sequence[Row], now: datetime) -> None:
        """A storm that begins folds the list; one that the person unfolded is left alone until it is long over."""
        self.storm = storm(rows, now)
        if self.storm and (self._calm_at is None or now >= self._calm_at):
            self.folded = True
        if self.storm:
            self._calm_at = now + LASTING
