"""Ids that look like PagerDuty's and come out the same in every run."""

from __future__ import annotations

from collections import Counter

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SPREAD = {
    6: 1_318_815_701,
    13: 61_803_398_874_989_484_821,
    25: 618_033_988_749_894_848_204_586_834_365_638_117,
}


class Ids:
    """A counter for each first letter, spread over the alphabet so that neighbours do not look alike."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def short(self) -> str:
        """`P` and six: users, services, notes and the like."""
        return self._next("P", 6)

    def long(self) -> str:
        """`Q` and thirteen: incidents and alerts."""
        return self._next("Q", 13)

    def entry(self) -> str:
        """`R` and twenty-five: log entries."""
        return self._next("R", 25)

    def request(self) -> str:
        """The `x-request-id` of one answer."""
        self._counts["request"] += 1
        number = self._counts["request"] * 0x9E3779B97F4A7C15F39CC0605CEDC835 % (1 << 128)
        text = f"{number:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def _next(self, prefix: str, length: int) -> str:
        self._counts[prefix] += 1
        size = len(_ALPHABET) ** length
        number = self._counts[prefix] * _SPREAD[length] % size
        letters = []
        for _ in range(length):
            number, place = divmod(number, len(_ALPHABET))
            letters.append(_ALPHABET[place])
        return prefix + "".join(reversed(letters))
