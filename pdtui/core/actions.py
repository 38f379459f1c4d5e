"""The one registry of what a person can do.

Keys, footer, palette, command line, verbs, help and the README's tables are all made from `ACTIONS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from pdtui.core import commands, refusals
from pdtui.core.commands import Command
from pdtui.core.model import Incident


class Asks(StrEnum):
    """What the screen asks the person for before the command is complete."""

    NOTHING = ""
    """It acts at once."""
    ONLY_MANY = "only many"
    """It acts at once on a few, and asks before it does so to many."""
    CONFIRMATION = "confirmation"
    RESOLUTION = "resolution"
    LEVEL = "level"
    NOTE = "note"
    SPAN = "span"
    ASSIGNEE = "assignee"
    PRIORITY = "priority"
    URGENCY = "urgency"
    TITLE = "title"
    TARGET = "target"
    RESPONDERS = "responders"
    MESSAGE = "message"
    WORKFLOW = "workflow"
    NEW_INCIDENT = "new incident"
    ALERT = "alert"
    FIELD = "field"
    OVERRIDE = "override"
    COVER = "cover"
    REPLY = "reply"
    REACTION = "reaction"
    CHANNEL = "channel"
    CHECKLIST = "checklist"
    THREAD_ADDRESS = "thread address"
    SAVED_REPLY = "saved reply"
    FOLLOW_UP = "follow up"


class Feature(StrEnum):
    """What an account's plan may lack; a 402 hides it for the run."""

    NONE = ""
    PRIORITIES = "priorities"
    URGENCIES = "urgencies"
    TEAMS = "teams"
    RESPONDERS = "responder requests"
    STATUS_UPDATES = "status updates"
    WORKFLOWS = "incident workflows"
    CUSTOM_FIELDS = "custom fields"


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
    many: bool = False
    """Whether it acts on all marked incidents where some are marked."""
    asks: Asks = Asks.NOTHING
    refusal: Callable[[Incident], str] = refusals.never
    """Why it does not apply to an incident; empty where it does."""
    on_resolved: bool = False
    """Whether it can be done to resolved incidents, so also to one that just left the list."""
    show: bool = False
    """Whether the footer shows it."""
    past: str = ""
    """What has been done, for the message in Slack and on the screen: `acknowledged`."""
    doing: str = "changing"
    """What is being done to many, before their counts: `acknowledging 40 of 300`."""
    verb_help: str = ""
    """One sentence for the verb, where the tooltip speaks of the screen."""
    feature: Feature = Feature.NONE
    """What the account's plan must hold; without it the action is hidden."""


