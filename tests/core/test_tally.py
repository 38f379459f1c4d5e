"""One sentence for many."""

from __future__ import annotations

from pdtui.core.tally import tally


def test_what_was_not_done_is_counted_and_named() -> None:
    assert tally(9, [(0, "refused", "")]) == "9 of 9 done"
    assert tally(7, [(2, "refused", ""), (0, "not sent", ""), (1, "failed", "")]) == "7 of 10 done, 2 refused, 1 failed"
    assert tally(0, [(2, "refused", "#1 is resolved; #2 is resolved")]) == (
        "0 of 2 done, 2 refused: #1 is resolved; #2 is resolved"
    )
