"""Each verb that changes something: done, refused, on what is not there, with what makes no sense."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

import pytest

from pdtui.simulator.pagerduty.model import Incident
from tests.end_to_end.verbs import Verbs

Check = Callable[[Verbs, Incident, Incident], bool]


class Case(NamedTuple):
    """A verb's arguments (`{a}`, `{b}`: incidents by number), what it says, and what is so afterwards."""

    arguments: str
    says: str
    check: Check
    before: str = ""
    """What has to be done first."""

    def ready(self, verbs: Verbs) -> tuple[Incident, Incident]:
        """Two open incidents with alerts, the first ready for the verb."""
        first, second = verbs.trigger("one", ["cpu", "disk"]), verbs.trigger("two", ["net"])
        if self.before:
            done = verbs.line(self.before, a=first.number, b=second.number)
            assert done.code == 0, done.err
        return first, second


def entries(verbs: Verbs, incident: Incident, kind: str) -> int:
    return len(verbs.world.entries(incident, kind))


def assignees(verbs: Verbs, incident: Incident) -> set[str]:
    return {verbs.world.pagerduty.state.users[each.user_id].name for each in incident.assignments}


def field(verbs: Verbs, incident: Incident, name: str) -> object:
    return verbs.world.pagerduty.field_values_of(incident.id).get(name)


def newest(verbs: Verbs) -> Incident:
    return list(verbs.world.pagerduty.incidents.values())[-1]


CASES = {
    "ack": Case("ack {a}", "Acknowledged #1", lambda v, a, b: a.status == "acknowledged"),
    "unack": Case(
        "unack {a}", "Took the acknowledgement of #1 back", lambda v, a, b: a.status == "triggered", "ack {a}"
    ),
    "resolve": Case(
        "resolve {a} -m fixed",
        "Resolved #1",
        lambda v, a, b: [n.content for n in v.world.notes(a)] == ["fixed"] and a.status == "resolved",
    ),
    "reopen": Case("reopen {a}", "Reopened #1", lambda v, a, b: a.status == "triggered", "resolve {a}"),
    "snooze": Case("snooze {a} 90m", "Snoozed #1 until", lambda v, a, b: entries(v, a, "snooze") == 1),
    "escalate": Case("escalate {a}", "Escalated #1 to level 2", lambda v, a, b: assignees(v, a) == {"Bo Larsen"}),
    "reassign to people": Case(
        "reassign {a} --to bo@acme.example --to me",
        "Reassigned #1 to Bo Larsen, Ada Moreau",
        lambda v, a, b: assignees(v, a) == {"Bo Larsen", "Ada Moreau"},
    ),
    "reassign to a policy": Case(
        "reassign {a} --policy backup",
        "Reassigned #1 to the policy Backup",
        lambda v, a, b: a.policy_id == v.backup.id,
    ),
    "responders": Case(
        "responders {a} --user larsen --policy Backup -m please",
        "Asked Bo Larsen, Backup for help on #1",
        lambda v, a, b: [each.message for each in v.world.pagerduty.responder_requests_of(a.id)] == ["please"],
    ),
    "note": Case(
        "note {a} seen", "Added a note to #1", lambda v, a, b: [n.content for n in v.world.notes(a)] == ["seen"]
    ),
    "status-update": Case(
        "status-update {a} soon",
        "Sent a status update on #1",
        lambda v, a, b: [each.message for each in v.world.pagerduty.status_updates_of(a.id)] == ["soon"],
    ),
    "workflow": Case(
        "workflow {a} bridge",
        "Started the workflow Open a bridge on #1",
        lambda v, a, b: len(v.world.pagerduty.workflow_instances(a.id)) == 1,
    ),
    "priority": Case("priority {a} p1", "Set the priority of #1 to P1", lambda v, a, b: a.priority_id == v.first.id),
    "no priority": Case(
        "priority {a} none", "Took the priority of #1 away", lambda v, a, b: a.priority_id is None, "priority {a} P2"
    ),
    "urgency": Case("urgency {a} low", "Set the urgency of #1 to low", lambda v, a, b: a.urgency == "low"),
    "title": Case("title {a} Better", "Renamed #1 to Better", lambda v, a, b: a.title == "Better"),
    "field": Case(
        "field {a} tags red,blue", "Set Tags of #1 to", lambda v, a, b: field(v, a, "tags") == ["red", "blue"]
    ),
    "field cleared": Case(
        "field {a} area ''", "Cleared Area of #1", lambda v, a, b: field(v, a, "area") is None, "field {a} area asia"
    ),
    "alerts": Case(
        "alerts {a} --resolve cpu",
        "Resolved the alert cpu of #1",
        lambda v, a, b: [each.summary for each in a.alerts if each.status == "resolved"] == ["cpu"],
    ),
    "alerts moved": Case(
        "alerts {a} --move disk --into {b}",
        "Moved the alert disk from #1 to #2",
        lambda v, a, b: "disk" in [each.summary for each in b.alerts],
    ),
    "merge": Case(
        "merge {a} --into {b}",
        "Merged #1 into #2",
        lambda v, a, b: a.status == "resolved" and len(b.alerts) == 3,
    ),
    "trigger": Case(
        "trigger 'Disk full' --service search --priority P2 --urgency low --details why",
        "Triggered #3",
        lambda v, a, b: (
            (newest(v).title, newest(v).service_id, newest(v).priority_id, newest(v).urgency)
            == ("Disk full", v.search.id, v.second.id, "low")
        ),
    ),
    "override": Case(
        "override primary --user larsen --from 'tomorrow 09:00' --for 2h30",
        "Put Bo Larsen on call in Primary",
        lambda v, a, b: [each.end - each.start for each in v.world.schedule.overrides] == [timedelta(minutes=150)],
    ),
    "undo": Case("undo", "Took the acknowledgement of #1 back", lambda v, a, b: a.status == "triggered", "ack {a}"),
}
WHAT_STAYS = "pdtui: mind: #1 pages again\n"
EVERY = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


