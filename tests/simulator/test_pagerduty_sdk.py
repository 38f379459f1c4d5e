"""PagerDuty's own published SDK finds the simulator to be PagerDuty, over true HTTP.

The client is `Any` here: the types of the SDK's decorated methods are lost on mypy.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from pagerduty import HttpError, RestApiV2Client

from pdtui.simulator.pagerduty import AlertSpec
from pdtui.simulator.server import Server
from tests.simulator.pagerduty_world import START, World, build


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def server(world: World) -> Iterator[Server]:
    with Server(pagerduty=world.pagerduty) as server:
        yield server
    assert server.errors == []


def connected(server: Server, token: str, sender: str | None = None) -> Any:
    client = RestApiV2Client(token, default_from=sender)
    client.url = server.url
    client.trust_env = False
    return client


@pytest.fixture
def client(server: Server) -> Iterator[Any]:
    with closing(connected(server, "ada", "ada@example.com")) as client:
        yield client


def test_a_users_key_is_known_as_one(client: Any) -> None:
    assert client.api_key_access == "user"
    assert client.subdomain == "acme"


def test_an_accounts_key_acts_as_its_sender(world: World, server: Server) -> None:
    world.pagerduty.add_account_token("account")
    incident = world.trigger()
    with closing(connected(server, "account", "bo@example.com")) as account:
        assert account.get("users/me").status_code == 400
        account.rput(f"incidents/{incident.id}", json={"type": "incident", "status": "resolved"})
    assert incident.last_status_change_by.id == world.bo.id


def test_a_bad_key_is_refused(server: Server) -> None:
    with closing(connected(server, "wrong")) as stranger, pytest.raises(HttpError) as caught:
        stranger.rget("users/me")
    assert "401" in str(caught.value)


def test_abilities(world: World, client: Any) -> None:
    world.pagerduty.switches.abilities.discard("teams")
    assert client.account_has_ability("urgencies") is True
    assert client.account_has_ability("teams") is False


def test_paging_through_hundreds(world: World, client: Any) -> None:
    wanted = [world.trigger(f"n{number}").id for number in range(230)]
    found = client.list_all("incidents", params={"statuses": ["triggered"], "date_range": "all"})
    assert [incident["id"] for incident in found] == wanted
    assert client.get_total("incidents") == 230


def test_an_incident_from_creation_to_resolution(world: World, client: Any) -> None:
    made = client.rpost(
        "incidents",
        json={
            "type": "incident",
            "title": "by the SDK",
            "service": {"id": world.service.id, "type": "service_reference"},
            "incident_key": "once",
        },
    )
    path = f"incidents/{made['id']}"
    acknowledged = client.rput(path, json={"type": "incident", "status": "acknowledged"})
    assert acknowledged["status"] == "acknowledged"
    assert client.jpost(f"{path}/snooze", json={"duration": 60})["incident"]["pending_actions"]
    note = client.rpost(f"{path}/notes", json={"content": "looking"})
    assert [one["id"] for one in client.rget(f"{path}/notes")] == [note["id"]]
    said = client.iter_incident_notes(made["id"])
    assert [entry["channel"]["summary"] for entry in said] == ["looking"]
    bulk = [{"id": made["id"], "type": "incident_reference", "status": "resolved"}]
    assert [one["status"] for one in client.rput("incidents", json=bulk)] == ["resolved"]
    kinds = [entry["type"] for entry in client.iter_all(f"{path}/log_entries")]
    assert kinds[0] == "resolve_log_entry"
    assert kinds[-1] == "trigger_log_entry"


def test_alerts(world: World, client: Any) -> None:
    incident = world.pagerduty.trigger(world.service.id, "x", alerts=[AlertSpec("a"), AlertSpec("b")])
    alerts = client.list_all(f"incidents/{incident.id}/alerts")
    items = [{"id": one["id"], "type": "alert", "status": "resolved"} for one in alerts]
    assert len(client.rput(f"incidents/{incident.id}/alerts", json=items)) == 2
    assert incident.status == "resolved"


def test_finding_people_and_their_turns(world: World, client: Any) -> None:
    assert client.find("users", "bo@example.com", attribute="email")["id"] == world.bo.id
    oncalls = client.list_all("oncalls", params={"user_ids": [world.ada.id], "include": ["users"]})
    assert [one["user"]["email"] for one in oncalls] == ["ada@example.com"]
    schedule = client.rget(f"schedules/{world.schedule.id}", params={"since": "2026-08-03T00:00:00Z"})
    assert schedule["final_schedule"]["rendered_schedule_entries"]


def test_history_of_the_account(world: World, client: Any) -> None:
    world.trigger()
    entries = list(client.iter_history("log_entries", START - timedelta(days=1), START + timedelta(days=1)))
    assert len(entries) == 3
