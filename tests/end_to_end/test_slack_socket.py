"""Buttons and `/pdtui` in Slack: done once, as the person who pressed or typed, or refused with the reason."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from pdtui.core.engine import Engine
from pdtui.errors import Refused
from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.pagerduty.model import Incident
from pdtui.simulator.slack.delivery import Delivery
from pdtui.simulator.slack.model import Person
from pdtui.simulator.slack.model_interactions import View
from tests.slack_socket import SocketWorld, eventually
from tests.world import PATIENCE

ENTRIES = {"acknowledge": "acknowledge", "resolve": "resolve", "escalate": "escalate", "note": "annotate"}
WORDS = {
    "acknowledge": "acknowledged #1",
    "resolve": "resolved #1",
    "escalate": "escalated #1 to level 2",
    "note": "added a note to #1",
}


@pytest.fixture
def town(tmp_path: Path) -> Iterator[SocketWorld]:
    """A small world with Socket Mode."""
    made = SocketWorld(tmp_path / "pdtui")
    with made:
        yield made
        assert made.server.errors == []


async def use(town: SocketWorld, person: Person, incident: Incident, button: str, engine: Engine) -> None:
    """Press a button; the one that asks is answered."""
    parent = await town.parent(engine, incident)
    await town.taken(town.press(person, parent, button))
    if button == "note":
        await town.taken(await modal(town, person, "seen\nit is the cache"))


async def modal(town: SocketWorld, person: Person, text: str) -> Delivery:
    """Submit the modal that opened for somebody."""

    def opened() -> list[View]:
        with town.server.lock:
            return [one for one in town.slack.views.values() if one.user == person.user_id and one.is_open]

    (view,) = await eventually(opened)
    with town.server.lock:
        return town.slack.submit(person, view.id, {"text": text})


def agents(town: SocketWorld, incident: Incident, kind: str) -> list[str]:
    """Who did it, by PagerDuty's own log."""
    return [entry.agent.id for entry in town.entries(incident, kind)]  # type: ignore[union-attr]


@pytest.mark.parametrize("button", list(ENTRIES))
async def test_each_button_acts_as_me(town: SocketWorld, button: str) -> None:
    incident = town.trigger(announced=False)
    async with town.listening() as engine:
        await use(town, town.ada, incident, button, engine)
        (said,) = await town.answers(town.ada)
        assert said.lower().startswith(WORDS[button])
        await told(town, f"Ada Moreau {WORDS[button]}")
    assert agents(town, incident, ENTRIES[button]) == [town.me.id]


@pytest.mark.parametrize("button", list(ENTRIES))
async def test_each_button_acts_as_a_colleague_with_an_account_key(town: SocketWorld, button: str) -> None:
    town.with_account_key()
    incident = town.trigger(announced=False)
    async with town.listening() as engine:
        await use(town, town.slack_bo, incident, button, engine)
        (said,) = await town.answers(town.slack_bo)
        assert said.startswith(f"Bo Larsen {WORDS[button]}")
        await told(town, f"Bo Larsen {WORDS[button]}")
    assert agents(town, incident, ENTRIES[button]) == [town.bo.id]
    if button == "note":
        assert [(note.author.id, note.content) for note in town.notes(incident)] == [
            (town.bo.id, "seen\nit is the cache")
        ]


@pytest.mark.parametrize("button", list(ENTRIES))
async def test_a_personal_token_acts_for_nobody_else(town: SocketWorld, button: str) -> None:
    incident = town.trigger(announced=False)
    async with town.listening() as engine:
        parent = await town.parent(engine, incident)
        await town.taken(town.press(town.slack_bo, parent, button))
        (said,) = await town.answers(town.slack_bo)
    assert "Ada Moreau's own PagerDuty token and cannot act for you" in said
    assert town.entries(incident, ENTRIES[button]) == []
    assert town.slack.views == {}


async def test_a_sender_in_the_settings_makes_a_personal_token_no_account_key(town: SocketWorld) -> None:
    town.settings = town.settings.replace("[pagerduty]", '[pagerduty]\nfrom = "ada@acme.example"')
    incident = town.trigger(announced=False)
    async with town.listening() as engine:
        await town.taken(town.press(town.slack_bo, await town.parent(engine, incident), "acknowledge"))
        (said,) = await town.answers(town.slack_bo)
    assert "cannot act for you" in said
    assert incident.status == "triggered"


@pytest.mark.parametrize("button", [*ENTRIES, "details"])
async def test_whom_pagerduty_does_not_know_is_refused(town: SocketWorld, button: str) -> None:
    town.with_account_key()
    incident = town.trigger(announced=False)
    async with town.listening() as engine:
        await town.taken(town.press(town.nils, await town.parent(engine, incident), button))
        (said,) = await town.answers(town.nils)
    assert said.startswith("Pdtui does not know you in PagerDuty")
    assert incident.status == "triggered"
    assert town.slack.views == {}


