"""What the end-to-end tests share."""

from __future__ import annotations

import pytest

from tests.end_to_end.verbs import Verbs
from tests.world import World


@pytest.fixture
def verbs(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Verbs:
    """The verbs in this process, on a world with all that they can act on."""
    return Verbs(world, monkeypatch, capsys)
