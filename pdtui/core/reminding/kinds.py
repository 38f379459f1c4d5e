"""The kinds of reminders, and by which rules each comes: the defaults, and what the settings may change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from pdtui.core.reminding.quiet import QuietHours
from pdtui.core.reminding.ways import DEFAULT_WAYS, NEW_INCIDENT, Manners, Way


class ReminderKind(StrEnum):
    """What a reminder is about; the values are the names in the settings file."""

    SHIFT_STARTS = "shift_starts"
    SHIFT_ENDS = "shift_ends"
    SHIFT_CHANGED = "shift_changed"
    """A shift of mine appeared, moved, or went to somebody else."""
    GAP = "gap"
    """Nobody is on call for a policy of mine."""
    UNACKNOWLEDGED = "unacknowledged"
    ESCALATION = "escalation"
    ACKNOWLEDGEMENT_TIMEOUT = "acknowledgement_timeout"
    SNOOZE_ENDS = "snooze_ends"
    FOLLOW_UP = "follow_up"
    """A person wanted to be reminded of an incident."""
    UPDATE_DUE = "update_due"
    """A grave incident is acknowledged and nobody has said anything for a while."""
    OWN = "own"
    """Whatever a person wrote."""
    TEAM_POST = "team_post"
    """Who is on call today, posted to a channel."""

    @property
    def words(self) -> str:
        """As it is called on the screen."""
        return _WORDS[self]


_WORDS = {
    ReminderKind.SHIFT_STARTS: "shift starts",
    ReminderKind.SHIFT_ENDS: "shift ends",
    ReminderKind.SHIFT_CHANGED: "shift changed",
    ReminderKind.GAP: "nobody on call",
    ReminderKind.UNACKNOWLEDGED: "not acknowledged",
    ReminderKind.ESCALATION: "escalates",
    ReminderKind.ACKNOWLEDGEMENT_TIMEOUT: "ack times out",
    ReminderKind.SNOOZE_ENDS: "snooze ends",
    ReminderKind.FOLLOW_UP: "follow up",
    ReminderKind.UPDATE_DUE: "update due",
    ReminderKind.OWN: "reminder",
    ReminderKind.TEAM_POST: "team post",
}

PAGING = frozenset(
    {
        ReminderKind.SHIFT_STARTS,
        ReminderKind.UNACKNOWLEDGED,
        ReminderKind.ESCALATION,
        ReminderKind.ACKNOWLEDGEMENT_TIMEOUT,
        ReminderKind.SNOOZE_ENDS,
    }
)
"""What may page somebody unless the person acts."""


def _minutes(*minutes: int) -> tuple[timedelta, ...]:
    return tuple(timedelta(minutes=one) for one in minutes)


@dataclass(frozen=True, slots=True)
class Rule:
    """When reminders of one kind come."""

    on: bool = True
    times: tuple[timedelta, ...] = ()
    """How long before what they are about, or after what began; as the kind has it."""
    every: timedelta | None = None
    """And then again and again."""
    ways: frozenset[Way] | None = None
    """How it is told; None: as usual."""
    quiet: tuple[QuietHours, ...] | None = None
    """When it must not sound; None: as usual."""


DEFAULTS: Mapping[ReminderKind, Rule] = {
    ReminderKind.SHIFT_STARTS: Rule(times=_minutes(24 * 60, 60, 15, 0)),
    ReminderKind.SHIFT_ENDS: Rule(times=_minutes(24 * 60, 60, 15, 0)),
    ReminderKind.SHIFT_CHANGED: Rule(),
    ReminderKind.GAP: Rule(times=(timedelta(days=7),)),
    ReminderKind.UNACKNOWLEDGED: Rule(times=_minutes(5, 10), every=timedelta(minutes=10)),
    ReminderKind.ESCALATION: Rule(times=_minutes(2)),
    ReminderKind.ACKNOWLEDGEMENT_TIMEOUT: Rule(times=_minutes(2)),
    ReminderKind.SNOOZE_ENDS: Rule(times=_minutes(5)),
    ReminderKind.FOLLOW_UP: Rule(),
    ReminderKind.UPDATE_DUE: Rule(times=_minutes(30), every=timedelta(minutes=30)),
    ReminderKind.OWN: Rule(),
    ReminderKind.TEAM_POST: Rule(on=False),
}


@dataclass(frozen=True, slots=True)
class TeamPost:
    """Where and when it is posted who is on call."""

    channel: str
    cron: str = "0 9 * * 1-5"
    policies: tuple[str, ...] = ()
    """Names of escalation policies; empty: those that I am on call for."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of all kinds; a kind that is not named goes by its default."""

    of: Mapping[ReminderKind, Rule] = field(default_factory=dict)
    priorities: tuple[str, ...] = ("P1", "P2")
    """Whose incidents want updates."""
    team_post: TeamPost | None = None
    """Who is on call, for a channel."""
    ways: frozenset[Way] = DEFAULT_WAYS
    """How all is told that has no ways of its own."""
    quiet: tuple[QuietHours, ...] = ()
    """When nothing sounds that has no quiet hours of its own."""
    new_incident: frozenset[Way] | None = None
    """How an incident of mine is told that was just triggered; None: as usual, without a notice."""

    @property
    def manners(self) -> Manners:
        """How the person wants to be told of what."""
        ways = {str(kind): rule.ways for kind, rule in self.of.items() if rule.ways is not None}
        if self.new_incident is not None:
            ways[NEW_INCIDENT] = self.new_incident
        quiet = {str(kind): rule.quiet for kind, rule in self.of.items() if rule.quiet is not None}
        return Manners(self.ways, ways, self.quiet, quiet)

    def rule(self, kind: ReminderKind) -> Rule:
        """The rule of a kind."""
        return self.of.get(kind) or DEFAULTS[kind]

    def tells(self, kind: ReminderKind) -> bool:
        """Whether reminders of a kind are told at all."""
        return self.team_post is not None if kind is ReminderKind.TEAM_POST else self.rule(kind).on
