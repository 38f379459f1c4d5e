"""A text in a file of the person's own: never over one that is there."""

from __future__ import annotations

from pathlib import Path

from pdtui.errors import Refused


def save_new(path: Path, text: str) -> Path:
    """Write a new file, and say where it is; raises `Refused` where there is one already, or it cannot be written."""
    where = path.expanduser()
    try:
        with where.open("x", encoding="utf-8") as file:
            file.write(text if text.endswith("\n") else f"{text}\n")
    except FileExistsError as error:
        raise Refused(f"{where} is there already", "choose another name; it was not changed") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise Refused(f"{where} cannot be written ({reason})", "choose another folder") from error
    return where.absolute()
