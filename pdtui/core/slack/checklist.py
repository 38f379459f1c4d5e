"""An incident's checklist as a message in Slack: what it says, and how far it is ticked. Pure.

An item is ticked by its number's emoji, by anybody, or from the terminal; who did that stands in the line
and in the message's metadata, since Slack lets an app react only under its own name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pdtui.core.model import Incident
from pdtui.core.slack.port import Post, SlackMessage
from pdtui.core.slack.views import Checklist, ChecklistItem

EMOJI = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "keycap_ten")
"""By an item's number; longer lists are ticked from the terminal only."""
OPEN, DONE = "☐", "✓"
"""Signs that Slack does not turn into emoji."""
BY = " · "
FACT = "done_"
MOST = 500
"""Characters of all names together in the metadata, which Slack keeps small."""
_LINE = re.compile(rf"^\W*?(\d+)\. ([{OPEN}{DONE}]) (.*)$")


def emoji_of(number: int) -> str:
    """The emoji that ticks an item, without colons; empty for those that have none."""
    return EMOJI[number - 1] if 1 <= number <= len(EMOJI) else ""


def checklist_post(
    incident: Incident, items: Sequence[str], done: Mapping[int, str], marker: str, place: tuple[str, str]
) -> Post:
    """The message; `done` has who ticked which item in the terminal, `place` channel and thread."""
    most = max(4, MOST // max(1, len(done)))
    facts = {f"{FACT}{number}": by[:most] for number, by in done.items()}
    return Post(
        channel_id=place[0],
        thread_ts=place[1],
        marker=marker,
        headline=f"Checklist of #{incident.number} (an item's number as a reaction ticks it)",
        lines=tuple(_line(number, item, done.get(number)) for number, item in enumerate(items, 1)),
        facts={"incident_id": incident.id, "role": "checklist", **facts},
    )


def checklist_of(message: SlackMessage, channel_id: str, names: Mapping[str, str]) -> Checklist:
    """How far it is; `names` of those who reacted."""
    lines = lines_of(message)
    told = done_by(message)
    reacted = _reacted(message)
    items = tuple(
        ChecklistItem(number, text, number in told or number in reacted,
                      told.get(number) or names.get(reacted.get(number, ""), ""))
        for number, text in lines.items()
    )  # fmt: skip
    return Checklist(items, channel_id, message.ts)


def lines_of(message: SlackMessage) -> dict[int, str]:
    """The items by number, without who ticked them."""
    return {number: text for number, (_, text, _) in _parsed(message).items()}


def done_by(message: SlackMessage) -> dict[int, str]:
    """Who ticked which item in the terminal: by its line, the name by the metadata where Slack kept them."""
    found = {}
    for number, (done, _, by) in _parsed(message).items():
        if done:
            found[number] = message.facts.get(f"{FACT}{number}", by)
    return found


def _parsed(message: SlackMessage) -> dict[int, tuple[bool, str, str]]:
    found = {}
    for line in "".join(piece.text for piece in message.pieces).splitlines():
        match = _LINE.match(line)
        if match is not None:
            done = match[2] == DONE
            text, _, by = match[3].rpartition(BY) if done else (match[3], "", "")
            found[int(match[1])] = (done, text or match[3], by)
    return found


def _reacted(message: SlackMessage) -> dict[int, str]:
    """The items that somebody's emoji ticks, with the first of them."""
    numbers = {name: number for number, name in enumerate(EMOJI, 1)}
    return {
        numbers[one.name]: one.user_ids[0] if one.user_ids else ""
        for one in message.reactions
        if one.name in numbers and one.count > 0
    }


def _line(number: int, item: str, by: str | None) -> str:
    text = " ".join(item.split())
    return f"{number}. {OPEN} {text}" if by is None else f"{number}. {DONE} {text}{BY}{by or 'somebody'}"
