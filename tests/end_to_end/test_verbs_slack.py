"""The verbs that do something in Slack itself: done, off, parked, queued, refused; and the keys of their JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from pdtui.adapters.slack.manifest import manifest
from pdtui.core.model import ThreadLink
from pdtui.core.slack.port import Piece, Reaction
from pdtui.core.slack.views import ThreadMessage, ThreadView
from pdtui.printing import thread_lines
from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.pagerduty.model import Incident
from pdtui.simulator.slack.model import Message
from tests.end_to_end import schema
from tests.end_to_end.verbs import Result, Verbs
from tests.world import World

Check = Callable[[Verbs], bool]
SLACK_IS_OFF = "Slack is off: there is no token for it; run pdtui setup, or set PDTUI_SLACK_TOKEN"


def parent(verbs: Verbs) -> Message:
    """PagerDuty's message about the first incident."""
    return next(one for one in verbs.world.slack.messages(verbs.world.channel.id) if "#1>" in one.text)


def replies(verbs: Verbs) -> list[str]:
    """What stands below it."""
    world = verbs.world
    with world.server.lock:
        return [one.text for one in world.slack.thread(world.channel.id, parent(verbs).ts)]


def reactions(verbs: Verbs) -> list[str]:
    """The emoji under it."""
    with verbs.world.server.lock:
        return list(parent(verbs).reactions)


def address(verbs: Verbs, ts: str) -> str:
    """A message's address, as Slack copies it."""
    return f"https://acme.slack.com/archives/{verbs.world.channel.id}/p{ts.replace('.', '')}"


class Case(NamedTuple):
    """A verb's arguments (`{p}`: the address of PagerDuty's message), what it says, and what is so afterwards."""

    arguments: str
    says: str
    check: Check
    slack: str | None = "told"
    before: str = ""
    more: tuple[str, ...] = ()
    thread: bool = True

    def ready(self, verbs: Verbs) -> str:
        """An incident ready for the verb; returns the verb's line."""
        verbs.trigger("one")
        assert not self.before or verbs(*self.before.split()).code == 0
        return self.arguments.format(p=address(verbs, parent(verbs).ts))


CASES = {
    "reply": Case("reply 1 'we are on it'", "Replied on #1", lambda v: replies(v) == ["Ada Moreau: we are on it"]),
    "react": Case("react 1 :Eyes:", "Put :eyes: on the thread of #1", lambda v: reactions(v) == ["eyes"]),
    "react twice": Case(
        "react 1 eyes", "Put :eyes: on the thread of #1", lambda v: reactions(v) == ["eyes"], before="react 1 eyes"
    ),
    "react --remove": Case(
        "react 1 eyes --remove", "Took :eyes: off the thread of #1", lambda v: not reactions(v), before="react 1 eyes"
    ),
    "link": Case("link 1 {p}", "Linked #1 to https://acme.slack.com/", lambda v: not v.world.told(), slack=None),
    "unlink": Case(
        "unlink 1", "Forgot the thread of #1", lambda v: linked(v) is None, slack=None, before="react 1 eyes",
        thread=False,
    ),
    "unlink what is not": Case(
        "unlink 1", "#1 has no thread that pdtui knows", lambda v: linked(v) is None, slack=None, thread=False
    ),
    "checklist --post": Case(
        "checklist 1 --post", "Posted the checklist of #1", lambda v: "1. ☐ Join" in replies(v)[0], more=("checklist",)
    ),
    "checklist --post twice": Case(
        "checklist 1 --post", "The checklist of #1 is in Slack already", lambda v: len(replies(v)) == 1,
        before="checklist 1 --post", more=("checklist",),
    ),
    "checklist --tick": Case(
        "checklist 1 --tick 2", "Ticked item 2 of the checklist of #1", lambda v: "2. ✓" in replies(v)[0],
        more=("checklist",),
    ),
    "checklist --untick": Case(
        "checklist 1 --untick 2", "Unticked item 2 of the checklist of #1", lambda v: "2. ☐" in replies(v)[0],
        before="checklist 1 --tick 2", more=("checklist",),
    ),
    "channel --create": Case(
        "channel 1 --create", " for #1", lambda v: len(made(v)) == 1, more=("channel",), thread=False
    ),
}  # fmt: skip
EVERY = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
NEEDS_A_TOKEN = ["reply 1 hi", "react 1 eyes", "link 1 {p}", "checklist 1 --tick 1", "channel 1 --create"]


