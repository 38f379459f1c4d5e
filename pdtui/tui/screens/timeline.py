"""Who is on call over the next days: a drawn timeline, or the same as text where the terminal is narrow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from pdtui.core.entries import DirectoryEntry, Kind
from pdtui.core.timeline import LevelLine, Timeline
from pdtui.errors import PdtuiError
from pdtui.text import count
from pdtui.tui.on_call.window import USUAL, ZOOMS, window_at
from pdtui.tui.on_call.words import level_words, nothing, standing
from pdtui.tui.screens.dialog import Dialog
from pdtui.tui.widgets.key_hint import KeyHint
from pdtui.tui.widgets.on_call_chart import OnCallChart

if TYPE_CHECKING:
    from pdtui.core.engine import Engine

DRAWN_FROM = 100
"""Columns from which there is room to draw."""
FRESH = timedelta(minutes=1)
"""A reading younger than this is not asked for again when the screen is opened."""
READ_EVERY = timedelta(minutes=5)
PAINT_SECONDS = 5.0
_LEAST_THEN, _MOST_THEN = 1, 12
"""How many that follow are named below the chart."""
_FRAME = 10
"""Lines that the frame, the heading and the keys take."""
_OTHER_FACTS = 6
"""Lines below the chart that do not tell what follows."""
_LEAST_DETAILS = _LEAST_THEN + _OTHER_FACTS


class TimelineScreen(Dialog[Timeline]):
    """Follows time; answers with what it has read, so that the next opening has something to show at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("j,down", "point(1)", "Down"),
        ("k,up", "point(-1)", "Up"),
        ("pagedown", "page(1)", "Page down"),
        ("pageup", "page(-1)", "Page up"),
        ("h,left", "go(-1)", "A day back"),
        ("l,right", "go(1)", "A day on"),
        ("t,home", "go_to_now", "Now"),
        ("plus,equals_sign", "zoom(-1)", "Nearer"),
        ("minus", "zoom(1)", "Further"),
        ("d", "show_days(1)", "A day"),
        ("w", "show_days(7)", "A week"),
        ("f5,r", "read", "Read again"),
        ("slash", "another", "Another service or policy"),
        ("m", "mine", "My policies"),
        ("ctrl+o,q", "leave", "Close"),
    ]
    covers: ClassVar[bool] = True
    drawn_hint = "★ you · ╳ nobody · ←→ day · t now · + - days · ↑↓ level · / another · r asks again · Esc"
    text_hint = "★ you · ↑↓ level · / another · r asks again · Esc closes"

    def __init__(self, engine: Engine, now: Callable[[], datetime], timeline: Timeline | None = None) -> None:
        super().__init__("On call")
        self._engine = engine
        self._now = now
        self._timeline = timeline
        self._error: PdtuiError | None = None
        self._failing_since: datetime | None = None
        self._asked_at = timeline.read_at if timeline is not None else None
        self._window = window_at(now(), USUAL)
        self._moved = False
        self._place = 0
        self._other: DirectoryEntry | None = None
        """Whose duty is shown instead of mine."""
        self._written: tuple[object, ...] = ()

    def compose_body(self) -> ComposeResult:
        """How far it can be trusted; the chart with what it says of one level, or all levels in words."""
        yield Static("", classes="timeline-standing", markup=False)
        yield OnCallChart(id="on-call-chart")
        yield OptionList(classes="timeline-levels", markup=False)
        yield Static("", classes="timeline-details", markup=False)

    def on_mount(self) -> None:
        """Show what was read before, and ask unless that was just now."""
        self.show()
        self.set_interval(PAINT_SECONDS, self.follow_time)
        if self._timeline is None or self._now() - self._timeline.read_at > FRESH:
            self.action_read()

    def on_resize(self) -> None:
        """Draw or write anew, once the parts have their sizes."""
        self.show()
        self.call_after_refresh(self.show)

    def action_read(self) -> None:
        """Ask PagerDuty."""
        self._asked_at = self._now()
        self.run_worker(self._read(), group="timeline", exclusive=True)

    async def _read(self) -> None:
        try:
            self._take(await self._engine.on_duty.timeline(self._other.id if self._other is not None else ""))
        except PdtuiError as error:
            self._failing_since = self._failing_since or self._now()
            self._error = error
        else:
            self._error = self._failing_since = None
        self.show()

    def _take(self, timeline: Timeline) -> None:
        """A new reading; the highlight stays with its level."""
        known = self._lines[self._place] if self._lines else None
        self._timeline = timeline
        wanted = (known.policy.id, known.level) if known is not None else None
        places = (at for at, line in enumerate(timeline.lines) if (line.policy.id, line.level) == wanted)
        self._place = next(places, 0)

    def follow_time(self) -> None:
        """Move now on, and ask again where the reading has grown old."""
        if self._asked_at is not None and self._now() - self._asked_at >= READ_EVERY:
            self.action_read()
        self.show()

    def action_leave(self) -> None:
        """Close, and keep what was read."""
        self.finish(self._timeline if self._other is None else None)

    def action_another(self) -> None:
        """Choose a service or a policy, and show who is on call for it."""
        from pdtui.tui.screens.choices import FromDirectory
        from pdtui.tui.screens.pick import Ask, PickScreen

        source = FromDirectory(self._engine.directory, Kind.SERVICE, Kind.POLICY)
        ask = Ask(source, "shows it", lambda picked: f"Shows who is on call for {picked[0].name}.")
        screen = PickScreen("On call for another service or policy", None, ask)
        self.app.push_screen(screen, lambda picked: self._show_of(picked[0].value) if picked else None)

    def action_mine(self) -> None:
        """Back to what I am on call for."""
        if self._other is not None:
            self._show_of(None)

    def _show_of(self, other: DirectoryEntry | None) -> None:
        """Nothing of the one is shown under the name of the other."""
        self._other, self._timeline, self._place = other, None, 0
        self._error = self._failing_since = None
        self.query_one(".dialog-heading", Static).update(self._title())
        self.action_read()
        self.show()

    def _title(self) -> Content:
        name = f"  {self._other.name}" if self._other is not None else ""
        back = "  (m: mine)" if self._other is not None else ""
        return Content.assemble(("On call", "bold $primary"), (name, "bold"), (back, "$text-muted"))

    def action_point(self, by: int) -> None:
        """Highlight another level."""
        self._place = min(max(0, self._place + by), max(0, len(self._lines) - 1))
        self.show()

    def action_page(self, pages: int) -> None:
        """Go by as many levels as are in view."""
        self.action_point(pages * self.query_one(OnCallChart).page)

    def action_go(self, days: int) -> None:
        """Look at another day; not where nothing was read."""
        moved = self._window.moved(days)
        timeline = self._timeline
        if timeline is None or (moved.until > timeline.since and moved.since < timeline.until):
            self._window, self._moved = moved, True
            self.show()

    def action_go_to_now(self) -> None:
        """Back to where now is in view."""
        self._moved = False
        self.show()

    def action_zoom(self, by: int) -> None:
        """Show more days, or fewer."""
        place = min(max(0, ZOOMS.index(self._window.days) + by), len(ZOOMS) - 1)
        self.action_show_days(ZOOMS[place])

    def action_show_days(self, days: int) -> None:
        """Show so many days, from the same day on."""
        if self._moved and days > 1 and self._window.days > 1:
            self._window = type(self._window)(self._window.start, days)
        else:
            self._window, self._moved = window_at(self._now(), days), False
        self.show()

    @on(OnCallChart.Pointed)
    def clicked(self, event: OnCallChart.Pointed) -> None:
        """A click on a level."""
        self._place = event.place
        self.show()

    @on(OptionList.OptionHighlighted)
    def pointed(self, event: OptionList.OptionHighlighted) -> None:
        """The list of words moved its own highlight."""
        self._place = event.option_index

    @property
    def _lines(self) -> tuple[LevelLine, ...]:
        return self._timeline.lines if self._timeline is not None else ()

    def show(self) -> None:
        """Bring all up to date."""
        if not self.is_attached or not self.query(OnCallChart):
            return
        now = self._now()
        if not self._moved:
            self._window = window_at(now, self._window.days)
        drawn = self.app.size.width >= DRAWN_FROM
        chart, levels = self.query_one(OnCallChart), self.query_one(OptionList)
        details = self.query_one(".timeline-details", Static)
        chart.display = details.display = drawn and bool(self._lines)
        levels.display = not drawn and bool(self._lines)
        self._tell(now, drawn)
        if self._timeline is None or not self._lines:
            return
        self._place = min(self._place, len(self._lines) - 1)
        if drawn:
            chart.show(self._timeline, self._window, now, self._place)
            self.set_focus(chart)
            width = max(20, details.content_size.width or self.app.size.width - 10)
            room = self.app.size.height - _FRAME
            height = min(chart.wanted, max(chart.least, room - _LEAST_DETAILS))
            chart.styles.height = height
            then = min(max(_LEAST_THEN, room - height - _OTHER_FACTS), _MOST_THEN)
            words = level_words(self._lines[self._place], self._timeline, now, width, then)
            details.update(Content("\n").join(words))
        else:
            self._write(levels, self._timeline, now)

    def _tell(self, now: datetime, drawn: bool) -> None:
        said = standing(self._timeline, self._error, self._failing_since, now)
        if self._timeline is not None and not self._lines:
            other = self._other.name if self._other is not None else ""
            said = Content.assemble(nothing(self._timeline, now, other), "  ", said)
        elif self._lines:
            days = f"{count(self._window.days, 'day')}, " if drawn else ""
            scale = f"{days}times in {now.tzname()}"
            said = Content.assemble((scale, "$foreground"), ("  ·  ", "$text-muted"), said)
        self.query_one(".timeline-standing", Static).update(said)
        hint = self.drawn_hint if drawn else self.text_hint
        self.query_one(KeyHint).show(hint)

    def _write(self, levels: OptionList, timeline: Timeline, now: datetime) -> None:
        """All levels in words; the highlight is `_place`."""
        width = max(20, (levels.scrollable_content_region.width or self.app.size.width - 8) - 2)
        written = (timeline, width, now.replace(second=0, microsecond=0), *(line.at(now) for line in timeline.lines))
        if self._written != written:
            self._written = written
            texts = [Content("\n").join(level_words(line, timeline, now, width)) for line in timeline.lines]
            levels.set_options(map(Option, texts))
        levels.highlighted = self._place
        self.set_focus(levels)
