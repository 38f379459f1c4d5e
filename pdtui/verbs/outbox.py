"""The verb about what Slack is owed: print it, try one of it again, take one of it out."""

from __future__ import annotations

from collections.abc import Sequence

from pdtui.core.engine import Engine
from pdtui.core.slack.owed import OutboxRow, OutboxState, words_of
from pdtui.errors import NotFound, Refused, UsageError
from pdtui.exits import ExitCode
from pdtui.printing import outbox_json, outbox_table, print_json, print_line, say_empty
from pdtui.text import LOCAL
from pdtui.verbs.deed import Deed
from pdtui.verbs.given import Given
from pdtui.verbs.in_slack import report
from pdtui.verbs.slack_answers import until_there


async def outbox(engine: Engine, given: Given) -> int:
    """`pdtui outbox [--retry ROW] [--drop ROW]`; to print and to drop needs no network."""
    rows = engine.slack_desk.rows()
    if given.retry is None and given.drop is None:
        return _print(engine, given, rows)
    retried = _among(rows, given.retry) if given.retry is not None else None
    dropped = _among(rows, given.drop) if given.drop is not None else None
    if retried is not None and retried == dropped:
        raise UsageError("one row cannot be both retried and dropped", "name it once")
    deeds = []
    if dropped is not None:
        deeds.append(_drop(engine, given.drop, dropped))
    if retried is not None:
        deeds.append(await _retry(engine, given.retry, retried))
    return await report(engine, given, deeds, again=False)


def _among(rows: Sequence[OutboxRow], text: str) -> OutboxRow:
    """A row by its number in the list or by its id; raises `NotFound`."""
    wanted = text.strip()
    for number, row in enumerate(rows, 1):
        if wanted in (row.marker, str(number)):
            return row
    raise NotFound(f"nothing in the outbox is called {text!r}", "pdtui outbox shows the numbers, and --json the ids")


def _drop(engine: Engine, name: str, row: OutboxRow) -> Deed:
    deed = Deed(name, row.about, action="dropped", what=f"Dropped: {words_of(row.job)}")
    if not engine.slack_desk.drop(row.marker):
        deed.fail(Refused("it is on its way, or not owed any more", "pdtui outbox shows what is"))
    return deed


async def _retry(engine: Engine, name: str, row: OutboxRow) -> Deed:
    """Slack alone is needed for it: whose PagerDuty token it is does not matter."""
    deed = Deed(name, row.about, action="retried", what=f"Told Slack: {words_of(row.job)}", marker=row.marker)
    office = engine.slack_desk.offices.get(row.workspace)
    if office is None or not await office.outbox.is_on():
        deed.fail(Refused("Slack is off: there is no token for it", "run pdtui setup, or set PDTUI_SLACK_TOKEN"))
        deed.marker, deed.more["slack"] = "", "off"
        return deed
    if not engine.slack_desk.retry(row.marker):
        now = engine.slack_desk.row(row.marker)
        if now is None or now.state is not OutboxState.DONE:
            deed.fail(Refused("it is not owed any more", "pdtui outbox shows what is"))
        return deed
    events = engine.subscribe()
    engine.start(watch=False)
    await until_there(engine, events, [deed])
    return deed


def _print(engine: Engine, given: Given, rows: Sequence[OutboxRow]) -> int:
    if given.json:
        print_json([outbox_json(row) for row in rows])
        return ExitCode.DONE
    say_empty(rows, "messages wait for Slack")
    if rows:
        for line in outbox_table(rows, engine.now().astimezone(LOCAL)):
            print_line(line)
    return ExitCode.DONE