def linked(verbs: Verbs) -> object:
    """The thread of the first incident as a verb that reads tells it."""
    return verbs("channel", "1", "--json").json[0]["thread"]


def made(verbs: Verbs) -> list[str]:
    """The channels beyond the one that was there."""
    with verbs.world.server.lock:
        return [one.name for one in verbs.world.slack.channels.values() if one.id != verbs.world.channel.id]


@EVERY
def test_it_is_done_in_slack_and_said(verbs: Verbs, case: Case) -> None:
    result = verbs.line(case.ready(verbs))
    assert (result.code, result.err) == (0, "")
    assert case.says in result.out
    assert case.check(verbs)


@EVERY
def test_its_json_is_what_became_of_it(verbs: Verbs, case: Case) -> None:
    result = verbs.line(case.ready(verbs) + " --json")
    assert (result.code, result.err) == (0, "")
    (deed,) = result.json
    assert tuple(deed) == schema.DEED + case.more
    assert (deed["given"], deed["number"], deed["done"], deed["error"], deed["warning"]) == ("1", 1, True, None, None)
    assert deed["action"]
    assert case.says in str(deed["what"])
    assert deed["slack"] == case.slack
    assert (deed["thread"] is not None) == case.thread or not case.thread


def test_without_an_incident_who_is_who_is_forgotten(verbs: Verbs) -> None:
    verbs.trigger()
    assert verbs("reply", "1", "@Bo Larsen please look").code == 0
    assert verbs("unlink").out == "Forgot who is who in Slack: 1 person\n"
    (deed,) = verbs("unlink", "--json").json
    assert tuple(deed) == schema.DEED
    assert (deed["what"], deed["id"], deed["done"]) == ("Forgot who is who in Slack: 0 people", None, True)


def test_a_channel_is_shared_by_those_that_have_none_and_is_printed(verbs: Verbs) -> None:
    verbs.trigger("one"), verbs.trigger("two"), verbs.trigger("three")
    none = verbs("channel", "1", "--json")
    assert (none.code, none.json[0]["channel"], none.json[0]["done"]) == (0, None, True)
    assert none.err == "pdtui: #1 has no channel of its own\n"
    assert verbs("channel", "1", "--create").code == 0
    (first,) = made(verbs)
    shared = verbs("channel", "1", "2", "3", "--create", "--json")
    assert shared.code == 0
    assert len(made(verbs)) == 2
    names = [document(one["channel"])["name"] for one in shared.json]
    assert names == [first, made(verbs)[1], made(verbs)[1]]
    assert tuple(document(shared.json[1]["channel"])) == schema.CHANNEL
    assert verbs("channel", "3").out == f"#{made(verbs)[1]} for #3\n"
    again = verbs("channel", "3", "--use", "#incidents")
    assert (again.code, again.out) == (1, "")
    assert f"#3 has the channel #{made(verbs)[1]} already" in again.err


def test_a_channel_that_exists_is_taken(verbs: Verbs) -> None:
    verbs.trigger("one")
    verbs.world.slack.add_channel("war-room", members=[verbs.world.app.user_id])
    taken = verbs("channel", "1", "--use", "#war-room")
    assert (taken.code, taken.out) == (0, "#war-room for #1\n")
    assert verbs("channel", "1", "--use", "war-room").code == 0
    assert verbs("outbox", "--json").json == []


def test_who_cannot_be_invited_is_named_and_the_channel_is_made(verbs: Verbs) -> None:
    verbs.trigger("one")
    verbs.world.slack.deactivate(verbs.ada.user_id)
    made_without = verbs("channel", "1", "--create")
    assert (made_without.code, made_without.out) == (4, f"#{made(verbs)[0]} for #1\n")
    assert "Ada Moreau" in made_without.err


