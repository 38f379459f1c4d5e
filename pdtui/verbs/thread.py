"""The verbs about an incident's Slack thread: print it, say something in it, mark it, link another one."""

from __future__ import annotations

from pdtui.core.engine import Engine
from pdtui.core.entries import Kind
from pdtui.errors import PdtuiError
from pdtui.exits import ExitCode
from pdtui.printing import narrate, print_json, print_line, thread_lines, thread_view_json
from pdtui.text import LOCAL, clean, count
from pdtui.verbs.deed import Deed
from pdtui.verbs.deeds import begin
from pdtui.verbs.given import Given, find, find_all
from pdtui.verbs.in_slack import do_one, report
from pdtui.verbs.slack_answers import answered, tell_remarks
from pdtui.verbs.texts import text_of


async def show_thread(engine: Engine, given: Given) -> int:
    """`pdtui thread ID`: the thread as it is in Slack now."""
    incident = await find(engine, given.ids[0])
    await begin(engine)
    view = await answered(engine.slack_desk.read(incident))
    if view.trouble:
        narrate(f"the thread could not be read again: {view.trouble}")
    if given.json:
        print_json(thread_view_json(view))
        return ExitCode.DONE
    for line in thread_lines(view, engine.now().astimezone(LOCAL)):
        print_line(line)
    return ExitCode.DONE


async def reply(engine: Engine, given: Given) -> int:
    """`pdtui reply ID TEXT`; `@Name` of a colleague speaks to them."""
    text = text_of(given.text, "reply")
    if "@" in text:
        await _know_people(engine)
    desk = engine.slack_desk
    return await do_one(
        engine,
        given,
        "replied on",
        lambda incident: desk.reply(incident, text),
        lambda one: f"Replied on #{one.number}",
    )


async def _know_people(engine: Engine) -> None:
    """Whom a name speaks to; without the directory it stays a plain name."""
    try:
        await engine.directory.read(Kind.USER)
    except PdtuiError as error:
        narrate(f"nobody is spoken to by name: {error}")


async def react(engine: Engine, given: Given) -> int:
    """`pdtui react ID NAME [--remove]`: either of them is as good twice as once."""
    desk, name = engine.slack_desk, clean(given.name).strip(":").casefold()
    action, words = ("unmarked", "Took :{}: off") if given.remove else ("marked", "Put :{}: on")
    return await do_one(
        engine,
        given,
        action,
        lambda incident: desk.react(incident, name, remove=given.remove),
        lambda incident: f"{words.format(name)} the thread of #{incident.number}",
    )


async def link(engine: Engine, given: Given) -> int:
    """`pdtui link ID PERMALINK`: the address is checked with Slack first."""
    ((name, incident),) = await find_all(engine, given.ids)
    deed = Deed(name, incident, action="linked")
    events = engine.subscribe()
    try:
        found = await engine.slack_desk.link(incident, clean(given.permalink))
        deed.what = f"Linked #{incident.number} to {found.permalink}"
    except PdtuiError as error:
        deed.fail(error)
        if not await engine.slack_desk.is_on():
            deed.more["slack"] = "off"
    tell_remarks(events)
    return await report(engine, given, [deed], again=False)


async def unlink(engine: Engine, given: Given) -> int:
    """`pdtui unlink [ID]`: nothing is deleted in Slack, pdtui only forgets."""
    if not given.ids:
        known = count(engine.slack_desk.forget_people(), "person").replace("persons", "people")
        deed = Deed("", action="forgot people", what=f"Forgot who is who in Slack: {known}")
        return await report(engine, given, [deed], again=False)
    ((name, incident),) = await find_all(engine, given.ids)
    deed = Deed(name, incident, action="unlinked", what=f"Forgot the thread of #{incident.number}")
    if not engine.slack_desk.unlink(incident):
        deed.what, deed.already = f"#{incident.number} has no thread that pdtui knows", True
    return await report(engine, given, [deed], again=False)