async def test_details_tell_how_it_stands_and_change_nothing(town: SocketWorld) -> None:
    incident = town.trigger("Checkout <!channel> is slow", announced=False)
    async with town.listening() as engine:
        await town.taken(town.press(town.slack_bo, await town.parent(engine, incident), "details"))
        (said,) = await town.answers(town.slack_bo)
    assert "#1 Checkout &lt;!channel&gt; is slow" in said
    assert "Triggered, with Ada Moreau" in said
    assert "Checkout API" in said
    assert f"/incidents/{incident.id}" in said


async def test_one_click_that_arrives_twice_acts_once(town: SocketWorld) -> None:
    incident = town.trigger(announced=False)
    async with town.listening() as engine:
        click = town.press(town.ada, await town.parent(engine, incident), "escalate")
        with town.server.lock:
            again = town.slack.redeliver(click)
        await town.taken(click)
        await town.taken(again)
        await town.answers(town.ada)
        await settled(town)
    assert len(town.entries(incident, "escalate")) == 1
    assert len(click.responses) == 1


async def test_one_command_that_arrives_twice_acts_once(town: SocketWorld) -> None:
    async with town.listening():
        command = town.type(town.ada, 'trigger "Twice?" on Checkout API')
        with town.server.lock:
            again = town.slack.redeliver(command)
        await town.taken(command)
        await town.taken(again)
        await town.answers(town.ada)
        await settled(town)
    assert [one.title for one in town.pagerduty.state.incidents.values()] == ["Twice?"]


async def settled(town: SocketWorld) -> None:
    """All that came before this command was looked at: things are served in the order in which they came."""
    before = len(town.slack.ephemerals)
    await town.taken(town.type(town.nils, "help"))
    await town.answers(town.nils)
    assert len(town.slack.ephemerals) == before + 1


async def told(town: SocketWorld, words: str) -> None:
    """It is told in the thread."""
    await eventually(lambda: [one for one in town.told() if one.is_reply and one.text.startswith(words)])


@pytest.mark.parametrize(
    ("typed", "entry", "words"),
    [
        ("ack 1", "acknowledge", "acknowledged #1"),
        ("acknowledge #1", "acknowledge", "acknowledged #1"),
        ("resolve 1", "resolve", "resolved #1"),
        ("resolve #1 it was the cache", "resolve", "resolved #1"),
        ("note 1 look at the cache", "annotate", "added a note to #1"),
        ("escalate 1", "escalate", "escalated #1 to level 2"),
    ],
)
@pytest.mark.parametrize("foreign", [False, True], ids=["me", "a colleague"])
async def test_each_command_on_an_incident(
    town: SocketWorld, typed: str, entry: str, words: str, foreign: bool
) -> None:
    if foreign:
        town.with_account_key()
    incident = town.trigger(announced=False)
    who, agent = (town.slack_bo, town.bo) if foreign else (town.ada, town.me)
    async with town.listening():
        await town.taken(town.type(who, typed))
        (said,) = await town.answers(who)
        assert said.lower().startswith(f"bo larsen {words}".lower() if foreign else words.lower())
    assert set(agents(town, incident, entry)) == {agent.id}
    if "cache" in typed:
        assert [note.author.id for note in town.notes(incident)] == [agent.id]


async def test_a_command_takes_an_incidents_id_and_address(town: SocketWorld) -> None:
    first, second = town.trigger(announced=False), town.trigger("Another", announced=False)
    async with town.listening() as engine:
        url = (await engine.find(second.id)).url
        await town.taken(town.type(town.ada, f"ack {first.id}"))
        await town.taken(town.type(town.ada, f"ack <{url}>"))
        await town.answers(town.ada, 2)
    assert (first.status, second.status) == ("acknowledged", "acknowledged")


@pytest.mark.parametrize("typed", ['trigger "Disk on fire" on Checkout API', "trigger Disk on fire on Checkout API"])
async def test_triggering_from_slack(town: SocketWorld, typed: str) -> None:
    town.with_account_key()
    async with town.listening():
        await town.taken(town.type(town.slack_bo, typed))
        (said,) = await town.answers(town.slack_bo)
    (incident,) = town.pagerduty.state.incidents.values()
    assert incident.title == "Disk on fire"
    assert said.startswith("Bo Larsen triggered #1")
    assert f"/incidents/{incident.id}" in said
    assert agents(town, incident, "trigger") == [town.bo.id]


async def test_inviting_as_a_colleague(town: SocketWorld) -> None:
    town.with_account_key()
    incident = town.trigger(announced=False)
    async with town.listening():
        await town.taken(town.type(town.slack_bo, "invite 1 ada@acme.example, @Bo"))
        (said,) = await town.answers(town.slack_bo)
    assert said.startswith("Bo Larsen asked Ada Moreau, Bo Larsen for help on #1")
    assert [request.requester_id for request in incident.responder_requests] == [town.bo.id]


