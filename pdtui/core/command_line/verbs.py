"""The verbs of the command line, from the one registry: each action's word, what it takes, an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pdtui.core.actions import BY_ID, IN_SLACK, ON_INCIDENTS, OTHERS, Action, Asks, help_of_verb
from pdtui.core.grammar import nearest
from pdtui.errors import UsageError


class Takes(StrEnum):
    """What stands behind a verb and its incidents."""

    NOTHING = "nothing"
    TEXT = "text"
    OPTIONAL_TEXT = "optional text"
    SPAN = "span"
    LEVEL = "level"
    ASSIGNEES = "assignees"
    RESPONDERS = "responders"
    PRIORITY = "priority"
    URGENCY = "urgency"
    WORKFLOW = "workflow"
    TARGET = "target"
    NEW = "new incident"
    REMINDER = "reminder"
    WORDS = "words"
    SCOPE = "scope"
    DUTY = "duty"
    VERB = "verb"


_OF_ASKS: Mapping[Asks, Takes] = {
    Asks.RESOLUTION: Takes.OPTIONAL_TEXT,
    Asks.NOTE: Takes.TEXT,
    Asks.MESSAGE: Takes.TEXT,
    Asks.TITLE: Takes.TEXT,
    Asks.REPLY: Takes.TEXT,
    Asks.SPAN: Takes.SPAN,
    Asks.LEVEL: Takes.LEVEL,
    Asks.ASSIGNEE: Takes.ASSIGNEES,
    Asks.RESPONDERS: Takes.RESPONDERS,
    Asks.PRIORITY: Takes.PRIORITY,
    Asks.URGENCY: Takes.URGENCY,
    Asks.WORKFLOW: Takes.WORKFLOW,
    Asks.TARGET: Takes.TARGET,
    Asks.NEW_INCIDENT: Takes.NEW,
}
"""What an action asks for is what its verb takes; whatever else it asks for, its dialog does."""

_FORMS: Mapping[Takes, tuple[str, str]] = {
    Takes.NOTHING: ("", ""),
    Takes.TEXT: ('"TEXT"', '"pool exhausted, restarting"'),
    Takes.OPTIONAL_TEXT: ('["TEXT"]', '"Root cause: pool exhaustion"'),
    Takes.SPAN: ("SPAN | until TIME", "2h"),
    Takes.LEVEL: ("[to LEVEL]", "to 2"),
    Takes.ASSIGNEES: ("to NAME, … | policy NAME", "to Ann Example"),
    Takes.RESPONDERS: ('@NAME, … | policy NAME ["TEXT"]', "@vp-engineering"),
    Takes.PRIORITY: ("PRIORITY | none", "P1"),
    Takes.URGENCY: ("high | low", "high"),
    Takes.WORKFLOW: ('"NAME"', '"Major Incident Response"'),
    Takes.TARGET: ("into ID", "into 124"),
    Takes.NEW: ('"TITLE" on SERVICE [urgency high|low]', '"Database connection timeout" on Database Service'),
    Takes.REMINDER: ("TEXT TIME", "ask the database team in 30m"),
    Takes.WORDS: ("WORDS", "status:triggered checkout"),
    Takes.SCOPE: ("[SCOPE]", "mine"),
    Takes.DUTY: ("[SERVICE or POLICY]", '"Production API"'),
    Takes.VERB: ("[VERB]", "snooze"),
}
"""The form of what a verb takes, and an example of it."""

_OTHERS: Mapping[str, Takes] = {
    "oncall": Takes.DUTY,
    "reminders": Takes.REMINDER,
    "filter": Takes.WORDS,
    "scope": Takes.SCOPE,
    "open": Takes.NOTHING,
    "outbox": Takes.NOTHING,
    "timeline": Takes.NOTHING,
    "handoff": Takes.NOTHING,
    "refresh": Takes.NOTHING,
    "order": Takes.NOTHING,
    "fold": Takes.NOTHING,
    "help": Takes.VERB,
    "quit": Takes.NOTHING,
}
"""The actions without an incident, or only to look at it, that have a verb, and what it takes."""

_ON_SCREEN = (Takes.NOTHING, Takes.WORDS, Takes.SCOPE, Takes.VERB)
"""What the registry's sentence for the screen fits better than the one for the shell."""

SAME: Mapping[str, str] = {
    "acknowledge": "ack",
    "unacknowledge": "unack",
    "un-ack": "unack",
    "close": "resolve",
    "comment": "note",
    "assign": "reassign",
    "add-responder": "responders",
    "add-responders": "responders",
    "invite": "responders",
    "run-play": "workflow",
    "run-workflow": "workflow",
    "rename": "title",
    "create": "trigger",
    "on-call": "oncall",
    "whoisoncall": "oncall",
    "reminders": "remind",
    "take-pager": "override",
    "exit": "quit",
    "q": "quit",
    "?": "help",
}
"""Other words that people know for the same."""


@dataclass(frozen=True, slots=True)
class Verb:
    """A word that can be typed."""

    word: str
    action: Action
    takes: Takes

    @property
    def on_incident(self) -> bool:
        """Whether it is about incidents: those named, else those that its key would act on."""
        return self.action.on_incident or self.action.id == "open"

    @property
    def form(self) -> str:
        """`snooze [ID…] SPAN | until TIME`."""
        several = self.action.many and self.takes is not Takes.TEXT
        which = ("[ID…]" if several else "[ID]") if self.on_incident else ""
        return " ".join(part for part in (self.word, which, _FORMS[self.takes][0]) if part)

    @property
    def example(self) -> str:
        """One that can be typed: `:snooze 123 2h`."""
        which = "123" if self.on_incident else ""
        return ":" + " ".join(part for part in (self.word, which, _FORMS[self.takes][1]) if part)

    @property
    def meaning(self) -> str:
        """What it does, in a sentence."""
        return self.action.tooltip if self.takes in _ON_SCREEN else help_of_verb(self.action)

    @property
    def synonyms(self) -> tuple[str, ...]:
        """The other words for it."""
        return tuple(word for word, same in SAME.items() if same == self.word)


def _verbs() -> Iterator[Verb]:
    for action in (*ON_INCIDENTS, *IN_SLACK, *OTHERS):
        yield Verb(_word(action), action, _OF_ASKS.get(action.asks, Takes.NOTHING))
    for action_id, takes in _OTHERS.items():
        yield Verb(_word(BY_ID[action_id]), BY_ID[action_id], takes)


def _word(action: Action) -> str:
    """The word that the verbs have for it, else its own name."""
    return action.verb.partition(" ")[0] or action.id.replace("_", "-")


VERBS: Mapping[str, Verb] = {verb.word: verb for verb in _verbs()}
"""By their words, in the registry's order."""


def known_verb(word: str) -> Verb | None:
    """The verb that a word means; None where there is none."""
    given = word.casefold()
    return VERBS.get(SAME.get(given, given))


def verb_of(word: str) -> Verb:
    """The verb that a word means. Raises `UsageError` with the nearest one."""
    verb = known_verb(word)
    if verb is None:
        near = nearest(word.casefold(), [*VERBS, *SAME])
        raise UsageError(f"there is no :{word}", f"did you mean :{near}? :help lists them all")
    return verb
