"""What `/pdtui …` means, and what puts a wrong one right."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdtui.core.identifier import IncidentName
from pdtui.core.slack.listening.sayings import help_text
from pdtui.core.slack.listening.wishes import (
    USAGE,
    AskHelp,
    AskOnCall,
    Invite,
    MakeIncident,
    OnIncident,
    Wish,
    wish_of,
)
from pdtui.errors import UsageError

TWELVE = IncidentName("12")


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("", AskHelp()),
        ("  HELP me ", AskHelp()),
        ("ack 12", OnIncident("ack", TWELVE)),
        ("Acknowledge  #12 ", OnIncident("ack", TWELVE)),
        ("ack PT4KHLK", OnIncident("ack", IncidentName("PT4KHLK"))),
        (
            "ack https://acme.pagerduty.com/incidents/PT4KHLK?x=1",
            OnIncident("ack", IncidentName("PT4KHLK", "acme.pagerduty.com")),
        ),
        ("resolve 12", OnIncident("resolve", TWELVE)),
        ("resolve 12 it was  the cache", OnIncident("resolve", TWELVE, "it was  the cache")),
        ("note 12 on it\nnow", OnIncident("note", TWELVE, "on it\nnow")),
        ("escalate 12", OnIncident("escalate", TWELVE)),
        ("oncall", AskOnCall()),
        ("on-call Checkout API", AskOnCall("Checkout API")),
        ("invite 12 @bo, cy@acme.example dee", Invite(TWELVE, ("@bo", "cy@acme.example", "dee"))),
        ('trigger "Disk is full" on Checkout API', MakeIncident((("Disk is full", "Checkout API"),))),
        ("trigger “Disk on fire” on DB", MakeIncident((("Disk on fire", "DB"),))),
        ("trigger Disk is full on DB", MakeIncident((("Disk is full", "DB"),))),
        ("trigger Load on db on DB", MakeIncident((("Load on db", "DB"), ("Load", "db on DB")))),
    ],
)
def test_what_is_meant(text: str, wish: Wish) -> None:
    assert wish_of(text) == wish


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("ak 12", "did you mean /pdtui ack ID?"),
        ("escalte 12", "did you mean /pdtui escalate ID?"),
        ("acknowlege 12", "did you mean /pdtui ack ID?"),
        ("ack", "write /pdtui ack ID"),
        ("ack no!", "write /pdtui ack ID"),
        ("ack 12 13", "write /pdtui ack ID"),
        ("escalate 12 now", "write /pdtui escalate ID"),
        ("note 12", "write /pdtui note ID text"),
        ("invite 12", "write /pdtui invite ID @who or e-mail …"),
        ("invite 12 , ,", "write /pdtui invite ID @who or e-mail …"),
        ("trigger Disk is full", 'write /pdtui trigger "Title" on Service'),
        ('trigger "Disk is full"', 'write /pdtui trigger "Title" on Service'),
        ("trigger  on DB", 'write /pdtui trigger "Title" on Service'),
        ("trigger Disk on ", 'write /pdtui trigger "Title" on Service'),
    ],
)
def test_what_is_wrong_is_put_right(text: str, advice: str) -> None:
    with pytest.raises(UsageError) as caught:
        wish_of(text)
    assert caught.value.advice.startswith(advice)


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    with suppress(UsageError):
        assert wish_of(text) is not None


def test_help_names_every_word() -> None:
    (piece,) = help_text()
    assert all(f"/pdtui {form}: " in piece.text for form, _ in USAGE.values())
