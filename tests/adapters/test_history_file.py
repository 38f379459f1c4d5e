"""The file of the command line's history: for its owner alone, no secrets, no more lines than wanted."""

from __future__ import annotations

import fcntl
import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pdtui.adapters.history import HistoryFile
from pdtui.core.command_line.history import MOST


def test_lines_outlive_the_run(tmp_path: Path) -> None:
    path = tmp_path / "state" / "commands"
    assert HistoryFile(path).read() == ()
    for line in ("ack 1", "ack 1", "note 2 “ä”", "note 2 password=hunter2", "ack 1"):
        HistoryFile(path).add(line)
    assert HistoryFile(path).read() == ("ack 1", "note 2 “ä”", "ack 1")
    assert path.stat().st_mode & 0o777 == 0o600
    assert "hunter2" not in path.read_text("utf-8")


def test_no_more_than_wanted_and_closed_to_others(tmp_path: Path) -> None:
    path = tmp_path / "commands"
    path.write_text("".join(f"ack {number}\n" for number in range(MOST + 50)), "utf-8")
    path.chmod(0o644)
    HistoryFile(path).add("undo")
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) == MOST
    assert lines[-1] == "undo"
    assert path.stat().st_mode & 0o777 == 0o600


def test_strange_bytes_are_lines_like_others(tmp_path: Path) -> None:
    path = tmp_path / "commands"
    path.write_bytes(b"ack \xff\n\x1b[31mack 2\n")
    assert HistoryFile(path).read()[-1] == "ack 2"


def test_a_file_that_cannot_be_used_costs_nothing_but_the_memory(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "commands"
    path.mkdir()
    with caplog.at_level(logging.WARNING):
        HistoryFile(path).add("ack 1")
        assert HistoryFile(path).read() == ()
    assert "could not be written" in caplog.text
    assert "could not be read" in caplog.text


def test_several_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "commands"
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: HistoryFile(path).add(f"ack {number}"), range(40)))
    assert sorted(HistoryFile(path).read()) == sorted(f"ack {number}" for number in range(40))


def test_one_that_hangs_is_not_waited_for_long(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "commands"
    HistoryFile(path).add("ack 1")
    with path.open() as held, caplog.at_level(logging.WARNING):
        fcntl.flock(held, fcntl.LOCK_EX)
        HistoryFile(path).add("ack 2")
    assert HistoryFile(path).read() == ("ack 1",)
    assert "could not be written" in caplog.text
