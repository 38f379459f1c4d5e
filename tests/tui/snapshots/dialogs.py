"""The dialogs, each in a small terminal and in a usual one."""

from __future__ import annotations

from dataclasses import replace

from textual.command import CommandPalette

from pdtui.tui.screens.alerts import AlertsScreen
from pdtui.tui.screens.assign import AssignScreen
from pdtui.tui.screens.channel import ChannelScreen
from pdtui.tui.screens.checklist import ChecklistScreen
from pdtui.tui.screens.command_line import CommandLineScreen
from pdtui.tui.screens.confirm import ConfirmScreen
from pdtui.tui.screens.cover import CoverScreen
from pdtui.tui.screens.edit import EditScreen
from pdtui.tui.screens.escalate import EscalateManyScreen, EscalateScreen
from pdtui.tui.screens.fields import FieldsScreen
from pdtui.tui.screens.filter import FilterScreen
from pdtui.tui.screens.follow_up import FollowUpScreen
from pdtui.tui.screens.handoff import HandoffScreen
from pdtui.tui.screens.handoff_asks import LastBriefScreen, SaveScreen, SpanScreen
from pdtui.tui.screens.help import HelpScreen
from pdtui.tui.screens.link import LinkScreen
from pdtui.tui.screens.options import WaysScreen
from pdtui.tui.screens.outbox import OutboxScreen
from pdtui.tui.screens.override import OverrideScreen
from pdtui.tui.screens.pages import PagesScreen
from pdtui.tui.screens.pick import PickScreen
from pdtui.tui.screens.prompt import PromptScreen
from pdtui.tui.screens.react import ReactScreen
from pdtui.tui.screens.reminders import RemindersScreen
from pdtui.tui.screens.reply import ReplyScreen
from pdtui.tui.screens.responders import RespondersScreen
from pdtui.tui.screens.saved import SavedScreen
from pdtui.tui.screens.scope import ScopeScreen
from pdtui.tui.screens.snooze import SnoozeScreen
from pdtui.tui.screens.snooze_reminder import SnoozeReminderScreen
from pdtui.tui.screens.target import TargetScreen
from pdtui.tui.screens.timeline import TimelineScreen
from pdtui.tui.screens.told import ToldScreen
from pdtui.tui.screens.trigger import TriggerScreen
from tests.tui.fake_engine import FakeEngine
from tests.tui.snapshots.incidents import LATENCY, only
from tests.tui.snapshots.known import known
from tests.tui.snapshots.state import LOW, SMALL, USUAL, State, Text


def long_title() -> FakeEngine:
    """As monitoring sometimes writes them."""
    return only(title=" ".join([LATENCY.title] * 6))


ASKED = (
    State("unacknowledge", ("down", "A"), screen=ConfirmScreen),
    State("undo", ("u",), screen=ConfirmScreen),
    State("drop", ("x", "down", "d"), screen=ConfirmScreen),
    State("resolve", ("r", Text("rolled back")), screen=PromptScreen),
    State("resolve-many", ("asterisk", "r"), screen=PromptScreen),
    State("note", ("n", Text("rolling back"), "ctrl+j", Text("the deploy of 02:55")), screen=PromptScreen),
    State("status-update", ("S",), screen=PromptScreen),
    State("escalate", ("e",), screen=EscalateScreen),
    State("escalate-many", ("asterisk", "e"), screen=EscalateManyScreen),
    State("snooze", ("s", "down"), screen=SnoozeScreen),
    State("snooze-typed-wrong", ("s", Text("soon")), screen=SnoozeScreen),
    State("reassign", ("R", "down", "down", "space"), screen=AssignScreen),
    State("priority", ("p", "down"), screen=PickScreen),
    State("urgency", ("exclamation_mark",), screen=WaysScreen),
    State("title", ("E",), screen=EditScreen),
    State("merge", ("m",), screen=TargetScreen),
    State("responders", ("plus", "down", "space"), screen=RespondersScreen),
    State("workflow", ("w",), screen=PickScreen),
    State("alerts", ("l",), screen=AlertsScreen),
    State("fields", ("c",), screen=FieldsScreen),
    State("follow-up", ("F", Text("45m")), screen=FollowUpScreen),
    State("reply", ("T", Text("it looks better, @ann")), screen=ReplyScreen),
    State("react", ("M", "down"), screen=ReactScreen),
    State("channel", ("C",), screen=ChannelScreen),
    State("channel-there", ("down", "C"), screen=ToldScreen),
    State("checklist", ("K",), screen=ChecklistScreen),
    State("link", ("L",), screen=LinkScreen),
    State("save-reply", ("N",), screen=SavedScreen),
    State("trigger", ("t", Text("Disk is full"), "tab", Text("pay"), "enter"), screen=TriggerScreen),
    State("override", ("P", Text("pay"), "enter"), screen=OverrideScreen),
    State("cover", ("V", Text("pay"), "enter", "tab", "tab", "tab", Text("bo"), "enter"), screen=CoverScreen),
    State("scope", ("v",), screen=ScopeScreen),
    State("filter", ("f", "down", "space"), screen=FilterScreen),
    State("filter-typed", ("f", Text("pay")), screen=FilterScreen),
    State("order", ("O", "down"), screen=WaysScreen),
    State("help", ("question_mark",), screen=HelpScreen),
    State("command-line", ("colon",), screen=CommandLineScreen),
    State("command-line-typed", ("colon", Text("snooze 4709 2h")), screen=CommandLineScreen),
    State("command-help", ("colon", Text("help"), "enter"), screen=PagesScreen),
    State("palette", ("ctrl+p", Text("ack")), screen=CommandPalette, sees="Acknowledge it"),
    State("outbox", ("x",), screen=OutboxScreen),
    State("timeline", ("ctrl+o",), screen=TimelineScreen),
    State("reminders", ("ctrl+r",), screen=RemindersScreen),
    State("reminder-snooze", ("ctrl+r", "s"), screen=SnoozeReminderScreen),
    State("handoff", ("H",), screen=HandoffScreen),
    State("handoff-span", ("H", "ctrl+r"), screen=SpanScreen),
    State("handoff-save", ("H", "ctrl+s"), screen=SaveScreen),
    State("handoff-last", ("H", "ctrl+l"), screen=LastBriefScreen),
)
LARGE = ("escalate", "help", "outbox", "timeline", "reminders", "handoff", "command-line-typed")
"""Those that have more to show where there is more room."""

DIALOGS = (
    *(
        replace(
            one,
            name=f"dialog-{one.name}",
            engine=known,
            sizes=(USUAL, LOW, SMALL) if one.name in LARGE else (LOW, SMALL),
        )
        for one in ASKED
    ),
    State("dialog-of-a-long-title", ("r",), long_title, sizes=(LOW, SMALL), screen=PromptScreen),
)
