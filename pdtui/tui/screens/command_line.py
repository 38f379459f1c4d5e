"""The command line: one line at the bottom over the list, with what it may be completed to and what Enter does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Key
from textual.widgets import Input, Static

from pdtui.core.command_line.completion import Candidate, Thing, Want, put_in, want_of
from pdtui.core.command_line.history import Walk
from pdtui.core.command_line.reading import wish_of
from pdtui.core.command_line.wish import Wish
from pdtui.errors import PdtuiError, UsageError
from pdtui.tui.aiming import Targets
from pdtui.tui.attempt import attempt
from pdtui.tui.cells import fit
from pdtui.tui.command.candidates import candidates, kinds_of, subject_of
from pdtui.tui.command.deeds import Asked, Deed, name_of
from pdtui.tui.command.facts import Aim, Facts, Unread
from pdtui.tui.command.line_input import CommandInput
from pdtui.tui.drafts import Draft
from pdtui.tui.screens.dialog import Dialog

if TYPE_CHECKING:
    from pdtui.core.engine import Engine

SHOWN, SHOWN_LOW = 6, 4
"""Candidates in view, on a screen of usual height and on a low one."""
LOW = 22
MOST_READINGS = 6
"""How often one Enter asks PagerDuty for something more."""
_NAME = 30
"""Cells of a candidate's name at the most, where something is said of it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The line, and what it does."""

    line: str
    deed: Deed


@dataclass(slots=True)
class Taken:
    """What Tab put in: the next Tab puts in the next one."""

    before: str
    want: Want
    offered: tuple[Candidate, ...]
    place: int
    after: str


