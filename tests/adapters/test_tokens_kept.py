"""Where a token that was typed is kept, and that nobody else can read it at any moment."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import keyring
import keyring.backends.fail
import keyring.backends.null
import pytest
from keyring.backend import KeyringBackend

from pdtui.adapters.tokens import KEYRING, find_token, store_token
from pdtui.config import Secret
from pdtui.errors import Refused

TOKEN = Secret("u+secret")


class Drawer(KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    """It is the machine's keyring for a while."""
    before, made = keyring.get_keyring(), Drawer()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def kept(name: str, environment: Mapping[str, str], folder: Path) -> str:
    found = find_token(name, environment, folder)
    return found.reveal() if found is not None else ""


def test_a_keyring_that_works_keeps_it(drawer: Drawer, tmp_path: Path) -> None:
    assert store_token("pagerduty", TOKEN, {}, tmp_path) == KEYRING
    assert drawer.held == {("pdtui", "pagerduty"): "u+secret"}
    assert list(tmp_path.iterdir()) == []
    assert kept("pagerduty", {}, tmp_path) == "u+secret"


def test_in_a_home_of_its_own_no_keyring_is_asked(drawer: Drawer, tmp_path: Path) -> None:
    environment = {"PDTUI_HOME": str(tmp_path)}
    assert store_token("slack", TOKEN, environment, tmp_path) == str(tmp_path / "slack-token")
    assert drawer.held == {}
    assert kept("slack", environment, tmp_path) == "u+secret"


@pytest.mark.parametrize("backend", [keyring.backends.fail.Keyring, keyring.backends.null.Keyring])
def test_a_keyring_that_keeps_nothing_leaves_it_to_the_file(
    drawer: Drawer, tmp_path: Path, backend: type[KeyringBackend]
) -> None:
    keyring.set_keyring(backend())
    assert store_token("pagerduty", TOKEN, {}, tmp_path) == str(tmp_path / "pagerduty-token")
    assert kept("pagerduty", {}, tmp_path) == "u+secret"


def test_the_file_and_its_folder_are_the_persons_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "config"
    before = os.umask(0)
    try:
        path = Path(store_token("pagerduty", TOKEN, {"PDTUI_HOME": "x"}, folder))
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert list(folder.iterdir()) == [path]


def test_a_new_one_takes_the_place_of_an_old_one_that_others_could_read(tmp_path: Path) -> None:
    old = tmp_path / "pagerduty-token"
    old.write_text("")
    old.chmod(0o644)
    store_token("pagerduty", TOKEN, {"PDTUI_HOME": "x"}, tmp_path)
    assert (old.read_text(), old.stat().st_mode & 0o777) == ("u+secret\n", 0o600)


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "pagerduty-token" / "in the way").mkdir(parents=True)
    with pytest.raises(Refused, match=r"pagerduty-token cannot be written .*; mend"):
        store_token("pagerduty", TOKEN, {"PDTUI_HOME": "x"}, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["pagerduty-token"]
