"""The dialog that links an incident to a Slack thread, or forgets the one it has."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from pdtui.core.model import ThreadLink
from pdtui.core.slack.permalinks import place_of
from pdtui.errors import Refused
from pdtui.text import clean
from pdtui.tui.aiming import Targets
from pdtui.tui.drafts import Draft
from pdtui.tui.screens.confirm import ConfirmScreen
from pdtui.tui.screens.form import FormDialog, TextLine
from pdtui.tui.screens.inputs import LineInput
from pdtui.tui.screens.lines import KeyLine


class UnlinkLine(KeyLine):
    """Delete asks whether to forget the thread; no other key does, so that no stray Enter can."""

    def __init__(self, enter: Callable[[], None], ask: Callable[[], None]) -> None:
        super().__init__("unlink", enter, id="unlink")
        self._ask = ask

    def pressed(self, key: str) -> bool:
        """Delete, or the key that some terminals send for it."""
        if key in ("delete", "backspace"):
            self._ask()
            return True
        return False

    def words(self) -> Content:
        """How."""
        return Content.assemble(("Delete", "bold"), " on this line forgets the thread")


class LinkScreen(FormDialog[str]):
    """Its answer is the address of the new thread; empty: forget the present one."""

    def __init__(self, heading: str, targets: Targets, draft: Draft, link: ThreadLink | None) -> None:
        super().__init__(heading, targets, draft)
        self._link = link
        self.hint = f"Enter links it · {'Tab to unlink · ' if link else ''}Esc leaves"

    def compose_body(self) -> ComposeResult:
        """The present thread, the address, the way out."""
        yield Static(self._present(), classes="dialog-words")
        yield Static("", classes="form-gap")
        placeholder = "https://….slack.com/…, by Copy link"
        yield TextLine("new thread" if self._link else "thread", self.draft.text, placeholder, self.enter, id="address")
        if self._link is not None:
            yield UnlinkLine(self.enter, self._ask_unlink)

    def on_mount(self) -> None:
        """The address is what one comes for."""
        self.query_one("#address").focus()

    def drafted(self) -> Draft:
        """The address."""
        return Draft.of(self.typed_in("address"))

    def submit(self) -> None:
        """Link; without an address nothing is done, and nothing is unlinked."""
        typed = clean(self.typed_in("address"))
        if typed:
            try:
                place_of(typed)
            except Refused as error:
                self.say(str(error))
            else:
                self.finish(typed)
        elif self.focused is not None and self.focused.id == "unlink":
            self.say("Press Delete here to unlink it.")
        else:
            self.say("Paste the address of the thread's first message.")

    @on(Input.Changed)
    def typed(self) -> None:
        """What was said of the text before may not hold any more."""
        self.say("")

    def _present(self) -> Content:
        link = self._link
        if link is None:
            return Content("It has no thread in Slack that is known.")
        place = f"#{link.channel_name}" if link.channel_name else link.channel_id
        return Content.assemble("Its thread is in ", (place, "bold"), f"\n{link.permalink}" if link.permalink else "")

    def _ask_unlink(self) -> None:
        self.leave_alone()
        meaning = "pdtui forgets it. What stands in Slack stays there; the next action may find it anew."
        words = f"{self._present().plain}\n\n{meaning}"
        screen = ConfirmScreen("Unlink", self.targets, words, "unlinks it")
        self.app.push_screen(screen, lambda yes: self._unlink() if yes else None)

    def _unlink(self) -> None:
        """What was typed of another address was not asked for."""
        self.query_one("#address", LineInput).value = ""
        self.finish("")