ON_INCIDENTS: tuple[Action, ...] = (
    Action(
        "acknowledge", "Ack", "a", "Acknowledge it at once.", "ack ID…", True, True, Asks.ONLY_MANY,
        refusal=refusals.only_open, show=True, past="acknowledged", doing="acknowledging",
        verb_help="Acknowledge incidents; one that is resolved stays resolved.",
    ),
    Action(
        "resolve", "Resolve", "r", "Resolve it; asks for an optional resolution note.",
        "resolve ID… [-m TEXT]", True, True, Asks.RESOLUTION,
        refusal=refusals.only_open, show=True, past="resolved", doing="resolving",
        verb_help="Resolve incidents, with an optional resolution note.",
    ),
    Action(
        "escalate", "Escalate", "e", "Escalate it; shows the policy's levels with who is on call at each.",
        "escalate ID… [--level N]", True, True, Asks.LEVEL,
        refusal=refusals.only_escalatable, show=True, past="escalated", doing="escalating",
        verb_help="Escalate incidents to the next level where somebody is on call, or to the one named.",
    ),
    Action(
        "note", "Note", "n", "Add a note to it; ctrl+j starts a new line.",
        "note ID TEXT", True, True, Asks.NOTE, on_resolved=True, show=True, past="noted",
        doing="adding notes",
        verb_help="Add a note to an incident.",
    ),
    Action(
        "snooze", "Snooze", "s", "Snooze it for 30 min, 1 h, 4 h, until 09:00, until the shift ends, or as typed.",
        "snooze ID… SPAN", True, True, Asks.SPAN, refusal=refusals.only_open, show=True,
        past="snoozed", doing="snoozing",
        verb_help="Snooze incidents: for `90m` or `2h30`, or `until 14:00`; acknowledges first where it must.",
    ),
    Action(
        "reassign", "Reassign", "R", "Give it to people, found by name or e-mail, or to another escalation policy.",
        "reassign ID… [--to EMAIL]… [--policy NAME]", True, True, Asks.ASSIGNEE,
        refusal=refusals.only_open, show=True, past="reassigned", doing="reassigning",
        verb_help="Give incidents to people, or to another escalation policy, which starts at its first level.",
    ),
    Action(
        "priority", "Priority", "p", "Set its priority, or take it away.",
        "priority ID… PRIORITY", True, True, Asks.PRIORITY,
        past="given a priority", doing="setting priorities", feature=Feature.PRIORITIES,
        verb_help="Set the priority of incidents by its name; `none` takes it away.",
    ),
    Action(
        "urgency", "Urgency", "exclamation_mark", "Set its urgency; raising it takes acknowledgements away.",
        "urgency ID… LEVEL", True, True, Asks.URGENCY, refusal=refusals.only_open,
        past="given another urgency", doing="setting urgencies", feature=Feature.URGENCIES,
        verb_help="Set the urgency of incidents, `high` or `low`.",
    ),
    Action(
        "title", "Title", "E", "Edit its title.", "title ID TEXT", True, asks=Asks.TITLE, past="renamed",
        verb_help="Rename an incident.",
    ),
    Action(
        "unacknowledge", "Un-ack", "A", "Take the acknowledgement back: it is triggered and pages again.",
        "unack ID…", True, True, Asks.CONFIRMATION, refusal=refusals.only_acknowledged,
        past="unacknowledged", doing="unacknowledging",
        verb_help="Take acknowledgements back: the incidents are triggered and page again.",
    ),
    Action(
        "reopen", "Reopen", "B", "Open a resolved incident again: its policy pages anew.",
        "reopen ID…", True, asks=Asks.CONFIRMATION, refusal=refusals.only_resolved, on_resolved=True,
        past="reopened",
        verb_help="Open resolved incidents again: their policies page anew.",
    ),
    Action(
        "merge", "Merge", "m", "Merge it into another open incident, which gets its alerts; it is resolved by that.",
        "merge SOURCE… --into TARGET", True, True, Asks.TARGET,
        refusal=refusals.only_mergeable, past="merged", doing="merging",
        verb_help="Merge incidents into another one, which gets their alerts; they are resolved by that.",
    ),
    Action(
        "responders", "Add responders", "plus", "Page more people and policies to help, several at once.",
        "responders ID [--user EMAIL]… [--policy NAME]… [-m TEXT]", True, asks=Asks.RESPONDERS,
        refusal=refusals.only_open, past="asked for help on", feature=Feature.RESPONDERS,
        verb_help="Page more people and policies to help, several at once, with a message.",
    ),
    Action(
        "status_update", "Status update", "S", "Send a status update to its subscribers.",
        "status-update ID TEXT", True, asks=Asks.MESSAGE, past="sent a status update on",
        feature=Feature.STATUS_UPDATES, verb_help="Send a status update to an incident's subscribers.",
    ),
    Action(
        "workflow", "Workflow", "w", "Start one of the incident workflows that can be started by hand.",
        "workflow ID NAME", True, asks=Asks.WORKFLOW, refusal=refusals.only_open,
        past="started a workflow on", feature=Feature.WORKFLOWS,
        verb_help="Start an incident workflow by its name.",
    ),
    Action(
        "alerts", "Alerts", "l", "Resolve one of its alerts, or move one to another incident.",
        "alerts ID [--resolve ALERT]… [--move ALERT]… [--into TARGET]", True, asks=Asks.ALERT,
        past="had an alert changed",
        verb_help="Print an incident's alerts with what matters of their payloads; or resolve some, or move them.",
    ),
    Action(
        "field", "Custom fields", "c", "Set its custom fields.",
        "field ID NAME VALUE", True, asks=Asks.FIELD, past="had a custom field set", feature=Feature.CUSTOM_FIELDS,
        verb_help="Set a custom field of an incident by its name; an empty value clears it.",
    ),
    Action(
        "follow_up", "Follow up", "F", "Be reminded of it at a time, once or until it is resolved; its row shows ◷.",
        on_incident=True, asks=Asks.FOLLOW_UP,
    ),
)  # fmt: skip
"""What acts on the highlighted incident, or on the marked ones."""

