"""All states."""

from __future__ import annotations

from tests.tui.snapshots.details import DETAILS
from tests.tui.snapshots.dialogs import DIALOGS
from tests.tui.snapshots.lists import LISTS, LOOKS

STATES = (*LISTS, *DETAILS, *DIALOGS, *LOOKS)
