"""The person's own editor for a text of pdtui's, while the screen steps aside."""

from __future__ import annotations

import asyncio
import os
import shlex
import tempfile
from collections.abc import Mapping
from pathlib import Path

from textual.app import App, SuspendNotSupported

from pdtui.errors import Refused
from pdtui.text import clean


def editor_of(environment: Mapping[str, str]) -> list[str]:
    """The command of `$VISUAL`, else of `$EDITOR`; raises `Refused` where neither names one."""
    wished = environment.get("VISUAL", "").strip() or environment.get("EDITOR", "").strip()
    try:
        command = shlex.split(wished)
    except ValueError as error:
        raise Refused(f"$EDITOR cannot be understood ({error})", "correct it") from error
    if not command:
        raise Refused("no editor is set", "set $EDITOR, or edit the text here")
    return command


async def edited(app: App[None], text: str) -> str:
    """The text as the editor leaves it; raises `Refused` where there is no editor, or it failed.

    The engine works on meanwhile; nothing is drawn, since the terminal is the editor's.
    """
    command = editor_of(os.environ)
    with tempfile.TemporaryDirectory(prefix="pdtui-") as folder:
        path = Path(folder) / "handoff.md"
        _write(path, text)
        failure = await _run(app, [*command, str(path)])
        if failure:
            raise Refused(failure, "the text is as it was")
        return _read(path)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _read(path: Path) -> str:
    """What the editor left; raises `Refused` where it left nothing."""
    try:
        return clean(path.read_text(encoding="utf-8", errors="replace"), multiline=True)
    except OSError as error:
        raise Refused(f"the editor left no file ({error.strerror})", "the text is as it was") from error


async def _run(app: App[None], command: list[str]) -> str:
    """Why the editor was of no use; empty where it was. Nothing is raised inside: Textual would not come back."""
    failure = ""
    try:
        with app.suspend(), app.batch_update():
            try:
                process = await asyncio.create_subprocess_exec(*command)
                code = await process.wait()
                failure = f"{command[0]} ended with {code}" if code else ""
            except OSError as error:
                failure = f"{command[0]} cannot be started ({error.strerror})"
    except SuspendNotSupported:
        return "this terminal cannot be handed to an editor"
    app.refresh(layout=True)
    return failure
