"""The verb about reminders: make one, list them, snooze, dismiss or delete one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from pdtui.core.engine import Engine
from pdtui.core.identifier import find_by, incident_name
from pdtui.core.model import Incident
from pdtui.core.reminding.desk import ReminderDesk
from pdtui.core.reminding.listing import Line, chosen, unplanned
from pdtui.core.reminding.saying import outcome, parse_snooze, until
from pdtui.core.reminding.store import ReminderState
from pdtui.core.reminding.when import split_timing
from pdtui.errors import NotFound, Refused, UsageError
from pdtui.exits import ExitCode
from pdtui.printing import own_reminder_json, print_json, print_line, reminder_json, reminder_table, say_empty
from pdtui.verbs.given import Given, find

REMOVED = "removed"
"""What has become of a reminder that was deleted, for programs."""


async def remind(engine: Engine, given: Given) -> int:
    """`pdtui remind TEXT… TIME [--on ID]`, or `list`, `snooze N SPAN`, `dismiss N`, `rm N` in the place of a text.

    Whose they are is known without a request where the journal knows it.
    """
    words: list[str] = given.words
    other = _OTHERS.get(words[0]) if words[0] != "list" or len(words) == 1 else None
    if other is not None and given.on is not None:
        raise UsageError(f"--on makes a reminder, and {words[0]} does not", "leave it out, or put the text in quotes")
    if engine.me is None:
        await engine.identify()
    engine.reminders.plan_own()
    return await (other or _add)(engine, given)


async def _add(engine: Engine, given: Given) -> int:
    desk = engine.reminders
    now = desk.now()
    text, timing = split_timing(given.words, now, on_incident=given.on is not None)
    incident = await _incident(engine, given.on) if given.on is not None else None
    if incident is not None and timing.until_resolved and not incident.is_open:
        raise Refused(f"#{incident.number} is resolved already", "leave `until resolved` out")
    made = desk.add(
        text,
        timing,
        incident_id=incident.id if incident is not None else "",
        incident_name=incident.reference.name if incident is not None else "",
    )
    line = next((one for one in desk.listed() if one.planned.reminder.own_id == made.number), None)
    if given.json:
        documents = reminder_json(line, now) if line is not None else own_reminder_json(made, now, "")
        print_json([documents])
    else:
        of = ": ".join(part for part in (made.incident_name, made.text) if part)
        print_line(f"Reminder {made.number}: {of}, {outcome(timing, now)}")
    return ExitCode.DONE


async def _incident(engine: Engine, text: str) -> Incident:
    """The one that is named: as it was last listed, so that no network is needed, else as PagerDuty has it."""
    name = incident_name(text)
    for row in engine.store.rows:
        if name.identifier in (row.id, str(row.incident.number)):
            return await find_by(name, _known(row.incident))
    return await find(engine, text)


def _known(incident: Incident) -> Callable[[str], Awaitable[Incident]]:
    async def answer(identifier: str) -> Incident:
        return incident

    return answer


async def _list(engine: Engine, given: Given) -> int:
    desk = engine.reminders
    now, lines = desk.now(), desk.listed()
    idle = unplanned(lines, desk.own())
    if given.json:
        state = str(ReminderState.DISMISSED)
        documents = [reminder_json(line, now) for line in lines]
        print_json([*documents, *(own_reminder_json(own, now, state) for own in idle)])
        return ExitCode.DONE
    say_empty((*lines, *idle), "reminders are planned, and none was told in the last 7 days")
    for line in reminder_table(lines, idle, now) if lines or idle else ():
        print_line(line)
    return ExitCode.DONE


async def _snooze(engine: Engine, given: Given) -> int:
    name, *span = given.words[1:] or [""]
    if not name or not span:
        raise UsageError("snooze needs a reminder and a span", "such as: pdtui remind snooze 3 30m")
    desk = engine.reminders
    now = desk.now()
    line, end = chosen(desk.listed(), name), parse_snooze(" ".join(span), now)
    _sure(desk.snooze(line.key, end), name)
    return _report(desk, given, line, f"Snoozed {until(end, now)}")


async def _dismiss(engine: Engine, given: Given) -> int:
    desk = engine.reminders
    line = chosen(desk.listed(), _only_name(given))
    _sure(desk.dismiss(line.key), line.name)
    return _report(desk, given, line, "Dismissed", str(ReminderState.DISMISSED))


async def _remove(engine: Engine, given: Given) -> int:
    desk, name = engine.reminders, _only_name(given)
    own = next((one for one in desk.own() if str(one.number) == name.strip().removeprefix("#")), None)
    if own is not None:
        now = desk.now()
        line = next((one for one in desk.listed() if one.name == str(own.number)), None)
        document = reminder_json(line, now, REMOVED) if line is not None else own_reminder_json(own, now, REMOVED)
        _sure(desk.remove(own.number), name)
        return _tell(given, document, f"Deleted reminder {own.number}: {own.text or own.incident_name}")
    line = chosen(desk.listed(), name)
    if line.own is None:
        over = line.is_told and line.planned.reminder.own_id
        why = "it was told and is over" if over else "pdtui plans it by itself"
        raise Refused(f"{line.name} cannot be deleted: {why}", f"pdtui remind dismiss {line.name}")
    _sure(desk.remove(line.own.number), name)
    words = f"Deleted reminder {line.own.number}: {line.own.text or line.own.incident_name}"
    return _tell(given, reminder_json(line, desk.now(), REMOVED), words)


def _only_name(given: Given) -> str:
    verb, *names = given.words
    if len(names) != 1:
        raise UsageError(
            f"{verb} needs one reminder", f"such as: pdtui remind {verb} 3; a text that begins so goes in quotes"
        )
    return str(names[0])


def _sure(done: bool, name: str) -> None:
    if not done:
        raise NotFound(
            f"the reminder {name!r} is gone, or is told right now", "pdtui remind list shows those there are"
        )


def _report(desk: ReminderDesk, given: Given, line: Line, done: str, state: str = "") -> int:
    now = desk.now()
    after = next((one for one in desk.listed() if one.key == line.key), line)
    return _tell(
        given, reminder_json(after, now, state), f"{done}: {line.planned.reminder.kind.words}, {line.what(now)}"
    )


def _tell(given: Given, document: Mapping[str, object], words: str) -> int:
    if given.json:
        print_json([document])
    else:
        print_line(words)
    return ExitCode.DONE


_OTHERS: Mapping[str, Callable[[Engine, Given], Awaitable[int]]] = {
    "list": _list,
    "snooze": _snooze,
    "dismiss": _dismiss,
    "rm": _remove,
}
"""What stands in the place of a text."""
