"""The settings file is the person's own: it is begun, or lengthened where that is certain, and never changed."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

from pdtui.adapters.files import save_new
from pdtui.errors import Refused


def add_settings(file: Path, table: str, wanted: Mapping[str, str]) -> str:
    """Have the file say this in a table; answers what came of it, as one sentence, with the lines left to write.

    A table that is not there yet can be put at the end, whatever stands before it. Into one that is there nothing
    is written: its keys may be dotted, inline or spread over the file.
    """
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in wanted.items()]
    shown = "".join(f"\n  {line}" for line in lines)
    by_hand = f"Write this into the table [{table}] of {file}:{shown}"
    text = "\n".join([f"[{table}]", *lines, ""])
    try:
        there = file.read_text(encoding="utf-8") if file.exists() else None
        if there is None:
            tomllib.loads(text)
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            save_new(file, text)
            return f"Written to {file}:{shown}"
        before = tomllib.loads(there)
        found = before.get(table, {})
        if isinstance(found, dict) and wanted.items() <= found.items():
            return ""
        end = f"\n{text}" if there.endswith("\n") or not there else f"\n\n{text}"
        if tomllib.loads(there + end) != {**before, table: dict(wanted)}:
            return by_hand
        with file.open("a", encoding="utf-8", newline="") as stream:
            stream.write(end)
    except (Refused, OSError, ValueError):  # read-only, not UTF-8, not TOML, or the table is there already
        return by_hand
    return f"Added to {file}:{shown}"
