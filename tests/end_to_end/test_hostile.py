"""What strangers wrote is shown as text everywhere, and never becomes a mention in Slack."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from pdtui.core.commands import AddNote
from pdtui.core.events import Told
from pdtui.simulator.slack import live_mentions
from tests.world import World, until

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
ATTACKS = [
    "<!channel> <!here> <@U0000001> <!subteam^S0000001>",
    "@channel @here #general https://evil.example <https://evil.example|PagerDuty>",
    "\x1b]0;PWNED\x07\x9b31m red",
    "&lt;!channel&gt; twice escaped",
    "*bold* _it_ ~no~ `code` > quote",
]


def corpus() -> list[str]:
    shared = Path(os.environ.get("PDTUI_SHARED", Path(__file__).parents[3] / "shared"))
    titles = shared / "corpus" / "titles.txt"
    if not titles.exists():
        pytest.skip(f"the corpus of titles is not at {titles}")
    return [json.loads(line) for line in titles.read_text(encoding="utf-8").splitlines() if line]


async def test_no_title_and_no_note_becomes_a_mention(world: World) -> None:
    incidents = [world.trigger(title, announced=False) for title in ATTACKS]
    async with world.engine() as engine:
        events = engine.subscribe()
        await engine.poll()
        engine.start()
        for incident in incidents:
            engine.submit(AddNote(incident.id, incident.title))
            await until(events, lambda event: isinstance(event, Told))
    told = world.told()
    assert len(told) == 2 * len(incidents)
    assert [mention for message in told for mention in live_mentions(message)] == []
    shown = json.dumps([message.blocks for message in told], ensure_ascii=False)
    assert "<!channel>" in shown
    assert CONTROL.findall(shown) == []


def test_the_verbs_print_no_control_character(world: World) -> None:
    for title in [*ATTACKS, *corpus()]:
        world.trigger(title[:1024] or "(empty)", announced=False)
    result = world.run("list")
    assert result.returncode == 0
    assert CONTROL.findall(result.stdout) == []
    assert "PWNED" not in result.stdout
    found = json.loads(world.run("list", "--json").stdout)
    assert len(found) == len(world.pagerduty.incidents)
    assert all(CONTROL.findall(incident["title"]) == [] for incident in found)
