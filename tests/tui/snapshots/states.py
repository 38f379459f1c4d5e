"""All states."""

from __future__ import annotations

from tests.tui.snapshots.details import DETAILS
from tests.tui.snapshots.dialogs import DIALOGS
from tests.tui.snapshots.first_start import FIRST_START
from tests.tui.snapshots.lists import LISTS
from tests.tui.snapshots.looks import LOOKS

STATES = (*LISTS, *DETAILS, *DIALOGS, *FIRST_START, *LOOKS)