class CommandLineScreen(Dialog[Answer]):
    """Its answer is what the line does; Esc leaves it and keeps the line as a draft."""

    takes_text: ClassVar[bool] = True
    hint = "Enter does it · Tab completes · ↑↓ history · Esc keeps it"

    def __init__(
        self,
        engine: Engine,
        facts: Facts,
        aim: Aim,
        deed_of: Callable[[Wish], Deed],
        history: Sequence[str],
        draft: Draft,
    ) -> None:
        targets = Targets(aim.marked or ((aim.highlighted,) if aim.highlighted is not None else ()))
        super().__init__("Command", targets, draft)
        self._engine = engine
        self._facts = facts
        self._aim = aim
        self._deed_of = deed_of
        kept = draft.text
        self._walk = Walk([*history, kept] if kept and [*history][-1:] != [kept] else history)
        self._busy = False
        self._taken: Taken | None = None
        self._asked: set[object] = set()
        self._failed = ""

    def compose(self) -> ComposeResult:
        """From top to bottom: the candidates, the line, what it does, the keys."""
        with Vertical(classes="command-line"):
            yield Static("", classes="command-candidates", markup=False)
            with Horizontal(classes="command-row"):
                yield Static(":", classes="command-colon")
                yield CommandInput(self._keys(), lambda: self._busy)
            yield Static("", classes="command-outcome", markup=False)
            yield Static("", classes="command-about", markup=False)
            yield Static("", classes="dialog-news", markup=False)
            yield Static(Content.styled(self.hint, "$text-muted"), classes="command-hint")

    def on_mount(self) -> None:
        """A line that was left can be brought back."""
        if self.draft.text:
            self._input.placeholder = f"↑ brings back: {self.draft.text}"
        self._show()

    def on_resize(self) -> None:
        """Other room for the candidates."""
        self._show()

    def drafted(self) -> Draft:
        """The line; the draft of before where nothing was typed."""
        line = self._input.value.strip()
        return Draft.of(line) if line else self.draft

    def action_leave(self) -> None:
        """Close, nothing done; what is being asked for is not waited for."""
        self._busy = False
        self.finish(None)

    def take_stray(self, event: Key) -> bool:
        """The line stops all its keys: one that comes by was typed right behind the colon."""
        self.take_key(event)
        return True

    def take_key(self, event: Key) -> None:
        """It is the line's, wherever the focus is."""
        if self._ready:
            self._input.take_key(event)
        else:
            self._early.append(event)

    def submit(self) -> None:
        """Do what the line says; what is not known for that is read first."""
        line = self._input.value
        if not line.strip(": "):
            self.action_leave()
            return
        self._facts.begin()
        if (unread := self._try(line)) is not None:
            self._busy = True
            self.run_worker(self._ask(line, unread), group="command", exclusive=True)

    @on(Input.Changed)
    def typed(self) -> None:
        """Each letter: what it may become, and what it does."""
        self._failed = ""
        self.say("")
        self._show()

    @property
    def _input(self) -> CommandInput:
        return self.query_one(CommandInput)

    def _keys(self) -> dict[str, Callable[[], None]]:
        older, newer = (lambda: self._go(-1)), (lambda: self._go(1))
        return {
            "enter": self.submit,
            "escape": self.action_leave,
            "tab": lambda: self._complete(1),
            "shift+tab": lambda: self._complete(-1),
            "up": older,
            "ctrl+p": older,
            "down": newer,
            "ctrl+n": newer,
        }

    def _go(self, by: int) -> None:
        """Through the lines of before."""
        line = self._walk.move(by, self._input.value)
        if line is not None:
            self._put(line)

    def _put(self, line: str) -> None:
        self._input.value = line
        self._input.cursor_position = len(line)

    def _complete(self, by: int) -> None:
        """The first candidate; at once again, the next one."""
        line, taken = self._input.value, self._taken
        if taken is not None and taken.after == line and len(taken.offered) > 1:
            taken.place = (taken.place + by) % len(taken.offered)
        else:
            want, offered = self._offered(line)
            if not offered:
                return
            taken = Taken(line, want, offered, 0 if by > 0 else len(offered) - 1, "")
        taken.after = put_in(taken.before, taken.want, taken.offered[taken.place])
        self._taken = taken
        self._put(taken.after)
        self._show()

    def _offered(self, line: str) -> tuple[Want, tuple[Candidate, ...]]:
        if self._input.cursor_position < len(line):
            return Want(), ()
        want = want_of(line, tuple(self._facts.listed))
        return want, candidates(want, line, self._engine, self._facts, self._aim)

    def _try(self, line: str) -> Unread | None:
        """Close with what the line does, or say why it does nothing; what must be read first is given back."""
        try:
            deed = self._deed_of(wish_of(line, self._facts.listed))
        except Unread as unread:
            return unread
        except PdtuiError as error:
            self._fail(str(error))
        else:
            self.finish(Answer(line.strip(), deed))
        return None

    async def _ask(self, line: str, unread: Unread) -> None:
        """Read one thing after the other until the line can be carried out."""
        try:
            for _ in range(MOST_READINGS):
                self._tell(Content.styled(f"asking PagerDuty for {unread.what}…  Esc leaves", "$primary"))
                failed: list[str] = []
                await attempt(unread.read(), failed.append)
                following = None if failed else self._try(line)
                if failed:
                    self._fail(failed[0])
                if following is None:
                    return
                unread = following
        finally:
            self._busy = False

    def _fail(self, words: str) -> None:
        """Why it cannot be done; it stands until something else is typed."""
        self._failed = words
        self._tell(Content.styled(f"{words[:1].upper()}{words[1:]}", "bold $warning"))

    def _tell(self, content: Content) -> None:
        if self.is_mounted:
            self.query_one(".command-outcome", Static).update(content)

    def _show(self) -> None:
        """Bring what is offered and what is said up to date with the line."""
        line = self._input.value
        taken = self._taken if self._taken is not None and self._taken.after == line else None
        want, offered = (taken.want, taken.offered) if taken is not None else self._offered(line)
        self._show_candidates(offered, taken.place if taken is not None else None)
        self._read_behind(want, line)
        if not self._failed:
            self._tell(self._outcome(line))
        about = self.query_one(".command-about", Static)
        words = self._about(line)
        about.display = bool(words)
        about.update(Content.styled(words, "$text-muted").truncate(max(8, self.size.width - 4), ellipsis=True))

    def _show_candidates(self, offered: tuple[Candidate, ...], place: int | None) -> None:
        shown = SHOWN_LOW if self.size.height < LOW else SHOWN
        first = max(0, min((place or 0) - shown // 2, len(offered) - shown))
        part = offered[first : first + shown]
        room = max(20, self.size.width - 5)
        wide = min(max((len(one.text) for one in part), default=0), _NAME)
        lines = []
        for number, one in enumerate(part, first):
            text = fit(one.text, wide) + (f"  {one.note}" if one.note else "")
            style = "$block-cursor-foreground on $block-cursor-background" if number == place else "$foreground"
            lines.append(Content.styled(fit(f"{'›' if number == place else ' '} {text}", room), style))
        more = len(offered) - first - len(part)
        if more > 0:
            lines[-1:] = [lines[-1], Content.styled(f"  {more} more; Tab goes through them", "$text-muted")]
        widget = self.query_one(".command-candidates", Static)
        widget.display = bool(lines)
        widget.update(Content("\n").join(lines))

    def _outcome(self, line: str) -> Content:
        """What Enter does, or why it cannot."""
        if not line.strip(": "):
            return Content.styled("a verb, an incident, what is to be done; :help lists them all", "$text-muted")
        try:
            words = self._deed_of(wish_of(line, self._facts.listed)).words
        except Asked as asked:
            words = f"{asked.words}; PagerDuty is asked for {asked.what} first"
        except Unread as unread:
            words = f"Asks PagerDuty for {unread.what} first"
        except UsageError as error:
            return Content.styled(str(error), "$warning")
        except PdtuiError as error:
            return Content.styled(f"{str(error)[:1].upper()}{str(error)[1:]}", "bold $warning")
        return Content.assemble(("Enter: ", "$text-muted"), (words, "$primary"))

    def _about(self, line: str) -> str:
        """Which incident is meant where none is named."""
        try:
            wish = wish_of(line, self._facts.listed)
        except UsageError:
            wish = None
        if wish is not None and (wish.incidents or not wish.verb.on_incident):
            return ""
        if wish is not None and not wish.verb.action.many and self._aim.highlighted is not None:
            return f"acts on {name_of(Targets((self._aim.highlighted,)))}"
        return f"acts on {name_of(self.targets)}" if self.targets.incidents else ""

    def _read_behind(self, want: Want, line: str) -> None:
        """What the candidates are made of is read while the person types; a failure costs candidates only."""
        for kind in kinds_of(want):
            if kind not in self._asked:
                self._asked.add(kind)
                self.run_worker(self._read(self._engine.directory.read(kind)), group="names")
        if Thing.WORKFLOW in want.things:
            self._read_workflows(line)

    def _read_workflows(self, line: str) -> None:
        """Those of an incident of the list: none is looked up before Enter."""
        try:
            incident = subject_of(line, self._facts, self._aim)
        except (Unread, PdtuiError):
            return
        if incident is not None and incident.id not in self._asked:
            self._asked.add(incident.id)
            self.run_worker(self._read(self._facts.read_workflows(incident)), group="names")

    async def _read(self, reading: Awaitable[object]) -> None:
        await attempt(reading, lambda words: None)
        if self.is_mounted and not self._busy:
            self._show()
