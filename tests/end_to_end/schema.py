"""The keys of every JSON document that a verb prints: a contract. A key may be added here, none taken away."""

from __future__ import annotations

INCIDENT = (
    "id", "number", "title", "status", "urgency", "priority", "service", "service_id", "escalation_policy", "teams",
    "assignees", "acknowledged_by", "responders", "alerts", "alert_count", "pending_actions", "merged_into",
    "created_at", "updated_at", "reason", "url",
)  # fmt: skip
DEED = (
    "given", "id", "number", "action", "done", "what", "error", "warning", "slack", "thread", "incident",
)  # fmt: skip
THREAD = ("channel", "channel_id", "ts", "permalink", "origin")
NOTE = ("id", "content", "author", "created_at")
LOG_ENTRY = ("id", "type", "summary", "agent", "created_at")
ALERT = (
    "id", "summary", "status", "severity", "created_at", "alert_key", "incident_id", "service", "source", "facts",
    "links", "details",
)  # fmt: skip
OVERRIDE = ("id", "schedule", "schedule_id", "user", "user_id", "start", "end")
LEVEL = ("escalation_policy", "escalation_policy_id", "level", "now", "next", "gaps", "spans")
COVER = ("id", "state", "schedule", "schedule_id", "start", "end", "user", "user_id", "message", "answer", "asked_at",
         "waits_for")  # fmt: skip
SHIFT = ("escalation_policy", "escalation_policy_id", "level", "schedule", "schedule_id", "start", "end")
CONVERSATION = ("thread", "messages")
SAID = ("ts", "author", "text", "created_at", "edited", "deleted", "files", "reactions", "by_pdtui")
REACTION = ("name", "count")
CHANNEL = ("id", "name", "made_by_pdtui", "archived")
CHECKLIST = ("channel_id", "ts", "items")
ITEM = ("number", "text", "done", "by")
MANIFEST = ("manifest",)
MESSAGE = ("id", "incident_id", "number", "message", "state", "reason", "attempts", "created_at")
REMINDER = (
    "id", "number", "kind", "state", "due_at", "told_at", "snoozed", "text", "instant", "timing", "incident_id",
)  # fmt: skip
BRIEF = (
    "by", "since", "until", "shift_ends", "shifts", "opened", "acknowledged", "resolved", "escalated",
    "time_to_acknowledge", "time_to_resolve", "incidents", "still_open", "noisy", "pages", "pages_at_night",
    "follow_ups", "takes_over", "left_out", "markdown", "posted", "error",
)  # fmt: skip
COUNTED = ("total", "by")
SPANS = ("incidents", "median", "longest")
HANDLED = (
    "id", "number", "title", "opened", "acknowledged_by", "time_to_acknowledge", "escalated_by", "resolved_by",
    "time_to_resolve",
)  # fmt: skip
STILL_OPEN = (
    "id", "number", "title", "status", "urgency", "assignees", "age", "snoozed_until", "last_note", "url",
)  # fmt: skip
TAKES_OVER = ("shift", "level", "names")

TABLE: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("an incident", "`list`, and as `incident` after an action", INCIDENT),
    ("one incident whole", "`show` (one object)", ("(an incident's)", "notes", "log_entries", "alerts", "thread")),
    ("what became of an action", "every verb that acts", DEED),
    ("… of an alert", "`alerts --resolve`, `--move`", ("(the same)", "alert_id")),
    ("… of an override", "`override --for`, `--remove`", ("(the same)", "override")),
    ("… of an undo", "`undo`", ("(the same)", "undone", "stays")),
    ("… of a request for cover", "`cover`, `cover --withdraw`", ("(the same)", "cover")),
    ("… of a channel", "`channel`", ("(the same)", "channel")),
    ("… of a checklist", "`checklist`", ("(the same)", "checklist")),
    ("a thread", "as `thread`", THREAD),
    ("a note", "`show`", NOTE),
    ("a line of the timeline", "`log`, `show`", LOG_ENTRY),
    ("an alert", "`alerts`, `show`", ALERT),
    ("an override", "`override`", OVERRIDE),
    ("a request for cover", "`cover --list`, as `cover`", COVER),
    ("a level of a policy", "`oncall`", LEVEL),
    ("a shift", "`shifts`", SHIFT),
    ("a message to Slack", "`outbox`", MESSAGE),
    ("a reminder", "`remind`", REMINDER),
    ("a thread with all that was said", "`thread` (one object)", CONVERSATION),
    ("what somebody said", "as `messages` of `thread`", SAID),
    ("an emoji", "as `reactions` of what was said", REACTION),
    ("an incident's own channel", "as `channel`", CHANNEL),
    ("a checklist", "as `checklist`", CHECKLIST),
    ("an item of it", "as `items` of a checklist", ITEM),
    ("the brief of a shift", "`handoff` (one object)", BRIEF),
    ("how many incidents, and of whom", "as `opened` … `escalated` of a brief", COUNTED),
    ("how long it took, in seconds", "as `time_to_…` of a brief", SPANS),
    ("what became of an incident", "as `incidents` of a brief", HANDLED),
    ("what is handed over", "as `still_open` of a brief", STILL_OPEN),
    ("who takes over", "as `takes_over` of a brief", TAKES_OVER),
    ("the manifest of Slack's app", "`slack manifest` (one object)", MANIFEST),
)
"""What is printed, by which verbs, with which keys: the README's table."""
