"""The verbs that read: all of it, or a word on what is left out; and only of the token's own account."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.pagerduty.model import Override
from tests.end_to_end.verbs import Verbs
from tests.world import HOUR, World

JSON = {"content-type": "application/json"}


@pytest.fixture
def verbs(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Verbs:
    return Verbs(world, monkeypatch, capsys)


# -- all of it -------------------------------------------------------------------------------------


def test_all_alerts_are_listed_and_the_oldest_can_be_named(verbs: Verbs) -> None:
    incident = verbs.trigger(alerts=[f"alert {number}" for number in range(60)])
    oldest = incident.alerts[0]
    assert len(verbs("alerts", incident.id, "--json").json) == 60
    done = verbs("alerts", incident.id, "--resolve", oldest.id)
    assert (done.code, oldest.status) == (0, "resolved")


def test_a_glance_at_an_incident_says_how_many_alerts_it_leaves_out(verbs: Verbs) -> None:
    few, many = verbs.trigger("few", alerts=["x"]), verbs.trigger("many", alerts=["x"] * 40)
    assert "\nalerts: 1\n" in verbs("show", few.id).out
    assert "\nalerts: the newest 25 of 40\n" in verbs("show", many.id).out


def test_beyond_a_thousand_alerts_it_says_that_they_are_the_newest(
    verbs: Verbs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pdtui.core.choices.ALERTS", 50)
    monkeypatch.setattr("pdtui.verbs.alerts.ALERTS", 50)
    incident = verbs.trigger(alerts=[f"alert {number}" for number in range(60)])
    found = verbs("alerts", incident.id, "--json")
    assert len({one["id"] for one in found.json}) == 50
    assert "these are the newest 50 alerts" in found.err


def test_a_log_that_was_cut_says_so_on_stderr(verbs: Verbs) -> None:
    short, long = verbs.trigger("short"), verbs.trigger("long")
    with verbs.world.server.lock:
        for number in range(310):
            verbs.world.pagerduty.add_note(long.id, verbs.world.me.id, f"note {number}")
    whole, cut = verbs("log", short.id), verbs("log", long.id, "--json")
    assert whole.err == ""
    assert len(cut.json) == 300
    assert cut.err == "pdtui: these are the newest 300; what is older stands in PagerDuty itself\n"


# -- scopes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lacking", [False, True], ids=["in no team", "no teams in the plan"])
def test_a_scope_that_is_asked_for_and_not_on_offer_is_refused(verbs: Verbs, lacking: bool) -> None:
    verbs.trigger()
    if lacking:
        verbs.world.pagerduty.add_team("Core", [verbs.world.me])
        verbs.world.pagerduty.switches.abilities.discard("teams")
    refused = verbs("list", "--scope", "Teams")
    assert (refused.code, refused.out) == (1, "")
    assert "the scope teams is not on offer: " in refused.err


def test_the_setting_alone_lists_another_scope_and_says_which(verbs: Verbs) -> None:
    incident = verbs.trigger()
    verbs.world.settings += 'scope = "teams"\n'
    verbs.world.settle()
    listed = verbs("list", "--json")
    assert [one["id"] for one in listed.json] == [incident.id]
    assert "on call is listed instead of teams: you are in no team" in listed.err
    assert "instead of teams" not in verbs("list", "--scope", "ON-call").err


def test_an_unknown_scope_is_a_usage_error(verbs: Verbs) -> None:
    refused = verbs("list", "--scope", "alles")
    assert refused.code == 2
    assert "there is no scope 'alles'" in refused.err
    assert "mine, on-call, teams, everything" in refused.err


# -- whose it is -----------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["other-company.pagerduty.com", "acme.eu.pagerduty.com"])
def test_an_address_of_another_account_is_refused_before_anything_is_sent(verbs: Verbs, host: str) -> None:
    mine, other = verbs.trigger("mine"), verbs.trigger("other")
    for line in ("ack {a} {u}", "show {u}", "merge {a} --into {u}"):
        refused = verbs.line(line, a=mine.id, u=f"https://{host}/incidents/{other.number}")
        assert refused.code == 1
        assert f"that address belongs to {host}, and your token to acme.pagerduty.com" in refused.err
    assert verbs.writes == 0


# -- overrides -------------------------------------------------------------------------------------


def test_an_override_that_began_before_and_ends_after_the_window_is_told_whole(verbs: Verbs) -> None:
    world = verbs.world
    now = world.clock.now().replace(microsecond=0)
    start, end = now - 3 * HOUR, now + timedelta(days=60)
    with world.server.lock:
        world.schedule.overrides.append(Override("PLONG01", world.bo.id, start, end))
    (found,) = verbs("override", "Primary", "--json").json
    assert (found["start"], found["end"]) == (f"{start:%Y-%m-%dT%H:%M:%SZ}", f"{end:%Y-%m-%dT%H:%M:%SZ}")


# -- the token -------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_server_that_repeats_the_token_does_not_have_it_printed_logged_or_journaled(
    world: World, method: str
) -> None:
    incident = world.trigger()
    body = b'{"error":{"message":"bad Token token=me-token","code":2001,"errors":["me-token"]}}'
    headers = {**JSON, "x-request-id": "me-token"}
    world.faults.add(Fault(Kind.STATUS, method, "^/incidents/", status=400, body=body, headers=headers, times=None))
    refused = world.run("ack", incident.id, "--json")
    assert "bad Token token=***" in refused.stdout + refused.stderr
    written = b"".join(path.read_bytes() for path in world.home.rglob("*") if path.is_file())
    assert b"me-token" not in written
    assert "me-token" not in refused.stdout + refused.stderr


def test_a_write_that_a_proxy_answers_is_read_back(world: World) -> None:
    incident = world.trigger()
    world.faults.add(Fault(Kind.HTML, "PUT", incident.id, applied=True, status=403))
    done = world.run("escalate", incident.id)
    assert done.returncode == 0, done
    assert len(world.entries(incident, "escalate")) == 1
