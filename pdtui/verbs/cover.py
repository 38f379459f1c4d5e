"""The verb that asks a colleague to take a turn: in Slack where that goes, else they are put on call at once."""

from __future__ import annotations

from datetime import datetime

from pdtui.core.commands import AddOverride
from pdtui.core.cover.words import turn
from pdtui.core.engine import Engine
from pdtui.core.model import Reference
from pdtui.core.spans import parse_turn
from pdtui.errors import PdtuiError, UsageError
from pdtui.exits import ExitCode
from pdtui.printing import cover_json, cover_table, narrate, print_json, print_line, say_empty
from pdtui.text import LOCAL
from pdtui.verbs import naming
from pdtui.verbs.deed import Deed
from pdtui.verbs.deeds import begin, perform
from pdtui.verbs.given import Given
from pdtui.verbs.in_slack import report
from pdtui.verbs.slack_answers import until_there


async def cover(engine: Engine, given: Given) -> int:
    """`pdtui cover SCHEDULE --by EMAIL [--from TIME] --for SPAN [-m TEXT] [--now]`, `--list`, `--withdraw ID`."""
    asking = bool(given.schedule or given.by or given.begins or given.lasts or given.message or given.now)
    if given.list + bool(given.withdraw) + asking != 1:
        raise UsageError("say what is wanted", "name SCHEDULE, --by and --for, or only --list, or only --withdraw ID")
    if given.list:
        await engine.identify()
        return _print(engine, given)
    if given.withdraw:
        return await _withdraw(engine, given)
    if not (given.schedule and given.by and given.lasts):
        raise UsageError("it is not said what is to be covered by whom", "name SCHEDULE, --by EMAIL and --for SPAN")
    start, end = parse_turn(given.begins or "", given.lasts, engine.now().astimezone(LOCAL))
    schedule = await naming.schedule(engine, given.schedule)
    person = await naming.person(engine, given.by)
    reason = "" if given.now else await engine.covers.cannot_ask(person)
    if reason:
        narrate(f"{reason}: {person.name} is put on call without being asked")
    if given.now or reason:
        command = AddOverride(schedule, person, start, end)
        return await perform(engine, given, [Deed(schedule.name, command=command, more={"cover": None})])
    return await _ask(engine, given, schedule, person, (start, end))


async def _ask(
    engine: Engine, given: Given, schedule: Reference, person: Reference, span: tuple[datetime, datetime]
) -> int:
    events = await begin(engine)
    deed = Deed(schedule.name, action="asked for cover", more={"cover": None})
    try:
        request = await engine.covers.ask(schedule, person, *span, given.message or "")
    except PdtuiError as error:
        deed.fail(error)
        return await report(engine, given, [deed], again=False)
    now = engine.now().astimezone(LOCAL)
    deed.what = f"Asked {person.name} to cover {turn(request, now)} (request {request.id})"
    deed.marker, deed.more["cover"] = request.mark, cover_json(request)
    await until_there(engine, events, [deed])
    if deed.done:
        narrate("pdtui takes the answer while its screen is open; pdtui cover --list shows it")
    return await report(engine, given, [deed], again=False)


async def _withdraw(engine: Engine, given: Given) -> int:
    events = await begin(engine)
    deed = Deed(given.withdraw, action="withdrawn")
    try:
        request = await engine.covers.withdraw(given.withdraw)
        deed.what = f"{request.person.name} is not asked any more to cover {request.schedule.name}"
        deed.more["cover"] = cover_json(request)
        await until_there(engine, events, [Deed(request.id, marker=request.end_mark)])
    except PdtuiError as error:
        deed.fail(error)
    return await report(engine, given, [deed], again=False)


def _print(engine: Engine, given: Given) -> int:
    found = engine.covers.listed()
    waits = {one.id: engine.covers.waits_for(one) for one in found}
    if given.json:
        print_json([cover_json(one, waits[one.id]) for one in found])
        return ExitCode.DONE
    say_empty(found, "requests for cover that are open or of the last 7 days")
    if found:
        for line in cover_table(found, engine.now().astimezone(LOCAL)):
            print_line(line)
    for one in found:
        if waits[one.id]:
            narrate(f"{one.id} is not in Slack yet: {waits[one.id]}")
    return ExitCode.DONE
