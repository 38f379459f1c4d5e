"""The verbs about duty: who is on call, and when it is my turn."""

from __future__ import annotations

from pdtui.core.engine import Engine
from pdtui.exits import ExitCode
from pdtui.printing import print_json, print_line, roster_json, roster_table, say_empty, shift_json, shift_table
from pdtui.text import LOCAL
from pdtui.verbs.given import Given


async def show_on_call(engine: Engine, given: Given) -> int:
    """`pdtui oncall [NAME]`: each level of my policies, or of the one named by itself or by a service."""
    levels = await engine.who_is_on_call(given.name or "")
    if given.json:
        print_json([roster_json(level) for level in levels])
        return ExitCode.DONE
    say_empty(levels, "on-call duty of yours in the next 14 days" if not given.name else "levels in this policy")
    me = engine.me.id if engine.me else ""
    for line in roster_table(levels, me, engine.now().astimezone(LOCAL)) if levels else ():
        print_line(line)
    return ExitCode.DONE


async def show_shifts(engine: Engine, given: Given) -> int:
    """`pdtui shifts`: my shifts of the next 30 days."""
    shifts = await engine.my_shifts()
    if given.json:
        print_json([shift_json(shift) for shift in shifts])
        return ExitCode.DONE
    say_empty(shifts, "shifts of yours in the next 30 days")
    for line in shift_table(shifts, engine.now().astimezone(LOCAL)) if shifts else ():
        print_line(line)
    return ExitCode.DONE
