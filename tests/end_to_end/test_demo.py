"""`pdtui demo` without a terminal: a short incident from trigger to resolve, told line by line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.end_to_end.terminal import Terminal


def test_it_plays_an_incident_and_touches_nothing_of_the_person(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    result = subprocess.run(
        [sys.executable, "-m", "pdtui", "demo"],
        env={
            **os.environ,
            "HOME": str(home),
            "PDTUI_PAGERDUTY_TOKEN": "u+mine",
            "PDTUI_PAGERDUTY_URL": "http://127.0.0.1:9",
        },
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    for words in (
        "PagerDuty  #4 Checkout latency p99 above 2 s in eu-west-1: Triggered",
        "PagerDuty  #4 Checkout latency p99 above 2 s in eu-west-1: Acknowledged by Ada Moreau",
        "Slack      in the thread, pdtui: Ada Moreau acknowledged #4",
        "Slack      in the thread, pdtui: Ada Moreau added a note to #4",
        "Slack      in the thread, pdtui: Ada Moreau escalated #4 to level 2 (Chen Wei)",
        "Slack      in the thread, pdtui: Ada Moreau resolved #4",
        "reminder   Your shift ends at",
    ):
        assert len([line for line in lines if words in line]) == 1, (words, result.stdout)
    assert list(home.iterdir()) == []


def test_on_a_terminal_it_opens_the_screen_and_says_that_it_is_a_demo() -> None:
    with Terminal({}, "demo", columns=120, rows=40) as terminal:
        terminal.wait_for("DEMO")
        terminal.wait_for("Replica lag")
        terminal.wait_for("Checkout latency")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
