"""What was chosen on the screen outlives crashes, other processes and other versions."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from pdtui.adapters.preferences_file import PreferencesFile
from pdtui.core.preferences import Preferences


def test_a_field_that_is_no_use_costs_only_itself_and_an_unknown_one_stays(tmp_path: Path) -> None:
    path = tmp_path / "screen.json"
    path.write_text('{"filters": {"night": "who:me"}, "order": null, "shares": {"wide": 50}, "later": [1]}')
    kept = PreferencesFile(path)
    assert kept.read() == Preferences(shares={"wide": 50.0}, filters={"night": "who:me"})
    kept.change(lambda one: replace(one, order="newest"))
    found = json.loads(path.read_text())
    assert (found["later"], found["filters"], found["order"]) == ([1], {"night": "who:me"}, "newest")


@pytest.mark.parametrize("text", ["[" * 100_000, '{"filters": {"night": "wh', "\x00"])
def test_a_file_that_is_no_use_is_set_aside_before_it_is_replaced(tmp_path: Path, text: str) -> None:
    path = tmp_path / "screen.json"
    path.write_text(text)
    kept = PreferencesFile(path)
    assert kept.read() == Preferences()
    kept.change(lambda one: replace(one, theme="pdtui-light"))
    assert (tmp_path / "screen.json.unreadable").read_text() == text
    assert PreferencesFile(path).read().theme == "pdtui-light"


def test_a_byte_order_mark_is_none_of_it(tmp_path: Path) -> None:
    (tmp_path / "screen.json").write_bytes(b'\xef\xbb\xbf{"theme": "pdtui-light"}')
    assert PreferencesFile(tmp_path / "screen.json").read().theme == "pdtui-light"


def test_names_from_a_file_are_text(tmp_path: Path) -> None:
    (tmp_path / "screen.json").write_text(json.dumps({"filters": {"a\x1b[31mb": "who:\x07me", "\x1b": "x"}}))
    filters = PreferencesFile(tmp_path / "screen.json").read().filters
    assert not any("\x1b" in name or "\x07" in text for name, text in filters.items())


def test_what_several_keep_at_once_is_all_kept(tmp_path: Path) -> None:
    def keep(number: int) -> None:
        store = PreferencesFile(tmp_path / "screen.json")
        store.change(lambda kept: replace(kept, filters={**kept.filters, f"f{number}": "who:me"}))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(keep, range(60)))
    assert len(PreferencesFile(tmp_path / "screen.json").read().filters) == 60