async def test_inviting_by_a_mention(town: SocketWorld) -> None:
    incident = town.trigger(announced=False)
    async with town.listening():
        await town.taken(town.type(town.ada, f"invite 1 <@{town.slack_bo.user_id}|bo>"))
        await town.taken(town.type(town.ada, f"invite 1 <@{town.nils.user_id}|nils>"))
        said = await town.answers(town.ada, 2)
    assert any("asked Bo Larsen for help" in one.replace("Asked", "asked") for one in said)
    assert any("PagerDuty knows nobody with the e-mail of @nils" in one for one in said)
    assert [request.requester_id for request in incident.responder_requests] == [town.me.id]


async def test_who_is_on_call(town: SocketWorld) -> None:
    async with town.listening():
        for typed in ("oncall", "oncall checkout", "oncall nothing"):
            await town.taken(town.type(town.slack_bo, typed))
        said = await town.answers(town.slack_bo, 3)
    assert sum("Payments, level 1: Ada Moreau until" in one and "then Bo Larsen" in one for one in said) == 2
    assert sum("level 2: Bo Larsen" in one for one in said) == 2


async def test_help_and_words_that_there_are_not(town: SocketWorld) -> None:
    async with town.listening():
        for typed in ("", "help", "resolv 12", "ack", "trigger something"):
            await town.taken(town.type(town.nils, typed))
        said = await town.answers(town.nils, 5)
    assert sum("/pdtui escalate ID" in one for one in said) == 2
    assert any("did you mean /pdtui resolve ID" in one for one in said)
    assert any("write /pdtui ack ID" in one for one in said)
    assert any('write /pdtui trigger "Title" on Service' in one for one in said)


async def test_what_pagerduty_refuses_is_answered_with_its_reason(town: SocketWorld) -> None:
    town.with_account_key()
    town.bo.role = "read_only_user"
    incident = town.trigger(announced=False)
    async with town.listening():
        await town.taken(town.type(town.slack_bo, "ack 1"))
        await town.taken(town.type(town.slack_bo, "ack 77"))
        said = await town.answers(town.slack_bo, 2)
    assert all("Bo Larsen" not in one for one in said)
    assert incident.status == "triggered"


async def test_slack_is_acknowledged_while_pagerduty_hangs(town: SocketWorld) -> None:
    incident = town.trigger(announced=False)
    async with town.listening() as engine:
        parent = await town.parent(engine, incident)
        hang = town.faults.add(Fault(Kind.HANG, path="^/incidents", times=None))
        await town.taken(town.press(town.ada, parent, "acknowledge"))
        assert await asyncio.to_thread(hang.reached.wait, PATIENCE)
        town.faults.clear()
        (said,) = await town.answers(town.ada)
    assert said.startswith("Acknowledged #1")


async def test_a_modal_opens_in_time_while_pagerduty_hangs(town: SocketWorld) -> None:
    incident = town.trigger(announced=False)
    async with town.listening() as engine:
        parent = await town.parent(engine, incident)
        hang = town.faults.add(Fault(Kind.HANG, path="^/users", times=None))
        await town.taken(town.press(town.slack_bo, parent, "note"))
        submitted = await modal(town, town.slack_bo, "hello?")
        assert await asyncio.to_thread(hang.reached.wait, PATIENCE)
        town.faults.clear()
        await town.taken(submitted)
        (said,) = await town.answers(town.slack_bo)
    assert "cannot act for you" in said  # now that it is known who it is
    assert town.notes(incident) == []


async def test_a_stranger_of_another_workspace_is_refused(town: SocketWorld) -> None:
    town.with_account_key()
    incident = town.trigger(announced=False)
    async with town.listening() as engine:
        parent = await town.parent(engine, incident)
        click = town.press(town.nils, parent, "details")
        user = click.payload["user"]
        assert isinstance(user, dict)
        foreign = {**click.payload, "user": {**user, "id": town.slack_bo.user_id, "team_id": "T0OTHER01"}}
        action = {**click.payload["actions"][0], "action_id": "pdtui:acknowledge"}  # type: ignore[index]
        with town.server.lock:
            town.slack.sockets.deliver(click.app, click.kind, {**foreign, "actions": [action]}, click.responses)
        said = await town.answers(town.nils, 2)
    assert any("people of other workspaces cannot act" in one.lower() for one in said)
    assert incident.status == "triggered"


async def test_what_a_colleague_did_is_not_mine_to_undo(town: SocketWorld) -> None:
    town.with_account_key()
    town.trigger(announced=False)
    async with town.listening() as engine:
        await town.taken(town.type(town.slack_bo, "ack 1"))
        await town.answers(town.slack_bo)
        with pytest.raises(Refused, match="nothing to undo"):
            engine.preview_undo()
