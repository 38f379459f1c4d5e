"""When work in Slack is an acknowledgement."""

from __future__ import annotations

import pytest

from pdtui.core.model import Reference
from pdtui.core.slack.engaging import Engagement, engagement, note_of
from tests.core.builders import ME, incident

BO = Reference("PBO", "Bo", "user")


@pytest.mark.parametrize(
    ("status", "assignees", "enabled", "follows"),
    [
        ("triggered", (ME.reference,), True, Engagement.ACKNOWLEDGES),
        ("triggered", (BO, ME.reference), True, Engagement.ACKNOWLEDGES),
        ("triggered", (BO,), True, Engagement.ASKS),
        ("triggered", (), True, Engagement.NOTHING),
        ("acknowledged", (ME.reference,), True, Engagement.NOTHING),
        ("resolved", (ME.reference,), True, Engagement.NOTHING),
        ("triggered", (ME.reference,), False, Engagement.NOTHING),
    ],
)
def test_what_follows(status: str, assignees: tuple[Reference, ...], enabled: bool, follows: Engagement) -> None:
    assert engagement(incident(1, status=status, assignees=assignees), ME, enabled=enabled) is follows


def test_nothing_follows_for_nobody() -> None:
    assert engagement(incident(1, assignees=(ME.reference,)), None, enabled=True) is Engagement.NOTHING


def test_the_note_leads_to_the_thread_where_there_is_one() -> None:
    assert note_of("Ada answered in Slack", "") == "Acknowledged by pdtui: Ada answered in Slack"
    assert note_of("Ada did", "https://x").endswith("\nhttps://x")
