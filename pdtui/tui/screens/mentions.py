"""Completing @names: the word at the cursor, the people it may mean, and the text area that takes one of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rich.cells import cell_len
from textual import events, on
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from pdtui.core.slack.owed import Mention
from pdtui.tui.cells import fit
from pdtui.tui.screens.inputs import handed_on
from pdtui.tui.screens.prompt import NoteArea

_WIDEST = 40
MOST = 5
"""How many people are offered at once."""
_WORD = re.compile(r"(?:^|[\s(\[])@(?P<name>\w[\w.'’-]*)$")


def word_of(before: str) -> str:
    """What was typed of a name behind an @, from what stands before the cursor; empty where it is none."""
    found = _WORD.search(before)
    return found["name"] if found else ""


def matching(people: Sequence[Mention], word: str) -> tuple[Mention, ...]:
    """Whose name holds the word: first those of whose names a part begins with it."""
    wanted = word.casefold()
    found = [one for one in people if wanted and wanted in one.name.casefold()]
    found.sort(key=lambda one: (not any(part.startswith(wanted) for part in one.name.casefold().split()), one.name))
    return tuple(found[:MOST])


class MentionList(OptionList, can_focus=False):
    """The people that the word at the cursor may mean; none is highlighted before the person moves there."""

    class Moved(Message):
        """Another one is highlighted, or none."""

    class Taken(Message):
        """A name was clicked."""

    def __init__(self, people: Callable[[], Sequence[Mention]]) -> None:
        super().__init__(classes="mentions", markup=False)
        self._people = people
        self._offered: tuple[Mention, ...] = ()
        self._word = ""
        self.display = False

    @property
    def best(self) -> Mention | None:
        """Whom Tab takes: the highlighted one, else the first."""
        return self.chosen or next(iter(self._offered), None)

    @property
    def chosen(self) -> Mention | None:
        """The highlighted one."""
        place = self.highlighted
        return self._offered[place] if place is not None and place < len(self._offered) else None

    @property
    def first(self) -> Mention | None:
        """Whom Tab takes where none is highlighted."""
        return self._offered[0] if self._offered else None

    def offer(self, word: str) -> bool:
        """Offer whom the word may mean; whether there is anybody."""
        found = matching(self._people(), word)
        if found != self._offered or word != self._word:
            self._offered, self._word = found, word
            wide = min(max((cell_len(one.name) for one in found), default=0), _WIDEST)
            self.set_options(
                Option(Content.assemble((f"@{fit(one.name, wide)}", "bold"), f"  {one.email}")) for one in found
            )
            self.highlighted = None
            self.display = bool(found)
        return bool(found)

    def move(self, by: int) -> bool:
        """Go to another one; above the first is none. False where the key is the text's."""
        here = -1 if self.highlighted is None else self.highlighted
        if here < 0 and by < 0:
            return False
        there = min(here + by, len(self._offered) - 1)
        self.highlighted = there if there >= 0 else None
        self.post_message(self.Moved())
        return True

    @on(OptionList.OptionSelected)
    def clicked(self, event: OptionList.OptionSelected) -> None:
        """A click takes."""
        event.stop()
        self.highlighted = event.option_index
        self.post_message(self.Taken())


class MentionArea(NoteArea):
    """A text in which `@na` and Tab becomes `@Nadia Full Name `; keys act on what is typed, not on what was drawn."""

    def __init__(self, text: str, placeholder: str, submit: Callable[[], None], names: MentionList) -> None:
        super().__init__(text, placeholder, submit)
        self._names = names

    def on_key(self, event: events.Key) -> None:
        """The list's keys, while there is a list."""
        if not handed_on(self, event) and self._is_for_names(event):
            event.stop()
            event.prevent_default()

    def take_key(self, event: events.Key) -> None:
        """A key that was on its way elsewhere."""
        if not self._is_for_names(event):
            super().take_key(event)

    @property
    def word(self) -> str:
        """What is typed of a name at the cursor."""
        row, column = self.cursor_location
        return word_of(self.document.get_line(row)[:column])

    def complete(self, mention: Mention) -> None:
        """Put the whole name in the place of what was typed of it."""
        row, column = self.cursor_location
        start = (row, column - len(self.word) - 1)
        self.replace(f"@{mention.name} ", start, (row, column), maintain_selection_offset=False)
        self._names.offer("")

    def _is_for_names(self, event: events.Key) -> bool:
        names = self._names
        if event.key not in ("tab", "enter", "down", "up", "ctrl+n", "ctrl+p") or not names.offer(self.word):
            return False
        if event.key in ("down", "up", "ctrl+n", "ctrl+p"):
            return names.move(1 if event.key in ("down", "ctrl+n") else -1)
        taken = names.best if event.key == "tab" else names.chosen
        if taken is None:
            return False
        self.complete(taken)
        return True
