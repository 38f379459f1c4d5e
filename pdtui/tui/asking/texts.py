"""Notes, status updates, titles."""

from __future__ import annotations

from pdtui.core.commands import AddNote, Resolve, SendStatusUpdate, SetTitle
from pdtui.errors import UsageError
from pdtui.text import clean
from pdtui.tui.asking.question import Asking
from pdtui.tui.drafts import Draft


def resolution(asking: Asking) -> None:
    """Resolve, with a note or without."""
    from pdtui.tui.screens.prompt import PromptScreen, Wording

    wording = Wording("Resolution note (may be left empty)", "resolves")
    screen = PromptScreen(asking.heading, asking.targets, asking.draft, wording)
    asking.open(screen, lambda text: lambda incident_id: Resolve(incident_id, text))


def note(asking: Asking) -> None:
    """A note."""
    from pdtui.tui.screens.prompt import PromptScreen, Wording

    wording = Wording("Note", "adds the note", "A note needs some text.")
    screen = PromptScreen(asking.heading, asking.targets, asking.draft, wording)
    asking.open(screen, lambda text: lambda incident_id: AddNote(incident_id, text))


def message(asking: Asking) -> None:
    """A status update."""
    from pdtui.tui.screens.prompt import PromptScreen, Wording

    meaning = "It goes to all who follow the incident, and cannot be taken back."
    wording = Wording("Status update", "sends it", "A status update needs some text.", meaning)
    screen = PromptScreen(asking.heading, asking.targets, asking.draft, wording)
    asking.open(screen, lambda text: lambda incident_id: SendStatusUpdate(incident_id, text))


def title(asking: Asking) -> None:
    """The title, edited in place."""
    from pdtui.tui.screens.edit import EditScreen

    before = asking.targets.one.title

    def read(text: str) -> str:
        cleaned = clean(text)
        if not cleaned:
            raise UsageError("An incident needs a title", "type one, or leave it by Esc")
        if cleaned == before:
            raise UsageError("That is its title already", "change it, or leave it by Esc")
        return cleaned

    draft = asking.draft or Draft.of(before)
    screen = EditScreen(asking.heading, asking.targets, draft, read, enter="renames it", placeholder="Title")
    asking.open(screen, lambda text: lambda incident_id: SetTitle(incident_id, text))