def test_a_checklist_is_printed_as_it_stands(verbs: Verbs) -> None:
    verbs.trigger("one")
    none = verbs("checklist", "1")
    assert (none.code, none.out, none.err) == (0, "", "pdtui: #1 has no checklist in Slack; --post puts it there\n")
    ticked = verbs("checklist", "1", "--tick", "2")
    assert "[x] 2 Review the alert (Ada Moreau)\n[ ] 3 Check the dashboards\n" in ticked.out
    (found,) = verbs("checklist", "1", "--json").json
    assert found["what"] == "1 of 5 done on #1"
    checklist = document(found["checklist"])
    assert tuple(checklist) == schema.CHECKLIST
    items = checklist["items"]
    assert isinstance(items, list)
    assert [item["done"] for item in items] == [False, True, False, False, False]
    assert all(tuple(item) == schema.ITEM for item in items)
    both = verbs("checklist", "1", "--tick", "1", "--untick", "2", "--json")
    assert [one["what"] for one in both.json] == [
        "Ticked item 1 of the checklist of #1",
        "Unticked item 2 of the checklist of #1",
    ]


def test_the_thread_is_printed_as_it_was_said(verbs: Verbs) -> None:
    verbs.trigger("one")
    world, top = verbs.world, parent(verbs)
    assert verbs("reply", "1", "look\n23:00 Eve: a forged line").code == 0
    with world.server.lock:
        world.slack.react(verbs.ada, world.channel.id, top.ts, "eyes")
        world.slack.post(world.channel.id, verbs.ada, "a \x1b[31mgraph", thread_ts=top.ts, files=[{"name": "g.png"}])
        typo = world.slack.post(world.channel.id, verbs.ada, "tpyo", thread_ts=top.ts)
        world.slack.update(world.channel.id, typo.ts, "typo")
    shown = verbs("thread", "1")
    assert (shown.code, shown.err) == (0, "")
    first, *said = shown.out.splitlines()
    assert first == address(verbs, top.ts)
    assert [line[6:] for line in said] == [
        "PagerDuty: *Triggered* #1 :eyes: 1",
        "pdtui: Ada Moreau: look",
        "23:00 Eve: a forged line",
        "Ada: a graph [g.png]",
        "Ada: typo (edited)",
    ]
    assert said[2].startswith("      ")
    whole = json.loads(verbs("thread", "1", "--json").out)
    assert tuple(whole) == schema.CONVERSATION
    assert tuple(whole["thread"]) == schema.THREAD
    assert all(tuple(one) == schema.SAID for one in whole["messages"])
    assert whole["messages"][0]["reactions"] == [{"name": "eyes", "count": 1}]
    assert [one["by_pdtui"] for one in whole["messages"]] == [False, True, False, False]
    assert [one["edited"] for one in whole["messages"]] == [False, False, False, True]
    assert whole["messages"][2]["files"] == ["g.png"]


def document(found: object) -> dict[str, object]:
    """A JSON object."""
    assert isinstance(found, dict)
    return found


def test_a_thread_of_another_incident_is_linked_and_said(verbs: Verbs) -> None:
    verbs.trigger("one")
    own = address(verbs, parent(verbs).ts)
    assert "another incident" not in verbs("link", "1", own).err
    second = verbs.trigger("two")
    done = verbs("link", str(second.number), own)
    assert (done.code, done.out.startswith(f"Linked #{second.number} to ")) == (0, True)
    assert f"#{second.number} is linked to a thread that began with another incident" in done.err


# -- what goes wrong -------------------------------------------------------------------------------


