"""The verbs in this process, over real HTTP: the same entry point as the program, many times faster."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from pdtui import cli
from pdtui.simulator.pagerduty.model import AlertSpec, Incident
from tests.world import World


@dataclass(frozen=True, slots=True)
class Result:
    """What a script would see."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> list[dict[str, object]]:
        """The array on stdout."""
        found: list[dict[str, object]] = json.loads(self.out)
        assert isinstance(found, list)
        return found


class Verbs:
    """A world with all that the verbs can act on, and the program's entry point on it."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.world = world
        self._capsys = capsys
        pagerduty = world.pagerduty
        self.other_bo = pagerduty.add_user("Bo Nilsson", "nilsson@acme.example")
        self.search = pagerduty.add_service("Search API", world.policy)
        self.backup = pagerduty.add_escalation_policy("Backup", pagerduty.state.policies[world.policy.id].levels[1:])
        self.first = pagerduty.add_priority("P1")
        self.second = pagerduty.add_priority("P2")
        pagerduty.add_custom_field("area", "Area", "string", "single_value_fixed", ("Europe", "Asia"))
        pagerduty.add_custom_field("tags", "Tags", "string", "multi_value_fixed", ("red", "green", "blue"))
        pagerduty.add_custom_field("users_hit", "Users hit", "integer")
        self.workflow = pagerduty.add_workflow("Open a bridge")
        pagerduty.add_workflow("Open a room")
        self.ada = world.slack.add_person("Ada", "ada@acme.example")
        self.bo = world.slack.add_person("Bo", "bo@acme.example")
        world.settle()
        for name, value in world.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("pdtui.log.write_log_to", lambda path: None)

    def __call__(self, *arguments: str) -> Result:
        """Run the program."""
        self._capsys.readouterr()
        try:
            code = cli.main(arguments)
        except SystemExit as error:
            code = int(str(error.code))
        out, err = self._capsys.readouterr()
        return Result(code, out, err)

    def line(self, line: str, **values: object) -> Result:
        """Run the program with a line as a shell would split it; `{a}` stands for a value."""
        return self(*shlex.split(line.format(**values)))

    def trigger(self, title: str = "Checkout latency above 2 s", alerts: Sequence[str] = ()) -> Incident:
        """An incident that PagerDuty's app has announced, with alerts by their summaries."""
        world = self.world
        with world.server.lock:
            specs = [AlertSpec(summary) for summary in alerts]
            incident = world.pagerduty.trigger(world.service.id, title, alerts=specs)
            world.announce(incident)
        return incident

    @property
    def writes(self) -> int:
        """How many requests that change something PagerDuty has received."""
        exchanges = self.world.server.exchanges
        return sum(each.request.method != "GET" and not each.request.path.startswith("/api/") for each in exchanges)
