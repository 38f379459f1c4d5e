"""The brief for who takes over: read with progress, edited, then posted once, copied or saved."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static, TextArea

from pdtui.core.events import Event, OutboxChanged, SlackChanged
from pdtui.core.handoff.brief import Brief
from pdtui.core.handoff.desk import LastBrief
from pdtui.core.handoff.reader import Wish
from pdtui.core.progress import Paced, Progress
from pdtui.core.slack.owed import OutboxState
from pdtui.errors import PdtuiError
from pdtui.text import ago, clean, clock_time
from pdtui.tui.drafts import Draft
from pdtui.tui.screens.dialog import Dialog
from pdtui.tui.widgets.key_hint import KeyHint

if TYPE_CHECKING:
    from pdtui.tui.handing_over import HandingOver


KEYS = {
    "ctrl+t": "post",
    "f9": "post",
    "ctrl+e": "edit",
    "ctrl+s": "save",
    "ctrl+y": "copy",
    "ctrl+r": "span",
    "ctrl+l": "last",
}
"""The screen's own keys, all of which come through tmux."""


class BriefArea(TextArea):
    """A text area in which the screen's own keys come before those that a text area knows by the same name."""

    def on_key(self, event: events.Key) -> None:
        """Hand the screen what is the screen's."""
        screen = self.screen
        if isinstance(screen, HandoffScreen) and screen.obey(event.key):
            event.stop()
            event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Terminals send pasted newlines as carriage returns, which the text area would drop."""
        event.prevent_default()
        event.stop()
        self.insert(clean(event.text.replace("\r\n", "\n").replace("\r", "\n"), multiline=True))


JUST_NOW = timedelta(minutes=1)
"""A brief that was made right now is not said to be over."""


class HandoffScreen(Dialog[None]):
    """One brief, from the reading to the post; Esc cancels the one and keeps the text of the other."""

    BINDINGS: ClassVar[list[BindingType]] = [(key, name, name.capitalize()) for key, name in KEYS.items()]
    covers: ClassVar[bool] = True
    hint = "Esc cancels"

    def __init__(self, handing_over: HandingOver, brief: Brief | None, draft: Draft) -> None:
        super().__init__("Handoff", draft=draft)
        self._held = handing_over
        self._desk = handing_over.engine.handoff_desk
        self._brief = brief
        self._made = ""
        """The text as pdtui made it, which needs no keeping."""
        self._last: LastBrief | None = None
        self._marker = ""
        self._posted = False

    def compose_body(self) -> ComposeResult:
        """How far the reading is, the last brief, the text."""
        yield Static("", classes="handoff-progress handoff-line", markup=False)
        yield Static("", classes="handoff-last handoff-line", markup=False)
        yield BriefArea("", show_line_numbers=False, classes="handoff-text")

    def on_mount(self) -> None:
        """Go on with what was edited, or read."""
        self._area.display = False
        self._line("handoff-last", "")
        self.run_worker(self._look_for_last(), group="last brief", exclusive=True)
        if self._brief is not None and self.draft:
            self._show(self.draft.text, "Your text of before; ctrl+r reads anew.")
        else:
            self._begin(Wish())

    def obey(self, key: str) -> bool:
        """Carry out a key of this screen; False for one that is not."""
        actions: dict[str, Callable[[], None]] = {
            "post": self.action_post,
            "edit": self.action_edit,
            "save": self.action_save,
            "copy": self.action_copy,
            "span": self.action_span,
            "last": self.action_last,
        }
        name = KEYS.get(key)
        if name is not None:
            actions[name]()
        return name is not None

    def hear(self, event: Event) -> None:
        """Something went on in Slack."""
        if isinstance(event, OutboxChanged | SlackChanged) and self._marker and not self._posted:
            self._tell_posted()

    def drafted(self) -> Draft:
        """What was edited and not posted."""
        text = self._area.text
        return Draft() if self._posted or not text.strip() or text == self._made else Draft.of(text)

    def action_leave(self) -> None:
        """Cancel the reading, or keep what was edited; then close."""
        self._held.keep(self._brief, self.drafted())
        self.finish(None)

    def action_post(self) -> None:
        """Post it, once."""
        if self._brief is not None and self._area.display:
            self.run_worker(self._post(self._brief, self._area.text), group="handoff post", exclusive=True)

    def action_edit(self) -> None:
        """In the person's own editor."""
        if self._area.display:
            self.run_worker(self._edit(), group="handoff editor", exclusive=True)

    def action_save(self) -> None:
        """As a file, under a name that is asked for."""
        from pdtui.tui.screens.handoff_asks import SaveScreen

        if self._area.display:
            proposed = f"handoff-{self._now():%Y-%m-%d}.md"
            self.app.push_screen(SaveScreen(proposed, self._area.text), self._saved)

    def action_copy(self) -> None:
        """To the clipboard, where the terminal allows it."""
        if self._area.display:
            self.app.copy_to_clipboard(self._area.text)
            self._kept()
            self.say("Copied, where the terminal allows it.")

    def action_span(self) -> None:
        """Read that of another span; that what was edited goes by it is said there."""
        from pdtui.tui.screens.handoff_asks import SpanScreen

        screen = SpanScreen(self._now, replaces=bool(self.drafted()))
        self.app.push_screen(screen, lambda wish: self._begin(wish) if wish is not None else None)

    def action_last(self) -> None:
        """Show what the one before left."""
        from pdtui.tui.screens.handoff_asks import LastBriefScreen

        if self._last is not None:
            self.app.push_screen(LastBriefScreen(self._last, self._now()))

    # -- inside ------------------------------------------------------------------------------

    @property
    def _area(self) -> BriefArea:
        return self.query_one(BriefArea)

    def _now(self) -> datetime:
        return self._held.engine.now().astimezone(self._held.zone)

    def _begin(self, wish: Wish) -> None:
        self._area.display = False
        self.say("")
        self._hint("ctrl+r another span · Esc cancels")
        self.run_worker(self._read(wish), group="handoff", exclusive=True)

    async def _read(self, wish: Wish) -> None:
        self._progress(Progress("looking for my shift"))
        try:
            brief = await self._desk.read(self._held.zone, wish, Paced(self._progress, time.monotonic))
        except PdtuiError as error:
            self._line("handoff-progress", "")
            self.say(str(error))
            self._hint("ctrl+r another span · ctrl+l last brief · Esc closes")
            return
        self._brief, self._marker, self._posted = brief, "", False
        self._made = self._desk.markdown(brief)
        self._show(self._made, _over(brief.span.until, self._now()))

    def _progress(self, progress: Progress) -> None:
        self._line("handoff-progress", str(progress))

    def _show(self, text: str, words: str) -> None:
        area = self._area
        area.load_text(text)
        area.display = True
        area.focus()
        self._line("handoff-progress", words)
        channel = self._desk.rules.channel
        self._hint(
            f"ctrl+t posts it in {channel} · ctrl+e editor · ctrl+s save · ctrl+y copy"
            " · ctrl+r another span · Esc keeps the text"
        )

    async def _edit(self) -> None:
        from pdtui.tui.editor import edited

        try:
            text = await edited(self.app, self._area.text)
        except PdtuiError as error:
            self.say(str(error))
            return
        self._area.load_text(text)
        self._area.focus()

    async def _post(self, brief: Brief, text: str) -> None:
        try:
            self._marker = await self._desk.post(brief, text)
        except PdtuiError as error:
            self.say(str(error))
            return
        self._tell_posted()

    def _tell_posted(self) -> None:
        """How it stands in the outbox now."""
        row = self._held.engine.slack_desk.row(self._marker)
        channel = self._desk.rules.channel
        if row is not None and row.state is OutboxState.DONE:
            self._posted = True
            self.say(f"Posted in {channel}.")
        elif row is not None and row.state is OutboxState.PARKED:
            self.say(f"Not posted: {row.reason}; the outbox keeps it.")
        else:
            why = f" ({row.reason})" if row is not None and row.reason else ""
            self.say(f"On its way to {channel}{why}…")

    def _saved(self, where: str | None) -> None:
        if where:
            self._kept()
            self.say(f"Saved as {where}")

    def _kept(self) -> None:
        if self._brief is not None:
            self._desk.keep(self._brief, self._area.text)

    async def _look_for_last(self) -> None:
        self._last = last = await self._desk.last_brief()
        if last is not None:
            when = clock_time(last.at, self._now())
            self._line("handoff-last", f"Last brief by {last.who}, {when}: ctrl+l shows it.")

    def _line(self, name: str, words: str) -> None:
        line = self.query_one(f".{name}", Static)
        line.update(Content.styled(words, "$text-muted"))
        line.display = bool(words)

    def _hint(self, words: str) -> None:
        self.query_one(KeyHint).show(words)


def _over(until: datetime, now: datetime) -> str:
    """That the shift is over, where it is: nothing that came after it is in the brief."""
    if now - until < JUST_NOW:
        return ""
    return (
        f"It ends {clock_time(until, now)}, {ago(now - until)} ago: nothing later is in it. ctrl+r takes another span."
    )