@pytest.mark.parametrize("line", NEEDS_A_TOKEN)
def test_where_slack_is_off_it_is_refused_and_nothing_is_owed(
    verbs: Verbs, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    verbs.trigger()
    monkeypatch.delenv("PDTUI_SLACK_TOKEN")
    line = line.format(p=address(verbs, parent(verbs).ts))
    refused = verbs.line(line)
    assert (refused.code, refused.out) == (1, "")
    assert SLACK_IS_OFF in refused.err
    (deed,) = verbs.line(f"{line} --json").json
    assert (deed["done"], deed["slack"], deed["what"]) == (False, "off", None)
    assert SLACK_IS_OFF in str(deed["error"])
    assert verbs("outbox", "--json").json == []


@pytest.mark.parametrize("line", ["thread 1", "checklist 1"])
def test_where_slack_is_off_there_is_nothing_to_read(verbs: Verbs, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    verbs.trigger()
    monkeypatch.delenv("PDTUI_SLACK_TOKEN")
    refused = verbs.line(line)
    assert (refused.code, refused.out, SLACK_IS_OFF in refused.err) == (1, "", True)


@pytest.mark.parametrize("line", ["thread 1", "checklist 1"])
def test_a_refused_token_and_a_dead_network_end_a_reading_at_once(verbs: Verbs, line: str) -> None:
    verbs.trigger()
    verbs.world.faults.add(Fault(Kind.DROP, path="^/api/", times=None))
    gone = verbs.line(line)
    assert (gone.code, gone.out) == (3, "")
    verbs.world.faults.clear()
    verbs.world.slack.revoke("xoxb-me")
    refused = verbs.line(line)
    assert (refused.code, refused.out) == (1, "")
    assert "token_revoked" in refused.err


@pytest.mark.parametrize("line", ["thread 1", "checklist 1"])
def test_a_thread_that_cannot_be_looked_for_is_not_called_absent(verbs: Verbs, line: str) -> None:
    verbs.trigger()
    verbs.world.faults.add(Fault(Kind.STATUS, path="conversations.history", status=503, times=None))
    failed = verbs.line(line)
    assert (failed.code, failed.out) == (3, "")
    assert "no thread" not in failed.err
    verbs.world.faults.clear()
    verbs.world.trigger("two", announced=False)
    absent = verbs.line(line.replace("1", "2"))
    assert (absent.code, absent.out) == (1, "")
    assert "#2 has no thread in Slack yet" in absent.err


def test_a_refused_token_needs_a_person_and_the_reply_is_kept(verbs: Verbs) -> None:
    verbs.trigger()
    verbs.world.slack.revoke("xoxb-me")
    result = verbs("reply", "1", "hello", "--json")
    (deed,) = result.json
    assert (result.code, deed["done"], deed["slack"]) == (1, False, "queued")
    assert "token_revoked" in result.err
    assert [one["message"] for one in verbs("outbox", "--json").json] == ["reply on #1: hello"]


def test_what_is_still_queued_is_said_on_stderr_and_is_no_failure(
    verbs: Verbs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pdtui.verbs.slack_answers.TOLD_WITHIN", 0.5)
    verbs.trigger()
    verbs.world.faults.add(Fault(Kind.STATUS, path="chat.postMessage", status=503, times=None))
    plain = verbs("reply", "1", "hello")
    assert (plain.code, plain.out) == (0, "")
    assert plain.err.startswith("pdtui: reply on #1: hello: still queued for Slack (")
    queued = verbs("reply", "1", "again", "--json")
    (deed,) = queued.json
    assert (queued.code, deed["done"], deed["slack"], deed["error"]) == (0, None, "queued", None)
    verbs.world.faults.clear()
    monkeypatch.undo()
    for name, value in verbs.world.environment.items():
        monkeypatch.setenv(name, value)
    assert verbs("reply", "1", "third").code == 0
    assert replies(verbs) == [f"Ada Moreau: {text}" for text in ("hello", "again", "third")]


def parked(verbs: Verbs, *texts: str) -> list[Result]:
    """Replies that no channel is there for."""
    verbs.world.settings = verbs.world.settings.replace("#incidents", "#nowhere")
    verbs.world.settle()
    verbs.world.trigger("one", announced=False)
    return [verbs("reply", "1", text, "--json") for text in texts]


def test_what_is_parked_is_refused_with_its_reason_and_can_be_tried_again(verbs: Verbs) -> None:
    (result,) = parked(verbs, "hello")
    (deed,) = result.json
    assert (result.code, deed["done"], deed["slack"], deed["what"]) == (1, False, "parked", None)
    assert "Slack has no channel for Checkout API" in result.err
    assert "it is kept: pdtui outbox shows it" in result.err
    again = verbs("outbox", "--retry", "1")
    assert (again.code, again.out) == (1, "")
    assert "Slack has no channel" in again.err
    verbs.world.settings = verbs.world.settings.replace("#nowhere", "#incidents")
    verbs.world.settle()
    done = verbs("outbox", "--retry", "1")
    assert (done.code, done.out, done.err) == (0, "Told Slack: reply on #1: hello\n", "")
    assert verbs("outbox", "--json").json == []
    assert [one.text for one in verbs.world.told()][1:] == ["Ada Moreau: hello"]


def test_rows_are_numbered_and_one_is_dropped_by_number_or_id(verbs: Verbs) -> None:
    parked(verbs, "first", "second", "third")
    lines = verbs("outbox").out.splitlines()
    assert [line.split()[0] for line in lines] == ["ROW", "1", "2", "3"]
    dropped = verbs("outbox", "--drop", "2")
    assert (dropped.code, dropped.out) == (0, "Dropped: reply on #1: second\n")
    first, third = verbs("outbox", "--json").json
    (deed,) = verbs("outbox", "--drop", str(third["id"]), "--json").json
    assert tuple(deed) == schema.DEED
    assert (deed["given"], deed["action"], deed["done"], deed["slack"]) == (third["id"], "dropped", True, None)
    assert [one["id"] for one in verbs("outbox", "--json").json] == [first["id"]]
    verbs.world.settings = verbs.world.settings.replace("#nowhere", "#incidents")
    verbs.world.settle()
    (told,) = verbs("outbox", "--retry", str(first["id"]), "--json").json
    assert (told["action"], told["done"], told["slack"]) == ("retried", True, "told")
    assert [one.text for one in verbs.world.told()][1:] == ["Ada Moreau: first"]


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("outbox --retry 2", 1, "nothing in the outbox is called '2'"),
        ("outbox --drop pdtui:reply:none", 1, "nothing in the outbox is called 'pdtui:reply:none'"),
        ("outbox --drop 0", 1, "nothing in the outbox is called '0'"),
        ("outbox --retry 1 --drop 1", 2, "cannot be both retried and dropped"),
    ],
)
def test_a_row_that_is_not_there_is_refused_and_none_is_touched(verbs: Verbs, line: str, code: int, words: str) -> None:
    parked(verbs, "hello")
    refused = verbs.line(line)
    assert (refused.code, refused.out) == (code, "")
    assert words in refused.err
    assert [one["state"] for one in verbs("outbox", "--json").json] == ["parked"]


def test_with_slack_off_a_row_is_dropped_but_not_tried(verbs: Verbs, monkeypatch: pytest.MonkeyPatch) -> None:
    parked(verbs, "hello")
    monkeypatch.delenv("PDTUI_SLACK_TOKEN")
    refused = verbs("outbox", "--retry", "1", "--json")
    assert (refused.code, refused.json[0]["slack"], SLACK_IS_OFF in refused.err) == (1, "off", True)
    assert verbs("outbox", "--drop", "1").code == 0
    assert verbs("outbox").out == ""


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("reply 1 ' '", 2, "the reply is empty"),
        ("reply 9 hi", 1, "there is no incident #9"),
        ("react 1 'two words'", 1, "'two words' is no emoji's name"),
        ("react 1 '\x1b[31m<!channel>'", 1, "is no emoji's name"),
        ("react 1 ''", 1, "'' is no emoji's name"),
        ("link 1 https://acme.slack.com/archives/C0000000006/p1111111111111111", 1, "there is no such message"),
        ("link 1 https://evil.example/archives/C0000000006/p1111111111111111", 1, "no address of a message in Slack"),
        ("link 1 '\x1b]0;x\x07'", 1, "no address of a message in Slack"),
        ("link 1", 2, "required: PERMALINK"),
        ("unlink 1 2", 2, "unrecognized arguments: 2"),
        ("unlink 9", 1, "there is no incident #9"),
        ("channel 1 --use x --create", 2, "leave --create, --private and --by-pagerduty out"),
        ("channel 1 --use ' # '", 2, "--use names no channel"),
        ("checklist 1 --tick 99", 1, "the checklist has no item 99; it has 5, from 1 on"),
        ("checklist 1 --tick 0", 1, "the checklist has no item 0"),
        ("checklist 1 --tick one", 2, "invalid int value: 'one'"),
        ("checklist 1 --tick 1 --untick 1", 2, "both ticked and unticked"),
        ("slack", 2, "required"),
        ("slack token", 2, "invalid choice: 'token'"),
    ],
)
def test_what_makes_no_sense_is_told_and_nothing_reaches_slack(verbs: Verbs, line: str, code: int, words: str) -> None:
    verbs.trigger()
    refused = verbs.line(line)
    assert (refused.code, refused.out) == (code, "")
    assert words in refused.err
    assert "\x1b" not in refused.err
    assert (verbs.world.told(), reactions(verbs)) == ([], [])


