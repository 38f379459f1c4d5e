"""What the bars and the details say, as pure functions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual.color import Color

from pdtui.core.events import Polled, PollFailed, PollFailure, SlackChanged, SlackState
from pdtui.core.model import Alert, IncidentDetail, Link, LogEntry, Note, ThreadLink
from pdtui.core.progress import Progress
from pdtui.core.scope import Scope
from pdtui.core.store import Pending, Row
from pdtui.core.surroundings import ChangeEvent, CustomField, IncidentContext, Outlier, PastIncident, RelatedIncident
from pdtui.tui.colors import READABLE, contrast, readable
from pdtui.tui.details.layout import head, lay_out
from pdtui.tui.details.subject import SURROUNDINGS, Subject, Tab
from pdtui.tui.freshness import Word, advice, emptiness, freshness, scope_word, slack_word
from pdtui.tui.notification import Terminal, reporting, sequences
from pdtui.tui.themes import DARK, LIGHT
from pdtui.tui.toasts import Toast, Toaster
from pdtui.tui.widgets.status_bar import Standing, compose_bar
from tests.tui.fake_engine import ANN, NOW, incident, row

GOOD = Polled(NOW)
OFFLINE = PollFailed("check the network", NOW + timedelta(seconds=30), PollFailure.OFFLINE)
REFUSED = PollFailed("the token is bad", NOW + timedelta(seconds=30), PollFailure.REFUSED)
LIMITED = PollFailed("asked to wait", NOW + timedelta(seconds=30), PollFailure.RATE_LIMITED)


@pytest.mark.parametrize(
    ("last_poll", "age", "text", "tone"),
    [
        (None, None, "LOADING", "muted"),
        (None, 3 * 3600, "CACHED 3h", "warning"),
        (GOOD, 4, "LIVE 4s", "success"),
        (GOOD, 34, "LIVE 34s", "success"),
        (GOOD, 35, "STALE 35s", "warning"),
        (GOOD, 94, "STALE 94s", "warning"),
        (OFFLINE, 94, "OFFLINE since 03:12, list 94s old", "error"),
        (OFFLINE, None, "OFFLINE since 03:12, no list yet", "error"),
        (REFUSED, 600, "REFUSED, list 10m old", "error"),
        (LIMITED, 20, "RATE-LIMITED 30s, list 20s old", "warning"),
    ],
)
def test_freshness(last_poll: Polled | PollFailed | None, age: float | None, text: str, tone: str) -> None:
    taken_at = None if age is None else NOW - timedelta(seconds=age)
    assert freshness(last_poll, taken_at, NOW, 15.0, NOW) == Word(text, tone)


def test_a_list_that_is_not_whole_says_so() -> None:
    live = SlackChanged(SlackState.LIVE)
    assert advice(GOOD, live, NOW) == ""
    assert advice(Polled(NOW, "1 incident cannot be read"), live, NOW).startswith("Not all is shown: 1 incident")


def test_an_empty_list_is_clear_only_while_it_is_fresh() -> None:
    old = NOW - timedelta(seconds=94)
    assert emptiness(GOOD, NOW, None, "", 0, 15.0, NOW).startswith("All clear, 0s ago")
    assert "All clear" not in emptiness(GOOD, old, None, "", 0, 15.0, NOW)
    assert emptiness(REFUSED, None, None, "", 0, 15.0, NOW) == "PagerDuty refuses since 03:12"
    assert emptiness(None, None, None, "", 0, 15.0, NOW) == "Asking PagerDuty…"


@pytest.mark.parametrize(
    ("slack", "text"),
    [
        (SlackChanged(SlackState.OFF), "Slack off"),
        (SlackChanged(SlackState.LIVE), "Slack on"),
        (SlackChanged(SlackState.WAITING, 2), "Slack: 2 waiting"),
        (SlackChanged(SlackState.STOPPED, advice="token refused"), "Slack stopped"),
        (SlackChanged(SlackState.LIVE, 0, 3), "Slack: 3 not sent"),
    ],
)
def test_slack_word(slack: SlackChanged, text: str) -> None:
    assert slack_word(slack).text == text


@pytest.mark.parametrize("width", range(20, 200, 3))
def test_the_bar_never_drops_freshness(width: int) -> None:
    fresh = Word("LIVE 4s", "success")
    standing = Standing("DEMO", "on call: 支付 primary L1 until 09:00", "2 under way", Word("Slack on", "muted"), fresh)
    bar = compose_bar(standing, width)
    assert bar.cell_length <= width
    assert "LIVE 4s" in bar.plain
    if width >= 80:
        assert "DEMO" in bar.plain
        assert "on call" in bar.plain


@pytest.mark.parametrize("scope", Scope)
def test_an_empty_list_names_its_scope(scope: Scope) -> None:
    name = "my teams" if scope is Scope.TEAMS else scope.value
    clear = emptiness(GOOD, NOW, None, "", 0, 15.0, NOW, scope)
    assert name in clear.casefold()
    assert ("v lists more" in clear) == (scope is not Scope.EVERYTHING)
    assert name in emptiness(GOOD, NOW - timedelta(seconds=94), None, "", 0, 15.0, NOW, scope).casefold()


def test_an_empty_list_is_not_clear_for_a_scope_that_is_not_read_yet() -> None:
    text = emptiness(GOOD, NOW, None, "", 0, 15.0, NOW, Scope.MINE, Scope.EVERYTHING)
    assert "All clear" not in text
    assert "Switching to everything…" in text


def test_scope_word() -> None:
    assert scope_word(Scope.ON_CALL, None) == ""
    assert scope_word(Scope.TEAMS, None) == "scope: my teams"
    assert scope_word(Scope.ON_CALL, Scope.EVERYTHING) == "on call, switching to everything…"


def test_a_refused_token_is_not_tried_again_by_itself() -> None:
    failed = PollFailed("the token is bad", None, PollFailure.REFUSED)
    assert "F5" in advice(failed, SlackChanged(SlackState.LIVE), NOW)


@pytest.mark.parametrize("tab", [Tab.TIMELINE, Tab.ALERTS, Tab.NOTES, Tab.CONTEXT, Tab.CHANGES])
def test_details_tell_unread_from_none(tab: Tab) -> None:
    one = row(3)
    unread = lay_out(Subject(one), tab, NOW, 60).plain
    assert unread == "reading…"
    failed = Subject(one, trouble="no answer", context_trouble="no answer")
    assert lay_out(failed, tab, NOW, 60).plain == "Not read: no answer"
    part = lay_out(Subject(one, detail=IncidentDetail(one.id)), tab, NOW, 60).plain
    assert part == ("reading…" if tab in SURROUNDINGS else "Could not be read.")
    none = Subject(one, detail=IncidentDetail(one.id, (), (), ()), context=IncidentContext(one.id))
    assert lay_out(none, tab, NOW, 60).plain.casefold().startswith(("no ", "related, open", "changes before it"))


def test_details_tell_of_slack() -> None:
    one = row(3)
    off = lay_out(Subject(one, slack=SlackChanged(SlackState.OFF)), Tab.OVERVIEW, NOW, 60).plain
    assert "Slack is off" in off
    link = ThreadLink(one.id, "T", "C", "1.2", "payments", "https://example.slack.com/p1")
    assert "thread in #payments" in lay_out(Subject(one, thread=link), Tab.OVERVIEW, NOW, 60).plain


@pytest.mark.parametrize("width", [10, 24, 48, 80, 200])
@pytest.mark.parametrize("tab", Tab)
def test_detail_lines_fit(width: int, tab: Tab) -> None:
    long = "数据库 [/x] " * 60 + "w" * 300
    link = Link(f"https://x.example/{long}", long)
    detail = IncidentDetail(
        "Q000003",
        (Note("N", f"{long}\n\n{long}", ANN, NOW),),
        tuple(LogEntry(str(n), "x", long, NOW) for n in range(250)),
        (
            Alert("A", long, "triggered", "critical", NOW, (link,) * 9, "a\n" * 40, facts=((long, long),)),
            Alert("B", long, "triggered", "", NOW, (link,), "a\n" * 40),
        ),
    )
    context = IncidentContext(
        "Q000003",
        past=(PastIncident("P", long, NOW),),
        related=(RelatedIncident("R", long, NOW, long, long, (long,)),),
        outlier=Outlier(long, 3, NOW, NOW, long),
        changes=(ChangeEvent("C", long, NOW, long, links=(link,), reason=long),),
        fields=(CustomField("F", long, long, "string", "single_value", long),),
        failures=(long,),
    )
    one = Row(incident(3, long), row(3).reason, (Pending("i", "note", True),), "no")
    for raw in (False, True):
        subject = Subject(one, "left", detail, context=context, raw=raw)
        content = lay_out(subject, tab, NOW, width, whole_title=True)
        assert max(line.cell_length for line in content.split("\n")) <= max(width, 24)
        assert max(line.cell_length for line in head(subject, width, 2).split("\n")) <= max(width, 24)
    words = " ".join(lay_out(Subject(one, "left", detail), tab, NOW, width).plain.split())
    if tab is Tab.TIMELINE:
        assert "and 50 more in PagerDuty" in words
    if tab is Tab.ALERTS:
        assert "28 more lines" in words


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: str(theme.name))
def test_all_text_can_be_read(theme: object) -> None:
    assert theme in (DARK, LIGHT)
    chosen = DARK if theme is DARK else LIGHT
    variables = chosen.variables
    grounds = [
        chosen.background, chosen.panel, variables["block-cursor-background"],
        variables["block-cursor-blurred-background"],
    ]  # fmt: skip
    texts = [
        chosen.foreground, chosen.primary, chosen.success, chosen.warning, chosen.error,
        variables["text-muted"], variables["block-cursor-foreground"],
    ]  # fmt: skip
    for ground in grounds:
        for text in texts:
            assert ground is not None
            assert text is not None
            assert contrast(Color.parse(text), Color.parse(ground)) >= READABLE, (text, ground)
    assert chosen.background is not None
    assert chosen.warning is not None
    assert contrast(Color.parse(chosen.background), Color.parse(chosen.warning)) >= READABLE


def test_priority_colours_are_made_readable() -> None:
    for ground in ("#0f1318", "#fbfcfd", "#27415f"):
        background = Color.parse(ground)
        for digits in ("a8171c", "000000", "ffffff", "f9b406", "777"):
            color = readable(digits, background)
            assert color is not None
            assert contrast(color, background) >= READABLE
    assert readable("nonsense", Color.parse("#000000")) is None


def test_notification_sequences_are_harmless() -> None:
    plain = sequences("Your; shift\x1b]0;x\x07", "ends\nnow", tmux=False)
    assert plain == "\x1b]9;Your, shift: ends now\x07\x1b]777;notify;Your, shift;ends now\x07"
    wrapped = sequences("t", "x", tmux=True)
    assert wrapped.startswith("\x1bPtmux;\x1b\x1b]9;t: x\x07\x1b\\")
    assert wrapped.count("\x1b\\") == 2


async def test_terminal_writes_through_the_driver_that_reports_itself() -> None:
    from textual.app import App
    from textual.driver import Driver

    class Recorder(Driver):
        written: list[str]

        def write(self, data: str) -> None:
            self.written.append(data)

        def start_application_mode(self) -> None: ...
        def disable_input(self) -> None: ...
        def stop_application_mode(self) -> None: ...

    terminal = Terminal()
    terminal.notify("nobody", "listens")
    driver = reporting(Recorder, terminal)(App(), size=(80, 24))
    assert isinstance(driver, Recorder)
    driver.written = []
    terminal.notify("before", "the screen is taken")
    driver.start_application_mode()
    terminal.notify("title", "text")
    driver.stop_application_mode()
    terminal.notify("after", "the screen is given back")
    assert "".join(driver.written) == "\x1b]9;title: text\x07\x1b]777;notify;title;text\x07"


def test_same_notice_is_shown_once_while_it_stands() -> None:
    shown: list[str] = []
    clock = [0.0]

    class Notes:
        def notify(self, message: str, **options: object) -> None:
            shown.append(message)

    toaster = Toaster(Notes(), lambda: clock[0])
    for at in (0.0, 1.0, 6.0):
        clock[0] = at
        toaster.show(Toast("x", seconds=5.0))
    assert shown == ["x", "x"]


@pytest.mark.parametrize("last_poll", [None, GOOD, REFUSED])
def test_what_is_being_read_is_counted_and_never_live(last_poll: Polled | PollFailed | None) -> None:
    reading = Progress("reading", 1200, 12000)
    cached = NOW - timedelta(minutes=3)
    assert freshness(last_poll, None, None, 15.0, NOW, reading) == Word("reading 1,200 of 12,000", "warning")
    assert freshness(last_poll, cached, None, 15.0, NOW, reading).text == "reading 1,200 of 12,000, list 3m old"
    empty = emptiness(last_poll, None, None, "", 0, 15.0, NOW, reading=reading)
    assert empty == "Reading 1,200 of 12,000\nv chooses another scope, F5 begins anew"
    empty = emptiness(last_poll, cached, None, "", 0, 15.0, NOW, Scope.MINE, Scope.EVERYTHING, reading)
    assert empty.startswith("Switching to everything: reading 1,200 of 12,000\nMine: nothing open")
