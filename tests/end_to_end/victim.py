"""Runs pdtui and kills it, with SIGKILL, right before or right after the n-th call of a named method.

python -m tests.end_to_end.victim before|after MODULE:CLASS.METHOD N VERB…
"""

from __future__ import annotations

import importlib
import inspect
import os
import signal
import sys
from collections.abc import Callable

from pdtui.cli import main


def die() -> None:
    """No handler, no `finally`, no flush."""
    os.kill(os.getpid(), signal.SIGKILL)


def booby_trap(when: str, target: str, number: int) -> None:
    """Replace the method by one that dies at its `number`-th call."""
    module_name, _, path = target.partition(":")
    class_name, _, method_name = path.partition(".")
    owner = getattr(importlib.import_module(module_name), class_name)
    original: Callable[..., object] = getattr(owner, method_name)
    calls = 0

    def count() -> bool:
        nonlocal calls
        calls += 1
        return calls == number

    if inspect.iscoroutinefunction(original):

        async def trapped(*arguments: object, **named: object) -> object:
            struck = count()
            if struck and when == "before":
                die()
            result = await original(*arguments, **named)
            if struck:
                die()
            return result

    else:

        def trapped(*arguments: object, **named: object) -> object:  # type: ignore[misc]
            struck = count()
            if struck and when == "before":
                die()
            result = original(*arguments, **named)
            if struck:
                die()
            return result

    setattr(owner, method_name, trapped)


if __name__ == "__main__":
    booby_trap(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    sys.exit(main(sys.argv[4:]))