@EVERY
def test_a_verb_does_it_and_says_so(verbs: Verbs, case: Case) -> None:
    first, second = case.ready(verbs)
    assert not case.check(verbs, first, second)
    result = verbs.line(case.arguments, a=first.number, b=second.number)
    assert (result.code, result.err.replace(WHAT_STAYS, "")) == (0, "")
    assert case.says in result.out
    assert case.check(verbs, first, second)


@EVERY
def test_who_may_not_is_told_so_and_nothing_is_changed(verbs: Verbs, case: Case) -> None:
    first, second = case.ready(verbs)
    verbs.world.me.role = "read_only_user"
    result = verbs.line(case.arguments, a=first.number, b=second.number)
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("pdtui: ")
    assert not case.check(verbs, first, second)


OF_INCIDENTS = [name for name, case in CASES.items() if "{a}" in case.arguments]


@pytest.mark.parametrize("name", OF_INCIDENTS)
def test_an_incident_that_is_not_there_stops_the_verb_before_anything_is_sent(verbs: Verbs, name: str) -> None:
    other = verbs.trigger("two", ["net"])
    result = verbs.line(CASES[name].arguments, a=999, b=other.number)
    assert (result.code, result.out, verbs.writes) == (1, "", 0)
    assert "there is no incident #999 that you may see" in result.err


