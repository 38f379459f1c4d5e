"""A brief as Markdown: what strangers wrote stays text in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from pdtui.core.handoff.brief import BY_ITSELF, Brief, Count, Handled, StillOpen, Times
from pdtui.core.handoff.facts import Successor
from pdtui.core.model import ACKNOWLEDGED, Incident
from pdtui.text import clock_time, count, spell

SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~&#!])")
"""What begins markup inside a line; each may stand behind a backslash."""
NOTE = 280
"""Characters of the last note that are handed over."""


def escaped(text: str) -> str:
    """Text from outside as literal Markdown, on one line."""
    return SPECIAL.sub(r"\\\1", " ".join(text.split()))


def heading(brief: Brief) -> str:
    """`Handoff by Ada Moreau`, for the head of the brief."""
    return f"Handoff by {brief.me.name}"


def markdown(brief: Brief) -> str:
    """The whole brief, with a newline at its end; sections without anything in them are left out."""
    sections = (
        _head(brief),
        _section("In numbers", _numbers(brief)),
        _section(f"Still open ({len(brief.still_open)})", _open(brief), "Nothing is open."),
        _section("Noisy", (f"- {one.times}× {escaped(one.title)}" for one in brief.noisy)),
        _section("Follow-ups still due", _followups(brief)),
        _section("What happened", (_happened(one) for one in brief.handled)),
    )
    return "\n\n".join(filter(None, sections)) + "\n"


def _section(title: str, lines: Iterable[str], empty: str = "") -> str:
    found = "\n".join(lines) or empty
    return f"## {title}\n\n{found}" if found else ""


def _head(brief: Brief) -> str:
    span, at = brief.span, brief.at
    places = ", ".join(dict.fromkeys(escaped(place.name) for place in span.places))
    zone = at.tzname() or "local time"
    lines = [
        f"# {escaped(heading(brief))}",
        "",
        f"{_when(span.since, at)} to {_when(span.until, at)} ({zone}), {places}.",
        *(_takes_over(one, brief) for one in brief.successors),
    ]
    if brief.left_out:
        lines.append(f"{count(brief.left_out, 'incident')} could not be read and {_is(brief.left_out)} not in it.")
    return "\n".join(lines)


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _when(instant: datetime, at: datetime) -> str:
    return f"{instant.astimezone(at.tzinfo):%a %Y-%m-%d %H:%M}"


def _takes_over(one: Successor, brief: Brief) -> str:
    when = clock_time(brief.span.hands_over, brief.at)
    if not one.names:
        return f"Nobody is known to take over {escaped(one.place.name)} at {when}."
    verb = "takes" if len(one.names) == 1 else "take"
    who = " and ".join(map(escaped, one.names))
    return f"{who} {verb} over {escaped(one.place.name)} at {when}."


def _numbers(brief: Brief) -> Iterator[str]:
    counts = (
        ("Opened", brief.opened),
        ("Acknowledged", brief.acknowledged),
        ("Resolved", brief.resolved),
        ("Escalated", brief.escalated),
    )
    yield from (f"- {name}: {_count(one)}" for name, one in counts)
    if brief.to_acknowledge is not None:
        yield f"- Time to acknowledge: {_times(brief.to_acknowledge)}"
    if brief.to_resolve is not None:
        yield f"- Time to resolve: {_times(brief.to_resolve)}"
    yield f"- Pages to me: {brief.pages}, at night ({brief.night}): {brief.night_pages}"


def _count(one: Count) -> str:
    by = ", ".join(f"{escaped(name)} {number}" for name, number in one.by)
    return f"{one.total} ({by})" if by else str(one.total)


def _times(times: Times) -> str:
    return f"median {spell(times.median)}, longest {spell(times.longest)} (of {times.count})"


def _open(brief: Brief) -> Iterator[str]:
    for one in brief.still_open:
        yield f"- {_name(one.incident)}: {', '.join(_state(one, brief.at))}"
        if one.last_note is not None:
            who, when = escaped(one.last_note.author.name), clock_time(one.last_note.created_at, brief.at)
            yield f"  - Last note, {who} at {when}: {escaped(_cut(one.last_note.content))}"
        elif not one.notes_read:
            yield "  - Its notes could not be read."


def _state(one: StillOpen, at: datetime) -> Iterator[str]:
    incident = one.incident
    if incident.status == ACKNOWLEDGED and incident.acknowledgers:
        yield f"acknowledged by {_names(who.name for who in incident.acknowledgers)}"
    else:
        yield escaped(incident.status)
        if incident.assignees:
            yield f"with {_names(who.name for who in incident.assignees)}"
    yield f"open for {_spell(one.age)}"
    if one.snoozed_until is not None:
        yield f"snoozed until {clock_time(one.snoozed_until, at)}"


def _names(names: Iterable[str]) -> str:
    return " and ".join(map(escaped, names))


def _name(incident: Incident) -> str:
    """`[#12](address) P1 title`."""
    safe = incident.url.startswith("https://") and not re.search(r"[\s()<>]", incident.url)
    number = f"[#{incident.number}]({incident.url})" if safe else f"#{incident.number}"
    priority = f"{escaped(incident.priority.name)} " if incident.priority else ""
    return f"{number} {priority}{escaped(incident.title)}"


def _followups(brief: Brief) -> Iterator[str]:
    for one in brief.followups:
        about = f" (#{one.number})" if one.number else ""
        late = ", late" if one.due < brief.at else ""
        yield f"- {clock_time(one.due, brief.at)}{late}: {escaped(one.text)}{about}"


def _happened(one: Handled) -> str:
    said = []
    if one.acknowledged_by:
        after = f" after {_spell(one.to_acknowledge)}" if one.to_acknowledge is not None else ""
        said.append(f"acknowledged by {_names(one.acknowledged_by)}{after}")
    if one.escalated_by:
        said.append(_did("escalated", one.escalated_by))
    if one.resolved_by:
        after = f" after {_spell(one.to_resolve)}" if one.to_resolve is not None else ""
        said.append(_did("resolved", (one.resolved_by,)) + after)
    if not said:
        said.append("opened")
    return f"- {_name(one.incident)}: {', '.join(said)}"


def _did(word: str, names: tuple[str, ...]) -> str:
    """`resolved by Ada`, `resolved by itself`."""
    return f"{word} by {_names(name.removeprefix('by ') if name == BY_ITSELF else name for name in names)}"


def _spell(span: timedelta) -> str:
    """Whole minutes, once there is one: nobody hands over seconds."""
    minutes = span // timedelta(minutes=1)
    return spell(timedelta(minutes=minutes)) if minutes else spell(span)


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= NOTE else f"{flat[: NOTE - 1]}…"
