"""The manifest asks for what pdtui uses and no more, and Slack takes it: its limits, by the manifest schema."""

from __future__ import annotations

import re

import pytest

from pdtui.adapters.slack.manifest import manifest
from pdtui.core.slack.port import Scope
from tests.simulator.slack_desk import DOCUMENTS

LEAF = re.compile(r"( *)(- )?(\w+):(?: +(.*))?")


def bare(line: str) -> str:
    """A line without its comment; no value of a manifest holds a number sign."""
    return line.split(" #")[0].split("\t#")[0].rstrip()


def lines(text: str) -> list[str]:
    """The lines that say something."""
    return [one for one in map(bare, text.splitlines()) if one.strip() and not one.lstrip().startswith("#")]


def scopes(text: str) -> list[str]:
    """The list of bot scopes."""
    _, _, rest = text.partition("    bot:\n")
    found, _, _ = rest.partition("settings:")
    return [one.strip().removeprefix("- ") for one in lines(found)]


def leaves(text: str) -> dict[str, str]:
    """Every value by its path, the scopes apart."""
    path: list[tuple[int, str]] = []
    found: dict[str, str] = {}
    for line in lines(text):
        match = LEAF.fullmatch(line)
        if match is None:
            continue
        depth = len(match[1]) + len(match[2] or "")
        path = [step for step in path if step[0] < depth]
        path.append((depth, match[3]))
        if match[4]:
            found[".".join(name for _, name in path)] = match[4].strip('"')
    return found


def test_the_scopes_are_those_that_the_port_knows_each_with_its_reason() -> None:
    assert sorted(scopes(manifest())) == sorted(Scope)
    _, _, rest = manifest().partition("    bot:\n")
    listed = [line for line in rest.partition("settings:")[0].splitlines() if line.strip()]
    assert all(re.fullmatch(r" +- [a-z:.]+ +# \S.{5,}", line) for line in listed)


def test_the_limits_of_the_schema() -> None:
    found = leaves(manifest())
    assert len(found["display_information.name"]) <= 35
    assert len(found["display_information.description"]) <= 140
    assert len(found["features.bot_user.display_name"]) <= 80
    assert re.fullmatch(r"/[a-z]{1,31}", found["features.slash_commands.command"])
    assert len(found["features.slash_commands.description"]) <= 2000
    assert len(found["features.slash_commands.usage_hint"]) <= 1000


def test_what_is_switched_on_and_off() -> None:
    found = leaves(manifest())
    assert found["_metadata.major_version"] == "1"
    assert found["features.slash_commands.command"] == "/pdtui"
    hint = "[help|trigger|ack|resolve|note|escalate|oncall|invite]"
    assert found["features.slash_commands.usage_hint"] == hint
    switched = {path.rpartition(".")[2]: value for path, value in found.items() if value in ("true", "false")}
    assert switched == {
        "home_tab_enabled": "false",
        "messages_tab_enabled": "true",
        "messages_tab_read_only_enabled": "false",
        "always_online": "false",
        "should_escape": "true",
        "is_enabled": "true",
        "org_deploy_enabled": "false",
        "socket_mode_enabled": "true",
        "token_rotation_enabled": "false",
    }


def test_the_rest_is_the_model_of_the_facts() -> None:
    path = DOCUMENTS / "app_manifest.yaml"
    if not path.is_file():
        pytest.skip("the collected facts are not at hand")
    ours, model = leaves(manifest()), leaves(path.read_text(encoding="utf-8"))
    assert len(ours) > 12
    changed = {
        "features.slash_commands.usage_hint",
        "features.app_home.messages_tab_read_only_enabled",  # who is asked to cover a turn answers there
    }
    assert {key: ours[key] for key in ours.keys() - changed} == {key: model[key] for key in model.keys() - changed}
    extra = {"files:write", "usergroups:read", "chat:write.public", "metadata.message:read", "reactions:read"}
    assert set(scopes(path.read_text(encoding="utf-8"))) - extra == set(Scope) - {"im:history", "bookmarks:read"}
