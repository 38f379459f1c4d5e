"""The verbs about duty."""

from __future__ import annotations

from pdtui.core.engine import Engine
from pdtui.exits import ExitCode
from pdtui.printing import on_call_json, print_json, print_line, say_empty, table
from pdtui.text import LOCAL, clock_time
from pdtui.verbs.given import Given


async def show_on_call(engine: Engine, given: Given) -> int:
    """`pdtui oncall`: my on-call duty now and in the next two weeks, with who takes over."""
    entries = await engine.on_call_entries()
    if given.json:
        print_json([on_call_json(entry, names) for entry, names in entries])
        return ExitCode.DONE
    say_empty(entries, "on-call duty of yours in the next 14 days")
    now = engine.now().astimezone(LOCAL)
    cells = [
        (
            "now" if entry.covers(now) else "later",
            entry.escalation_policy.name,
            f"L{entry.level}",
            entry.schedule.name if entry.schedule else "-",
            clock_time(entry.start, now) if entry.start else "always",
            clock_time(entry.end, now) if entry.end else "always",
            names or "-",
        )
        for entry, names in entries
    ]
    if cells:
        for line in table(("WHEN", "POLICY", "LEVEL", "SCHEDULE", "FROM", "UNTIL", "THEN"), cells):
            print_line(line)
    return ExitCode.DONE