# -- words -----------------------------------------------------------------------------------------


def test_a_reply_of_a_stranger_s_text_is_text_and_a_colleague_is_spoken_to(verbs: Verbs) -> None:
    verbs.trigger()
    assert verbs("reply", "1", "<!channel> \x1b[31m*now* @Bo Larsen\nplease").code == 0
    (said,) = [one for one in verbs.world.told() if one.is_reply]
    blocks = json.dumps(said.blocks)
    assert f'"user_id": "{verbs.bo.user_id}"' in blocks
    assert '"broadcast"' not in blocks
    assert "\\u001b" not in blocks
    assert "<!channel> *now* " in blocks


def test_work_in_slack_acknowledges_where_that_is_wanted(verbs: Verbs) -> None:
    verbs.world.settings = verbs.world.settings.replace("[slack]\n", "[slack]\nauto_acknowledge = true\n")
    verbs.world.settle()
    mine = verbs.trigger()
    result = verbs("reply", "1", "I look", "--json")
    assert (result.code, mine.status) == (0, "acknowledged")
    assert result.err == "pdtui: #1 is being acknowledged, since you answered in Slack\n"
    incident = result.json[0]["incident"]
    assert isinstance(incident, dict)
    assert incident["status"] == "acknowledged"
    theirs = bo_has(verbs)
    asked = verbs("reply", str(theirs.number), "I look too")
    assert (asked.code, theirs.status) == (0, "triggered")
    assert f"pdtui ack {theirs.id} acknowledges it" in asked.err


