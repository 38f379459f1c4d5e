"""Two processes on one account and one thread, 200 actions, faults and kills: 200 notes and 200 replies."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from pdtui.simulator.faults import Fault, Faults, Kind
from pdtui.simulator.wire import Request
from tests.world import World

EACH = 100
KILLS = 4
STRUCK = ("chat.postMessage", "conversations.replies", "/notes", "/log_entries")


class Weather(Faults):
    """Every so often a request meets a fault, before or after it was applied; the same for one seed."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._chance = random.Random(seed)
        self.struck = 0

    def take(self, request: Request) -> Fault | None:
        """By chance, for what may be struck."""
        if not any(path in request.path for path in STRUCK) or self._chance.random() > 0.06:
            return super().take(request)
        self.struck += 1
        kind = self._chance.choice([Kind.DROP, Kind.TRUNCATE, Kind.STATUS, Kind.HTML])
        return Fault(kind, applied=self._chance.random() < 0.5, status=502)


def start(world: World, incident_id: str, name: str) -> subprocess.Popen[bytes]:
    """One process at work."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.end_to_end.hammer", incident_id, name, str(EACH)],
        env={**os.environ, **world.environment},
        cwd=Path(__file__).parents[2],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.timeout(400)
def test_two_hundred_actions_are_two_hundred_replies(world: World) -> None:
    world.settings = world.settings.replace("timeout = 1.0", "timeout = 0.5").replace(
        "[slack]\n", "[slack]\ndigest_above = 1000\n"
    )
    world.settle()
    weather = Weather(20261125)
    incident = world.trigger()
    world.server.faults = weather
    names = {"left": start(world, incident.id, "left"), "right": start(world, incident.id, "right")}
    chance = random.Random(7)
    for _ in range(KILLS):
        posts = chance.randrange(10, 40)
        seen = 0

        def enough(exchange: object, wanted: int = posts) -> bool:
            nonlocal seen
            seen += 1
            return seen >= wanted

        world.server.exchanges.clear()
        world.server.wait_for(enough, 120)
        name = chance.choice(list(names))
        names[name].kill()
        names[name].wait()
        names[name] = start(world, incident.id, name)
    for process in names.values():
        assert process.wait(300) == 0
    notes = Counter(note.content for note in world.notes(incident))
    replies = Counter(message.text.splitlines()[-1] for message in world.told())
    wanted = Counter({f"{name}-{place}": 1 for name in names for place in range(EACH)})
    assert weather.struck > 20
    assert notes == wanted
    assert replies == wanted
