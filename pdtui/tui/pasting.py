"""A paste is text, whatever it holds: an escape sequence inside it must not press keys.

Textual's parser leaves a bracketed paste at the first ESC in it: the rest comes as single keys, Enter among
them, which would send half a text and lose the other half. Terminals take ESC out of what they paste, tmux's
own buffers do not. So ESC is taken out before the parser sees it; the parser of the pinned Textual is private,
and is extended here alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.message import Message

BEGIN, END = "\x1b[200~", "\x1b[201~"
ESC = "\x1b"


class Defuser:
    """Takes ESC out of what stands between the two marks, over chunks of any size."""

    def __init__(self) -> None:
        self._inside = False
        self._held = ""
        """The end of the last chunk, where it may be the beginning of a mark."""

    def take(self, data: str) -> str:
        """What of the chunk may be parsed now."""
        data, self._held = self._held + data, ""
        out: list[str] = []
        while data:
            mark = END if self._inside else BEGIN
            text, found, data = data.partition(mark)
            if not found:
                text, self._held = self._split(text, mark)
            out.append(text.replace(ESC, "") if self._inside else text)
            if found:
                out.append(mark)
                self._inside = not self._inside
        return "".join(out)

    def _split(self, text: str, mark: str) -> tuple[str, str]:
        """A possible beginning of the end mark is held back; outside a paste nothing is, for Esc alone is a key."""
        if self._inside:
            for length in range(len(mark) - 1, 0, -1):
                if text.endswith(mark[:length]):
                    return text[:-length], text[-length:]
        return text, ""


class PasteProofParser(XTermParser):
    """Textual's parser behind a `Defuser`."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._defuser = Defuser()

    def feed(self, data: str) -> Iterable[Message]:
        """As Textual's, without the escape sequences of pasted text."""
        harmless = self._defuser.take(data)
        return super().feed(harmless) if harmless or not data else ()


def make_paste_proof() -> None:
    """Have Textual's driver for terminals use it from now on."""
    linux_driver.XTermParser = PasteProofParser  # type: ignore[attr-defined] # its own name for what it makes
