"""How a verb does something in Slack itself: owe it, wait until it is there, report it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from pdtui.core.engine import Engine
from pdtui.core.model import Incident
from pdtui.errors import PdtuiError
from pdtui.verbs.deed import Deed
from pdtui.verbs.deeds import begin
from pdtui.verbs.given import Given, find_all
from pdtui.verbs.report import exit_code_of, print_report, read_again
from pdtui.verbs.slack_answers import until_there


async def do_one(
    engine: Engine,
    given: Given,
    action: str,
    ask: Callable[[Incident], Awaitable[str]],
    what: Callable[[Incident], str],
) -> int:
    """Owe Slack one thing about the incident that was named, by `ask`; `what` says that it is done."""
    ((name, incident),) = await find_all(engine, given.ids)
    deed = Deed(name, incident, action=action, what=what(incident))
    events = await begin(engine)
    await owe(engine, deed, ask(incident))
    await until_there(engine, events, [deed])
    return await report(engine, given, [deed])


async def owe(engine: Engine, deed: Deed, asking: Awaitable[str]) -> None:
    """Ask for it; what is refused at once, such as where Slack is off, is the deed's failure."""
    try:
        deed.marker = await asking
    except PdtuiError as error:
        deed.fail(error)
        if not await engine.slack_desk.is_on():
            deed.more["slack"] = "off"


async def report(engine: Engine, given: Given, deeds: Sequence[Deed], *, again: bool = True) -> int:
    """Report what was done in Slack, with the incidents read `again` for programs; returns the exit code."""
    if given.json and again:
        await read_again(engine, deeds)
    print_report(engine, deeds, json=given.json)
    return exit_code_of(deeds)
