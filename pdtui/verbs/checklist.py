"""The verb about an incident's checklist in Slack: print it as it stands, post it, tick its items."""

from __future__ import annotations

from collections.abc import Sequence

from pdtui.core.engine import Engine
from pdtui.core.model import Incident
from pdtui.core.slack import marks
from pdtui.core.slack.owed import OutboxState
from pdtui.core.slack.views import Checklist
from pdtui.errors import AlreadyDone, PdtuiError, UsageError
from pdtui.printing import checklist_json, checklist_lines, narrate, print_line
from pdtui.verbs.deed import Deed
from pdtui.verbs.deeds import begin
from pdtui.verbs.given import Given, find_all
from pdtui.verbs.in_slack import owe, report
from pdtui.verbs.slack_answers import answered, until_there


async def checklist(engine: Engine, given: Given) -> int:
    """`pdtui checklist ID [--tick N] [--untick N] [--post]`; it is printed as it stands afterwards."""
    if given.tick is not None and given.tick == given.untick:
        raise UsageError(f"item {given.tick} cannot be both ticked and unticked", "name it once")
    ((name, incident),) = await find_all(engine, given.ids)
    events = await begin(engine)
    deeds = await _act(engine, given, name, incident)
    if not deeds:
        return await _print(engine, given, Deed(name, incident))
    await until_there(engine, events, deeds)
    found = await _try_to_read(engine, incident) if any(deed.marker for deed in deeds) else None
    return await _report(engine, given, deeds, found)


async def _act(engine: Engine, given: Given, name: str, incident: Incident) -> list[Deed]:
    """What was asked for, in the order in which it makes sense."""
    desk, deeds = engine.slack_desk, []
    of = f"the checklist of #{incident.number}"
    if given.post:
        deeds.append(Deed(name, incident, action="given its checklist", what=f"Posted {of}"))
        await _post(engine, deeds[-1], incident)
    if given.tick is not None:
        deeds.append(Deed(name, incident, action="ticked", what=f"Ticked item {given.tick} of {of}"))
        await owe(engine, deeds[-1], desk.tick(incident, given.tick))
    if given.untick is not None:
        deeds.append(Deed(name, incident, action="unticked", what=f"Unticked item {given.untick} of {of}"))
        await owe(engine, deeds[-1], desk.tick(incident, given.untick, done=False))
    return deeds


async def _post(engine: Engine, deed: Deed, incident: Incident) -> None:
    """Its row has one name for ever, so that it is posted once."""
    before = engine.slack_desk.row(marks.checklist(incident.id))
    await owe(engine, deed, engine.slack_desk.post_checklist(incident))
    if deed.done and before is not None and before.state is OutboxState.DONE:
        deed.fail(AlreadyDone(f"The checklist of #{incident.number} is in Slack already"))


async def _try_to_read(engine: Engine, incident: Incident) -> Checklist | None:
    try:
        return (await answered(engine.slack_desk.read(incident))).checklist
    except PdtuiError as error:
        narrate(f"the checklist could not be read: {error}")
        return None


async def _print(engine: Engine, given: Given, deed: Deed) -> int:
    assert deed.incident is not None  # noqa: S101 - it was found
    view = await answered(engine.slack_desk.read(deed.incident))
    if view.trouble:
        narrate(f"the thread could not be read again: {view.trouble}")
    if view.checklist is None:
        deed.aside = f"{deed.name} has no checklist in Slack; --post puts it there"
    else:
        deed.what = f"{view.checklist.done} of {len(view.checklist.items)} done on {deed.name}"
    return await _report(engine, given, [deed], view.checklist, again=False)


async def _report(
    engine: Engine, given: Given, deeds: Sequence[Deed], found: Checklist | None, *, again: bool = True
) -> int:
    for deed in deeds:
        deed.more["checklist"] = checklist_json(found) if found is not None else None
    code = await report(engine, given, deeds, again=again)
    if found is not None and not given.json:
        for line in checklist_lines(found):
            print_line(line)
    return code