@pytest.mark.parametrize("name", OF_INCIDENTS)
def test_what_is_no_incident_is_a_usage_error(verbs: Verbs, name: str) -> None:
    other = verbs.trigger("two", ["net"])
    result = verbs.line(CASES[name].arguments, a="'no such'", b=other.number)
    assert (result.code, result.out, verbs.writes) == (2, "", 0)
    assert "'no such' is not an incident" in result.err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ("reassign {a} --to bo", 2, "two users match 'bo': Bo Larsen, Bo Nilsson"),
        ("reassign {a} --to nobody", 1, "there is no user 'nobody'"),
        ("reassign {a} --policy nothing", 1, "there is no escalation policy 'nothing'"),
        ("reassign {a}", 2, "either to people or to a policy"),
        ("reassign {a} --to me --policy Backup", 2, "either to people or to a policy"),
        ("responders {a} --user bo", 2, "two users match 'bo'"),
        ("responders {a} -m help", 2, "nobody was named"),
        ("priority {a} p", 2, "two priorities match 'p': P1, P2"),
        ("priority {a} P7", 1, "there is no priority 'P7'"),
        ("urgency {a} urgent", 2, "it is high or low"),
        ("title {a} '  '", 2, "the title is empty"),
        ("title {a} '\x1b[0m'", 2, "the title is empty"),
        ("trigger '\x1b[0m' --service search", 2, "has no title"),
        ("note {a} ' '", 2, "the note is empty"),
        ("status-update {a} ''", 2, "the status update is empty"),
        ("snooze {a} soon", 2, "is neither a span nor a time"),
        ("snooze {a} 8d", 2, "more than 7 days"),
        ("snooze {a} 45 min", 2, "'min' is neither a span nor a time"),
        ("escalate {a} --level 0", 2, "counts from 1"),
        ("escalate {a} --level 7", 1, "nobody is on call at level 7"),
        ("workflow {a} open", 2, "two workflows match 'open'"),
        ("workflow {a} close", 1, "there is: Open a"),
        ("field {a} area mars", 2, "the options are: Europe, Asia"),
        ("field {a} users_hit many", 2, "it wants a whole number"),
        ("field {a} colour red", 1, "there is: Area, "),
        ("alerts {a} --resolve gpu", 1, "there is no alert 'gpu'; there is: "),
        ("alerts {a} --resolve cpu --move cpu --into {b}", 2, "both resolved and moved"),
        ("alerts {a} --move cpu", 2, "--move and --into belong together"),
        ("alerts {a} --into {b}", 2, "--move and --into belong together"),
        ("alerts {a} --move cpu --into {a}", 2, "cannot go into itself"),
        ("merge {a} {b} --into {b}", 2, "#2 cannot go into itself"),
        ("merge {a} --into 999", 1, "there is no incident #999"),
        ("merge {a}", 2, "required: --into"),
        ("trigger Down", 2, "has no service"),
        ("trigger --service search", 2, "has no title"),
        ("trigger Down --service api", 2, "two services match 'api': Checkout API, Search API"),
        ("trigger Down --service search --urgency mad", 2, "it is high or low"),
        ("trigger Down --service search --to me --policy Backup", 2, "not both"),
        ("trigger Down --template db", 2, "there is no template 'db'; write a table [templates.NAME]"),
        ("override nothing", 1, "there is no schedule 'nothing'"),
        ("override primary --user larsen", 2, "say how long with --for"),
        ("override primary --from '2020-01-01 09:00' --for 2h", 2, "has passed"),
        ("override primary --from noon --for 2h", 2, "'noon' is not a time"),
        ("override primary --for 91d", 2, "'91d' is more than 90 days"),
        ("override primary --for long", 2, "'long' is neither a span nor a time"),
        ("override primary --remove PXXXXXX", 1, "has no override 'PXXXXXX'"),
        ("override primary --remove PXXXXXX --for 2h", 2, "--remove stands alone"),
        ("undo", 1, "there is nothing to undo"),
    ],
)
def test_bad_input_is_told_before_anything_is_sent(verbs: Verbs, arguments: str, code: int, words: str) -> None:
    first, second = verbs.trigger("one", ["cpu", "disk"]), verbs.trigger("two", ["net"])
    result = verbs.line(arguments, a=first.number, b=second.number)
    assert (result.code, result.out, verbs.writes) == (code, "", 0), result.err
    assert words in result.err
    assert len(result.err.splitlines()) == 1 or "usage:" in result.err


def test_a_verb_goes_by_pagerduty_now_and_not_by_the_list_of_an_earlier_run(verbs: Verbs) -> None:
    incident = verbs.trigger()
    assert verbs("list").code == 0
    assert verbs("ack", incident.id).code == 0
    assert verbs("unack", incident.id).code == 0
    assert (entries(verbs, incident, "acknowledge"), entries(verbs, incident, "unacknowledge")) == (1, 1)
    assert verbs("resolve", incident.id).code == 0
    assert "is resolved; nothing was done" in verbs("ack", incident.id).err


