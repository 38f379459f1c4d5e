"""How each kind of write is prepared, sent and settled: one rule per command."""

from __future__ import annotations

from typing import cast

from pdtui.core import commands
from pdtui.core.commands import Acknowledge, Command
from pdtui.core.rules.alerts import MergeRule, MoveAlertRule, ResolveAlertRule
from pdtui.core.rules.assignment import AddRespondersRule, EscalateRule, ReassignRule
from pdtui.core.rules.creation import AddOverrideRule, RemoveOverrideRule, TriggerRule
from pdtui.core.rules.fields import FieldRule, PriorityRule, TitleRule, UrgencyRule
from pdtui.core.rules.rule import Rule
from pdtui.core.rules.status import (
    AcknowledgeRule,
    RenewRule,
    ReopenRule,
    ResolveRule,
    SnoozeRule,
    UnacknowledgeRule,
)
from pdtui.core.rules.texts import AddNoteRule, DeleteNoteRule, StatusUpdateRule, WorkflowRule

_RULES: dict[type[Command], object] = {
    commands.Acknowledge: AcknowledgeRule(),
    commands.Unacknowledge: UnacknowledgeRule(),
    commands.Resolve: ResolveRule(),
    commands.Reopen: ReopenRule(),
    commands.Snooze: SnoozeRule(),
    commands.Escalate: EscalateRule(),
    commands.Reassign: ReassignRule(),
    commands.AddResponders: AddRespondersRule(),
    commands.SetPriority: PriorityRule(),
    commands.SetUrgency: UrgencyRule(),
    commands.SetTitle: TitleRule(),
    commands.SetField: FieldRule(),
    commands.AddNote: AddNoteRule(),
    commands.DeleteNote: DeleteNoteRule(),
    commands.SendStatusUpdate: StatusUpdateRule(),
    commands.RunWorkflow: WorkflowRule(),
    commands.ResolveAlert: ResolveAlertRule(),
    commands.MoveAlert: MoveAlertRule(),
    commands.Merge: MergeRule(),
    commands.Trigger: TriggerRule(),
    commands.AddOverride: AddOverrideRule(),
    commands.RemoveOverride: RemoveOverrideRule(),
}
_RENEW = RenewRule()


def rule_of(step: Command) -> Rule[Command]:
    """The rule of a command."""
    found = _RENEW if isinstance(step, Acknowledge) and step.renew else _RULES[type(step)]
    return cast("Rule[Command]", found)
