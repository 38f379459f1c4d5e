"""Which key does what, once the settings had their say."""

from __future__ import annotations

import pytest

from pdtui.core.actions import ACTIONS
from pdtui.core.keymap import KEYS, KeymapFault, keymap, read_keys


def test_without_settings_the_registrys_keys_hold() -> None:
    assert {action.id: tuple(action.key.split(",")) for action in ACTIONS if action.key} == KEYS


@pytest.mark.parametrize(
    ("wished", "keys"),
    [
        ("ctrl+a", ("ctrl+a",)),
        ("ctrl+a, f6", ("ctrl+a", "f6")),
        (["&", ","], ("ampersand", "comma")),
        (",", ("comma",)),
        ("alt+x", ("alt+x",)),
        ("", ()),
        ([], ()),
    ],
)
def test_an_action_gets_the_keys_of_the_settings(wished: object, keys: tuple[str, ...]) -> None:
    assert read_keys({"acknowledge": wished}) == {**KEYS, "acknowledge": keys}


def test_two_actions_can_change_places() -> None:
    changed = read_keys({"acknowledge": "r", "resolve": "a"})
    assert (changed["acknowledge"], changed["resolve"]) == (("r",), ("a",))


def test_enter_escape_and_the_arrows_stay() -> None:
    changed = read_keys({"details": "Z", "back": "", "down": "f7"})
    assert (changed["details"], changed["back"], changed["down"]) == (("Z", "enter"), ("escape",), ("f7", "down"))


@pytest.mark.parametrize(
    ("table", "words", "advice"),
    [
        ({"acknowlege": "Z"}, "unknown action keys.acknowlege", "did you mean acknowledge?"),
        ({"list": "Z"}, "unknown action keys.list", "did you mean"),
        ({"note": "not a key"}, "keys.note: there is no key 'not a key'", "write a key as"),
        ({"note": "ctl+a"}, "keys.note: there is no key 'ctl+a'", "write a key as"),
        ({"note": "shift+z"}, "no terminal sends 'shift+z'", "write Z"),
        ({"note": "ctrl+Z"}, "no terminal sends 'ctrl+Z'", "write ctrl+z"),
        ({"note": "enter"}, "keys.note cannot have enter", "give it another key"),
        ({"note": "tab"}, "keys.note cannot have tab: dialogs need it", "give it another key"),
        ({"note": "ctrl+c"}, "keys.note cannot have ctrl+c", "give it another key"),
        ({"acknowledge": "r"}, "keys.acknowledge and resolve (Resolve) are both on the key r", 'write resolve = ""'),
        ({"note": "!"}, "keys.note and urgency (Urgency) are both on the key exclamation_mark", "urgency"),
        ({"note": "Z", "title": "Z"}, "are both on the key Z", "give one of them another key"),
        ({"quit": ""}, "keys.quit takes its only key away", "another key"),
        ({"note": 5}, "keys.note wants a text or a list of texts", "write note"),
        ("a", "keys wants a table", "[keys]"),
    ],
)
def test_what_cannot_be_is_refused_by_name(table: object, words: str, advice: str) -> None:
    with pytest.raises(KeymapFault) as caught:
        read_keys(table)
    assert words in caught.value.words
    assert advice in caught.value.advice


def test_the_pure_map_takes_keys_as_they_are() -> None:
    assert keymap({"note": (",",)})["note"] == ("comma",)