def test_a_merge_into_a_resolved_incident_is_refused(verbs: Verbs) -> None:
    source, target = verbs.trigger("one"), verbs.trigger("two")
    assert verbs("resolve", target.id).code == 0
    result = verbs("merge", source.id, "--into", target.id)
    assert (result.code, source.status) == (1, "triggered")
    assert f"#{target.number} is resolved and takes no alerts" in result.err


@pytest.mark.parametrize("words", [["until", "tomorrow", "09:00"], ["until tomorrow 09:00"], ["tomorrow", "09:00"]])
def test_the_end_of_a_snooze_may_be_written_without_quotes(verbs: Verbs, words: list[str]) -> None:
    incidents = [verbs.trigger("one"), verbs.trigger("two")]
    result = verbs("snooze", *(incident.id for incident in incidents), *words)
    assert result.code == 0, result.err
    assert [entries(verbs, incident, "snooze") for incident in incidents] == [1, 1]
    assert result.out.count("09:00") == 2


def test_a_plan_without_it_is_named(verbs: Verbs) -> None:
    incident = verbs.trigger()
    switches = verbs.world.pagerduty.switches
    switches.priorities = switches.incident_workflows = switches.custom_fields = switches.status_updates = False
    for line, words in (
        ("priority {a} P1", "your PagerDuty plan has no priorities"),
        ("workflow {a} bridge", "plan"),
        ("field {a} area Asia", "plan"),
        ("status-update {a} soon", "plan"),
    ):
        result = verbs.line(line, a=incident.number)
        assert (result.code, result.out) == (1, ""), line
        assert words in result.err


def test_a_template_fills_in_what_is_not_given(verbs: Verbs) -> None:
    verbs.world.settings += (
        '[templates."db down"]\ntitle = "Database down"\nservice = "Search API"\n'
        'priority = "P1"\nurgency = "low"\nassignee = "bo@acme.example"\ndetails = "call the DBA"\n'
    )
    verbs.world.settle()
    result = verbs("trigger", "--template", "db down", "--priority", "P2")
    assert result.code == 0, result.err
    made = newest(verbs)
    assert (made.title, made.urgency, made.priority_id) == ("Database down", "low", verbs.second.id)
    assert assignees(verbs, made) == {"Bo Larsen"}
    assert result.out.splitlines()[1] == f"#{made.number}  {made.id}  https://acme.pagerduty.com/incidents/{made.id}"
    other = verbs("trigger", "Slow", "--template", "db down", "--policy", "Payments")
    assert other.code == 0, other.err
    assert (newest(verbs).title, assignees(verbs, newest(verbs))) == ("Slow", {"Ada Moreau"})
    unknown = verbs("trigger", "--template", "db")
    assert unknown.code == 2
    assert "did you mean 'db down'" in unknown.err


def test_overrides_are_listed_removed_and_put_back(verbs: Verbs) -> None:
    empty = verbs("override", "primary")
    assert (empty.code, empty.out) == (0, "")
    assert "no overrides in Primary" in empty.err
    made = verbs("override", "primary", "--for", "2h", "--json").json[0]["override"]
    assert isinstance(made, dict)
    (listed,) = verbs("override", "Primary", "--json").json
    assert listed == made
    assert "Ada Moreau" in verbs("override", "primary").out
    assert verbs("override", "primary", "--remove", made["id"]).code == 0
    assert verbs("override", "primary", "--json").json == []
    assert verbs("undo").code == 0
    assert [each["user"] for each in verbs("override", "primary", "--json").json] == ["Ada Moreau"]


def test_undo_says_what_stays_and_takes_all_of_the_last_action_back(verbs: Verbs) -> None:
    first, second = verbs.trigger("one"), verbs.trigger("two")
    assert verbs("note", first.id, "mine").code == 0
    assert verbs("resolve", first.id, second.id).code == 0
    result = verbs("undo")
    assert (result.code, len(result.out.splitlines())) == (0, 2)
    assert "#1 is acknowledged by you then" in result.err
    assert (first.status, second.status) == ("acknowledged", "acknowledged")
    assert verbs("undo").code == 0
    assert verbs.world.notes(first) == []
    last = verbs("undo")
    assert last.code == 1
    assert "nothing to undo" in last.err
