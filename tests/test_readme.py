"""The README says what the registry and the settings say, and its commands are the ones that CI runs."""

from __future__ import annotations

import re
from pathlib import Path

from pdtui.config import SETTINGS
from pdtui.core.actions import ACTIONS, help_of_verb
from pdtui.core.template import TEMPLATE_KEYS
from pdtui.tui.bindings import keys_of
from tests.end_to_end.schema import TABLE

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_key_is_listed_as_the_registry_has_it() -> None:
    wanted = ["| key | what it does |", "|---|---|"]
    wanted += [
        f"| {', '.join(f'`{key}`' for key in keys_of(action))} | {action.tooltip} |" for action in ACTIONS if action.key
    ]
    table = "\n".join(wanted)
    assert table in README, f"put this table into the README:\n{table}"


def test_every_verb_is_listed_as_the_registry_has_it() -> None:
    wanted = ["| verb | what it does |", "|---|---|"]
    wanted += [f"| `pdtui {action.verb}` | {help_of_verb(action)} |" for action in ACTIONS if action.verb]
    table = "\n".join(wanted)
    assert table in README, f"put this table into the README:\n{table}"


def test_every_setting_is_listed() -> None:
    wanted = ["| key | variable | what it is |", "|---|---|---|"]
    for key, setting in SETTINGS.items():
        variable = f"`{setting.variable}`" if setting.variable else ""
        wanted.append(f"| `{key}` | {variable} | {setting.about} |")
    wanted += [f"| `templates.NAME.{key}` |  | {about} |" for key, about in TEMPLATE_KEYS.items()]
    table = "\n".join(wanted)
    assert table in README, f"put this table into the README:\n{table}"


def test_the_keys_of_every_json_document_are_listed() -> None:
    wanted = ["| document | printed by | keys |", "|---|---|---|"]
    for name, where, keys in TABLE:
        wanted.append(f"| {name} | {where} | {', '.join(key if key[0] == '(' else f'`{key}`' for key in keys)} |")
    table = "\n".join(wanted)
    assert table in README, f"put this table into the README:\n{table}"


def test_the_pictures_that_are_shown_exist_and_all_are_shown() -> None:
    shown = set(re.findall(r"screenshots/(\w+\.svg)", README))
    assert shown == {path.name for path in (ROOT / "screenshots").glob("*.svg")}


def test_the_two_commands_stand_as_one_line_each() -> None:
    lines = README.splitlines()
    assert "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/pdtui demo" in lines
    assert "python3 -m venv .venv && .venv/bin/pip install -e '.[dev]' && .venv/bin/python -m pytest" in lines


def test_the_top_level_holds_what_was_agreed() -> None:
    allowed = {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "pdtui", "tests", "screenshots"}
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".") and path.suffix != ".egg-info"}
    assert found - allowed == set()
