"""How each kind of write is prepared, sent and settled: one rule per command."""

from __future__ import annotations

from typing import cast

from pdtui.core.commands import (
    Acknowledge,
    AddNote,
    AddOverride,
    AddResponders,
    Command,
    DeleteNote,
    Escalate,
    Merge,
    MoveAlert,
    Reassign,
    RemoveOverride,
    Reopen,
    Resolve,
    ResolveAlert,
    RunWorkflow,
    SendStatusUpdate,
    SetField,
    SetPriority,
    SetTitle,
    SetUrgency,
    Snooze,
    Trigger,
    Unacknowledge,
)
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
    Acknowledge: AcknowledgeRule(),
    Unacknowledge: UnacknowledgeRule(),
    Resolve: ResolveRule(),
    Reopen: ReopenRule(),
    Snooze: SnoozeRule(),
    Escalate: EscalateRule(),
    Reassign: ReassignRule(),
    AddResponders: AddRespondersRule(),
    SetPriority: PriorityRule(),
    SetUrgency: UrgencyRule(),
    SetTitle: TitleRule(),
    SetField: FieldRule(),
    AddNote: AddNoteRule(),
    DeleteNote: DeleteNoteRule(),
    SendStatusUpdate: StatusUpdateRule(),
    RunWorkflow: WorkflowRule(),
    ResolveAlert: ResolveAlertRule(),
    MoveAlert: MoveAlertRule(),
    Merge: MergeRule(),
    Trigger: TriggerRule(),
    AddOverride: AddOverrideRule(),
    RemoveOverride: RemoveOverrideRule(),
}
_RENEW = RenewRule()


def rule_of(step: Command) -> Rule[Command]:
    """The rule of a command."""
    found = _RENEW if isinstance(step, Acknowledge) and step.renew else _RULES[type(step)]
    return cast("Rule[Command]", found)
