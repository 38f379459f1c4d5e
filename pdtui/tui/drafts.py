"""What was typed and chosen in a dialog that was left, or whose write was refused: offered again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pdtui.tui.screens.choices import Entry


@dataclass(frozen=True, slots=True)
class Draft:
    """The texts and the choices of a dialog, by the names that the dialog itself gave them."""

    texts: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> Draft:
        """The draft of a dialog with one text."""
        return cls({"": text})

    @property
    def text(self) -> str:
        """The text of a dialog with only one."""
        return self.texts.get("", "")

    def joined(self, typed: Draft) -> Draft:
        """With what was typed elsewhere: below a text of the dialog's own, in the place of a line that has a name."""
        parts = (self.text,) if typed.text in self.text else (self.text, typed.text)
        text = "\n".join(filter(None, parts))
        texts = {**self.texts, **typed.texts, **({"": text} if text else {})}
        return Draft(texts, {**self.chosen, **typed.chosen})

    def __bool__(self) -> bool:
        return any(self.texts.values()) or any(self.chosen.values())


class Drafts:
    """Keeps drafts until quit, each for its own incidents and action."""

    def __init__(self) -> None:
        self._kept: dict[tuple[tuple[str, ...], str], Draft] = {}

    def of(self, ids: tuple[str, ...], action_id: str) -> Draft:
        """The draft for these incidents and this action; an empty one where there is none."""
        return self._kept.get((ids, action_id), Draft())

    def keep(self, ids: tuple[str, ...], action_id: str, draft: Draft) -> None:
        """Keep it, instead of the one before; an empty one is forgotten."""
        self._kept.pop((ids, action_id), None)
        if draft:
            self._kept[ids, action_id] = draft

    @property
    def unsent(self) -> tuple[tuple[str, ...], ...]:
        """For which incidents there are drafts."""
        return tuple(ids for ids, _ in self._kept)

    def give_back(self, ids: tuple[str, ...], action_id: str, draft: Draft) -> None:
        """Keep it unless something newer was typed since."""
        if draft:
            self._kept.setdefault((ids, action_id), draft)
