"""All states."""

from __future__ import annotations

from tests.tui.snapshots.lists import LISTS, LOOKS

STATES = (*LISTS, *LOOKS)
