"""Settings of the setup in a file that may be somebody's own: begun, lengthened, never changed."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pdtui.adapters.settings_file import add_settings

WANTED = {"region": "eu", "from": 'ada"é@acme.example'}


def test_a_file_that_is_not_there_is_written(tmp_path: Path) -> None:
    file = tmp_path / "config" / "config.toml"
    said = add_settings(file, "pagerduty", WANTED)
    assert said == f'Written to {file}:\n  region = "eu"\n  from = "ada\\"é@acme.example"'
    assert tomllib.loads(file.read_text(encoding="utf-8")) == {"pagerduty": WANTED}
    assert file.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "own", ["", "# mine\n[poll]\nseconds = 5", '[poll]\r\nseconds = 5 # "é"\r\n', "poll.seconds = 5\n"]
)
def test_a_table_that_is_not_there_comes_at_the_end(tmp_path: Path, own: str) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(own.encode())
    file.chmod(0o640)
    assert add_settings(file, "pagerduty", WANTED).startswith(f"Added to {file}:\n")
    assert file.read_bytes().startswith(own.encode())
    assert tomllib.loads(file.read_text(encoding="utf-8")) == {**tomllib.loads(own), "pagerduty": WANTED}
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_link_to_the_file_stays_one(tmp_path: Path) -> None:
    own, link = tmp_path / "dotfiles.toml", tmp_path / "config.toml"
    own.write_text("[poll]\nseconds = 5\n")
    link.symlink_to(own)
    add_settings(link, "pagerduty", WANTED)
    assert link.is_symlink()
    assert "eu" in own.read_text()


@pytest.mark.parametrize(
    "own",
    [
        "[pagerduty]\ntimeout = 5\n[poll]\nseconds = 5\n",
        "pagerduty.timeout = 5\n",
        "pagerduty = { timeout = 5 }\n",
        '[pagerduty]\nregion = "us"\n',
        "not TOML",
    ],
)
def test_a_table_of_the_persons_own_is_theirs_to_write_into(tmp_path: Path, own: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(own)
    said = add_settings(file, "pagerduty", {"region": "eu"})
    assert said == f'Write this into the table [pagerduty] of {file}:\n  region = "eu"'
    assert file.read_text() == own


def test_what_stands_there_already_is_not_told(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('pagerduty = { region = "eu", timeout = 5 }\n')
    assert add_settings(file, "pagerduty", {"region": "eu"}) == ""


def test_where_nothing_can_be_written_the_lines_are_told(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file where the folder should be")
    file = tmp_path / "config" / "config.toml"
    assert add_settings(file, "pagerduty", {"region": "eu"}).startswith("Write this into")