def bo_has(verbs: Verbs) -> Incident:
    """An incident that pages somebody else."""
    other = verbs.trigger("two")
    assert verbs("reassign", other.id, "--to", "larsen").code == 0
    return other


# -- the manifest ----------------------------------------------------------------------------------


def test_the_manifest_needs_neither_token_nor_network_nor_good_settings(world: World) -> None:
    world.settings = "this is no TOML"
    nothing = {name: "" for name in world.environment if name != "PDTUI_HOME"}
    printed = world.run("slack", "manifest", **nothing)
    assert (printed.returncode, printed.stdout, printed.stderr) == (0, manifest(), "")
    found = json.loads(world.run("slack", "manifest", "--json", **nothing).stdout)
    assert tuple(found) == schema.MANIFEST
    assert found["manifest"] == manifest()
    assert world.server.exchanges == []


def test_as_a_process_a_script_gets_the_same(world: World) -> None:
    incident = world.trigger()
    told = world.run("reply", incident.id, "we are on it")
    assert (told.returncode, told.stdout, told.stderr) == (0, f"Replied on #{incident.number}\n", "")
    off = world.run("reply", incident.id, "hi", PDTUI_SLACK_TOKEN="")
    assert (off.returncode, off.stdout, off.stderr) == (1, "", f"pdtui: #{incident.number}: {SLACK_IS_OFF}\n")
    assert len(world.told()) == 1


# -- printing, with values -------------------------------------------------------------------------


def test_what_was_deleted_is_told_and_no_stranger_can_forge_a_line() -> None:
    at = datetime(2026, 11, 25, 3, 12, tzinfo=UTC)
    link = ThreadLink("P1", "T1", "C1", "1.1", "incidents", "https://acme.slack.com/archives/C1/p11", "pdtui")
    hostile = ThreadMessage(
        "1.2", "Eve\n03:13 Ada", at, (Piece("one\ntwo"),), files=("a\nb",), reactions=(Reaction("+1", 2),), edited=True
    )
    gone = ThreadMessage("1.1", "Ada", at, (Piece("old words"),), deleted=True, edited=True, is_parent=True)
    assert list(thread_lines(ThreadView(link, (gone, hostile), at), at)) == [
        "https://acme.slack.com/archives/C1/p11",
        "03:12 Ada: (deleted)",
        "03:12 Eve 03:13 Ada: one\n      two (edited) [a b] :+1: 2",
    ]
    assert next(thread_lines(ThreadView(replace(link, permalink=""), (), at), at)) == "#incidents"
