"""The reminders that come and those that came: snoozed, dismissed, deleted, added."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from pdtui.core.events import Event, RemindersChanged
from pdtui.core.reminding.saying import outcome, until
from pdtui.core.reminding.timing import Timing
from pdtui.core.reminding.when import split_timing
from pdtui.errors import PdtuiError, UsageError
from pdtui.text import clean
from pdtui.tui.drafts import Draft, Drafts
from pdtui.tui.screens.dialog import Dialog
from pdtui.tui.screens.inputs import bound, handed_on
from pdtui.tui.screens.reminder_lines import Entry, entries_of, lines_of
from pdtui.tui.screens.snooze_reminder import SnoozeReminderScreen
from pdtui.tui.widgets.key_hint import KeyHint

if TYPE_CHECKING:
    from pdtui.core.engine import Engine

AGAIN_SECONDS = 5.0
"""How often the times that are left are told anew."""
ACTION_ID = "reminders"
KEYS = "s snooze · d dismiss · x delete · a add · Enter incident · Esc closes"


class RemindersList(OptionList):
    """Its keys act within their own press, each on what was highlighted then."""

    def __init__(self, act: Callable[[str], bool]) -> None:
        """`act` does what a key means; False where it means nothing."""
        super().__init__(classes="reminders", markup=False)
        self._act = act

    def on_key(self, event: events.Key) -> None:
        """Act at once."""
        if not handed_on(self, event):
            self.take_key(event)

    def take_key(self, event: events.Key) -> None:
        """Do what the key does here."""
        if self._act(event.key):
            event.stop()
            event.prevent_default()
        else:
            bound(self, event)


class RemindersScreen(Dialog[str]):
    """A list that follows what happens; the highlight stays with its reminder. Its answer: an incident to go to."""

    covers: ClassVar[bool] = True
    hint = KEYS

    def __init__(self, engine: Engine, drafts: Drafts) -> None:
        super().__init__("Reminders: what comes, and what came in 7 days")
        self._engine = engine
        self._desk = engine.reminders
        self._drafts = drafts
        self._entries: tuple[Entry, ...] = ()
        self._drawn: tuple[object, ...] = ()
        self._acts: dict[str, Callable[[], None]] = {
            "s": self._snooze,
            "d": self._dismiss,
            "x": self._delete,
            "delete": self._delete,
            "a": self._add,
            "enter": self._go,
            "j": lambda: self._list.action_cursor_down(),
            "k": lambda: self._list.action_cursor_up(),
            "q": self.action_leave,
            "ctrl+r": self.action_leave,
        }

    def compose_body(self) -> ComposeResult:
        """What an empty list says, and the reminders."""
        yield Static("", classes="reminders-empty", markup=False)
        yield RemindersList(self._act)

    def on_mount(self) -> None:
        """Show what there is, from the first on."""
        self._list.focus()
        self.show()
        if self._entries:
            self._list.highlighted = 0
        self.set_interval(AGAIN_SECONDS, self.show)

    def on_resize(self) -> None:
        """Wrap anew, once the list has its width."""
        self.call_after_refresh(self.show)

    def hear(self, event: Event) -> None:
        """Something else is planned, or one was told."""
        if isinstance(event, RemindersChanged):
            self.show()

    def show(self) -> None:
        """Bring all up to date."""
        if not self.is_attached:
            return
        try:
            entries = entries_of(self._desk.listed(), self._desk.own())
        except PdtuiError as error:
            self.say(str(error))
            return
        empty = self.query_one(".reminders-empty", Static)
        empty.display = not entries
        empty.update(self._why_empty())
        hint = KEYS if entries else "a adds one · Esc closes"
        self.query_one(KeyHint).show(hint)
        self._draw(entries)

    @property
    def _list(self) -> RemindersList:
        return self.query_one(RemindersList)

    def _act(self, key: str) -> bool:
        act = self._acts.get(key)
        if act is not None:
            act()
        return act is not None

    # -- what the keys do --------------------------------------------------------------------

    def _snooze(self) -> None:
        one = self._chosen()
        if one is None:
            return
        if one.line is None:
            self.say("Nothing is planned of it that could be snoozed.")
            return
        key, what = one.key, f"{one.kind()}: {one.what(self._desk.now())}"
        screen = SnoozeReminderScreen(what, self._desk.now)
        self.app.push_screen(screen, lambda picked: self._snooze_until(key, picked[0].value) if picked else None)

    def _snooze_until(self, key: str, end: datetime) -> None:
        done = self.tried(lambda: self._desk.snooze(key, end))
        self._tell(done, f"Snoozed {until(end, self._desk.now())}.")

    def _dismiss(self) -> None:
        one = self._chosen()
        if one is None:
            return
        if one.line is None:
            self.say("Nothing is planned of it; x deletes it for good.")
            return
        words = "Dismissed: no more of this series."
        if one.own is not None:
            words = "Dismissed this one; x deletes the others." if one.recurs else "Dismissed."
        key = one.key
        self._tell(self.tried(lambda: self._desk.dismiss(key)), words)

    def _delete(self) -> None:
        from pdtui.tui.screens.confirm import ConfirmScreen

        one = self._chosen()
        if one is None:
            return
        own = one.own
        if own is None:
            over = one.line is not None and one.line.planned.reminder.own_id
            self.say("It was told and is over; d takes it away." if over else "pdtui plans it; d dismisses it.")
        elif one.recurs:
            words = f"{own.what(self._desk.now())}\n\nIt never comes again then. This cannot be undone."
            screen = ConfirmScreen("Delete reminder", None, words, "deletes it")
            self.app.push_screen(screen, lambda yes: self._remove(own.number) if yes else None)
        else:
            self._remove(own.number)

    def _remove(self, number: int) -> None:
        self._tell(self.tried(lambda: self._desk.remove(number)), f"Deleted reminder {number}.")

    def _add(self) -> None:
        from pdtui.tui.aiming import Targets
        from pdtui.tui.screens.edit import EditScreen

        draft = self._drafts.of((), ACTION_ID)
        screen: EditScreen[tuple[str, Timing]] = EditScreen(
            "New reminder", Targets(), draft, self._read, enter="keeps it",
            placeholder="call the vendor at 16:30, stand up every weekday at 09:00",
            told=lambda wish: f"Reminds you {outcome(wish[1], self._desk.now())}: {wish[0]}",
        )  # fmt: skip

        def answered(wish: tuple[str, Timing] | None) -> None:
            self._drafts.keep((), ACTION_ID, Draft() if wish is not None else screen.draft)
            if wish is not None and not self._keep(*wish):
                self._drafts.give_back((), ACTION_ID, screen.draft)

        self.app.push_screen(screen, answered)

    def _read(self, text: str) -> tuple[str, Timing]:
        said, timing = split_timing(text.split(), self._desk.now())
        if not clean(said):
            raise UsageError("a reminder of nothing says nothing", "write first what to be reminded of")
        return clean(said), timing

    def _keep(self, text: str, timing: Timing) -> bool:
        try:
            made = self._desk.add(text, timing)
        except PdtuiError as error:
            self.say(str(error))
            return False
        self.show()
        self._highlight(lambda one: one.own is not None and one.own.number == made.number)
        self.say(f"Reminds you {outcome(timing, self._desk.now())}.")
        return True

    def _go(self) -> None:
        one = self._chosen()
        if one is None:
            return
        if not one.incident_id:
            self.say("It is about no incident: s snoozes it, d dismisses it.")
        elif self._engine.store.row(one.incident_id) is None:
            self.say("Its incident is not in the list.")
        else:
            self.finish(one.incident_id)

    # -- inside ------------------------------------------------------------------------------

    def _tell(self, went: bool | None, done: str) -> None:
        if went is not None:
            self.say(done if went else "It is gone, or is told right now.")
        self.show()

    def _chosen(self) -> Entry | None:
        place = self._list.highlighted
        if place is not None and place < len(self._entries):
            return self._entries[place]
        self.say("Choose a reminder first." if self._entries else "Nothing is planned; a adds one.")
        return None

    def _why_empty(self) -> str:
        if self._engine.me is None:
            return "Nothing is planned: PagerDuty has not said yet who you are."
        if self._engine.last_poll is None:
            return "Nothing is planned: PagerDuty has not answered yet."
        return "Nothing is planned: no shift of yours begins or ends soon, and no incident of yours waits."

    def _highlight(self, wanted: Callable[[Entry], bool]) -> None:
        self._list.highlighted = next((at for at, one in enumerate(self._entries) if wanted(one)), None)

    def _draw(self, entries: tuple[Entry, ...]) -> None:
        options = self._list
        now = self._desk.now()
        width = max(20, (options.scrollable_content_region.width or self.size.width - 8) - 2)
        lines = lines_of(entries, now, width)
        drawn = (entries, width, tuple(line.plain for line in lines))
        if self._drawn == drawn:
            return
        self._drawn = drawn
        place = options.highlighted
        kept = self._entries[place].key if place is not None and place < len(self._entries) else ""
        self._entries = entries
        options.set_options(map(Option, lines))
        self._highlight(lambda one: one.key == kept)
