"""The verb about reminders: what it makes, lists, snoozes, dismisses and deletes; offline, and beside a screen."""

from __future__ import annotations

import asyncio
import json

import pytest

from pdtui.simulator.faults import Fault, Kind
from tests.end_to_end import schema
from tests.end_to_end.verbs import Verbs
from tests.world import PATIENCE, World, started


def names(verbs: Verbs) -> list[str]:
    """The first column of the list."""
    return [line.split()[0] for line in verbs("remind", "list").out.splitlines()[1:]]


def test_one_is_made_and_listed_with_its_number_its_time_and_how_often(verbs: Verbs) -> None:
    made = verbs("remind", "call the vendor", "in", "30m")
    assert (made.code, made.err) == (0, "")
    assert made.out.startswith("Reminder 1: call the vendor, at ")
    assert made.out.endswith(", in 30 min\n")
    often = verbs("remind", "stand", "up", "every weekday at 09:00")
    assert often.out.startswith("Reminder 2: stand up, every weekday at 09:00, first at ")
    head, first, second = verbs("remind", "list").out.splitlines()
    assert head.split() == ["N", "WHEN", "KIND", "WHAT"]
    assert first.startswith("1  ")
    assert first.endswith("reminder  call the vendor")
    assert second.startswith("2  ")
    assert second.endswith("reminder  stand up (every weekday at 09:00)")


def test_a_cron_expression_is_taken_as_it_is(verbs: Verbs) -> None:
    assert "cron 30 8 1 * *, first at" in verbs("remind", "pay", "cron 30 8 1 * *").out


def test_a_follow_up_names_its_incident_and_may_be_without_a_text(verbs: Verbs) -> None:
    incident = verbs.trigger("Disk is full")
    assert "Reminder 1: #1 Disk is full, at" in verbs("remind", "--on", str(incident.number), "in", "20m").out
    often = verbs("remind", "--on", incident.id, "look", "again", "every 30m until resolved")
    assert "Reminder 2: #1 Disk is full: look again, every 30 min until resolved, first at" in often.out
    first, second = verbs("remind", "list", "--json").json
    assert (first["kind"], first["text"], first["incident_id"]) == ("follow_up", "#1 Disk is full", incident.id)
    assert (second["text"], second["timing"]) == ("look again: #1 Disk is full", "every 30 min until resolved")


def test_until_resolved_wants_an_incident_that_is_open(verbs: Verbs) -> None:
    incident = verbs.trigger()
    verbs.world.pagerduty.resolve(incident.id, verbs.world.bo.id)
    result = verbs("remind", "--on", incident.id, "every 30m until resolved")
    assert (result.code, "#1 is resolved already" in result.err) == (1, True)
    assert verbs("remind", "--on", incident.id, "write it down", "in 30m").code == 0


def test_the_documents_have_the_keys_that_scripts_count_on(verbs: Verbs) -> None:
    steps = {
        "remind check in 2h": "planned",
        "remind snooze 1 3h": "planned",
        "remind dismiss 1": "dismissed",
        "remind rm 1": "removed",
    }
    for line, state in steps.items():
        (document,) = verbs.line(f"{line} --json").json
        assert tuple(document) == schema.REMINDER
        assert (document["number"], document["text"], document["state"]) == (1, "check", state)
    assert json.loads(verbs("remind", "list", "--json").out) == []


def test_what_is_dismissed_is_listed_as_made_until_it_is_deleted(verbs: Verbs) -> None:
    verbs("remind", "stand up", "every day at 09:00")
    assert verbs("remind", "dismiss", "1").code == 0
    (document,) = verbs("remind", "list", "--json").json
    assert (document["number"], document["state"], document["due_at"]) == (1, "dismissed", None)
    assert "1  not planned  reminder  stand up (every day at 09:00)" in verbs("remind", "list").out
    assert verbs("remind", "rm", "1").out == "Deleted reminder 1: stand up\n"
    assert verbs("remind", "list").err == "pdtui: no reminders are planned, and none was told in the last 7 days\n"


def test_a_snooze_moves_it_and_says_until_when(verbs: Verbs) -> None:
    verbs("remind", "first", "in 10m")
    verbs("remind", "second", "in 20m")
    result = verbs("remind", "snooze", "1", "30m")
    assert result.out.startswith("Snoozed until ")
    assert ", in 30 min: reminder, first" in result.out
    assert names(verbs) == ["2", "1"]
    assert "first (snoozed)" in verbs("remind", "list").out


WRONG = {
    "remind call the vendor": (2, "no time for the reminder is given at the end"),
    "remind in 30m": (1, "a reminder of nothing says nothing"),
    "remind check 'every 30m until resolved'": (2, "is about no incident"),
    "remind --on 99 check in 30m": (1, "there is no incident #99 that you may see"),
    "remind --on nonsense! check in 30m": (2, "'nonsense!' is not an incident"),
    "remind --on 1 list": (2, "--on makes a reminder"),
    "remind snooze": (2, "snooze needs a reminder and a span"),
    "remind snooze 7": (2, "snooze needs a reminder and a span"),
    "remind snooze 7 30m": (1, "there is no reminder '7'"),
    "remind snooze 1 soon": (2, "'soon' is not a time"),
    "remind snooze 1 every 30m": (2, "has no end"),
    "remind dismiss": (2, "dismiss needs one reminder"),
    "remind dismiss the candidates at 14:00": (2, "a text that begins so goes in quotes"),
    "remind dismiss bcdfgh": (1, "there is no reminder 'bcdfgh'"),
    "remind rm 2": (1, "there is no reminder '2'"),
    "remind rm it": (2, "'it' is not a reminder"),
    "remind": (2, "required"),
}


