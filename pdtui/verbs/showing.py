"""The verbs that only read: the list, one incident, the outbox."""

from __future__ import annotations

from pdtui.core.engine import Engine
from pdtui.core.identifier import incident_identifier
from pdtui.exits import ExitCode
from pdtui.printing import (
    detail_json,
    incident_json,
    incident_lines,
    incident_table,
    outbox_json,
    print_json,
    print_line,
    say_empty,
    table,
)
from pdtui.text import LOCAL, clock_time
from pdtui.verbs.given import Given, find


async def list_incidents(engine: Engine, given: Given) -> int:
    """`pdtui list`: what is mine or on my services, from PagerDuty now."""
    await engine.poll()
    rows = engine.store.rows
    if given.json:
        print_json([incident_json(row.incident, str(row.reason)) for row in rows])
        return ExitCode.DONE
    say_empty(rows, "open incidents are assigned to you or on services that you are on call for")
    if rows:
        for line in incident_table(rows, engine.now()):
            print_line(line)
    return ExitCode.DONE


async def show_incident(engine: Engine, given: Given) -> int:
    """`pdtui show ID`."""
    incident = await find(engine, incident_identifier(given.ids[0]))
    detail = await engine.read_detail(incident)
    thread = engine.thread(incident.id)
    if given.json:
        print_json({**incident_json(incident), **detail_json(detail, thread)})
    else:
        for line in incident_lines(incident, detail, thread, engine.now().astimezone(LOCAL)):
            print_line(line)
    return ExitCode.DONE


async def show_outbox(engine: Engine, given: Given) -> int:
    """`pdtui outbox`: needs no network."""
    rows = engine.outbox()
    if given.json:
        print_json([outbox_json(row) for row in rows])
        return ExitCode.DONE
    say_empty(rows, "messages wait for Slack")
    if rows:
        now = engine.now().astimezone(LOCAL)
        cells = [
            (str(row.state), clock_time(row.created_at, now), row.telling.headline, row.reason or "-") for row in rows
        ]
        for line in table(("STATE", "SINCE", "MESSAGE", "WHY"), cells, flexible=3):
            print_line(line)
    return ExitCode.DONE
