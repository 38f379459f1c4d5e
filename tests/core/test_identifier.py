"""What a text means for an incident, and of which account it is."""

from __future__ import annotations

import pytest

from pdtui.core.identifier import IncidentName, find_by, incident_name
from pdtui.core.model import Incident
from pdtui.errors import Refused, UsageError
from tests.core.builders import incident

URL = "https://acme.pagerduty.com/incidents/Q1"


@pytest.mark.parametrize(
    ("text", "identifier", "host"),
    [
        (" #12 ", "12", ""),
        ("12", "12", ""),
        ("PT4KHLK", "PT4KHLK", ""),
        ("https://Acme.pagerduty.com/incidents/PT4KHLK?utm=x", "PT4KHLK", "acme.pagerduty.com"),
        ("https://acme.pagerduty.com@evil.example/incidents/12", "12", "evil.example"),
        ("https://acme.pagerduty.com:443/incidents/12/timeline", "12", "acme.pagerduty.com"),
    ],
)
def test_an_id_a_number_an_address(text: str, identifier: str, host: str) -> None:
    assert incident_name(text) == IncidentName(identifier, host)


@pytest.mark.parametrize("text", ["", "12;rm", "../users/me", "https://acme.pagerduty.com/services/P1", "１２"])
def test_what_is_no_incident(text: str) -> None:
    with pytest.raises(UsageError, match="is not an incident"):
        incident_name(text)


@pytest.mark.parametrize(
    ("host", "url", "refused"),
    [
        ("acme.pagerduty.com", URL, False),
        ("", URL, False),
        ("acme.pagerduty.com", "", False),
        ("other.pagerduty.com", URL, True),
        ("acme.eu.pagerduty.com", URL, True),
    ],
)
async def test_an_address_of_another_account_is_refused(host: str, url: str, refused: bool) -> None:
    async def find(identifier: str) -> Incident:
        return incident(int(identifier), url=url)

    if refused:
        with pytest.raises(Refused, match=f"belongs to {host}, and your token to acme.pagerduty.com"):
            await find_by(IncidentName("12", host), find)
    else:
        assert (await find_by(IncidentName("12", host), find)).number == 12
