"""Undo: what would be taken back and what stays is said first, where something stays; what is not sent yet waits
for no question, since more of it is sent meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import App

from pdtui.errors import PdtuiError, Refused
from pdtui.tui.sending import Sending

if TYPE_CHECKING:
    from pdtui.core.engine import Engine
    from pdtui.core.undo import Undoing


def undo(app: App[None], engine: Engine, sending: Sending, sent_off: Callable[[], None]) -> None:
    """Take the last action back, or cancel what of it is not sent; a key that is held down does that once.

    Raises `Refused` where there is none, or it cannot be.
    """
    preview = engine.preview_undo()
    if not preview.stays and not preview.passed:
        _carry_out(engine, sending)
        if preview.cancels:
            sent_off()
        return
    from pdtui.tui.screens.confirm import ConfirmScreen

    def answered(yes: bool | None) -> None:
        if yes:
            sent_off()
            try:
                _carry_out(engine, sending, preview)
            except PdtuiError as error:
                sending.refuse(str(error))

    words = (
        f"{preview.passed}.\n\nBefore that: {preview.what}." if preview.passed else f"The last action: {preview.what}."
    )
    if preview.cancels:
        words += "\n\nUndo cancels that."
    else:
        words += f"\n\nUndo takes it back, but {preview.stays}." if preview.stays else "\n\nUndo takes it back."
    app.push_screen(ConfirmScreen("Undo", None, words, "undoes it"), answered)


def _carry_out(engine: Engine, sending: Sending, confirmed: Undoing | None = None) -> None:
    """Only what was confirmed: another pdtui may have done something since."""
    if confirmed is not None and engine.preview_undo().what != confirmed.what:
        raise Refused("the last action is another one by now")
    sending.follow("Undo", engine.undo(passing=True).intents)
