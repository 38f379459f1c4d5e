"""The verb `handoff`: the brief on stdout, posted once, saved to a new file; the keys of its JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.slack.model import Channel, Message
from tests.end_to_end import schema
from tests.end_to_end.verbs import Verbs


@pytest.fixture
def channel(verbs: Verbs) -> Channel:
    world = verbs.world
    with world.server.lock:
        return world.slack.add_channel("oncall-handoff", members=[world.app.user_id])


def there(verbs: Verbs, channel: Channel) -> list[Message]:
    with verbs.world.server.lock:
        return list(verbs.world.slack.messages(channel.id))


def test_the_brief_is_markdown_on_stdout(verbs: Verbs) -> None:
    incident = verbs.trigger("disk [full]")
    result = verbs("handoff")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("# Handoff by Ada Moreau\n")
    assert "Bo Larsen takes over Primary at " in result.out
    assert f"[#1](https://acme.pagerduty.com/incidents/{incident.id}) disk \\[full\\]: triggered" in result.out
    assert verbs.writes == 0


def test_it_is_posted_once_and_stdout_stays_the_brief(verbs: Verbs, channel: Channel) -> None:
    first = verbs("handoff", "--post")
    assert (first.code, first.err) == (0, "pdtui: posted in #oncall-handoff\n")
    assert first.out.startswith("# Handoff by Ada Moreau\n")
    again = verbs("handoff", "--post")
    assert (again.code, again.err) == (0, "pdtui: the brief of this shift was posted in #oncall-handoff before\n")
    assert len(there(verbs, channel)) == 1


def test_a_channel_that_is_missing_is_told_and_the_brief_kept(verbs: Verbs) -> None:
    refused = verbs("handoff", "--post")
    assert refused.code == 1
    assert "Slack has no channel #oncall-handoff" in refused.err
    assert "pdtui outbox shows it" in refused.err
    assert refused.out.startswith("# Handoff by")
    (owed,) = verbs("outbox", "--json").json
    assert (owed["message"], owed["incident_id"], owed["number"]) == (
        "the handoff brief in #oncall-handoff",
        None,
        None,
    )
    dropped = verbs("outbox", "--drop", "1")
    assert (dropped.code, dropped.out) == (0, "Dropped: the handoff brief in #oncall-handoff\n")


def test_without_slack_it_says_so(verbs: Verbs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PDTUI_SLACK_TOKEN")
    result = verbs("handoff", "--post")
    assert result.code == 1
    assert "Slack is off: there is no token for it" in result.err


def test_it_is_saved_to_a_new_file_only(verbs: Verbs, tmp_path: Path) -> None:
    path = tmp_path / "handoff.md"
    result = verbs("handoff", "--save", str(path))
    assert (result.code, result.err) == (0, f"pdtui: saved as {path}\n")
    assert path.read_text(encoding="utf-8") == result.out
    path.write_text("mine", encoding="utf-8")
    again = verbs("handoff", "--save", str(path), "--post")
    assert (again.code, again.out) == (1, "")
    assert "is there already; choose another name; it was not changed" in again.err
    assert path.read_text(encoding="utf-8") == "mine"
    nowhere = verbs("handoff", "--save", str(tmp_path / "none" / "x.md"))
    assert nowhere.code == 1
    assert "cannot be written (No such file or directory)" in nowhere.err


def test_its_json_has_the_keys_that_scripts_count_on(verbs: Verbs, channel: Channel) -> None:
    open_one, closed = verbs.trigger("one"), verbs.trigger("two")
    assert verbs("note", open_one.id, "hello").code == 0
    assert verbs("ack", closed.id).code == 0
    assert verbs("resolve", closed.id).code == 0
    found = json.loads(verbs("handoff", "--json", "--post").out)
    assert tuple(found) == schema.BRIEF
    assert (found["posted"], found["error"], found["by"], found["shifts"]) == (True, None, "Ada Moreau", ["Primary"])
    assert tuple(found["opened"]) == schema.COUNTED
    assert tuple(found["time_to_resolve"]) == schema.SPANS
    assert [one["resolved_by"] for one in found["incidents"]] == [None, "Ada Moreau"]
    assert all(tuple(one) == schema.HANDLED for one in found["incidents"])
    (left,) = found["still_open"]
    assert tuple(left) == schema.STILL_OPEN
    assert (left["number"], left["last_note"]["content"]) == (1, "hello")
    assert all(tuple(one) == schema.TAKES_OVER for one in found["takes_over"])
    assert found["markdown"].startswith("# Handoff by Ada Moreau\n")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", found["shift_ends"])
    assert json.loads(verbs("handoff", "--json").out)["posted"] is None


def test_a_span_can_be_chosen(verbs: Verbs) -> None:
    verbs.world.trigger("an hour ago", announced=False)
    found = json.loads(verbs("handoff", "--since", "30m", "--json").out)
    assert (found["opened"]["total"], found["shift_ends"]) == (0, None)
    assert [one["title"] for one in found["still_open"]] == ["an hour ago"]
    assert json.loads(verbs("handoff", "--since", "2h ago", "--json").out)["opened"]["total"] == 1


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("handoff --since soon", 2, "'soon' is not a time; write 8h (ago), 22:00"),
        ("handoff --until 2999-01-01T00:00Z", 2, "is still to come"),
        ("handoff --since 1h --until 2h", 2, "the span ends before it begins"),
        ("handoff --since 90d", 2, "the span is longer than 31 days"),
        ("handoff --since 20d --until 19d", 1, "you were not on call in that span"),
    ],
)
def test_what_cannot_be_is_refused(verbs: Verbs, line: str, code: int, words: str) -> None:
    result = verbs.line(line)
    assert (result.code, result.out) == (code, "")
    assert words in result.err


def test_many_incidents_are_announced_and_a_network_that_fails_ends_it(verbs: Verbs) -> None:
    for number in range(20):
        verbs.world.trigger(f"incident {number}", announced=False)
    result = verbs("handoff")
    assert result.err == "pdtui: reading the log of 20 incidents…\n"
    verbs.world.faults.add(Fault(Kind.STATUS, path="/log_entries$", status=503, times=None))
    failed = verbs("handoff")
    assert (failed.code, failed.out) == (3, "")