IN_SLACK: tuple[Action, ...] = (
    Action(
        "reply", "Reply", "T", "Say something in its Slack thread; @ completes a name.",
        "reply ID TEXT", True, asks=Asks.REPLY,
        verb_help="Say something in an incident's Slack thread; `@Name` of a colleague is a real mention.",
    ),
    Action(
        "react", "Mark progress", "M", "Mark progress on its Slack thread: looking, done, help wanted.",
        "react ID NAME [--remove]", True, asks=Asks.REACTION,
        verb_help="Put an emoji under an incident's Slack thread, such as `eyes`; or take it away.",
    ),
    Action(
        "channel", "Channel", "C", "Give it a Slack channel of its own, or one that exists; marked ones share it.",
        "channel ID… [--create] [--use CHANNEL] [--private] [--by-pagerduty]", True, True, asks=Asks.CHANNEL,
        verb_help="Print an incident's Slack channel; or make one, or take one that exists, for one or several.",
    ),
    Action(
        "checklist", "Checklist", "K", "Tick an item of its checklist in Slack, or post the checklist there.",
        "checklist ID [--tick N] [--untick N] [--post]", True, asks=Asks.CHECKLIST,
        verb_help="Print an incident's checklist as it stands in Slack; or tick an item, or post the checklist.",
    ),
    Action(
        "link", "Link thread", "L", "Link it to a Slack thread by its address, or unlink it.",
        "link ID PERMALINK", True, asks=Asks.THREAD_ADDRESS,
        verb_help="Take a thread for an incident's own, by the address that Slack copies for its first message.",
    ),
    Action(
        "save_reply", "Save reply", "N", "Save a message of its Slack thread as a note in PagerDuty.",
        on_incident=True, asks=Asks.SAVED_REPLY,
    ),
)  # fmt: skip
"""What is done to the highlighted incident in Slack."""

OTHERS: tuple[Action, ...] = (
    Action(
        "trigger", "Trigger", "t", "Trigger an incident, from a template of the settings or from nothing.",
        "trigger [TITLE] [--service NAME] [--details TEXT] [--urgency LEVEL] [--priority PRIORITY] [--to EMAIL]"
        " [--policy NAME] [--template NAME]",
        asks=Asks.NEW_INCIDENT, past="triggered",
        verb_help="Trigger an incident on a service; a template of the settings fills in what is not given.",
    ),
    Action(
        "override", "Take the pager", "P", "Override a schedule for me or another; list and remove overrides.",
        "override SCHEDULE [--user EMAIL] [--from TIME] [--for SPAN] [--remove ID]",
        asks=Asks.OVERRIDE, past="overridden",
        verb_help="Put somebody on call in a schedule for a span; without a span it lists the overrides.",
    ),
    Action(
        "cover", "Cover me", "V", "Ask a colleague to take a turn of mine: in Slack, by direct message.",
        "cover [SCHEDULE] [--by EMAIL] [--from TIME] [--for SPAN] [-m TEXT] [--now] [--list] [--withdraw ID]",
        asks=Asks.COVER, past="asked for cover",
        verb_help="Ask a colleague in Slack to be on call for a span; without Slack they are put on call at once.",
    ),
    Action(
        "undo", "Undo", "u", "Undo the last action since this screen began, or cancel what of it is not sent.", "undo",
        show=True, past="undone",
        verb_help="Undo the last action that pdtui did for you; says what cannot be taken back.",
    ),
)  # fmt: skip
"""What changes something without a highlighted incident."""

VIEWING: tuple[Action, ...] = (
    Action("filter", "Filter", "slash", "Filter the list as you type; Enter keeps it, Esc clears it.", show=True),
    Action("facets", "Filter by", "f", "Filter by status, urgency, priority, service, team, who or age; save it."),
    Action("order", "Order", "O", "Choose what comes first."),
    Action("fold", "Fold", "z", "Fold what says the same of one service into groups, or unfold all."),
    Action("mark", "Mark", "space", "Mark or unmark it; what can be done to many is then done to all marked ones."),
    Action("mark_all", "Mark all", "asterisk", "Mark all that the list shows, or unmark them."),
    Action("scope", "Scope", "v", "Choose what is listed: mine, on call, my teams, everything."),
    Action("details", "Details", "enter", "Open the details where they are hidden, or a group; Esc goes back."),
    Action("back", "Back", "escape", "Leave the details, clear the filter and the marks, or dismiss the notices."),
    Action("tab_overview", "Overview", "1", "Show the overview of it."),
    Action("tab_timeline", "Timeline", "2", "Show its timeline."),
    Action("tab_alerts", "Alerts tab", "3", "Show its alerts."),
    Action("tab_notes", "Notes tab", "4", "Show its notes."),
    Action("tab_context", "Context", "5", "Show what PagerDuty finds around it: related, past, how usual it is."),
    Action("tab_thread", "Thread", "6", "Show its Slack thread."),
    Action("tab_changes", "Changes", "7", "Show what was deployed or changed before it."),
    Action("raw", "Raw", "b", "Show the alerts' bodies as they came, or read again what matters."),
    Action("down", "Down", "j,down", "Highlight the next incident."),
    Action("up", "Up", "k,up", "Highlight the one before."),
    Action("first", "First", "g,home", "Highlight the first."),
    Action("last", "Last", "G,end", "Highlight the last."),
    Action("arrivals", "New ones", "full_stop", "Highlight the newest of those that came in out of view."),
    Action("page_down", "Page down", "ctrl+d,pagedown", "Go down by a page."),
    Action("page_up", "Page up", "ctrl+u,pageup", "Go up by a page."),
    Action("open", "Open", "o", "Open the highlighted incident in the browser."),
    Action("open_thread", "Open thread", "W", "Open its Slack thread in the browser."),
    Action("copy_link", "Copy link", "y", "Copy the address of the highlighted incident."),
    Action("copy_thread", "Copy thread", "Y", "Copy the address of its Slack thread."),
    Action("narrower", "Narrower", "less_than_sign", "Give the list less room beside the details."),
    Action("wider", "Wider", "greater_than_sign", "Give the list more room beside the details."),
    Action("outbox", "Outbox", "x", "Show what waits for Slack and why; retry it or drop it.",
           "outbox [--retry ROW] [--drop ROW]",
           verb_help="Print what still waits for Slack, and why; or retry one, or drop it."),
    Action("timeline", "On call", "ctrl+o", "Show who is on call over the next days, me, the gaps, and now as a line."),
    Action("reminders", "Reminders", "ctrl+r", "Show the reminders that come and came; snooze, dismiss, delete, add.",
           "remind TEXT… [--on ID]",
           verb_help="Remind me of a text at the time that ends it, or of an incident; or `list`, `snooze N SPAN`,"
           " `dismiss N`, `rm N`."),
    Action("handoff", "Handoff", "H", "Write the brief for who takes over: edit, post, copy or save it.",
           "handoff [--since TIME] [--until TIME] [--post] [--save FILE]",
           verb_help="Print the brief of my shift, or of a span, as Markdown; or post it, once, or save it."),
    Action("command_line", "Command", "colon", "Type what to do, such as ack 123 or snooze 123 2h; Tab completes."),
    Action("refresh", "Refresh", "f5", "Ask PagerDuty now."),
)  # fmt: skip
"""What moves the view only."""

