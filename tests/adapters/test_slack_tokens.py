"""Tokens by names with hyphens: the app-level one, and one for each further workspace."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from pdtui.adapters.tokens import find_token, may_have_token

NAMES = [("slack", "SLACK"), ("slack-app", "SLACK_APP"), ("slack-emea", "SLACK_EMEA"), ("slack-emea-2", "SLACK_EMEA_2")]


@pytest.mark.parametrize(("name", "variable"), NAMES)
def test_the_environment_has_underscores(name: str, variable: str, tmp_path: Path) -> None:
    environment = {"PDTUI_HOME": str(tmp_path), f"PDTUI_{variable}_TOKEN": "xoxb-env"}
    found = find_token(name, environment, tmp_path)
    assert found is not None
    assert found.reveal() == "xoxb-env"
    assert may_have_token(name, environment, tmp_path)
    assert find_token("slack-other", environment, tmp_path) is None
    assert not may_have_token("slack-other", environment, tmp_path)


@pytest.mark.parametrize(("name", "variable"), NAMES)
def test_an_empty_variable_switches_the_file_off(name: str, variable: str, tmp_path: Path) -> None:
    file = tmp_path / f"{name}-token"
    file.touch(0o600)
    file.write_text("xoxb-file\n")
    environment = {"PDTUI_HOME": str(tmp_path)}
    found = find_token(name, environment, tmp_path)
    assert found is not None
    assert found.reveal() == "xoxb-file"
    environment[f"PDTUI_{variable}_TOKEN"] = ""
    assert find_token(name, environment, tmp_path) is None
    assert not may_have_token(name, environment, tmp_path)


@pytest.mark.parametrize(("name", "variable"), NAMES)
def test_the_keyring_has_the_name_as_it_is(
    name: str, variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = {("pdtui", name): "xoxb-ring"}
    ring = SimpleNamespace(get_password=lambda service, user: stored.get((service, user)))
    monkeypatch.setitem(sys.modules, "keyring", ring)
    found = find_token(name, {}, tmp_path)
    assert found is not None
    assert found.reveal() == "xoxb-ring"
    assert find_token(f"{name}-x", {}, tmp_path) is None
