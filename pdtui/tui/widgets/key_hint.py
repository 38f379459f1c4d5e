"""The line at the end of a dialog that says which key does what; a click on one is the same as the key."""

from __future__ import annotations

import re

from textual import events
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

_BETWEEN = " · "
_NAMES = {"Enter": "enter", "Esc": "escape", "Space": "space", "Tab": "tab", "Del": "delete"}
_KEY = re.compile(r"ctrl\+[a-z]|f\d{1,2}|[a-zA-Z0-9]")


class KeyHint(Static):
    """`Enter sends it · Esc leaves`."""

    ALLOW_SELECT = False

    def __init__(self, words: str = "") -> None:
        super().__init__(drawn(words), classes="dialog-hint", markup=False)

    def show(self, words: str) -> None:
        """Say something else."""
        self.update(drawn(words))

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        key = event.style.meta.get("presses")
        if isinstance(key, str):
            event.stop()
            self.app.simulate_key(key)


def drawn(words: str) -> Content:
    """The line with what a click on each part presses."""
    parts: list[Content] = []
    for part in words.split(_BETWEEN):
        text = Content.styled(part, "$text-muted")
        key = key_of(part)
        parts.append(text.stylize(Style.from_meta({"presses": key})) if key else text)
    return Content.styled(_BETWEEN, "$text-muted").join(parts)


def key_of(part: str) -> str:
    """Textual's name of the key that a part begins with; empty where it begins with none, or with several."""
    word = part.split(" ", 1)[0]
    return _NAMES.get(word, word.lower() if word[:1] == "F" and _KEY.fullmatch(word.lower()) else "") or (
        word if _KEY.fullmatch(word) and " " in part else ""
    )
