"""Every state of the screen looks as it did: what the terminal shows is compared character by character."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

import pytest
from rich.style import Style
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.screen import ModalScreen

import pdtui.tui
from pdtui.tui.screens.dialog import Dialog
from pdtui.tui.screens.form import FormDialog
from pdtui.tui.screens.options import OptionsDialog
from pdtui.tui.screens.pick import PickDialog
from pdtui.tui.screens.turn_form import TurnForm
from pdtui.tui.setup.checking import CheckingPage
from tests.tui.snapshots.cells import cells_of, folded, look_of, looks_of
from tests.tui.snapshots.state import State, bring_to, brought_about
from tests.tui.snapshots.states import STATES

BASES = {Dialog, CheckingPage, FormDialog, OptionsDialog, PickDialog, TurnForm}
"""What dialogs are made from; none of these is opened itself."""


class Text(SingleFileSnapshotExtension):
    """One text file for each state, as it is shown."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
async def test_state(state: State, snapshot: SnapshotAssertion) -> None:
    async with brought_about(state) as pilot:
        assert type(pilot.app.screen) is state.screen
        for width, height in state.sizes:
            shown = await bring_to(pilot, (width, height))
            assert shown == snapshot(extension_class=Text, name=f"{width}x{height}")


def test_each_state_has_a_name_of_its_own() -> None:
    assert len({state.name for state in STATES}) == len(STATES)


def made_from(base: type) -> set[type]:
    """Every class of pdtui that is made from it."""
    found: set[type] = set()
    below: list[type] = type.__subclasses__(base)
    for one in below:
        found |= {one, *made_from(one)}
    return {one for one in found if one.__module__.startswith("pdtui.")}


def test_each_dialog_is_among_the_states() -> None:
    for module in walk_packages(pdtui.tui.__path__, "pdtui.tui."):
        import_module(module.name)
    dialogs = made_from(ModalScreen) - BASES
    assert {dialog.__name__ for dialog in dialogs - {state.screen for state in STATES}} == set()


def test_a_look_is_told_in_words() -> None:
    style = Style(bold=True, reverse=True, color="#ff0000", bgcolor="#000001")
    assert look_of(style) == "bold reverse #ff0000 on #000001"
    assert look_of(style, blank=True) == "reverse on #000001"
    assert look_of(Style(color="bright_red", bgcolor="default")) == "bright_red"


def test_columns_are_those_of_the_terminal_and_spaces_go_with_their_words() -> None:
    red, plain = Style(color="#ff0000", bgcolor="#000000"), Style(color="#ffffff", bgcolor="#000000")
    line = list(cells_of([("数a b", red), ("  c", plain)]))
    assert "".join(character for character, *_ in line) == "数a b  c"
    assert looks_of(line, "#ffffff on #000000") == "0-6 #ff0000"
    assert looks_of(line, "") == "0-6 #ff0000 on #000000 | 7-7 #ffffff on #000000"


def test_lines_that_look_the_same_are_told_once() -> None:
    assert folded(["x", "x", "", "x"]) == ["  1-2  x", "    4  x"]
