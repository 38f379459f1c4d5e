"""The chart of who is on call: where an instant stands, what a row shows, and what the words say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from rich.cells import cell_len

from pdtui.core.model import Reference
from pdtui.core.timeline import LevelLine, Stretch, Timeline
from pdtui.errors import NotSent, Refused
from pdtui.tui.on_call.rows import cells_of, days_line, hours_line, level_line, now_line
from pdtui.tui.on_call.window import ZOOMS, Window, window_at
from pdtui.tui.on_call.words import level_words, moment, standing

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 21, 3, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ME = Reference("PME", "Ada Moreau", "user")
BO = Reference("PBO", "Bo Larsen", "user")
POLICY = Reference("PPOL", "Payments", "escalation_policy")


def stretch(start: float | None, end: float | None, *people: Reference) -> Stretch:
    """From and until, in hours from now."""
    return Stretch(
        people,
        None if start is None else NOW + start * HOUR,
        None if end is None else NOW + end * HOUR,
        ME.id if ME in people else "",
    )


def timeline(*stretches: Stretch) -> Timeline:
    return Timeline(NOW, NOW - 2 * DAY, NOW + 14 * DAY, (LevelLine(POLICY, 1, stretches),))


def drawn(read: Timeline, window: Window, width: int = 96) -> str:
    """The row as text."""
    pieces = level_line(read.lines[0], read, cells_of(window, width, NOW))
    text = "".join(piece.text for piece in pieces)
    assert cell_len(text) == width
    return text


def looks(read: Timeline, window: Window, width: int = 96) -> str:
    """One letter per cell: m(ine), o(ther), a(nother), g(ap), n(ow), others."""
    pieces = level_line(read.lines[0], read, cells_of(window, width, NOW))
    return "".join((piece.style or " ")[0] * cell_len(piece.text) for piece in pieces)


def test_a_window_begins_at_midnight_of_the_persons_day_and_a_single_day_a_little_before_now() -> None:
    local = NOW.astimezone(NEW_YORK)
    assert window_at(local, 7).start == datetime(2026, 11, 20, tzinfo=NEW_YORK)
    assert window_at(NOW, 1).start == datetime(2026, 11, 21, 1, tzinfo=UTC)
    assert all(window_at(local, days).share(NOW) < 0.35 for days in ZOOMS if days != 1)


@pytest.mark.parametrize(
    ("start", "hours"),
    [
        (datetime(2026, 10, 25, tzinfo=BERLIN), 25),
        (datetime(2026, 3, 29, tzinfo=BERLIN), 23),
        (datetime(2026, 11, 1, tzinfo=NEW_YORK), 25),
        (datetime(2026, 3, 8, tzinfo=NEW_YORK), 23),
        (datetime(2026, 11, 10, tzinfo=BERLIN), 24),
    ],
)
def test_a_day_on_which_the_clocks_change_has_its_right_width(start: datetime, hours: int) -> None:
    window = Window(start, 1)
    assert window.until - window.since == hours * HOUR
    assert len(list(window.ticks())) == hours
    week = Window(start - 3 * DAY, 7)
    day = week.share(window.until) - week.share(window.since)
    assert day == pytest.approx(hours / (6 * 24 + hours))
    midnights = [tick.at for tick in week.ticks() if tick.new_day]
    assert len(midnights) == 7
    assert {at.hour for at in midnights} == {0}


def test_the_hours_of_the_wall_go_on_behind_a_change_of_clocks() -> None:
    window = Window(datetime(2026, 10, 25, tzinfo=BERLIN), 1)
    cells = cells_of(window, 100, NOW)
    text = "".join(piece.text for piece in hours_line(cells))
    assert [text.index(f"{hour:02}:00") for hour in (0, 2, 4, 12)] == [0, 8, 20, 52]
    assert text.count("02:00") == 1
    assert cell_len(text) == 100


def test_the_dates_stand_above_their_days_and_today_is_named() -> None:
    window = window_at(NOW, 7)
    cells = cells_of(window, 126, NOW)
    text = "".join(piece.text for piece in days_line(cells, NOW))
    assert text.startswith("today, Sat 21 Nov ┊Sun 22 Nov")
    assert [text.index(name) for name in ("Sun", "Mon", "Fri")] == [19, 37, 109]
    assert cell_len(text) == 126
    for width in range(30, 200, 7):
        for days in ZOOMS:
            cells = cells_of(window_at(NOW, days), width, NOW)
            for line in (days_line(cells, NOW), hours_line(cells), now_line(cells, NOW)):
                assert sum(cell_len(piece.text) for piece in line) == width


def test_now_is_a_line_with_its_time_also_at_the_right_edge() -> None:
    cells = cells_of(window_at(NOW, 1), 96, NOW)
    assert cells.now == 8
    assert "".join(piece.text for piece in now_line(cells, NOW)).rstrip() == " " * 8 + "│ now 03:12"
    late = cells_of(Window(NOW.replace(minute=0) - 23 * HOUR, 1), 96, NOW)
    assert "".join(piece.text for piece in now_line(late, NOW)).rstrip().endswith("now 03:12 │")
    out_of_sight = cells_of(window_at(NOW, 7).moved(2), 96, NOW)
    assert out_of_sight.now is None


def test_mine_others_and_gaps_are_told_apart_without_colour() -> None:
    read = timeline(
        stretch(-30, 5, ME),
        stretch(5, 12, BO),
        stretch(
            12,
            17,
        ),
        stretch(17, None, ME, BO),
    )
    text = drawn(read, window_at(NOW, 1))
    assert text.startswith("━━━━━━━━│ ★ you ━━")
    assert "├ Bo Larsen ──" in text
    assert "╳ nobody ╳╳╳" in text
    assert "┣ ★ you +1 ━" in text
    assert looks(read, window_at(NOW, 1)).replace("n", "m").startswith("m" * 29 + "a" * 28 + "g" * 20 + "m")


def test_a_gap_of_minutes_is_seen_from_two_weeks_off() -> None:
    read = timeline(stretch(None, 30, BO), stretch(30, 30.25), stretch(30.25, None, ME))
    for days in ZOOMS[1:]:
        assert "╳" in drawn(read, window_at(NOW, days))
        assert "g" in looks(read, window_at(NOW, days))
    short = timeline(stretch(None, 30, BO), stretch(30, 30.25, ME), stretch(30.25, None, BO))
    assert "★" in drawn(short, window_at(NOW, 14))


def test_mine_and_gaps_bear_their_signs_in_however_few_cells() -> None:
    for days in ZOOMS:
        for width in (40, 71, 96, 133):
            for hours in (0.5, 2, 5, 9):
                read = timeline(stretch(None, -1, BO), stretch(-1, hours, ME), stretch(hours, None, BO))
                assert "★" in drawn(read, window_at(NOW, days), width)
                gap = timeline(stretch(None, -1, BO), stretch(-1, hours), stretch(hours, None, BO))
                assert "╳" in drawn(gap, window_at(NOW, days), width)


def test_a_stretch_that_began_before_the_window_has_no_edge_in_it() -> None:
    read = timeline(stretch(-80, 200, BO), stretch(200, None, ME))
    assert drawn(read, window_at(NOW, 7)).startswith("─")
    assert "├" not in drawn(read, window_at(NOW, 7))


def test_what_was_not_read_looks_like_neither_duty_nor_gap() -> None:
    read = timeline(stretch(None, None, BO))
    text = drawn(read, window_at(NOW, 7).moved(10))
    assert text.endswith("·" * 20)
    assert "╳" not in text


def test_names_are_cut_where_they_do_not_fit_and_never_cross_now() -> None:
    long = Reference("PX", "李小龙 the very long name of somebody with no end at all", "user")
    for days in ZOOMS:
        for width in (40, 71, 96, 133):
            read = timeline(stretch(-30, 9, long), stretch(9, 22, ME), stretch(22, None, long))
            text = drawn(read, window_at(NOW, days), width)
            now = cells_of(window_at(NOW, days), width, NOW).now
            assert now is not None
            at, cell = 0, 0
            while cell < now:
                cell += cell_len(text[at])
                at += 1
            assert text[at] == "│"


def words(*stretches: Stretch, now: datetime = NOW, then: int = 1, width: int = 72) -> list[str]:
    read = timeline(*stretches)
    return [line.plain.rstrip() for line in level_words(read.lines[0], read, now, width, then)]


def test_a_level_in_words() -> None:
    assert words(stretch(-3, 5, ME), stretch(5, 17, BO), stretch(17, 41), stretch(41, 200, ME)) == [
        "Payments  L1",
        "  now    ★ you until 08:12 (for 5 h)",
        "  then   Bo Larsen 08:12 to 20:12",
        "  gaps   20:12 to Sun 20:12",
        "  you    Sun 20:12 to Sun 29 Nov 11:12",
    ]


def test_nobody_now_and_ever_is_said_and_so_is_always() -> None:
    assert words(stretch(None, None)) == ["Payments  L1", "  now    NOBODY as far as was read"]
    assert words(stretch(None, None, BO)) == [
        "Payments  L1",
        "  now    Bo Larsen always",
        "  gaps   none until Sat 5 Dec 03:12",
    ]
    assert words(stretch(None, 5), stretch(5, None, ME, BO)) == [
        "Payments  L1",
        "  now    NOBODY until 08:12 (for 5 h)",
        "  then   ★ you + Bo Larsen from 08:12 on",
        "  gaps   no other until Sat 5 Dec 03:12",
    ]


def test_a_reading_that_does_not_reach_to_now_says_nothing_of_it() -> None:
    read = Timeline(NOW, NOW - DAY, NOW + DAY, (LevelLine(POLICY, 1, (stretch(-24, 24, BO),)),))
    (_, now) = level_words(read.lines[0], read, NOW + 2 * DAY, 60)
    assert now.plain.strip() == "now    not known: the reading is too old"


def test_a_moment_is_told_by_the_wall_and_never_by_a_weekday_that_may_be_another() -> None:
    before = datetime(2026, 10, 24, 10, tzinfo=UTC).astimezone(BERLIN)
    assert moment(before + timedelta(hours=24), before) == "Sun 12:00"
    assert moment(datetime(2026, 10, 25, 11, tzinfo=UTC), before) == "Sun 12:00"
    assert moment(datetime(2026, 10, 31, 11, tzinfo=UTC), before) == "Sat 31 Oct 12:00"
    assert moment(before, before) == "12:00"


def test_how_far_it_can_be_trusted() -> None:
    read, later = timeline(), NOW + 14 * timedelta(minutes=1)
    assert standing(None, None, None, NOW).plain == "Asking PagerDuty…"
    assert standing(read, None, None, later).plain == "as of 03:12 (14m ago)"
    lost = NotSent("PagerDuty cannot be reached", "check the network")
    assert standing(read, lost, NOW, later).plain.startswith(
        "as of 03:12 (14m ago); no answer from PagerDuty since 03:12: PagerDuty cannot be reached"
    )
    refused = Refused("this token may not read on-calls", "ask an admin")
    assert standing(None, refused, NOW, later).plain.startswith("PagerDuty refuses since 03:12: this token")
