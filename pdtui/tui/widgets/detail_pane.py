"""The details of the highlighted incident, and of no other."""

from __future__ import annotations

from datetime import datetime, timedelta

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import MouseDown, MouseMove, MouseUp
from textual.geometry import Size
from textual.message import Message
from textual.widgets import Static

from pdtui.core.listing.folding import Group
from pdtui.tui.details.group import group as lay_out_group
from pdtui.tui.details.layout import head, is_cut, lay_out
from pdtui.tui.details.subject import Subject, Tab
from pdtui.tui.widgets.tab_strip import TabStrip

_STEP = timedelta(seconds=10)
_SOON = timedelta(minutes=2, seconds=1)
"""From here on a countdown is told in seconds."""
_ROOMY = 18
"""Lines from which the tabs may take two."""
_LOW = 14
"""Lines below which the head's title has one line only."""


class DetailBody(VerticalScroll, can_focus=True):
    """What scrolls, and what takes the movements while it has the focus."""


class DetailPane(Vertical):
    """Draws a `Subject`: the head and the tabs stay, the tab's body scrolls; of a group only what it is made of.

    The body goes back to its top when the subject is another incident or the tab is another; a thread is read
    from its end, and stays there until the person scrolls.
    """

    class Dragged(Message):
        """The border towards the list was drawn to a place on the screen; `done` when it was let go."""

        def __init__(self, x: int, y: int, *, done: bool = False) -> None:
            super().__init__()
            self.x, self.y, self.done = x, y, done

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._dragging = False
        self.tab = Tab.OVERVIEW
        """Which tab is shown; it stays when the highlight moves."""
        self._subject: Subject | Group | None = None
        self._now: datetime | None = None
        self._painted: tuple[object, ...] = ()
        self._at_end = False
        self._settling = False
        self._body_size = Size()
        self.body = DetailBody(id="detail-body")
        self._head = Static(Content(""), id="detail-head", markup=False)
        self._strip = TabStrip(id="detail-tabs")
        self._text = Static(Content(""), id="detail-text", markup=False)

    @property
    def shown_id(self) -> str | None:
        """Which incident's or group's details are shown."""
        return _id_of(self._subject)

    @property
    def has_keys(self) -> bool:
        """Whether the movements go to the body."""
        return self.screen.focused is self.body

    def compose(self) -> ComposeResult:
        """`Content` only, so that no stranger's brackets become markup."""
        yield self._head
        yield self._strip
        with self.body:
            yield self._text

    def on_mouse_down(self, event: MouseDown) -> None:
        """Take hold of the border."""
        at = event.screen_offset - self.region.offset
        border = self.styles.border
        if (at.x == 0 and border.left[0]) or (at.y == 0 and border.top[0]):
            self._dragging = True
            self.capture_mouse()
            event.stop()

    def on_mouse_move(self, event: MouseMove) -> None:
        """Draw it."""
        if self._dragging:
            self.post_message(self.Dragged(event.screen_x, event.screen_y))

    def on_mouse_up(self, event: MouseUp) -> None:
        """Let it go."""
        if self._dragging:
            self._dragging = False
            self.release_mouse()
            self.post_message(self.Dragged(event.screen_x, event.screen_y, done=True))

    def show(self, subject: Subject | Group | None, now: datetime, tab: Tab | None = None) -> None:
        """Draw the subject; a repeated call with nothing new and the same ten seconds costs nothing."""
        other = _id_of(subject) != self.shown_id or (tab or self.tab) is not self.tab
        self._subject, self._now, self.tab = subject, now, tab or self.tab
        self._mind_end(other=other)
        self._paint()
        if other and not self._at_end:
            self.body.scroll_home(animate=False)

    def on_resize(self) -> None:
        """Wrap anew, once the parts have their new sizes."""
        self.call_after_refresh(self._wrap_anew)

    def _wrap_anew(self) -> None:
        self._paint()
        self._keep_end()

    def _mind_end(self, *, other: bool) -> None:
        """A thread is read from its end until the person scrolls away from there.

        Textual's own anchor pushes a text that is shorter than the body to the bottom, below empty ground.
        What was said of the end before a change of size holds on: the text is not wrapped to it yet.
        """
        if other:
            self._at_end = self.tab is Tab.THREAD
        elif not self._settling and self.body.size == self._body_size:
            self._at_end = self.tab is Tab.THREAD and self.body.is_vertical_scroll_end
        self._body_size = self.body.size

    def _keep_end(self) -> None:
        if self._at_end:
            self._settling = True
            self.call_after_refresh(self._go_to_end)

    def _go_to_end(self) -> None:
        self._settling = False
        if self._at_end:
            self.body.scroll_end(animate=False, immediate=True)

    def _paint(self) -> None:
        width = self.body.scrollable_content_region.width
        if self._now is None or not self.display or width <= 0:
            return
        subject = self._subject if isinstance(self._subject, Subject) else None
        self._strip.show(subject, self.tab, 1 if self.size.height < _ROOMY else 2)
        titles = 1 if self.size.height < _LOW else 2
        key = (self._subject, self.tab, width, titles, int(self._now.timestamp() // self._step().total_seconds()))
        if key == self._painted:
            return
        self._painted = key
        top = text = Content("")
        if subject is not None:
            top = head(subject, width, titles)
            whole_title = is_cut(subject, width, titles)
            text = lay_out(subject, self.tab, self._now, width, whole_title=whole_title)
        elif isinstance(self._subject, Group):
            text = lay_out_group(self._subject, self._now, width)
        else:
            text = Content.styled("Nothing is highlighted.", "$text-muted")
        self._strip.display = subject is not None
        self._head.display = subject is not None
        for static, content in ((self._head, top), (self._text, text)):
            # Textual 8.2.8 keeps a stale automatic height if a layout runs between two updates of one idle turn.
            static.styles.height = content.plain.count("\n") + 1
            static.update(content)
        self._keep_end()

    def _step(self) -> timedelta:
        """How long what is drawn stays true: as long as no countdown is in its last minutes."""
        countdowns = self._subject.countdowns if isinstance(self._subject, Subject) else ()
        soon = any(self._now is not None and timedelta() < one.at - self._now < _SOON for one in countdowns)
        return timedelta(seconds=1) if soon else _STEP


def _id_of(subject: Subject | Group | None) -> str | None:
    return subject.row.id if isinstance(subject, Subject) else subject.id if subject is not None else None
