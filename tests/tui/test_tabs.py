"""The tabs of the details: what stands under each, and how one goes from one to another."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from rich.cells import cell_len

from pdtui.core.countdown import Countdown
from pdtui.core.model import Alert, IncidentDetail, Link, LinkKind, LogEntry, Note, PendingAction, Reference, Responder
from pdtui.core.surroundings import ChangeEvent, CustomField, IncidentContext, Outlier, PastIncident
from pdtui.errors import NotSent
from pdtui.tui.details.layout import head, is_cut, lay_out
from pdtui.tui.details.subject import Subject, Tab
from pdtui.tui.widgets.detail_pane import DetailPane
from pdtui.tui.widgets.row_line import next_step
from pdtui.tui.widgets.tab_strip import TabStrip, fitting, labels_of
from tests.tui.conftest import Pressing, Run, app_of, press, shown
from tests.tui.fake_engine import ANN, NOW, FakeEngine, incident, row

RUNBOOK = Link("https://runbooks.example.com/latency", "Latency", LinkKind.RUNBOOK)
GRAPH = Link("https://grafana.example.com/d/1", "", LinkKind.GRAPH)
ALERT = Alert(
    "A1", "p99 above 2 s", "triggered", "critical", NOW - timedelta(minutes=3), (GRAPH, RUNBOOK), "value: 4.3",
    source="Datadog", facts=(("host", "web-17"), ("value", "4.3 s")), raw='{\n  "value": 4.3\n}',
)  # fmt: skip


def entry(number: int, kind: str, summary: str, minutes: int) -> LogEntry:
    return LogEntry(str(number), f"{kind}_log_entry", summary, NOW - timedelta(minutes=minutes))


DETAIL = IncidentDetail(
    "Q000003",
    (Note("N1", "older note", ANN, NOW - timedelta(hours=1)), Note("N2", "newer note", ANN, NOW)),
    (entry(1, "trigger", "Triggered through the API", 9),),
    (ALERT,),
)


def pane(pilot: Pressing) -> DetailPane:
    return app_of(pilot).incidents.query_one(DetailPane)


@pytest.fixture
def engine(engine: FakeEngine) -> FakeEngine:
    engine.details["Q000003"] = DETAIL
    return engine


async def test_a_number_opens_its_tab_from_the_list_of_a_small_terminal(run: Run) -> None:
    async with run((80, 24)) as pilot:
        await press(pilot, "3")
        assert pane(pilot).display
        assert pane(pilot).has_keys
        assert "p99 above 2 s" in shown(pilot)
        await press(pilot, "4")
        assert "newer note" in shown(pilot)
        await press(pilot, "escape")
        assert not pane(pilot).display


async def test_a_number_leaves_the_keys_with_the_list_where_both_are_in_view(run: Run) -> None:
    async with run((130, 30)) as pilot:
        await press(pilot, "3")
        assert app_of(pilot).incidents.incidents.has_focus
        assert "p99 above 2 s" in shown(pilot)


async def test_the_tab_stays_when_the_highlight_moves(run: Run, engine: FakeEngine) -> None:
    engine.details["Q000002"] = replace(DETAIL, incident_id="Q000002", notes=(Note("N", "of two", ANN, NOW),))
    async with run((130, 30)) as pilot:
        await press(pilot, "4", "j")
        assert "of two" in shown(pilot)
        assert pane(pilot).tab is Tab.NOTES


async def test_a_tab_can_be_clicked(run: Run) -> None:
    async with run((200, 30)) as pilot:
        await pilot.click("#detail-tabs", offset=(27, 0))
        await pilot.pause()
        assert pane(pilot).tab is Tab.ALERTS


async def test_the_head_stays_while_the_body_scrolls(run: Run, engine: FakeEngine) -> None:
    log = tuple(entry(number, "annotate", f"entry {number}", number) for number in range(60))
    engine.details["Q000003"] = replace(DETAIL, log_entries=log)
    async with run((60, 20)) as pilot:
        await press(pilot, "2")
        assert "entry 0" in shown(pilot)
        await press(pilot, "G")
        text = shown(pilot)
        assert "entry 59" in text
        assert "entry 0\n" not in text
        assert "#3" in text
        assert "triggered" in text
        assert "Checkout latency" in text
        await press(pilot, "1")
        assert pane(pilot).body.scroll_y == 0


async def test_raw_leads_to_the_alerts_and_then_toggles(run: Run) -> None:
    async with run((80, 30)) as pilot:
        await press(pilot, "b")
        assert "web-17" in shown(pilot)
        assert "b shows the whole body" in shown(pilot)
        await press(pilot, "b")
        assert '"value": 4.3' in shown(pilot)
        assert "web-17" not in shown(pilot)
        await press(pilot, "b")
        assert "web-17" in shown(pilot)


async def test_context_is_read_only_when_it_is_looked_at(run: Run, engine: FakeEngine) -> None:
    past = PastIncident("P", "It was so before", NOW - timedelta(days=3))
    engine.context_answer = IncidentContext("", past=(past,), related=())
    async with run((130, 40)) as pilot:
        await press(pilot, "2", "3", "4", "1")
        assert engine.context_asked == []
        await press(pilot, "5")
        await pilot.pause()
        assert engine.context_asked == ["Q000003"]
        text = shown(pilot)
        assert "It was so before" in text
        assert "none found" in text
        await press(pilot, "7")
        await pilot.pause()
        assert "PagerDuty's plan has none" in shown(pilot)


async def test_context_that_fails_says_why(run: Run, engine: FakeEngine) -> None:
    engine.context_answer = NotSent("PagerDuty cannot be reached")
    async with run((130, 40)) as pilot:
        await press(pilot, "5")
        await pilot.pause()
        text = shown(pilot)
        assert "Not read: PagerDuty cannot be reached" in text
        assert "none" not in text


# -- what stands under each -------------------------------------------------------------------


def text(tab: Tab, subject: Subject, width: int = 100) -> str:
    return lay_out(subject, tab, NOW, width).plain


def test_overview_tells_links_of_alerts_runbooks_first() -> None:
    lines = text(Tab.OVERVIEW, Subject(row(3), detail=DETAIL)).splitlines()
    runbook = next(place for place, line in enumerate(lines) if line.startswith("runbook"))
    graph = next(place for place, line in enumerate(lines) if line.startswith("graph"))
    assert RUNBOOK.url in lines[runbook]
    assert GRAPH.url in lines[graph]
    assert runbook < graph


def test_overview_counts_down() -> None:
    to_come = (
        Countdown("escalate", NOW + timedelta(minutes=3), 2, ("Bo",)),
        Countdown("unsnooze", NOW + timedelta(hours=6)),
        Countdown("unacknowledge", NOW + timedelta(hours=7), estimated=True),
    )
    lines = text(Tab.OVERVIEW, Subject(row(3), countdowns=to_come)).splitlines()
    assert next(line for line in lines if line.startswith("next")).endswith("03:15  escalates in 3 min to level 2 (Bo)")
    assert "09:12  wakes and pages again in 6 h" in "\n".join(lines)
    assert "acknowledgement times out in 7 h, estimated" in "\n".join(lines)


def test_overview_tells_responders_and_fields() -> None:
    one = row(3)
    responders = (Responder(Reference("PBO", "Bo"), "pending"), Responder(Reference("PCY", "Cy"), "joined"))
    one = replace(one, incident=replace(one.incident, responders=responders))
    fields = (
        CustomField("F", "impact", "Impact", "string", "single_value", "EU only"),
        CustomField("G", "public", "Public", "boolean", "single_value", False),
        CustomField("H", "region", "region", "string", "multi_value", ()),
    )
    told = text(Tab.OVERVIEW, Subject(one, context=IncidentContext(one.id, fields=fields)))
    assert "Bo pending, Cy joined" in told
    assert [
        " ".join(line.split()) for line in told.splitlines() if line.startswith(("Impact", "Public", "region"))
    ] == ["Impact EU only", "Public no", "region not set"]


def test_timeline_is_newest_first_and_folds_paging() -> None:
    log = (
        entry(1, "trigger", "Triggered through the API", 9),
        *(entry(number, "notify", f"Notified Ann by {way}", 8) for number, way in enumerate(("phone", "sms", "phone"))),
        entry(5, "notify", "Notified Bo by push", 7),
        entry(6, "frobnicate", "Something of tomorrow", 3),
        entry(7, "notify", "Notified Bo by phone", 2),
        entry(8, "later", "", 1),
    )
    lines = text(Tab.TIMELINE, Subject(row(3), detail=replace(DETAIL, log_entries=log))).splitlines()
    assert lines == [
        "03:11  later",
        "03:10  Notified Bo by phone",
        "03:09  Something of tomorrow",
        "03:05  notified 4 times (Bo by push; Ann by phone, sms)",
        "03:03  Triggered through the API",
    ]


def test_timeline_aligns_its_times() -> None:
    log = (entry(1, "x", "now", 0), entry(2, "x", "before", 60 * 24 * 2))
    lines = text(Tab.TIMELINE, Subject(row(3), detail=replace(DETAIL, log_entries=log))).splitlines()
    assert lines[0].index("now") == lines[1].index("before")


def test_alerts_begin_with_what_still_fires_and_matters() -> None:
    over = replace(ALERT, id="A2", summary="over", status="resolved")
    mild = replace(ALERT, id="A3", summary="mild", severity="info")
    told = text(Tab.ALERTS, Subject(row(3), detail=replace(DETAIL, alerts=(over, mild, ALERT))))
    assert told.index("p99 above 2 s") < told.index("mild") < told.index("over")
    lines = told.splitlines()
    assert lines[0] == "critical  p99 above 2 s"
    assert lines[1] == "  Datadog, triggered, 3m ago (03:09)"
    assert "  host         web-17" in lines


def test_alerts_that_are_not_all_say_so() -> None:
    one = row(3)
    for number, said in ((40, True), (1, False), (0, False)):
        shown = replace(one, incident=replace(one.incident, alert_count=number))
        told = text(Tab.ALERTS, Subject(shown, detail=replace(DETAIL, alerts=(ALERT,))))
        assert ("the newest 1 of 40" in told) is said


def test_notes_are_newest_first() -> None:
    told = text(Tab.NOTES, Subject(row(3), detail=DETAIL))
    assert told.index("newer note") < told.index("older note")


def test_context_tells_a_part_that_failed_from_one_the_plan_lacks() -> None:
    one = row(3)
    changes = (ChangeEvent("C", "Deploy 1.42", NOW, "GitHub", reason="most_recent"),)
    outlier = Outlier("rare", 3, NOW - timedelta(days=30))
    around = Subject(one, context=IncidentContext(one.id, changes=changes, outlier=outlier))
    assert "Deploy 1.42" in text(Tab.CHANGES, around)
    assert "GitHub, most recent" in text(Tab.CHANGES, around)
    lacking = text(Tab.CONTEXT, around)
    assert "rare, 3 times since" in lacking
    assert lacking.count("PagerDuty's plan has none") == 2
    failed = text(Tab.CONTEXT, Subject(one, context=IncidentContext(one.id, failures=("past incidents: no answer",))))
    assert "Not read: past incidents: no answer" in failed
    assert "PagerDuty's plan has none" not in failed


# -- head and strip ---------------------------------------------------------------------------


def test_a_title_that_is_cut_says_so_and_is_whole_in_the_overview() -> None:
    subject = Subject(row(3, "word " * 60))
    told = head(subject, 40, 2)
    assert told.plain.count("\n") == 2
    assert told.plain.endswith("…")
    assert is_cut(subject, 40, 2)
    whole = lay_out(subject, Tab.OVERVIEW, NOW, 40, whole_title=True).plain
    assert whole.count("word") == 60
    assert not is_cut(Subject(row(3, "short")), 40, 2)
    assert not head(Subject(row(3, "short")), 40, 2).plain.endswith("…")


@pytest.mark.parametrize("width", [*range(30, 70), 120])
@pytest.mark.parametrize("active", Tab)
def test_the_strip_fits_and_cuts_only_with_an_ellipsis(width: int, active: Tab) -> None:
    labels, gap = fitting(labels_of(Subject(row(3), detail=DETAIL)), active, width)
    line = (" " * gap).join(label.text for label in labels)
    assert cell_len(line) <= max(width, 37)
    for label in labels:
        assert label.name == label.tab.value or label.name.endswith("…")
        assert label.text.startswith(str(label.tab.number))
    if width >= 46:
        assert labels[active.number - 1].name == active.value


def test_the_strip_counts_only_what_was_read() -> None:
    def numbers(subject: Subject) -> list[str]:
        return [label.number for label in labels_of(subject)]

    one = row(3)
    assert numbers(Subject(one)) == ["", "", "", "", "", "", ""]
    assert numbers(Subject(one, trouble="no answer")) == ["", "?", "?", "?", "", "", ""]
    assert numbers(Subject(one, detail=IncidentDetail(one.id, (), None, (ALERT,)))) == ["", "?", "1", "0", "", "", ""]
    around = IncidentContext(one.id, changes=(ChangeEvent("C", "Deploy 1.42", NOW, "GitHub"),))
    assert numbers(Subject(one, context=around))[-1] == "1"


# -- the list's `next` ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "wait", "said"),
    [
        ("unacknowledge", timedelta(minutes=43), "wakes 43m"),
        ("unacknowledge", timedelta(hours=5, minutes=47, seconds=30), "wakes 09:00"),
        ("unacknowledge", timedelta(hours=23), "wakes 02:12"),
        ("unacknowledge", timedelta(days=2), "wakes 2d"),
        ("escalate", timedelta(minutes=3), "escalates 3m"),
        ("escalate", -timedelta(seconds=5), "escalates now"),
        ("new_kind", timedelta(hours=2), "new kind 2h"),
    ],
)
def test_next_step(kind: str, wait: timedelta, said: str) -> None:
    one = replace(incident(3), pending_actions=(PendingAction(kind, NOW + wait),))
    assert next_step(one, NOW) == said


async def test_the_row_shows_when_it_wakes(run: Run, engine: FakeEngine) -> None:
    pending = (PendingAction("unacknowledge", NOW + timedelta(hours=5, minutes=47, seconds=30)),)
    engine.poll([replace(incident(3, status="acknowledged"), pending_actions=pending)])
    async with run((200, 24)) as pilot:
        assert "wakes 09:00" in shown(pilot)


@pytest.mark.parametrize(("size", "lines"), [((140, 36), 2), ((80, 24), 1), ((200, 50), 2), ((60, 20), 2)])
async def test_the_strip_takes_a_second_line_before_it_cuts_a_name(run: Run, size: tuple[int, int], lines: int) -> None:
    async with run(size) as pilot:
        await press(pilot, "enter")
        await pilot.pause()
        strip = pilot.app.screen.query_one(TabStrip)
        assert strip.region.height == lines
        assert "…" not in strip.render().plain
        if lines == 2 and size[0] > 100:
            await pilot.click(TabStrip, offset=(3, 1))
            await pilot.pause()
            assert pane(pilot).tab is Tab.CONTEXT
