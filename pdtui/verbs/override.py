"""The verb about overrides: who is on call in a schedule for a span, whatever its layers say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pdtui.core.commands import AddOverride, RemoveOverride
from pdtui.core.engine import Engine
from pdtui.core.model import Override, Reference
from pdtui.core.spans import parse_turn
from pdtui.errors import NotFound, PdtuiError, UsageError
from pdtui.exits import ExitCode
from pdtui.printing import narrate, override_json, print_json, print_line, say_empty, table
from pdtui.text import LOCAL, clock_time
from pdtui.verbs import naming
from pdtui.verbs.deed import Deed
from pdtui.verbs.deeds import perform
from pdtui.verbs.given import Given


async def override(engine: Engine, given: Given) -> int:
    """`pdtui override SCHEDULE [--user EMAIL] [--from TIME] [--for SPAN] [--remove ID]`; without a span it lists."""
    adding = bool(given.user or given.begins or given.lasts)
    if given.remove and adding:
        raise UsageError("--remove stands alone", "leave --user, --from and --for out")
    if adding and not given.lasts:
        raise UsageError("an override needs a span", "say how long with --for, such as --for 2h")
    span = parse_turn(given.begins or "", given.lasts, engine.now().astimezone(LOCAL)) if adding else None
    schedule = await naming.schedule(engine, given.schedule)
    if span is not None:
        return await _add(engine, given, schedule, span)
    found = await engine.choices.overrides(schedule.id)
    if given.remove:
        return await _remove(engine, given, schedule, found)
    return _print(engine, given, schedule, found)


async def _add(engine: Engine, given: Given, schedule: Reference, span: tuple[datetime, datetime]) -> int:
    user = await naming.person(engine, given.user or naming.ME)
    deed = Deed(schedule.name, command=AddOverride(schedule, user, *span), more={"override": None})

    async def look() -> None:
        """PagerDuty gives it an id, which `--remove` needs."""
        made = await _made(engine, schedule, user, span[1]) if deed.done else None
        if made is not None:
            deed.more["override"] = override_json(made, schedule)
            deed.what += f" (override {made.id})"

    return await perform(engine, given, [deed], look)


async def _made(engine: Engine, schedule: Reference, user: Reference, end: datetime) -> Override | None:
    try:
        found = await engine.choices.overrides(schedule.id, end)
    except PdtuiError as error:
        narrate(f"the overrides could not be read again: {error}")
        return None
    return next((each for each in reversed(found) if each.user.id == user.id and each.end == end), None)


async def _remove(engine: Engine, given: Given, schedule: Reference, found: Sequence[Override]) -> int:
    gone = next((each for each in found if each.id == given.remove.strip()), None)
    if gone is None:
        raise NotFound(
            f"{schedule.name} has no override {given.remove!r} now or in the next 30 days",
            f"pdtui override {schedule.id} lists them",
        )
    command = RemoveOverride(schedule, gone.id, gone.user, gone.start, gone.end)
    deed = Deed(gone.id, command=command, more={"override": override_json(gone, schedule)})
    return await perform(engine, given, [deed])


def _print(engine: Engine, given: Given, schedule: Reference, found: Sequence[Override]) -> int:
    if given.json:
        print_json([override_json(each, schedule) for each in found])
        return ExitCode.DONE
    say_empty(found, f"overrides in {schedule.name} now or in the next 30 days")
    if found:
        now = engine.now().astimezone(LOCAL)
        cells = [(each.id, each.user.name, clock_time(each.start, now), clock_time(each.end, now)) for each in found]
        for line in table(("ID", "WHO", "FROM", "UNTIL"), cells):
            print_line(line)
    return ExitCode.DONE
