"""For every way a post can end, and everything that must be in Slack once: it is there once, or visibly parked."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pdtui.adapters.slack import failures
from pdtui.core.slack import watcher
from tests.end_to_end.slack_outcomes import CASES, OUTCOMES, Ended, ended, table

PARKED = frozenset(name for name in OUTCOMES if name.startswith("ok:false") and "perhaps" not in name) - {
    "ok:false, later", "ok:false, token",
}  # fmt: skip
"""What only a person can mend; everything else ends by itself."""


@pytest.mark.parametrize("job", list(CASES))
async def test_however_a_post_ends_it_is_there_once_or_parked(
    job: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watcher, "TURNS", 0.1)
    monkeypatch.setattr(failures, "RETRY_AFTER", 0.5)
    found: dict[str, Ended] = {}
    for number, outcome in enumerate(OUTCOMES):
        found[outcome] = await ended(job, outcome, tmp_path / str(number))
    sys.stdout.write(table({job: found}))
    wrong = {outcome: str(cell) for outcome, cell in found.items() if not cell.is_right}
    assert not wrong, table({job: found})
    assert {outcome for outcome, cell in found.items() if cell.state != "once"} <= PARKED
