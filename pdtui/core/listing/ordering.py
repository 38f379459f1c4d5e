"""The orders that the list can be read in. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from pdtui.core.model import TRIGGERED
from pdtui.core.store import Row

_LAST = datetime.max.replace(tzinfo=UTC)


class Order(StrEnum):
    """What comes first; what is equal in that keeps the order of importance."""

    IMPORTANCE = "importance"
    NEWEST = "newest"
    OLDEST = "oldest"
    PRIORITY = "priority"
    STATUS = "status"
    SERVICE = "service"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class _Kind:
    meaning: str
    column: str
    """Which column of the list it goes by; empty: none alone."""
    key: Callable[[Row], object] | None


def _next_at(row: Row) -> datetime:
    return min((action.at for action in row.incident.pending_actions), default=_LAST)


_KINDS: Mapping[Order, _Kind] = {
    Order.IMPORTANCE: _Kind("high urgency, then mine, then P1 before P2, then the newest", "", None),
    Order.NEWEST: _Kind("the newest first", "age", lambda row: -row.incident.created_at.timestamp()),
    Order.OLDEST: _Kind("the oldest first", "age", lambda row: row.incident.created_at.timestamp()),
    Order.PRIORITY: _Kind(
        "P1 first, those without a priority last",
        "priority",
        lambda row: (row.incident.priority is None, row.incident.priority.name if row.incident.priority else ""),
    ),
    Order.STATUS: _Kind("triggered before acknowledged", "state", lambda row: row.incident.status != TRIGGERED),
    Order.SERVICE: _Kind("by the service's name", "service", lambda row: row.incident.service.name.casefold()),
    Order.NEXT: _Kind("by what PagerDuty does next, the soonest first", "next", _next_at),
}


def sort(rows: Sequence[Row], order: Order) -> Sequence[Row]:
    """Rows that come in the order of importance, in another one."""
    key = _KINDS[order].key
    return rows if key is None else sorted(rows, key=key)  # type: ignore[arg-type] # each key's values are of one kind


def meaning_of(order: Order) -> str:
    """What comes first, in words."""
    return _KINDS[order].meaning


def column_of(order: Order) -> str:
    """The column that it goes by, as the list calls it; empty for the usual order."""
    return _KINDS[order].column


def order_of(column: str, present: Order) -> Order | None:
    """The order that a column stands for; the next of them where it is ordered so already, None where it has none."""
    orders = [order for order in Order if column and _KINDS[order].column == column]
    if not orders:
        return None
    if present not in orders:
        return orders[0]
    place = orders.index(present) + 1
    return orders[place] if place < len(orders) else Order.IMPORTANCE
