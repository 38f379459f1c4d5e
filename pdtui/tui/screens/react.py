"""The dialog that marks progress on the thread by an emoji."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pdtui.core.slack.desk import PROGRESS
from pdtui.core.slack.views import ThreadView
from pdtui.tui.aiming import Targets
from pdtui.tui.screens.choices import Choice
from pdtui.tui.screens.pick import Ask, PickScreen

_NAME = re.compile(r":?([a-z0-9_+'-]{2,100}):?")


@dataclass(frozen=True, slots=True)
class Mark:
    """An emoji by its name, to be put there or taken away."""

    name: str
    remove: bool = False


class Emoji:
    """The marks of progress, and whatever else is typed as a name; what is there already can be taken away."""

    def __init__(self, view: ThreadView | None) -> None:
        parent = next((one for one in view.messages if one.is_parent), None) if view is not None else None
        self._there = {one.name: one.count for one in parent.reactions} if parent is not None else {}

    def find(self, words: str) -> Sequence[Choice[Mark]]:
        """The usual ones first; a name of another is offered as it is typed."""
        usual = [line for name, meaning in PROGRESS.items() for line in self._lines(name, meaning)]
        wanted = words.casefold().split()
        found = [one for one in usual if all(_begins(word, f"{one.name} {one.note}") for word in wanted)]
        typed = _NAME.fullmatch(words.strip().casefold())
        if typed is not None and typed[1] not in PROGRESS:
            found += self._lines(typed[1], "another one, by its name in Slack")
        return found

    async def load(self) -> str:
        """Nothing is to be asked for."""
        return ""

    def _lines(self, name: str, meaning: str) -> list[Choice[Mark]]:
        there = self._there.get(name, 0)
        put = Choice(name, f":{name}:", Mark(name), meaning + (f" ({there} there)" if there else ""))
        away = Choice(f"-{name}", f":{name}: away", Mark(name, remove=True), "takes pdtui's own away")
        return [put, away] if there else [put]


def _begins(word: str, text: str) -> bool:
    """Whether a word of the text begins so: `ok` is no part of `looking`."""
    return any(one.startswith(word.lstrip(":")) for one in re.split(r"[^a-z0-9+'-]+", text.casefold()))


def _outcome(picked: Sequence[Choice[Mark]]) -> str:
    mark = picked[0].value
    if mark.remove:
        return f"Takes :{mark.name}: off the thread, where pdtui put it"
    said = f" ({PROGRESS[mark.name]})" if mark.name in PROGRESS else ""
    return f"Puts :{mark.name}:{said} under the thread's first message"


class ReactScreen(PickScreen[Mark]):
    """Its answer is one mark."""

    nothing_picked = "Choose by the arrows, or type an emoji's name as Slack has it."

    def __init__(self, heading: str, targets: Targets, view: ThreadView | None) -> None:
        ask = Ask(Emoji(view), "marks it", _outcome, placeholder="looking, done, help wanted, or an emoji's name")
        super().__init__(heading, targets, ask)
