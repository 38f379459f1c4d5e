"""The form that gives incidents a Slack channel of their own."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from pdtui.core.slack.channel_names import MOST
from pdtui.tui.aiming import Targets
from pdtui.tui.drafts import Draft
from pdtui.tui.screens.form import FormDialog, TextLine
from pdtui.tui.screens.lines import ToggleLine

_SEEN = (("everybody", "public: who wants to may join"), ("the invited", "private: nobody else sees it"))
_MADE = (("pdtui", "invites who has it, pins a summary"), ("PagerDuty", "asks its own app to make it"))


@dataclass(frozen=True, slots=True)
class Wish:
    """What kind of channel; with `use` none is made."""

    name: str
    use: str = ""
    private: bool = False
    by_pagerduty: bool = False


class ChannelScreen(FormDialog[Wish]):
    """Name, who sees it, who makes it; or one that exists. Below stands what Enter would do."""

    hint = "Enter does it · Tab next line · Space changes · Esc keeps it"

    def __init__(self, heading: str, targets: Targets, draft: Draft, wish: str) -> None:
        super().__init__(heading, targets, draft)
        self._wish = wish

    def compose_body(self) -> ComposeResult:
        """The lines."""
        texts = self.draft.texts
        yield Static("", classes="form-gap")
        yield TextLine("name", texts.get("name", self._wish), "of the channel", self.enter, id="name")
        yield ToggleLine("seen by", _SEEN, self.enter, id="seen")
        yield ToggleLine("made by", _MADE, self.enter, id="made")
        yield TextLine("or use", texts.get("use", ""), "#a-channel that exists: none is made", self.enter, id="use")
        yield Static("", classes="dialog-outcome", markup=False)

    def on_mount(self) -> None:
        """As it was left."""
        for name in ("seen", "made"):
            self.query_one(f"#{name}", ToggleLine).put(1 if self.draft.texts.get(name) else 0)
        self.query_one("#name").focus()
        self._tell()

    def drafted(self) -> Draft:
        """What differs from what is offered."""
        wish = self._wished()
        texts = {"use": wish.use, "seen": "private" if wish.private else "", "made": "other" * wish.by_pagerduty}
        if (typed := self.typed_in("name")) != self._wish:
            texts["name"] = typed
        return Draft(texts)

    def submit(self) -> None:
        """Ask for it; a name that Slack would not take is said."""
        wish = self._wished()
        if not wish.use and not wish.name:
            self.say("A channel needs a name, or one that exists.")
        elif not wish.use and len(wish.name) > MOST:
            self.say(f"A channel's name has {MOST} characters at most; this one has {len(wish.name)}.")
        else:
            self.finish(wish)

    @on(Input.Changed)
    @on(ToggleLine.Changed)
    def changed(self) -> None:
        """Something else would be done."""
        self.say("")
        self._tell()

    def _wished(self) -> Wish:
        """As typed; a channel's name has no capitals and no spaces."""
        name = "-".join(self.typed_in("name").lstrip("#").casefold().split())
        seen, made = self.query_one("#seen", ToggleLine), self.query_one("#made", ToggleLine)
        return Wish(name, self.typed_in("use").strip(), seen.place == 1, made.place == 1)

    def _tell(self) -> None:
        self.query_one(".dialog-outcome", Static).update(Content.styled(self._outcome(self._wished()), "$primary"))

    def _outcome(self, wish: Wish) -> str:
        number = len(self.targets.incidents)
        shared = f" that these {number} share" if number > 1 else ""
        if wish.use:
            return f"Takes {wish.use}: pins a summary, a bookmark and the checklist there" + (
                f". These {number} share it" if number > 1 else ""
            )
        maker = "Asks PagerDuty to make" if wish.by_pagerduty else "Makes"
        return f"{maker} a {'private' if wish.private else 'public'} channel{shared}: #{wish.name}"
