"""The verb about handing over: the brief of my shift, or of a span, as Markdown; posted and saved where wanted."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pdtui.adapters.files import save_new
from pdtui.core.engine import Engine
from pdtui.core.handoff.brief import Brief
from pdtui.core.handoff.reader import Wish
from pdtui.core.progress import Progress
from pdtui.core.slack.owed import OutboxState
from pdtui.core.spans import parse_past
from pdtui.exits import ExitCode
from pdtui.printing import brief_json, narrate, print_json, print_line
from pdtui.text import LOCAL
from pdtui.verbs.deed import Deed
from pdtui.verbs.deeds import begin
from pdtui.verbs.given import Given
from pdtui.verbs.in_slack import owe
from pdtui.verbs.report import exit_code_of
from pdtui.verbs.slack_answers import until_there

MANY = 20
"""From so many incidents on it is told that they are being read."""


async def handoff(engine: Engine, given: Given) -> int:
    """`pdtui handoff [--since TIME] [--until TIME] [--post] [--save FILE]`; the brief itself is on stdout."""
    desk = engine.handoff_desk
    wish = _wish(given, engine.now().astimezone(LOCAL))
    brief = await desk.read(LOCAL, wish, _tell)
    text = desk.markdown(brief)
    if given.save is not None:
        narrate(f"saved as {save_new(Path(given.save), text)}")
        desk.keep(brief, text)
    deed = await _post(engine, brief, text) if given.post else None
    _print(brief, text, deed, json=given.json)
    return exit_code_of([deed]) if deed is not None else ExitCode.DONE


def _wish(given: Given, now: datetime) -> Wish:
    since = parse_past(given.since, now) if given.since is not None else None
    until = parse_past(given.until, now) if given.until is not None else None
    return Wish(since, until)


def _tell(progress: Progress) -> None:
    if progress.done == 0 and progress.of >= MANY:
        narrate(f"{progress.what} of {progress.of:,} {progress.unit}…")


async def _post(engine: Engine, brief: Brief, text: str) -> Deed:
    """Owe it, and wait until it is there."""
    channel = engine.handoff_desk.rules.channel
    deed = Deed("handoff", action="handed over", what=f"posted in {channel}")
    events = await begin(engine)
    await owe(engine, deed, engine.handoff_desk.post(brief, text))
    await until_there(engine, events, [deed])
    row = engine.slack_desk.row(deed.marker) if deed.marker else None
    deed.more["posted"] = row is not None and row.state is OutboxState.DONE
    return deed


def _print(brief: Brief, text: str, deed: Deed | None, *, json: bool) -> None:
    if json:
        posted = None if deed is None else deed.already or bool(deed.more["posted"])
        error = str(deed.error) if deed is not None and deed.error is not None else None
        print_json({**brief_json(brief, text), "posted": posted, "error": error})
    else:
        print_line(text.rstrip())
    if deed is not None:
        narrate(str(deed.error) if deed.error is not None else deed.aside or deed.what)
