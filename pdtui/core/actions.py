"""The one registry of what a person can do, and the commands that come of it.

Keys, footer, palette, command line, verbs, help and the README's tables are all made from `ACTIONS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from pdtui.core.model import LOW, RESOLVED, Incident
from pdtui.text import clean


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Say that I am on it."""

    incident_id: str


@dataclass(frozen=True, slots=True)
class Resolve:
    """Close it, with an optional note that tells the others why."""

    incident_id: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Escalate:
    """Page a level of the incident's escalation policy; `level` is absolute and fixed before the write."""

    incident_id: str
    level: int


@dataclass(frozen=True, slots=True)
class AddNote:
    """Write a note on the incident."""

    incident_id: str
    content: str


Command = Acknowledge | Resolve | Escalate | AddNote


class Asks(StrEnum):
    """What the screen asks the person for before the command is complete."""

    NOTHING = ""
    RESOLUTION = "resolution"
    LEVEL = "level"
    NOTE = "note"


def _never(incident: Incident) -> str:
    return ""


def _open_only(incident: Incident) -> str:
    return f"#{incident.number} is resolved" if incident.status == RESOLVED else ""


def _can_escalate(incident: Incident) -> str:
    if incident.urgency == LOW:
        return f"#{incident.number} is of low urgency, and PagerDuty does not escalate those"
    return _open_only(incident)


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a person can do, by key or by verb."""

    id: str
    label: str
    """The word in the footer."""
    key: str
    """Textual's key names, several separated by commas; empty: no key."""
    tooltip: str
    """One sentence for help, palette and README."""
    verb: str = ""
    """The command line's form after `pdtui`, empty where there is none."""
    on_incident: bool = False
    """Whether it acts on the highlighted incident."""
    asks: Asks = Asks.NOTHING
    refusal: Callable[[Incident], str] = _never
    """Why it does not apply to an incident; empty where it does."""
    show: bool = False
    """Whether the footer shows it."""
    past: str = ""
    """What has been done, for the message in Slack and on the screen: `acknowledged`."""
    verb_help: str = ""
    """One sentence for the verb, where the tooltip speaks of the screen."""


ACTIONS: tuple[Action, ...] = (
    Action(
        "acknowledge",
        "Ack",
        "a",
        "Acknowledge the highlighted incident at once.",
        "ack ID…",
        True,
        refusal=_open_only,
        show=True,
        past="acknowledged",
        verb_help="Acknowledge incidents; one that is resolved stays resolved.",
    ),
    Action(
        "resolve",
        "Resolve",
        "r",
        "Resolve it; asks for an optional resolution note.",
        "resolve ID… [-m TEXT]",
        True,
        Asks.RESOLUTION,
        refusal=_open_only,
        show=True,
        past="resolved",
        verb_help="Resolve incidents, with an optional resolution note.",
    ),
    Action(
        "escalate",
        "Escalate",
        "e",
        "Escalate it; shows the policy's levels with who is on call at each.",
        "escalate ID [--level N]",
        True,
        Asks.LEVEL,
        refusal=_can_escalate,
        show=True,
        past="escalated",
        verb_help="Escalate an incident to the next level where somebody is on call, or to the one named.",
    ),
    Action(
        "note",
        "Note",
        "n",
        "Add a note to it; ctrl+j starts a new line.",
        "note ID TEXT",
        True,
        Asks.NOTE,
        show=True,
        past="noted",
        verb_help="Add a note to an incident.",
    ),
    Action(
        "filter",
        "Filter",
        "slash",
        "Filter the list as you type; Enter keeps the filter, Esc clears it.",
        show=True,
    ),
    Action("mark", "Mark", "space", "Mark or unmark it, to find it again; keys still act on the highlighted one only."),
    Action("details", "Details", "enter", "Open the details where they are hidden; Esc goes back."),
    Action("back", "Back", "escape", "Leave the details, clear the filter, or dismiss the notices."),
    Action("down", "Down", "j,down", "Highlight the next incident."),
    Action("up", "Up", "k,up", "Highlight the one before."),
    Action("first", "First", "g,home", "Highlight the first."),
    Action("last", "Last", "G,end", "Highlight the last."),
    Action("page_down", "Page down", "ctrl+d,pagedown", "Go down by a page."),
    Action("page_up", "Page up", "ctrl+u,pageup", "Go up by a page."),
    Action("open", "Open", "o", "Open the highlighted incident in the browser."),
    Action("refresh", "Refresh", "f5", "Ask PagerDuty now."),
    Action("list", "List", "", "Print the incidents that are mine or that I am on call for.", "list"),
    Action("show", "Show", "", "Print one incident with its notes, timeline, alerts and thread.", "show ID"),
    Action("outbox", "Outbox", "", "Print what still waits for Slack, and why.", "outbox"),
    Action("oncall", "On call", "", "Print what I am on call for, until when, and who takes over.", "oncall"),
    Action(
        "demo",
        "Demo",
        "",
        "Play with a simulated PagerDuty and Slack; reads nothing of yours.",
        "demo [--headless]",
    ),
    Action("help", "Help", "question_mark", "Show the keys.", show=True),
    Action("quit", "Quit", "q", "Leave; what is under way is kept and goes on at the next start.", show=True),
)

BY_ID: dict[str, Action] = {action.id: action for action in ACTIONS}


def help_of_verb(action: Action) -> str:
    """What the verb does, in a sentence."""
    return action.verb_help or action.tooltip


def action_of(command: Command) -> Action:
    """The registry's entry for a command."""
    match command:
        case Acknowledge():
            return BY_ID["acknowledge"]
        case Resolve():
            return BY_ID["resolve"]
        case Escalate():
            return BY_ID["escalate"]
        case AddNote():
            return BY_ID["note"]


def cleaned(command: Command) -> Command:
    """The command with its text free of what a terminal or a log would obey; newlines stay."""
    match command:
        case Resolve(incident_id, note):
            return Resolve(incident_id, clean(note, multiline=True))
        case AddNote(incident_id, content):
            return AddNote(incident_id, clean(content, multiline=True))
        case _:
            return command