PRINTING: tuple[Action, ...] = (
    Action(
        "list",
        "List",
        "",
        "Print the open incidents of a scope, mine and what I am on call for at first.",
        "list [--scope SCOPE]",
    ),
    Action("show", "Show", "", "Print one incident with its notes, timeline, alerts and thread.", "show ID"),
    Action("log", "Log", "", "Print an incident's timeline, newest first.", "log ID"),
    Action("thread", "Thread", "", "Print an incident's Slack thread.", "thread ID"),
    Action(
        "unlink",
        "Unlink",
        "",
        "Forget an incident's Slack thread; without an incident, who is who between PagerDuty and Slack.",
        "unlink [ID]",
    ),
    Action("slack", "Slack", "", "Print the manifest from which Slack makes pdtui's app.", "slack manifest"),
    Action(
        "oncall",
        "On call",
        "",
        "Print who is on call now and next, for my policies or for a service or policy.",
        "oncall [NAME] [--days N]",
    ),
    Action("shifts", "Shifts", "", "Print my shifts of the next 30 days.", "shifts"),
    Action("setup", "Setup", "", "Ask for the tokens of PagerDuty and Slack again, check and keep them.", "setup"),
    Action(
        "demo", "Demo", "", "Play with a simulated PagerDuty and Slack; reads nothing of yours.", "demo [--headless]"
    ),
)
"""What only the command line has."""

ACTIONS: tuple[Action, ...] = (
    *ON_INCIDENTS,
    *IN_SLACK,
    *OTHERS,
    *VIEWING,
    *PRINTING,
    Action("help", "Help", "question_mark", "Show the keys.", show=True),
    Action("quit", "Quit", "q", "Leave; what is under way is kept and goes on at the next start.", show=True),
)

BY_ID: dict[str, Action] = {action.id: action for action in ACTIONS}

_OF_COMMAND: dict[type[Command], str] = {
    commands.Acknowledge: "acknowledge",
    commands.Unacknowledge: "unacknowledge",
    commands.Resolve: "resolve",
    commands.Reopen: "reopen",
    commands.Escalate: "escalate",
    commands.Reassign: "reassign",
    commands.Snooze: "snooze",
    commands.SetPriority: "priority",
    commands.SetUrgency: "urgency",
    commands.SetTitle: "title",
    commands.SetField: "field",
    commands.AddNote: "note",
    commands.DeleteNote: "note",
    commands.Merge: "merge",
    commands.AddResponders: "responders",
    commands.SendStatusUpdate: "status_update",
    commands.RunWorkflow: "workflow",
    commands.ResolveAlert: "alerts",
    commands.MoveAlert: "alerts",
    commands.Trigger: "trigger",
    commands.AddOverride: "override",
    commands.RemoveOverride: "override",
}


def help_of_verb(action: Action) -> str:
    """What the verb does, in a sentence."""
    return action.verb_help or action.tooltip


def action_of(command: Command) -> Action:
    """The registry's entry for a command."""
    return BY_ID[_OF_COMMAND[type(command)]]
