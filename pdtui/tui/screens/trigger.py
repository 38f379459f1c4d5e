"""The form for a new incident."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from pdtui.core.commands import Trigger
from pdtui.core.entries import DirectoryEntry, Kind
from pdtui.core.model import HIGH, LOW
from pdtui.core.template import Template
from pdtui.text import clean
from pdtui.tui.attempt import attempt
from pdtui.tui.drafts import Draft
from pdtui.tui.screens.choices import Choice, Entry, Fixed, FromDirectory, choice_of
from pdtui.tui.screens.form import FormDialog, PickLine, TextLine
from pdtui.tui.screens.pick import Ask
from pdtui.tui.screens.prompt import NoteArea

if TYPE_CHECKING:
    from pdtui.core.directory import Directory

PICKED = ("service", "priority", "whom")
"""The lines whose picked entries are kept with the draft."""
_URGENCIES = {HIGH: "pages by the rules for high urgency", LOW: "pages by the rules for low urgency"}


class TriggerScreen(FormDialog[Trigger]):
    """Title and service are needed; all else is as the service has it. Its answer is the command."""

    hint = "Enter triggers · Tab next line · Space picks · Esc keeps it"

    def __init__(
        self, heading: str, draft: Draft, directory: Directory, templates: Mapping[str, Template], me: str
    ) -> None:
        super().__init__(heading, None, draft)
        self._directory = directory
        self._templates = templates
        self._me = me

    def compose_body(self) -> ComposeResult:
        """The lines, and what Enter would do."""
        texts = self.draft.texts
        if self._templates:
            yield PickLine("template", "none", self._ask_template, self.enter, id="template")
        yield TextLine("title", texts.get("title", ""), "what is wrong", self.enter, id="title")
        yield self._pick("service", "needed", "name of a service", Kind.SERVICE)
        yield PickLine("urgency", "high", self._ask_urgency, self.enter, id="urgency")
        if not self._directory.lacks(Kind.PRIORITY):
            yield self._pick("priority", "none", "P1, P2…", Kind.PRIORITY)
        yield self._pick("whom", "whom the service's policy says", "people and policies", Kind.USER, Kind.POLICY)
        yield NoteArea(texts.get("details", ""), "details, may be left empty; ctrl+j new line", self.enter)
        yield Static("", classes="dialog-outcome", markup=False)

    def on_mount(self) -> None:
        """What was picked before; a title comes first, whatever stands above it."""
        for name in (*PICKED, "urgency"):
            for line in self.query(f"#{name}").results(PickLine):
                kept = self.draft.chosen.get(name, ())
                line.put(kept[0] if kept else None)
        if self.draft.texts.get("urgency"):
            self._put_urgency(self.draft.texts["urgency"])
        self.query_one("#title").focus()

    def drafted(self) -> Draft:
        """All that is typed and picked."""
        texts = {"title": self.typed_in("title"), "details": self.query_one(NoteArea).text}
        if self._urgency() != HIGH:
            texts["urgency"] = self._urgency()
        chosen = {name: picked for name in PICKED if (picked := self._picked(name)) is not None}
        return Draft(texts, {name: (one,) for name, one in chosen.items()})

    def submit(self) -> None:
        """Trigger it; what is missing is asked for."""
        service, whom, priority = self._picked("service"), self._picked("whom"), self._picked("priority")
        title = clean(self.typed_in("title"))
        if not title:
            self.say("An incident needs a title.")
            self.query_one("#title").focus()
        elif service is None:
            line = self.query_one("#service", PickLine)
            line.focus()
            line.open()
        else:
            to = whom.value if whom is not None else None
            command = Trigger(
                title,
                service.value.reference,
                self.query_one(NoteArea).text.strip(),
                self._urgency(),
                priority.value.priority if priority is not None else None,
                assignee=to.reference if to is not None and to.kind is Kind.USER else None,
                policy=to.reference if to is not None and to.kind is Kind.POLICY else None,
            )
            self.finish(command)

    @on(PickLine.Changed)
    def line_picked(self, event: PickLine.Changed) -> None:
        """A template fills in the lines."""
        if event.line == "template":
            picked = self.query_one("#template", PickLine).picked
            if picked is not None:
                work = attempt(self._fill_in(self._templates[picked.id]), self.say)
                self.run_worker(work, group="template", exclusive=True)
        self._tell()

    @on(Input.Changed)
    def typed(self) -> None:
        """Something was typed: what stood there of what is missing may not hold any more."""
        self.say("")

    async def _fill_in(self, template: Template) -> None:
        """Only what the template gives; the names in it are looked up."""
        title = self.query_one("#title", Input)
        with title.prevent(Input.Changed):  # nobody typed: what is said of the template stays
            title.value = template.title or title.value
        area = self.query_one(NoteArea)
        area.text = template.details or area.text
        if template.urgency:
            self._put_urgency(template.urgency)
        wanted = (
            ("service", Kind.SERVICE, template.service),
            ("priority", Kind.PRIORITY, template.priority),
            ("whom", Kind.USER, template.assignee),
            ("whom", Kind.POLICY, template.policy),
        )
        troubles: list[str] = []
        for name, kind, text in wanted:
            entry = await attempt(self._directory.named(kind, text), troubles.append) if text else None
            if entry is not None:
                self._put(name, choice_of(entry))
            elif text:
                troubles[-1] = f"The template's {kind.singular}: {troubles[-1]}"
        self.say("\n".join(troubles))

    def _pick(self, name: str, empty: str, placeholder: str, *kinds: Kind) -> PickLine[DirectoryEntry]:
        source = FromDirectory(self._directory, *kinds, first=frozenset({self._me}))
        label = "give it to" if name == "whom" else name
        ask = Ask(source, "takes it", lambda picked: picked[0].name, placeholder)
        return PickLine(label, empty, lambda: ask, self.enter, id=name)

    def _ask_template(self) -> Ask[str]:
        choices = [Choice(name, name, name, one.title) for name, one in self._templates.items()]
        return Ask(Fixed(choices), "fills it in", lambda picked: f"Fills in the template {picked[0].name}")

    def _ask_urgency(self) -> Ask[str]:
        return Ask(Fixed([Choice(one, one, one, note) for one, note in _URGENCIES.items()]), "takes it", lambda p: "")

    def _picked(self, name: str) -> Entry | None:
        for line in self.query(f"#{name}").results(PickLine):
            picked = line.picked
            if picked is not None and isinstance(picked.value, DirectoryEntry):
                return picked
        return None

    def _urgency(self) -> str:
        picked = self.query_one("#urgency", PickLine).picked
        return picked.id if picked is not None else HIGH

    def _put(self, name: str, choice: Entry) -> None:
        for line in self.query(f"#{name}").results(PickLine):
            line.put(choice)

    def _put_urgency(self, urgency: str) -> None:
        self.query_one("#urgency", PickLine).put(Choice(urgency, urgency, urgency))

    def _tell(self) -> None:
        service, whom = self._picked("service"), self._picked("whom")
        policy = service.value.escalation_policy if service is not None else None
        text = ""
        if whom is not None and whom.id == self._me:
            text = "It is yours and acknowledged then; nobody is paged"
        elif whom is not None:
            text = f"Pages {whom.name}"
        elif policy is not None:
            text = f"Pages by the policy {policy.name}"
        self.query_one(".dialog-outcome", Static).update(Content.styled(text, "$primary"))
