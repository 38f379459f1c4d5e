"""Each fixture here removes one source of chance; none of them replaces a part of the program."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.world import World


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings, tokens, proxies or terminal habits of the person who runs the tests."""
    for name in list(os.environ):
        if name.startswith("PDTUI_") and name != "PDTUI_SHARED":
            monkeypatch.delenv(name)
        if name.lower().endswith("_proxy") or name in ("NO_COLOR", "TMUX", "TEXTUAL_THEME", "COLUMNS", "LINES"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TZ", "UTC")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A small PagerDuty and Slack over HTTP."""
    with World(tmp_path / "pdtui") as running:
        yield running
        assert running.server.errors == []