@pytest.mark.parametrize(("line", "told"), WRONG.items(), ids=WRONG)
def test_what_makes_no_sense_is_told_and_changes_nothing(verbs: Verbs, line: str, told: tuple[int, str]) -> None:
    verbs("remind", "kept", "in 2h")
    before = verbs("remind", "list", "--json").json
    result = verbs.line(line)
    assert (result.code, result.out) == (told[0], "")
    assert told[1] in result.err
    assert verbs("remind", "list", "--json").json == before


def test_a_text_that_begins_like_a_verb_goes_in_quotes_and_list_only_alone_lists(verbs: Verbs) -> None:
    assert verbs("remind", "dismiss the candidates", "at 14:00").out.startswith("Reminder 1: dismiss the candidates, ")
    assert verbs("remind", "list", "the", "hosts", "in", "1h").out.startswith("Reminder 2: list the hosts, ")


def test_a_kind_that_is_switched_off_is_refused_rather_than_never_told(verbs: Verbs) -> None:
    verbs("remind", "made before", "in 1h")
    verbs.world.settings += "[reminders]\nown = false\n"
    verbs.world.settle()
    result = verbs("remind", "check", "in 30m")
    assert (result.code, "reminders of your own are switched off" in result.err) == (1, True)
    assert "set reminders.own = true" in result.err
    assert "1  not planned  reminder  made before (at " in verbs("remind", "list").out


def test_wall_times_are_those_of_the_zone_in_the_settings(verbs: Verbs) -> None:
    verbs.world.settings += '[reminders]\ntime_zone = "Asia/Tokyo"\n'
    verbs.world.settle()
    (document,) = verbs("remind", "call", "tomorrow 09:00", "--json").json
    assert str(document["due_at"]).endswith("T00:00:00Z")
    assert " 09:00, in " in verbs("remind", "list").out


async def screen_of(world: World) -> None:
    """A screen's engine that has planned once."""
    async with world.engine() as engine:
        events = await started(engine)
        async with asyncio.timeout(PATIENCE):
            while not any(one.reminder.incident_id for one in engine.reminders.planned()):
                await events.next()


def test_what_pdtui_planned_by_itself_has_a_name_that_stays_and_is_not_deleted(verbs: Verbs) -> None:
    verbs.world.pagerduty.trigger(verbs.world.service.id, "Disk is full")
    asyncio.run(screen_of(verbs.world))
    documents = verbs("remind", "list", "--json").json
    assert documents == verbs("remind", "list", "--json").json
    one = next(each for each in documents if each["kind"] == "unacknowledged")
    name = str(one["id"])
    assert (one["number"], one["timing"], name.isalpha()) == (None, None, True)
    refused = verbs("remind", "rm", name)
    assert (refused.code, "pdtui plans it by itself" in refused.err) == (1, True)
    snoozed = verbs("remind", "snooze", name[:4], "2h", "--json").json[0]
    assert (snoozed["id"], snoozed["snoozed"]) == (name, True)
    assert verbs("remind", "dismiss", name).code == 0
    assert name not in [each["id"] for each in verbs("remind", "list", "--json").json]


def test_it_works_without_a_network_once_the_journal_knows_whose_it_is(verbs: Verbs) -> None:
    incident = verbs.trigger("Disk is full")
    assert verbs("list").code == 0
    verbs.world.faults.add(Fault(Kind.DROP, times=None))
    assert verbs("remind", "--on", str(incident.number), "look", "in 30m").code == 0
    assert verbs("remind", "check", "in 40m").code == 0
    assert names(verbs) == ["1", "2"]
    assert verbs("remind", "snooze", "2", "1h").code == 0
    assert verbs("remind", "rm", "2").code == 0
    unknown = verbs("remind", "--on", "77", "look", "in 30m")
    assert unknown.code == 3


def test_before_that_it_asks_whose_they_are_and_says_when_it_cannot(verbs: Verbs) -> None:
    verbs.world.faults.add(Fault(Kind.DROP, times=None))
    assert verbs("remind", "check", "in 30m").code == 3


async def test_a_running_screen_notices_what_the_verb_made_and_deleted(world: World) -> None:
    async with world.engine() as engine:
        events = await started(engine)

        async def until_next(number: int) -> None:
            """As the process itself has noticed, by its own clockwork."""
            async with asyncio.timeout(PATIENCE):
                while engine.reminders.next_due is None or engine.reminders.next_due.reminder.own_id != number:
                    await events.next()

        for arguments, number in ((("call", "in 4m"), 1), (("now", "in 3m"), 2), (("rm", "2"), 1)):
            done = await asyncio.to_thread(world.run, "remind", *arguments)
            assert done.returncode == 0, done.stderr
            await until_next(number)
