"""Writes a picture of each state: `python -m tests.tui.snapshots --pictures DIR [PART OF A NAME]`."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from tests.tui.snapshots.state import bring_to, brought_about
from tests.tui.snapshots.states import STATES


async def write(folder: Path, part: str) -> None:
    """The states whose name holds that."""
    for state in STATES:
        if part in state.name:
            async with brought_about(state) as pilot:
                for width, height in state.sizes:
                    await bring_to(pilot, (width, height))
                    name = f"{state.name}-{width}x{height}"
                    picture = pilot.app.export_screenshot(title=name)
                    (folder / f"{name}.svg").write_text(picture, encoding="utf-8")


parser = argparse.ArgumentParser(prog="python -m tests.tui.snapshots", description=__doc__)
parser.add_argument("--pictures", type=Path, required=True, metavar="DIR", help="where they go")
parser.add_argument("part", nargs="?", default="", help="only states whose name holds this")
given = parser.parse_args()
given.pictures.mkdir(parents=True, exist_ok=True)
asyncio.run(write(given.pictures, given.part))
