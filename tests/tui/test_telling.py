"""Which ways are used as the person looks, is away, and comes back."""

from __future__ import annotations

import pytest

from pdtui.core.reminding.ways import DEFAULT_WAYS, Way
from pdtui.tui.attention import IDLE_SECONDS, Attention
from pdtui.tui.badge import POP, PUSH, Badge
from pdtui.tui.notification import Terminal
from pdtui.tui.telling import News, Telling
from pdtui.tui.toasts import REMINDER_SECONDS, Toaster

SHIFT = News(("k1",), "Your shift ends", "Bo takes over")
PAGE = News(("k2",), "#2 escalates", "in 2 min", pages=True)
ROW = News(("Q3", "Q4"), "2 new incidents", "#3; #4", pages=True, listed=True)
EVERY_WAY = frozenset(Way)


class Bench:
    """A telling with everything that it writes to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.clock = 0.0
        self.notices: list[str] = []
        """Those that stand."""
        self.rung = 0
        self.written: list[str] = []
        self.handed: list[tuple[str, str, str, bool]] = []
        terminal = Terminal()
        monkeypatch.setattr(terminal, "write", lambda data: self.written.append(data) if data else None)
        self.toaster = Toaster(self, lambda: self.clock, self.notices.clear)
        self.attention = Attention(lambda: self.clock)
        self.badge = Badge(terminal)
        self.telling = Telling(
            self.toaster,
            terminal,
            self.ring,
            self.attention,
            self.badge,
            desktop=lambda *what: self.handed.append(("desktop", *what)),
            slack=lambda *what: self.handed.append(("slack", *what)),
        )

    def notify(self, message: str, *, title: str = "", **options: object) -> None:
        self.notices.append(f"{title}: {message.partition(chr(10))[0]}")

    def ring(self) -> None:
        self.rung += 1

    def look(self) -> None:
        self.attention.report(focused=True)
        self.telling.looked()

    def leave(self) -> None:
        self.attention.report(focused=False)

    @property
    def notified(self) -> str:
        """What the terminal was asked to notify of, titles left out."""
        return "".join(data for data in self.written if not data.startswith("\x1b]2;"))


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.delenv("TMUX", raising=False)
    return Bench(monkeypatch)


def test_who_is_away_is_told_in_every_way_that_was_chosen(bench: Bench) -> None:
    bench.leave()
    bench.telling.tell(PAGE, EVERY_WAY)
    assert bench.notices == ["#2 escalates: in 2 min"]
    assert bench.rung == 1
    assert bench.notified == "\x1b]9;#2 escalates: in 2 min\x07\x1b]777;notify;#2 escalates;in 2 min\x07"
    assert bench.badge.title == "(1!) pdtui"
    assert bench.handed == [
        ("desktop", "#2 escalates", "in 2 min", True),
        ("slack", "#2 escalates", "in 2 min", True),
    ]


@pytest.mark.parametrize(
    ("way", "notified"),
    [
        (Way.OSC9, "\x1b]9;Your shift ends: Bo takes over\x07"),
        (Way.OSC777, "\x1b]777;notify;Your shift ends;Bo takes over\x07"),
    ],
)
def test_each_way_of_the_terminal_is_chosen_by_itself(bench: Bench, way: Way, notified: str) -> None:
    bench.leave()
    bench.telling.tell(SHIFT, {way})
    assert (bench.notified, bench.rung, bench.notices, bench.handed) == (notified, 0, [], [])


def test_what_strangers_wrote_ends_no_sequence(bench: Bench) -> None:
    bench.leave()
    bench.telling.tell(News(("k",), "a\x07\x1b]0;PWNED\x07;b", "c\x1b\\d\x9ce"), {Way.OSC9, Way.OSC777})
    assert bench.notified == "\x1b]9;a,b: cde\x07\x1b]777;notify;a,b;cde\x07"


def test_who_looks_gets_a_notice_and_a_bell_for_what_pages(bench: Bench) -> None:
    bench.look()
    bench.telling.tell(SHIFT, EVERY_WAY)
    assert (bench.rung, bench.written, bench.handed) == (0, [], [])
    bench.telling.tell(PAGE, EVERY_WAY)
    assert (bench.rung, bench.written, bench.handed) == (1, [], [])
    assert len(bench.notices) == 2


def test_nothing_is_said_again_while_it_stands_before_the_persons_eyes(bench: Bench) -> None:
    bench.look()
    for _ in range(2):
        bench.telling.tell(PAGE, DEFAULT_WAYS)
    assert bench.notices == ["#2 escalates: in 2 min"]
    assert bench.rung == 1


def test_newer_words_take_the_place_of_the_older_without_a_sound(bench: Bench) -> None:
    bench.look()
    bench.telling.tell(PAGE, DEFAULT_WAYS)
    bench.telling.tell(News(PAGE.keys, "#2 escalates", "in 1 min", pages=True), DEFAULT_WAYS)
    assert bench.notices == ["#2 escalates: in 1 min"]
    assert bench.rung == 1


def test_what_was_dismissed_may_be_said_again(bench: Bench) -> None:
    bench.look()
    bench.telling.tell(PAGE, DEFAULT_WAYS)
    bench.toaster.clear()
    bench.telling.tell(PAGE, DEFAULT_WAYS)
    assert bench.notices == ["#2 escalates: in 2 min"]
    assert bench.rung == 2


def test_who_is_away_is_told_again_beyond_the_screen_alone(bench: Bench) -> None:
    bench.leave()
    for _ in range(2):
        bench.telling.tell(PAGE, DEFAULT_WAYS)
    assert bench.notices == ["#2 escalates: in 2 min"]
    assert bench.rung == 2
    assert bench.badge.title == "(1!) pdtui"


def test_in_quiet_hours_nothing_sounds(bench: Bench) -> None:
    bench.leave()
    bench.telling.tell(PAGE, EVERY_WAY, quiet=True)
    assert (bench.rung, bench.notified, bench.handed) == (0, "", [])
    assert bench.notices
    assert bench.badge.title == "(1!) pdtui"


def test_the_title_counts_each_thing_once_until_the_person_looks_or_it_is_settled(bench: Bench) -> None:
    bench.leave()
    for news in (SHIFT, ROW, ROW):
        bench.telling.tell(news, DEFAULT_WAYS)
    assert bench.badge.title == "(3!) pdtui"
    bench.telling.settled(["Q3"])
    assert bench.badge.title == "(2!) pdtui"
    bench.look()
    assert bench.badge.title == "pdtui"
    titles = [data for data in bench.written if data.startswith("\x1b]2;")]
    assert titles == [f"\x1b]2;{words}pdtui\x1b\\" for words in ("(1!) ", "(3!) ", "(2!) ", "")]


def test_a_new_row_rings_to_who_looks_and_needs_no_notice(bench: Bench) -> None:
    bench.look()
    bench.telling.tell(ROW, DEFAULT_WAYS - {Way.TOAST})
    assert (bench.rung, bench.notices, bench.written) == (1, [], [])


def test_what_nobody_saw_is_shown_again_to_who_comes_back(bench: Bench) -> None:
    bench.leave()
    for number in range(5):
        bench.telling.tell(News((f"k{number}",), f"title {number}", "text"), DEFAULT_WAYS)
    bench.clock = REMINDER_SECONDS + 1
    bench.notices.clear()
    bench.look()
    assert bench.notices == ["3 reminders: title 2: text"]
    bench.look()
    assert len(bench.notices) == 1


def test_what_still_stands_is_not_shown_again(bench: Bench) -> None:
    bench.leave()
    bench.telling.tell(SHIFT, DEFAULT_WAYS)
    bench.look()
    assert len(bench.notices) == 1


def focused_at(attention: Attention, clock: list[float], seconds: float) -> bool:
    clock[0] = seconds
    return attention.focused


def test_without_focus_reports_the_start_and_each_key_count_for_a_minute() -> None:
    clock = [0.0]
    attention = Attention(lambda: clock[0])
    assert focused_at(attention, clock, IDLE_SECONDS - 1)
    assert not focused_at(attention, clock, IDLE_SECONDS)
    attention.touch()
    assert focused_at(attention, clock, 2 * IDLE_SECONDS - 1)
    assert not focused_at(attention, clock, 2 * IDLE_SECONDS)


def test_focus_reports_win_over_the_clock_and_a_key_over_a_lost_report() -> None:
    clock = [0.0]
    attention = Attention(lambda: clock[0])
    attention.report(focused=True)
    assert focused_at(attention, clock, 10 * IDLE_SECONDS)
    attention.report(focused=False)
    assert not focused_at(attention, clock, 10 * IDLE_SECONDS)
    attention.touch()
    assert focused_at(attention, clock, 20 * IDLE_SECONDS)


def test_the_title_is_put_away_at_the_start_and_back_at_the_end_and_keeps_its_mark() -> None:
    terminal = Terminal()
    badge = Badge(terminal, "DEMO\x1b]2;x\x07")
    badge.add(["one", "two"])
    assert terminal.first() == PUSH + "\x1b]2;(2!) pdtui DEMO\x1b\\"
    assert terminal.last() == POP


def test_who_wants_the_title_alone_gets_it_also_while_looking_until_the_next_key(bench: Bench) -> None:
    bench.look()
    bench.telling.tell(SHIFT, {Way.TITLE})
    assert (bench.badge.title, bench.notices) == ("(1!) pdtui", [])
    bench.telling.looked()
    assert bench.badge.title == "pdtui"
