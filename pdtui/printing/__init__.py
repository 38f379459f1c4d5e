"""What the verbs print: columns for people, JSON in the model's terms for programs."""

from pdtui.printing.alerts import alert_json, alert_lines
from pdtui.printing.columns import table
from pdtui.printing.cover import cover_json, cover_table
from pdtui.printing.documents import (
    detail_json,
    incident_json,
    log_entry_json,
    outbox_json,
    override_json,
    thread_json,
)
from pdtui.printing.duty import roster_json, roster_table, shift_json, shift_table, timeline_table
from pdtui.printing.handoff import brief_json
from pdtui.printing.incidents import incident_lines, incident_table
from pdtui.printing.output import narrate, print_json, print_line, say_empty
from pdtui.printing.reminders import own_reminder_json, reminder_json, reminder_table
from pdtui.printing.slack import (
    channel_json,
    checklist_json,
    checklist_lines,
    outbox_table,
    thread_lines,
    thread_view_json,
)

__all__ = [
    "alert_json",
    "alert_lines",
    "brief_json",
    "channel_json",
    "checklist_json",
    "checklist_lines",
    "cover_json",
    "cover_table",
    "detail_json",
    "incident_json",
    "incident_lines",
    "incident_table",
    "log_entry_json",
    "narrate",
    "outbox_json",
    "outbox_table",
    "override_json",
    "own_reminder_json",
    "print_json",
    "print_line",
    "reminder_json",
    "reminder_table",
    "roster_json",
    "roster_table",
    "say_empty",
    "shift_json",
    "shift_table",
    "table",
    "thread_json",
    "thread_lines",
    "thread_view_json",
    "timeline_table",
]
