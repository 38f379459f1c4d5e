"""Text laid into a fixed number of terminal cells, so that no stranger's title can push a column aside."""

from __future__ import annotations

import re

from rich.cells import cell_len, set_cell_size

ELLIPSIS = "…"
_JOINERS = re.compile("[\u200c\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")


def steady(text: str) -> str:
    """The same text without what makes terminals disagree about its width.

    Emoji joiners, variation selectors and skin tones go, and a flag becomes its two letters: tmux, a
    phone's terminal and this program then count the same cells. Only for columns; prose keeps them.
    """
    if text.isascii():
        return text
    return _FLAG.sub(lambda flag: chr(ord(flag.group()) - 0x1F1E6 + ord("A")), _JOINERS.sub("", text))


def fit(text: str, width: int, *, right: bool = False) -> str:
    """`text` in exactly `width` cells: padded, or cut with an ellipsis where it is too long."""
    if width <= 0:
        return ""
    if len(text) > width * 4 + 8:
        text = text[: width * 4 + 8]
    text = steady(text)
    length = len(text) if text.isascii() else cell_len(text)
    if length <= width:
        padding = " " * (width - length)
        return padding + text if right else text + padding
    cut = set_cell_size(text, width - 1).rstrip()
    return cut + ELLIPSIS + " " * (width - 1 - cell_len(cut))
