"""The Slack thread in the details: what is shown of it, when it is read, and where its address goes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from textual.style import Style

from pdtui.core.events import Engaged, SlackChanged, SlackState, ThreadFailed, ThreadFound, ThreadRead
from pdtui.core.journal import IncidentChannel
from pdtui.core.model import ThreadLink
from pdtui.core.slack.port import Piece, PieceKind, Reaction
from pdtui.core.slack.views import Checklist, ChecklistItem, ThreadMessage, ThreadView
from pdtui.tui import reading
from pdtui.tui.addresses import is_slack
from pdtui.tui.details.layout import lay_out
from pdtui.tui.details.subject import Subject, Tab
from pdtui.tui.details.thread import words_of
from pdtui.tui.widgets.detail_pane import DetailPane
from pdtui.tui.widgets.tab_strip import labels_of
from tests.tui.conftest import HOSTILE, Pressing, Run, app_of, press, shown
from tests.tui.fake_engine import NOW, FakeEngine, incident, row

ID = "Q000003"
URL = "https://acme.slack.com/archives/C1/p1"
LINK = ThreadLink(ID, "T1", "C1", "1.0", "payments", URL)


def message(number: int, author: str, *pieces: Piece, minutes: int = 1, text: str = "") -> ThreadMessage:
    return ThreadMessage(f"{number}.0", author, NOW - timedelta(minutes=minutes), pieces or (Piece(text),))


PARENT = replace(message(1, "PagerDuty", text="Triggered #3", minutes=9), is_parent=True)
VIEW = ThreadView(LINK, (PARENT, message(2, "Bo Example", text="on it")), NOW)
CHECKLIST = Checklist((ChecklistItem(1, "Join", True, "Ada"), ChecklistItem(2, "Tell support")), "C1", "5.0")


def told(view: ThreadView | None = VIEW, width: int = 70, tab: Tab = Tab.THREAD, **more: object) -> list[str]:
    subject = replace(Subject(row(3), thread=LINK, view=view), **more)  # type: ignore[arg-type] # by name
    return lay_out(subject, tab, NOW, width).plain.splitlines()


def of(*messages: ThreadMessage) -> ThreadView:
    return replace(VIEW, messages=messages)


def pane(pilot: Pressing) -> DetailPane:
    return app_of(pilot).incidents.query_one(DetailPane)


@pytest.fixture
def engine(engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    monkeypatch.setattr(reading, "REST_SECONDS", 0.01)
    engine.threads[ID] = LINK
    engine.slack_desk.views[ID] = VIEW
    return engine


# -- what is shown ----------------------------------------------------------------------------


def test_a_message_is_who_when_and_what_newest_last() -> None:
    assert told() == [
        "PagerDuty, 9m ago (03:03)", "  Triggered #3", "", "Bo Example, 1m ago (03:11)", "  on it",
    ]  # fmt: skip


def test_what_became_of_a_message_is_said() -> None:
    one = message(2, "Bo", text="gone")
    lines = told(
        of(
            replace(one, edited=True, files=("graph.png",), reactions=(Reaction("eyes", 2), Reaction("question", 1))),
            replace(one, deleted=True, edited=True),
            replace(one, is_mine=True),
            replace(one, author="Ada via bot", by_pdtui=True),
        )
    )
    assert lines[:4] == ["Bo, 1m ago (03:11) (edited)", "  gone", "  file: graph.png", "  :eyes: 2   :question: 1"]
    assert lines[5:7] == ["Bo, 1m ago (03:11)", "  (deleted)"]
    assert lines[8] == "Bo (you), 1m ago (03:11)"
    assert lines[11] == "Ada via bot, by pdtui, 1m ago (03:11)"


def test_mentions_and_links_are_to_be_seen() -> None:
    link = Piece("the bank", PieceKind.LINK, "https://evil.example.com/x")
    spoken = (Piece("Ann", PieceKind.USER, "U1"), Piece(" see "), link, Piece(" in "), Piece("ops", PieceKind.CHANNEL))
    content = words_of(spoken)
    assert content.plain == "@Ann see the bank (https://evil.example.com/x) in #ops"
    linked = [span for span in content.spans if isinstance(span.style, Style) and span.style.link]
    assert [content.plain[span.start : span.end] for span in linked] == ["https://evil.example.com/x"]
    assert words_of((Piece("", PieceKind.LINK, "https://x.org"),)).plain == "https://x.org"
    assert words_of((Piece("here", PieceKind.BROADCAST, "here"),)).plain == "@here"


def test_only_web_addresses_can_be_clicked() -> None:
    content = words_of((Piece("open", PieceKind.LINK, "file:///etc/passwd"),))
    assert content.plain == "open (file:///etc/passwd)"
    assert not [span for span in content.spans if isinstance(span.style, Style) and span.style.link]


@pytest.mark.parametrize("width", [20, 37, 80])
def test_every_line_fits_and_keeps_its_paragraphs(width: int) -> None:
    lines = told(of(message(2, "Bo " * 20, text="one two three\n\n- " + "x" * 90)), width)
    assert all(len(line) <= width for line in lines)
    assert "" in lines


def test_hostile_text_stays_text() -> None:
    one = replace(message(2, HOSTILE, text=HOSTILE), files=(HOSTILE,), reactions=(Reaction(HOSTILE, 1),))
    assert "\n".join(told(of(one), 120)).count(HOSTILE) == 4


def test_an_old_reading_says_how_old_and_why() -> None:
    old = replace(VIEW, trouble="Slack did not answer", read_at=NOW - timedelta(minutes=4))
    assert told(old)[-2:] == ["", "As of 4m ago (03:08), not read since: Slack did not answer"]
    assert told(thread_trouble="no network")[-1].endswith("not read since: no network")
    off = told(width=100, slack=SlackChanged(SlackState.STOPPED, advice="the token is refused"))
    assert off[-1].endswith("Slack stopped: the token is refused")
    assert "as of" not in "\n".join(told()).casefold()


def test_where_nothing_is_read_it_is_said_why() -> None:
    stopped = SlackChanged(SlackState.STOPPED, advice="the token is refused")
    assert told(None) == ["reading…"]
    assert "T begins one" in told(None, thread=None)[0]
    assert "Slack is off" in told(None, thread=None, slack=SlackChanged(SlackState.OFF))[0]
    assert "the token is refused" in told(None, thread=None, slack=stopped)[0]
    assert told(None, thread_trouble="no network") == ["Not read yet: no network"]


def test_a_long_thread_shows_its_end_and_says_so() -> None:
    lines = told(of(PARENT, *(message(number, "Bo", text=f"word {number}") for number in range(2, 252))))
    assert lines[0] == "51 earlier ones are in Slack: W"
    assert lines[-1] == "  word 251"
    assert "  word 51" not in lines


def test_the_strip_counts_replies() -> None:
    def number(subject: Subject) -> str:
        return next(label.number for label in labels_of(subject) if label.tab is Tab.THREAD)

    assert number(Subject(row(3), view=VIEW)) == "1"
    assert number(Subject(row(3))) == ""
    assert number(Subject(row(3), thread_trouble="no")) == "?"


def test_the_overview_tells_channel_and_checklist() -> None:
    channel = IncidentChannel(ID, "T1", "C7", "inc-3")
    lines = told(replace(VIEW, checklist=CHECKLIST), tab=Tab.OVERVIEW, channel=channel)
    at = lines.index("checklist    1 of 2 done")
    assert lines[at - 1] == "channel      #inc-3"
    assert lines[at + 1 : at + 3] == ["  ☑ 1 Join (Ada)", "  ☐ 2 Tell support"]
    archived = told(tab=Tab.OVERVIEW, channel=replace(channel, archived=True))
    assert "channel      #inc-3, archived" in archived
    assert not [line for line in told(tab=Tab.OVERVIEW) if line.startswith(("channel", "checklist"))]


# -- when it is read --------------------------------------------------------------------------


async def test_only_the_thread_in_view_is_read(run: Run, engine: FakeEngine) -> None:
    asked = engine.slack_desk.looked_at
    async with run((130, 30)) as pilot:
        await press(pilot, "2", "1")
        assert asked == []
        await press(pilot, "6")
        assert asked == [ID]
        await press(pilot, "j")
        async with asyncio.timeout(5):
            while len(asked) < 3:
                await pilot.pause()
        await press(pilot, "1")
        assert asked == [ID, None, "Q000002", None]


async def test_a_highlight_that_moves_on_asks_for_nothing(
    run: Run, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with run((130, 30)) as pilot:
        await press(pilot, "6")
        monkeypatch.setattr(reading, "REST_SECONDS", 60.0)
        await press(pilot, "j", "j")
        assert engine.slack_desk.looked_at == [ID, None]


async def test_leaving_the_details_of_a_small_terminal_ends_the_reading(run: Run, engine: FakeEngine) -> None:
    async with run((80, 24)) as pilot:
        await press(pilot, "6")
        assert engine.slack_desk.looked_at == [ID]
        await press(pilot, "escape")
        assert engine.slack_desk.looked_at == [ID, None]


async def test_the_outbox_on_top_ends_the_reading_and_a_dialog_does_not(run: Run, engine: FakeEngine) -> None:
    async with run((130, 30)) as pilot:
        await press(pilot, "6", "T")
        app_of(pilot).incidents.paint()
        assert engine.slack_desk.looked_at == [ID]
        await press(pilot, "escape", "x")
        app_of(pilot).incidents.paint()
        assert engine.slack_desk.looked_at == [ID, None]


async def test_a_thread_that_becomes_known_is_asked_for(run: Run, engine: FakeEngine) -> None:
    del engine.threads[ID]
    async with run((130, 30)) as pilot:
        await press(pilot, "6")
        engine.threads[ID] = LINK
        engine.publish(ThreadFound(LINK))
        await pilot.pause()
        assert engine.slack_desk.looked_at == [ID, ID]


async def test_what_is_read_and_what_fails_is_shown_at_once(run: Run, engine: FakeEngine) -> None:
    async with run((200, 30)) as pilot:
        await press(pilot, "6")
        engine.slack_desk.views[ID] = of(PARENT, message(2, "Bo Example", text="it is the deploy"))
        engine.publish(ThreadRead(ID))
        await pilot.pause()
        assert "it is the deploy" in shown(pilot)
        engine.publish(ThreadFailed(ID, "Slack did not answer"))
        await pilot.pause()
        assert "not read since: Slack did not answer" in shown(pilot)
        engine.publish(ThreadRead(ID))
        await pilot.pause()
        assert "not read since" not in shown(pilot)


# -- where it is scrolled to ------------------------------------------------------------------


def long(number: int) -> ThreadView:
    return of(PARENT, *(message(at, "Bo", text=f"word {at}.") for at in range(2, number)))


async def test_a_thread_is_read_from_its_end_and_follows_it(run: Run, engine: FakeEngine) -> None:
    engine.slack_desk.views[ID] = long(40)
    async with run((80, 24)) as pilot:
        await press(pilot, "6")
        assert "word 39." in shown(pilot)
        engine.slack_desk.views[ID] = long(45)
        engine.publish(ThreadRead(ID))
        await pilot.pause()
        await pilot.pause()
        assert "word 44." in shown(pilot)


async def test_a_person_who_scrolled_is_left_there(run: Run, engine: FakeEngine) -> None:
    engine.slack_desk.views[ID] = long(40)
    async with run((80, 24)) as pilot:
        await press(pilot, "6", "g")
        assert "Triggered #3" in shown(pilot)
        engine.slack_desk.views[ID] = long(45)
        engine.publish(ThreadRead(ID))
        await pilot.pause()
        await pilot.pause()
        assert "Triggered #3" in shown(pilot)
        await press(pilot, "G")
        assert "word 44." in shown(pilot)


async def test_a_change_of_size_keeps_the_end(run: Run, engine: FakeEngine) -> None:
    engine.slack_desk.views[ID] = long(40)
    async with run((80, 24)) as pilot:
        await press(pilot, "6")
        await pilot.resize_terminal(60, 18)
        await pilot.pause()
        await pilot.pause()
        assert "word 39." in shown(pilot)


async def test_a_short_thread_begins_on_top(run: Run) -> None:
    async with run((130, 40)) as pilot:
        await press(pilot, "6")
        assert pane(pilot).body.scroll_y == 0
        assert "Triggered #3" in shown(pilot)


# -- its address ------------------------------------------------------------------------------


async def test_the_thread_opens_in_the_browser(
    run: Run, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch, notices: list[str]
) -> None:
    opened: list[str] = []
    async with run() as pilot:
        monkeypatch.setattr(pilot.app, "open_url", opened.append)
        await press(pilot, "W")
        assert opened == [URL]
        for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
            monkeypatch.delenv(name, raising=False)
        await press(pilot, "W")
        assert opened == [URL]
        assert notices[-1] == f"warning: : no browser here: {URL}"


async def test_copying_shows_what_was_copied(run: Run, notices: list[str]) -> None:
    async with run() as pilot:
        await press(pilot, "Y")
        assert pilot.app.clipboard == URL
        assert URL in notices[-1]


@pytest.mark.parametrize("key", ["W", "Y"])
async def test_no_other_address_is_used(run: Run, engine: FakeEngine, notices: list[str], key: str) -> None:
    engine.threads[ID] = replace(LINK, permalink="https://evil.example.com/.slack.com/")
    async with run() as pilot:
        await press(pilot, key)
        assert notices == ["warning: : #3 has no address of its Slack thread that is safe to use"]
        assert pilot.app.clipboard == ""
        await press(pilot, "j", key)
        assert notices[-1] == "warning: : #2 has no Slack thread that is known"


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        (URL, True),
        ("https://acme.enterprise.slack.com/archives/C1/p1?thread_ts=1.0", True),
        ("http://acme.slack.com/archives/C1/p1", False),
        ("https://acme.slack.com@evil.example.com/", False),
        ("https://me@acme.slack.com/", False),
        ("https://acme.slack.com.evil.example.com/", False),
        ("https://evilslack.com/", False),
        ("https://[x", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_is_slack(url: str, safe: bool) -> None:
    assert is_slack(url) is safe


# -- somebody is at work there ----------------------------------------------------------------


async def test_what_work_in_slack_did_is_told(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    async with run() as pilot:
        engine.publish(Engaged(ID, "#3 is being acknowledged, since you answered in Slack", acknowledged=True))
        engine.publish(Engaged(ID, "#3 is still triggered", acknowledged=False, asks=True))
        engine.publish(Engaged("Q000002", "#2 is still triggered", acknowledged=False, asks=True))
        await pilot.pause()
        assert notices[0] == "information: : #3 is being acknowledged, since you answered in Slack"
        assert notices[1] == "warning: : #3 is still triggered: a acknowledges it"
        assert "warning: : #2 is still triggered: a acknowledges it, once it is highlighted" in notices


async def test_an_incident_that_left_keeps_its_thread_in_view(run: Run, engine: FakeEngine) -> None:
    async with run((130, 30)) as pilot:
        await press(pilot, "6")
        engine.poll([incident(1), incident(2)])
        await pilot.pause()
        assert "on it" in shown(pilot)
        assert engine.slack_desk.looked_at == [ID]


async def test_the_thread_that_it_was_linked_to_before_is_not_shown(run: Run, engine: FakeEngine) -> None:
    async with run((130, 30)) as pilot:
        await press(pilot, "6")
        assert "on it" in shown(pilot)
        engine.threads[ID] = replace(LINK, ts="9.0")
        engine.publish(ThreadFound(engine.threads[ID]))
        await pilot.pause()
        assert "on it" not in shown(pilot)
        assert "reading…" in shown(pilot)
