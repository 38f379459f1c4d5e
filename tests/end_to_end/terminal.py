"""A real terminal for the real program: a pty, a process, and a screen that is waited on, never slept for."""

from __future__ import annotations

import fcntl
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import threading
from collections.abc import Callable, Mapping
from types import TracebackType

import pyte

PATIENCE = 25.0
"""Seconds within which anything that must be seen is seen, on a slow machine."""
_TAKE_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "os.execv(sys.executable, [sys.executable, '-m', 'pdtui', *sys.argv[1:]])"
)


class Terminal:
    """pdtui in a pty of `columns` by `rows`."""

    def __init__(self, environment: Mapping[str, str], *arguments: str, columns: int = 120, rows: int = 40) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._changed = threading.Condition()
        self._closed = False
        self.raw = bytearray()
        """Every byte that the program wrote to the terminal."""
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._process = subprocess.Popen(
            [sys.executable, "-c", _TAKE_TERMINAL, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **environment},
            start_new_session=True,
        )
        os.close(slave)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._reader.join(5)
        os.close(self._master)

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._master, 65536)
            except OSError:
                data = b""
            with self._changed:
                if data:
                    self.raw += data
                    self._stream.feed(data)
                else:
                    self._closed = True
                self._changed.notify_all()
            if not data:
                return

    def text(self) -> str:
        """What a person sees now."""
        with self._changed:
            return "\n".join(self._screen.display)

    def line_with(self, words: str) -> str:
        """The first line that holds these words, empty where none does."""
        return next((line for line in self.text().splitlines() if words in line), "")

    def wait(self, seen: Callable[[str], bool], what: str) -> str:
        """Wait until the screen is as wanted; fails with the screen as it is."""
        with self._changed:
            found = self._changed.wait_for(
                lambda: self._closed or seen("\n".join(self._screen.display)), timeout=PATIENCE
            )
            text = "\n".join(self._screen.display)
        assert found, f"never seen: {what}\n{text}"
        assert seen(text), f"the program ended before it was seen: {what}\n{text}"
        return text

    def wait_for(self, words: str) -> str:
        """Wait until these words are on the screen."""
        return self.wait(lambda text: words in text, words)

    def wait_without(self, words: str) -> str:
        """Wait until these words are gone."""
        return self.wait(lambda text: words not in text, f"without {words}")

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._master, keys.encode())

    def kill(self) -> None:
        """SIGKILL: no handler, no `finally`."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def terminate(self) -> None:
        """SIGTERM: the program may put things in order."""
        self._process.send_signal(signal.SIGTERM)

    def wait_for_exit(self) -> int:
        """The exit status of a program that leaves by itself."""
        return self._process.wait(PATIENCE)
