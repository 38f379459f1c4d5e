"""The verbs as a script sees them: processes, exit codes, stdout that is data."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from pdtui.simulator.faults import Fault, Kind
from tests.world import PATIENCE, World

FIELDS = {"id", "number", "title", "status", "urgency", "priority", "service", "assignees", "reason", "url"}


def test_list_prints_a_table_and_json(world: World) -> None:
    incident = world.trigger("Disk [95%] full")
    table = world.run("list")
    assert table.returncode == 0
    assert f"#{incident.number}" in table.stdout
    assert "Disk [95%] full" in table.stdout
    (found,) = json.loads(world.run("list", "--json").stdout)
    assert found.keys() >= FIELDS
    assert (found["id"], found["number"], found["reason"]) == (incident.id, incident.number, "assigned, on call L1")
    assert found["assignees"] == ["Ada Moreau"]


def test_an_empty_list_is_an_empty_array_and_a_word_on_stderr(world: World) -> None:
    assert json.loads(world.run("list", "--json").stdout) == []
    plain = world.run("list")
    assert (plain.stdout, plain.returncode) == ("", 0)
    assert "no open incidents" in plain.stderr


def test_a_network_that_fails_is_never_an_empty_list(world: World) -> None:
    world.faults.add(Fault(Kind.STATUS, path="^/incidents$", status=429, times=None))
    limited = world.run("list", "--json")
    assert (limited.stdout, limited.returncode) == ("", 3)
    world.faults.clear()
    world.faults.add(Fault(Kind.DROP, times=None))
    gone = world.run("list", "--json")
    assert (gone.stdout, gone.returncode) == ("", 3)
    assert "check the network" in gone.stderr


def test_ack_by_id_number_hash_and_address_each_told_once(world: World) -> None:
    incidents = [world.trigger(f"incident {number}") for number in range(4)]
    first, second, third, fourth = incidents
    address = f"https://acme.pagerduty.com/incidents/{fourth.id}?utm_source=slack"
    result = world.run("ack", first.id, str(second.number), f"#{third.number}", address)
    assert result.returncode == 0, result.stderr
    assert result.stdout.count(", told in #incidents") == 4
    assert "Acknowledged #1, told" in result.stdout
    assert all(incident.status == "acknowledged" for incident in incidents)
    assert len(world.told()) == 4


def test_resolve_with_a_message(world: World) -> None:
    incident = world.trigger()
    result = world.run("resolve", incident.id, "-m", "pool exhausted", "--json")
    assert result.returncode == 0
    (deed,) = json.loads(result.stdout)
    assert (deed["done"], deed["slack"], deed["action"]) == (True, "told", "resolved")
    assert deed["thread"]["channel"] == "incidents"
    assert incident.status == "resolved"
    assert [note.content for note in world.notes(incident)] == ["pool exhausted"]
    (message,) = world.told()
    assert "pool exhausted" in message.text


def test_escalate_takes_the_next_level_or_the_one_that_is_named(world: World) -> None:
    first, second = world.trigger("one"), world.trigger("two")
    assert world.run("escalate", first.id).returncode == 0
    assert world.run("escalate", second.id, "--level", "2").returncode == 0
    for incident in (first, second):
        assert len(world.entries(incident, "escalate")) == 1
    last = world.run("escalate", first.id)
    assert last.returncode == 1
    assert "choose a level (1: " in last.stderr
    beyond = world.run("escalate", second.id, "--level", "7")
    assert beyond.returncode == 1


def test_note_show_and_outbox(world: World) -> None:
    incident = world.trigger()
    assert world.run("note", incident.id, "seen on the graph").returncode == 0
    shown = world.run("show", incident.id)
    assert "seen on the graph" in shown.stdout
    assert "Slack: https://acme.slack.com/archives/" in shown.stdout
    whole = json.loads(world.run("show", str(incident.number), "--json").stdout)
    assert whole["notes"][0]["content"] == "seen on the graph"
    assert whole["thread"]["origin"] == "pagerduty"
    assert json.loads(world.run("outbox", "--json").stdout) == []


def test_a_slack_that_is_down_neither_delays_nor_fails_the_action(world: World) -> None:
    incident = world.trigger()
    world.faults.add(Fault(Kind.STATUS, path="^/api/", status=503, times=None))
    result = world.run("ack", incident.id)
    assert result.returncode == 0
    assert "still queued for Slack" in result.stdout
    assert incident.status == "acknowledged"
    (owed,) = json.loads(world.run("outbox", "--json").stdout)
    assert owed["number"] == incident.number
    assert owed["state"] == "waiting"
    world.faults.clear()
    other = world.trigger("another")
    assert world.run("ack", other.id).returncode == 0
    if json.loads(world.run("outbox", "--json").stdout):  # the verb waited for its own message alone
        world.run("outbox", "--retry", "1")
    assert len(world.told()) == 2


def test_without_a_slack_token_everything_else_works(world: World) -> None:
    incident = world.trigger()
    result = world.run("ack", incident.id, PDTUI_SLACK_TOKEN="")
    assert result.returncode == 0
    assert "Slack is off" in result.stdout
    assert world.told() == []
    assert world.run("outbox").stdout == ""


def test_no_proxy_stands_between_pdtui_and_this_machine(world: World) -> None:
    incident = world.trigger()
    dead = "http://127.0.0.1:9"
    result = world.run("ack", incident.id, HTTP_PROXY=dead, HTTPS_PROXY=dead, ALL_PROXY=dead, http_proxy=dead)
    assert result.returncode == 0, result.stderr
    assert "told in #incidents" in result.stdout


def test_partly_done_is_an_exit_code_of_its_own(world: World) -> None:
    good, resolved = world.trigger("good"), world.trigger("resolved")
    world.pagerduty.resolve(resolved.id, world.bo.id)
    result = world.run("ack", good.id, resolved.id)
    assert result.returncode == 4
    assert "Acknowledged #1" in result.stdout
    assert "1 of 2 done, 1 refused:" in result.stderr
    assert "#2 is resolved" in result.stderr
    assert resolved.status == "resolved"


def test_an_action_of_one_process_is_undone_by_the_next(world: World) -> None:
    incident = world.trigger()
    assert world.run("snooze", incident.id, "2h").returncode == 0
    assert incident.status == "acknowledged"
    undone = world.run("undo")
    assert undone.returncode == 0, undone.stderr
    assert "Took the acknowledgement of #1 back" in undone.stdout
    assert "mind: #1 pages again" in undone.stderr
    assert incident.status == "triggered"


def test_a_new_incident_is_told_by_number_id_and_address(world: World) -> None:
    result = world.run("trigger", "Search is down", "--service", "checkout", "--to", "me")
    assert result.returncode == 0, result.stderr
    (incident,) = world.pagerduty.incidents.values()
    assert result.stdout.splitlines()[1].split() == [
        f"#{incident.number}",
        incident.id,
        f"https://acme.pagerduty.com/incidents/{incident.id}",
    ]


def test_an_interrupt_ends_the_verb_and_keeps_what_was_under_way(world: World) -> None:
    incident = world.trigger()
    world.settle()
    fault = world.faults.add(Fault(Kind.HANG, method="PUT", applied=True))
    program = subprocess.Popen(
        [sys.executable, "-m", "pdtui", "ack", incident.id],
        env={**os.environ, **world.environment},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert fault.reached.wait(PATIENCE)
    program.send_signal(signal.SIGINT)
    out, err = program.communicate(timeout=PATIENCE)
    assert (program.returncode, out) == (130, "")
    assert err == "pdtui: interrupted; what was under way goes on at the next start\n"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["ack"], 2, "the following arguments are required"),
        (["ack", "two words"], 2, "is not an incident"),
        (["ack", "999999"], 1, "there is no incident #999999"),
        (["note", "#1", "   "], 2, "the note is empty"),
        (["escalate", "#1", "--level", "0"], 2, "counts from 1"),
        (["nonsense"], 2, "invalid choice"),
        (["--config", "absent.toml", "list"], 2, "does not exist"),
        ([], 2, "needs a terminal"),
    ],
)
def test_bad_input_gets_one_sentence_and_a_code(world: World, arguments: list[str], code: int, words: str) -> None:
    world.trigger()
    result = world.run(*arguments)
    assert result.returncode == code
    assert words in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_no_token_is_told_with_the_way_in(world: World) -> None:
    result = world.run("list", PDTUI_PAGERDUTY_TOKEN="")
    assert result.returncode == 2
    assert "PDTUI_PAGERDUTY_TOKEN" in result.stderr
    assert "pdtui demo" in result.stderr


def test_no_secret_is_in_the_log_the_journal_or_the_output(world: World) -> None:
    incident = world.trigger()
    world.faults.add(Fault(Kind.STATUS, method="PUT", status=500))
    outputs = [world.run("ack", incident.id), world.run("list", PDTUI_PAGERDUTY_TOKEN="u+notAGoodToken")]
    texts = [part for result in outputs for part in (result.stdout, result.stderr)]
    texts += [path.read_bytes().decode("latin-1") for path in (world.home / "state").iterdir()]
    for secret in ("me-token", "xoxb-me", "u+notAGoodToken"):
        assert not any(secret in text for text in texts)
