"""Several reasons or names as one line that does not grow without end. Pure."""

from __future__ import annotations

from collections.abc import Sequence

MOST = 3


def listed(sentences: Sequence[str], most: int = MOST) -> str:
    """`#12 is resolved; #14 is resolved; +4 more`."""
    rest = len(sentences) - most
    return "; ".join([*sentences[:most], *([f"+{rest} more"] if rest > 0 else [])])


def names(given: Sequence[str], most: int = MOST) -> str:
    """`Ann`, `Ann and Bo`, `Ann, Bo, Cy and 2 more`."""
    rest = len(given) - most
    shown = [*given[:most], *([f"{rest} more"] if rest > 0 else [])]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
