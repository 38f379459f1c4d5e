"""What can be done here and now, in the order in which it is wanted: for key bar, palette and help. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pdtui.core.actions import ACTIONS, BY_ID, IN_SLACK, ON_INCIDENTS, OTHERS, Action, Feature
from pdtui.core.keymap import KEYS, Keymap
from pdtui.tui.bindings import keys_of

_STAYING = ("help", "quit")
"""What the bar shows however narrow it is."""
_FIRST = 3
"""How many of the most wanted are never passed over for shorter ones."""
_EXTRAS = (
    "mark", "scope", "filter", "facets", "order", "fold", "undo", *(action.id for action in ON_INCIDENTS),
    *(action.id for action in IN_SLACK),
    *(action.id for action in OTHERS), "open", "open_thread", "outbox", "reminders", "handoff", "refresh",
)  # fmt: skip
"""What the bar shows where there is room beside what the registry wants shown."""

_IN_THREAD = ("reply", "react", "open_thread")
"""What a person who reads the thread wants first."""


@dataclass(frozen=True, slots=True)
class Situation:
    """All that decides which keys are offered."""

    marked: int = 0
    """How many marked incidents an action would be done to."""
    hidden: int = 0
    """How many marked ones the filter hides."""
    typing: bool = False
    """Whether letters go to the filter."""
    reading: bool = False
    """Whether the details have the keys."""
    filtered: bool = False
    """Whether a filter is kept, which Esc clears first."""
    in_thread: bool = False
    """Whether the Slack thread is in view, so that what is done in it is wanted first."""
    unsent: bool = False
    """Whether something for Slack waits for a person."""
    beside: bool = False
    """Whether the details are in view without being asked for, or there are none."""
    group: str = ""
    """What Enter does where a group is highlighted: `Open`, `Close`."""
    refused: frozenset[str] = frozenset()
    """The ids of the actions that do not apply to what they would be done to."""
    working: bool = False
    """Whether something is being done to many, of which undo cancels what is not sent."""
    missing: frozenset[Feature] = frozenset()
    keys: Keymap = field(default_factory=lambda: KEYS)


@dataclass(frozen=True, slots=True)
class Hint:
    """One key on the bar."""

    action_id: str
    key: str
    label: str
    dimmed: bool = False
    stays: bool = False
    """Whether it is shown however narrow the bar is."""

    @property
    def width(self) -> int:
        """In cells; keys and labels are the registry's own and hold none but single ones."""
        return len(self.key) + 1 + len(self.label)


def offered(missing: frozenset[Feature]) -> tuple[Action, ...]:
    """The screen's actions that the account's plan has, in the registry's order, with or without a key now."""
    lacking = missing - {Feature.NONE}
    return tuple(action for action in ACTIONS if action.key and action.feature not in lacking)


def chip(situation: Situation) -> str:
    """What the bar begins with while something is marked; empty otherwise."""
    if not situation.marked and not situation.hidden:
        return ""
    hidden = f"{situation.hidden} hidden" if situation.marked else "all hidden"
    return f"{situation.marked + situation.hidden} marked" + (f", {hidden}" if situation.hidden else "")


def hints(situation: Situation) -> tuple[Hint, ...]:
    """The keys for the bar, the most wanted first; what stays comes last."""
    if situation.typing:
        keep = Hint("keep_filter", "Enter", "Keep filter", stays=True)
        return (keep, Hint("back", "Esc", "Clear", stays=True))
    actions = {action.id: action for action in offered(situation.missing) if situation.keys[action.id]}
    first = [action for action in actions.values() if action.show and action.id not in _STAYING]
    extras = [actions[key] for key in _EXTRAS if key in actions and key not in situation.refused]
    spoken = [action for action in extras if action.id in _IN_THREAD] if situation.in_thread else []
    spoken += [actions["undo"]] if situation.working and "undo" in actions else []
    spoken += [actions["outbox"]] if situation.unsent and "outbox" in actions else []
    wanted = [*first[:3], *_going(situation), *spoken, *first[3:], *extras]
    unique = dict.fromkeys(action.id for action in wanted if action.id in actions)
    return (
        *(_hint(BY_ID[key], situation) for key in unique),
        *(_hint(actions[key], situation, stays=True) for key in _STAYING),
    )


def _going(situation: Situation) -> Iterator[Action]:
    """What leads somewhere from here: back, or to the details."""
    if situation.reading or situation.filtered or situation.marked or situation.hidden:
        yield BY_ID["back"]
    elif situation.group or not situation.beside:
        yield BY_ID["details"]


def _hint(action: Action, situation: Situation, *, stays: bool = False) -> Hint:
    label = action.label
    if action.id == "back":
        label = "Back" if situation.reading else "Clear filter" if situation.filtered else "Unmark"
    elif action.id == "details":
        label = situation.group or label
    elif action.id == "undo" and situation.working:
        label = "Cancel rest"
    elif action.many and situation.marked:
        label = f"{label} {situation.marked}"
    if action.id == "back" and (situation.marked or situation.hidden):
        stays = True
    return Hint(action.id, keys_of(action, situation.keys)[0], label, action.id in situation.refused, stays)


def fitting(wanted: tuple[Hint, ...], width: int, gap: int) -> tuple[Hint, ...]:
    """The hints that fit in `width` cells: what stays, then the others from the first on.

    Behind the first few a shorter one may stand for one that is too long.
    """
    room = width - sum(hint.width + gap for hint in wanted if hint.stays) + gap
    shown: list[Hint] = []
    for hint in (hint for hint in wanted if not hint.stays):
        if hint.width + gap <= room:
            room -= hint.width + gap
            shown.append(hint)
        elif len(shown) < _FIRST:
            break
    return (*shown, *(hint for hint in wanted if hint.stays))
