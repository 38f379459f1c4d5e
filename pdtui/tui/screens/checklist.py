"""The dialog that shows an incident's checklist as it stands in Slack, and ticks its items."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Protocol

from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from pdtui.core.events import Event, OutboxChanged, ThreadRead
from pdtui.core.slack.views import Checklist, ChecklistItem
from pdtui.errors import Refused
from pdtui.tui.aiming import Targets
from pdtui.tui.attempt import attempt
from pdtui.tui.details.slack import DONE, OPEN, item_line
from pdtui.tui.screens.options import OptionsDialog, Way
from pdtui.tui.widgets.key_hint import KeyHint

if TYPE_CHECKING:
    from pdtui.core.slack.desk import SlackDesk


class Ticks(Protocol):
    """What carries a tick out; `failed` is called where it was refused."""

    def __call__(self, number: int, done: bool, failed: Failed) -> None:
        """Begin it."""


class Failed(Protocol):
    """What follows a refusal."""

    def __call__(self) -> None:
        """Take it back on the screen."""


class ChecklistScreen(OptionsDialog[bool, int]):
    """An item's number, Enter or Space ticks it and stays; its answer is that the checklist is to be posted."""

    asking: ClassVar[str] = "asking Slack…"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("space", "tick", "Tick"),
        ("p", "post", "Post"),
        *((str(number), f"tick_number({number})", f"Tick {number}") for number in range(1, 10)),
    ]
    hint = "1–9, Enter or Space ticks · ↑↓ choose · Esc leaves"

    def __init__(self, heading: str, targets: Targets, desk: SlackDesk, tick: Ticks) -> None:
        super().__init__(heading, targets)
        self._desk = desk
        self._tick = tick
        self._known: Checklist | None = None
        self._wished: dict[int, bool] = {}
        self._may_post = False

    async def load(self) -> Sequence[Way[int]]:
        """The items; where no thread is known yet there is no checklist either."""
        incident = self.targets.one
        try:
            view = await self._desk.read(incident)
        except Refused:
            if self._desk.thread(incident.id) is not None:
                raise
            return []
        self._known = view.checklist
        return self._lines()

    def filled(self) -> None:
        """The first open item is highlighted; without items it is said how they get there."""
        if self._known is None:
            self._offer_to_post()
            return
        self.note(self._head())
        self.highlight(next((item.number for item in self._known.items if not item.done), 1))

    def chosen(self, value: int) -> None:
        """Tick it, or take the tick away; Slack is told, and answers later."""
        item = self._item(value)
        if item is None:
            return
        done = not self._wished.get(value, item.done)
        self._wished[value] = done
        self._draw()
        self._tick(value, done, lambda: self._take_back(value))

    def action_tick(self) -> None:
        """Space."""
        if self.highlighted is not None:
            self.chosen(self.highlighted)

    def action_tick_number(self, number: int) -> None:
        """A digit; that of no item is no silence."""
        if self._item(number) is not None:
            self.highlight(number)
            self.chosen(number)
        elif self._known is not None:
            self.say(f"It has no item {number}.")

    def action_post(self) -> None:
        """Post it, where it is not there."""
        if self._may_post:
            self.finish(True)
        elif self._known is not None:
            self.say("The checklist is there already.")

    def hear(self, event: Event) -> None:
        """Follow what became of the ticks."""
        if isinstance(event, OutboxChanged) and self._wished:
            work = attempt(self._read_again(), lambda words: None)
            self.run_worker(work, group="checklist", exclusive=True)
        elif isinstance(event, ThreadRead) and event.incident_id in self.targets.ids and self._known is not None:
            view = self._desk.view(event.incident_id)
            self._take(view.checklist if view is not None else None)

    async def _read_again(self) -> None:
        self._take((await self._desk.read(self.targets.one)).checklist)

    def _take(self, found: Checklist | None) -> None:
        if found is not None:
            self._known = found
            state = {item.number: item.done for item in found.items}
            self._wished = {number: done for number, done in self._wished.items() if state.get(number) is not done}
            self._draw()

    def _take_back(self, number: int) -> None:
        self._wished.pop(number, None)
        if self.is_attached:
            self._draw()

    def _draw(self) -> None:
        options = self.query_one(OptionList)
        here = options.highlighted
        self._ways = self._lines()
        options.set_options(Option(way.words) for way in self._ways)
        options.highlighted = here
        self.note(self._head())

    def _lines(self) -> list[Way[int]]:
        return [Way(item.number, self._line(item)) for item in self._known.items] if self._known is not None else []

    def _line(self, item: ChecklistItem) -> Content:
        """What is on its way is told from what Slack has."""
        wished = self._wished.get(item.number)
        if wished is None or wished is item.done:
            return Content("").join(item_line(item))
        words = "ticking" if wished else "taking the tick away"
        return Content.assemble(
            (DONE if wished else OPEN, "bold $warning"), f" {item.number} {item.text}", (f"  …{words}", "$warning")
        )

    def _item(self, number: int) -> ChecklistItem | None:
        items = self._known.items if self._known is not None else ()
        return next((item for item in items if item.number == number), None)

    def _head(self) -> Content:
        known = self._known
        return Content(f"{known.done} of {len(known.items)} done") if known is not None else Content("")

    def _offer_to_post(self) -> None:
        items = self._desk.routing.checklist
        self._may_post = bool(items)
        if not items:
            self.note(Content("The settings have no checklist: name its items under slack.checklist."))
            self._keys("Esc leaves")
            return
        lines = "\n".join(f"  {number} {item}" for number, item in enumerate(items, 1))
        self.note(Content.assemble(f"It has none in Slack yet:\n{lines}\n", ("p", "bold $primary"), " posts it there."))
        self._keys("p posts it · Esc leaves")

    def _keys(self, words: str) -> None:
        self.query_one(KeyHint).show(words)
