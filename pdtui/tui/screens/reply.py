"""The dialog in which something is said in the Slack thread, with people's names completed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static, TextArea

from pdtui.core.entries import Kind
from pdtui.core.slack.people import mentioned
from pdtui.tui.aiming import Targets
from pdtui.tui.attempt import attempt
from pdtui.tui.drafts import Draft
from pdtui.tui.joining import names
from pdtui.tui.screens.dialog import Dialog
from pdtui.tui.screens.mentions import MentionArea, MentionList
from pdtui.tui.widgets.key_hint import KeyHint

if TYPE_CHECKING:
    from pdtui.core.engine import Engine

NAMED = 6
"""How many of the people that are spoken to are named."""


class ReplyScreen(Dialog[str]):
    """Its answer is the text; whose full name stands behind an @ is spoken to, and it is said who that is."""

    takes_text: ClassVar[bool] = True
    hint = "Enter sends · ctrl+j new line · Esc keeps the text until quit"

    def __init__(self, heading: str, targets: Targets, draft: Draft, engine: Engine) -> None:
        super().__init__(heading, targets, draft)
        self._engine = engine
        self._names = MentionList(engine.slack_desk.people_known)
        self._trouble = ""
        self._begun: str | None = None

    def compose_body(self) -> ComposeResult:
        """Where it goes, the text, the names."""
        yield Static(Content.styled(self._where(), "$text-muted"), classes="dialog-one")
        area = MentionArea(self.draft.text, "What everybody in the thread will read", self.submit, self._names)
        area.move_cursor(area.document.end)
        yield area
        with Vertical(classes="mentions-room"):
            yield self._names
            yield Static("", classes="mentions-note", markup=False)

    def on_mount(self) -> None:
        """Ask who there is; the text does not wait for it."""
        self._show()
        self.run_worker(self._load(), group="people", exclusive=True)

    def drafted(self) -> Draft:
        """The text."""
        text = self.query_one(MentionArea).text
        return Draft() if text.strip() == self.opened_by else Draft.of(text)

    def submit(self) -> None:
        """Send it, unless there is nothing."""
        area = self.query_one(MentionArea)
        text = area.text.strip()
        if self.doubts(text, "sends it") or self._speaks_to_nobody(area.word):
            return
        if text:
            self.finish(text)
        else:
            self.say("A reply needs some text.")

    def _speaks_to_nobody(self, word: str) -> bool:
        """Whether a name is begun at the cursor that could be somebody's; said once, and sent by another Enter."""
        first = self._names.first
        if not self._names.display or first is None or word == self._begun:
            return False
        self._begun = word
        self.say(f"@{word} is nobody yet: Tab takes @{first.name}; Enter again sends it as it is.")
        return True

    @on(TextArea.Changed)
    @on(TextArea.SelectionChanged)
    @on(MentionList.Moved)
    def typed(self) -> None:
        """Another word stands at the cursor, or other names in the text."""
        self._show()

    @on(MentionList.Taken)
    def name_clicked(self) -> None:
        """Take it as Tab does."""
        if self._names.chosen is not None:
            self.query_one(MentionArea).complete(self._names.chosen)

    async def _load(self) -> None:
        await attempt(self._engine.directory.read(Kind.USER), self._failed)
        self._show()

    def _failed(self, words: str) -> None:
        self._trouble = f"Names do not complete: {words}"

    def _show(self) -> None:
        area = self.query_one(MentionArea)
        self._names.offer(area.word)
        self.query_one(KeyHint).show(self._keys())
        note = self.query_one(".mentions-note", Static)
        note.display = not self._names.display
        note.update(self._note(area.text))

    def _keys(self) -> str:
        """What Enter does is another thing while a name is highlighted."""
        if not self._names.display:
            return self.hint
        taken = "Enter or Tab takes the name" if self._names.chosen is not None else "Tab takes the first name"
        sends = "" if self._names.chosen is not None else "Enter sends · "
        return f"{sends}{taken} · ↑↓ choose · Esc keeps the text"

    def _note(self, text: str) -> Content:
        """Who gets a notice of it; where that cannot be, why."""
        spoken_to = mentioned(text, self._engine.slack_desk.people_known())
        lacking = self._engine.slack_desk.missing().get("mentions", "")
        if spoken_to and lacking:
            return Content.styled(f"Mentions are off: the app lacks {lacking}", "$warning")
        if spoken_to:
            return Content.styled(f"Mentions {names([one.name for one in spoken_to], NAMED)}", "$primary")
        return Content.styled(self._trouble or "@ and a part of a name mentions somebody", "$text-muted")

    def _where(self) -> str:
        link = self._engine.slack_desk.thread(self.targets.one.id)
        if link is None:
            return "begins a thread in Slack: none is known yet"
        return f"in its thread in {f'#{link.channel_name}' if link.channel_name else link.channel_id}"
