"""How many of several things were done, as one sentence: the same on the screen and for a verb."""

from __future__ import annotations

from collections.abc import Iterable


def tally(done: int, others: Iterable[tuple[int, str, str]]) -> str:
    """`7 of 9 done, 2 refused: #12 …; #14 …`; `others`: how many, what became of them, which (may be empty)."""
    counted = [other for other in others if other[0]]
    number = done + sum(many for many, _, _ in counted)
    told = (f"{many} {word}: {which}" if which else f"{many} {word}" for many, word, which in counted)
    return ", ".join((f"{done} of {number} done", *told))
