"""The pictures in `screenshots/` are what the program shows today."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_command_writes_the_same_pictures_again(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, str(ROOT / "screenshots" / "write.py"), str(tmp_path)], check=True, cwd=ROOT, timeout=110
    )
    for picture in sorted((ROOT / "screenshots").glob("*.svg")):
        assert (tmp_path / picture.name).read_text() == picture.read_text(), (
            f"{picture.name} is old: run .venv/bin/python screenshots/write.py"
        )
