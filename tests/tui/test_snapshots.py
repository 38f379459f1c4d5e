"""Every state of the screen looks as it did: what the terminal shows is compared character by character."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from tests.tui.snapshots.cells import written
from tests.tui.snapshots.state import State, brought_about
from tests.tui.snapshots.states import STATES


class Text(SingleFileSnapshotExtension):
    """One text file for each state, by its name."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
async def test_state(state: State, snapshot: SnapshotAssertion) -> None:
    async with brought_about(state) as app:
        assert type(app.screen) is state.screen
        assert written(app) == snapshot(extension_class=Text)
