"""The verbs about duty: who is on call, and when it is my turn."""

from __future__ import annotations

from datetime import timedelta

from pdtui.core.desk import AHEAD, FURTHEST
from pdtui.core.engine import Engine
from pdtui.errors import UsageError
from pdtui.exits import ExitCode
from pdtui.printing import (
    print_json,
    print_line,
    roster_json,
    roster_table,
    say_empty,
    shift_json,
    shift_table,
    timeline_table,
)
from pdtui.text import LOCAL
from pdtui.verbs.given import Given


async def show_on_call(engine: Engine, given: Given) -> int:
    """`pdtui oncall [NAME] [--days N]`: each level of my policies, or of the one named by itself or by a service."""
    ahead = AHEAD if given.days is None else _days(given.days)
    roster = await engine.on_duty.rota(given.name or "", ahead)
    me = engine.me.id if engine.me else ""
    if given.json:
        print_json([roster_json(level, roster.timeline, me) for level in roster.levels])
        return ExitCode.DONE
    nothing = f"on-call duty of yours in the next {AHEAD.days} days"
    say_empty(roster.levels, nothing if not given.name else "levels in this policy")
    now = engine.now().astimezone(LOCAL)
    lines = roster_table(roster.levels, me, now) if roster.levels else []
    if lines and given.days is not None:
        lines += ["", *timeline_table(roster.timeline, now)]
    for line in lines:
        print_line(line)
    return ExitCode.DONE


def _days(number: int) -> timedelta:
    if not 1 <= number <= FURTHEST.days:
        raise UsageError(f"--days {number} is not possible", f"PagerDuty tells of 1 to {FURTHEST.days} days")
    return timedelta(days=number)


async def show_shifts(engine: Engine, given: Given) -> int:
    """`pdtui shifts`: my shifts of the next 30 days."""
    shifts = await engine.on_duty.my_shifts()
    if given.json:
        print_json([shift_json(shift) for shift in shifts])
        return ExitCode.DONE
    say_empty(shifts, "shifts of yours in the next 30 days")
    for line in shift_table(shifts, engine.now().astimezone(LOCAL)) if shifts else ():
        print_line(line)
    return ExitCode.DONE
