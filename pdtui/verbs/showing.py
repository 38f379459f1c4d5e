"""The verbs that only read: the list, one incident, its timeline."""

from __future__ import annotations

from pdtui.core.engine import Engine
from pdtui.core.events import Polled
from pdtui.core.pagerduty import TIMELINE
from pdtui.core.scope import Scope, parse_scope
from pdtui.errors import Refused, UsageError
from pdtui.exits import ExitCode
from pdtui.printing import (
    detail_json,
    incident_json,
    incident_lines,
    incident_table,
    log_entry_json,
    narrate,
    print_json,
    print_line,
    say_empty,
)
from pdtui.text import LOCAL, clock_time
from pdtui.verbs.given import Given, find

_SCOPED = {
    Scope.MINE: "are assigned to you",
    Scope.ON_CALL: "are assigned to you or on what you are on call for",
    Scope.TEAMS: "are your teams'",
    Scope.EVERYTHING: "are to be seen",
}


def read_scope(text: str) -> Scope:
    """A scope as a person writes it; raises `UsageError`."""
    try:
        return parse_scope(text)
    except ValueError as error:
        raise UsageError(f"there is no scope {text!r}", f"--scope {error}") from None


async def list_incidents(engine: Engine, given: Given) -> int:
    """`pdtui list`: the open incidents of the scope, from PagerDuty now; what is missing is said."""
    await engine.poll()
    _say_without_teams(engine, given)
    rows = engine.store.rows
    if isinstance(engine.last_poll, Polled) and engine.last_poll.missing:
        narrate(f"the list is not whole: {engine.last_poll.missing}")
    if given.json:
        print_json([incident_json(row.incident, str(row.reason)) for row in rows])
        return ExitCode.DONE
    say_empty(rows, f"open incidents {_SCOPED[engine.scope]}")
    if rows:
        for line in incident_table(rows, engine.now()):
            print_line(line)
    return ExitCode.DONE


def _say_without_teams(engine: Engine, given: Given) -> None:
    """Another scope is listed instead of teams: said where the setting wants them, refused where the person does."""
    if not engine.without_teams:
        return
    if given.scope:
        raise Refused(
            f"the scope teams is not on offer: {engine.without_teams}", "nothing is listed; leave --scope out"
        )
    narrate(f"{engine.scope} is listed instead of teams: {engine.without_teams}")


async def show_incident(engine: Engine, given: Given) -> int:
    """`pdtui show ID`."""
    incident = await find(engine, given.ids[0])
    detail = await engine.read_detail(incident)
    thread = engine.slack_desk.thread(incident.id)
    if given.json:
        print_json({**incident_json(incident), **detail_json(detail, thread)})
    else:
        for line in incident_lines(incident, detail, thread, engine.now().astimezone(LOCAL)):
            print_line(line)
    return ExitCode.DONE


async def show_log(engine: Engine, given: Given) -> int:
    """`pdtui log ID`: the timeline, newest first."""
    incident = await find(engine, given.ids[0])
    entries = await engine.choices.log_entries(incident.id)
    if len(entries) >= TIMELINE:
        narrate(f"these are the newest {TIMELINE}; what is older stands in PagerDuty itself")
    if given.json:
        print_json([log_entry_json(entry) for entry in entries])
        return ExitCode.DONE
    say_empty(entries, "entries are in its timeline")
    now = engine.now().astimezone(LOCAL)
    for entry in entries:
        print_line(f"{clock_time(entry.created_at, now)}  {entry.summary or entry.type}")
    return ExitCode.DONE
