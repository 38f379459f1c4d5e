"""The README's examples for scripts, run one after the other against the simulator, as they stand."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

from pdtui.core.actions import ACTIONS
from tests.end_to_end.verbs import Verbs

README = (Path(__file__).parent.parent.parent / "README.md").read_text(encoding="utf-8")


ADDRESS = "https://acme.slack.com/archives/C024BE91L/p1795638331529478"
"""Of a thread, in the examples."""


def copied(verbs: Verbs) -> str:
    """The address of PagerDuty's message about the first incident."""
    channel = verbs.world.channel.id
    ts = verbs.world.slack.messages(channel)[0].ts
    return f"https://acme.slack.com/archives/{channel}/p{ts.replace('.', '')}"


def section(fence: str) -> str:
    """The block of a kind in the section for scripts."""
    found = re.search(rf"^## For scripts$.*?^```{fence}\n(.*?)^```$", README, re.M | re.S)
    assert found is not None
    return found.group(1)


def examples() -> list[list[str]]:
    """The arguments of each example; what follows a pipe is another program's."""
    return [shlex.split(line.split(" | ")[0])[1:] for line in section("sh").splitlines()]


def test_each_verb_has_an_example() -> None:
    shown = {arguments[0] for arguments in examples()}
    assert shown == {action.verb.split()[0] for action in ACTIONS if action.verb} - {"demo", "setup"}


def test_the_examples_do_what_they_say(verbs: Verbs) -> None:
    alerts = ["disk 91 % full", "no answer in 2 s", "queue is long"]
    first, second = verbs.trigger("Checkout is slow", alerts), verbs.trigger("Checkout is down", ["no answer"])
    verbs.world.settings += section("toml")
    verbs.world.settle()
    names = {"4821": str(first.number), "4822": str(second.number), "Q0VERR1DE": "", ADDRESS: copied(verbs)}
    for arguments in examples():
        if "Q0VERR1DE" in arguments:
            (made,) = verbs("override", "Primary", "--json").json
            names["Q0VERR1DE"] = str(made["id"])
        result = verbs(*(names.get(each, each) for each in arguments))
        assert result.code == 0, (arguments, result.err)
        if "--json" in arguments:
            json.loads(result.out)
        else:
            assert result.out, arguments
