"""What a verb says of what it did: lines for people, one JSON array for programs, an exit code for both."""

from __future__ import annotations

from collections.abc import Sequence

from pdtui.core.actions import action_of
from pdtui.core.commands import AddOverride, RemoveOverride
from pdtui.core.engine import Engine
from pdtui.core.events import SlackState
from pdtui.core.journal import OutboxRow, OutboxState
from pdtui.core.model import Incident
from pdtui.core.tally import tally
from pdtui.errors import NotSent, OutcomeUnknown, Refused
from pdtui.exits import ExitCode, exit_code
from pdtui.printing import incident_json, narrate, print_json, print_line, thread_json
from pdtui.verbs.deed import Deed
from pdtui.verbs.given import read_all


async def read_again(engine: Engine, deeds: Sequence[Deed]) -> None:
    """The incidents as PagerDuty has them now; one that cannot be read stays as it was last read."""
    stale = [deed for deed in deeds if deed.incident is not None and not deed.fresh and _reached(deed)]
    answers = await read_all(engine, [_id(deed) for deed in stale])
    for deed, answer in zip(stale, answers, strict=True):
        if isinstance(answer, Incident):
            deed.incident = answer
        else:
            narrate(f"{deed.name} could not be read again: {answer}")


def _reached(deed: Deed) -> bool:
    return not isinstance(deed.error, NotSent | OutcomeUnknown)


def _id(deed: Deed) -> str:
    return deed.incident.id if deed.incident is not None else ""


def print_report(engine: Engine, deeds: Sequence[Deed], *, json: bool) -> None:
    """What was done on stdout; what was not, and how much of all that is, on stderr."""
    if json:
        print_json([_deed_json(engine, deed) for deed in deeds])
    else:
        for deed in deeds:
            if deed.done and not deed.aside:
                print_line(deed.what + ("" if deed.already else _slack_words(engine, deed)))
    failed = [(deed, deed.error) for deed in deeds if deed.error is not None]
    if failed and len(deeds) > 1:
        narrate(_tally(deeds))
    for deed in deeds:
        if deed.warning or deed.aside:
            narrate(deed.aside or f"{deed.name}: {deed.warning}")
    for deed, error in failed:
        narrate(str(error) if str(error).startswith(deed.name) else f"{deed.name}: {error}")


def _tally(deeds: Sequence[Deed]) -> str:
    """`7 of 9 done, 2 refused:`, which the reasons follow."""
    kinds = (("refused", Refused), ("not sent", NotSent), ("not known yet", OutcomeUnknown))
    counted = [(sum(isinstance(deed.error, kind) for deed in deeds), word) for word, kind in kinds]
    done = sum(deed.done for deed in deeds)
    other = len(deeds) - done - sum(number for number, _ in counted)
    return tally(done, [(number, word, "") for number, word in (*counted, (other, "failed"))]) + ":"


def _slack_word(engine: Engine, deed: Deed) -> str:
    """How the telling stands: `off`, `told`, `queued`, `parked`; empty where there is nothing to tell."""
    row = _row(engine, deed)
    if deed.marker and row is not None:
        return word_of(row)
    if not deed.done or deed.already or isinstance(deed.command, AddOverride | RemoveOverride):
        return ""
    if row is None:
        return "off" if engine.slack.state is SlackState.OFF and not deed.action else ""
    return word_of(row)


def _row(engine: Engine, deed: Deed) -> OutboxRow | None:
    if deed.marker:
        return engine.slack_desk.row(deed.marker)
    return engine.told(deed.intent_id) if deed.intent_id else None


def word_of(row: OutboxRow) -> str:
    """How something that Slack is owed stands: `told`, `parked` or `queued`."""
    return {OutboxState.DONE: "told", OutboxState.PARKED: "parked"}.get(row.state, "queued")


def _slack_words(engine: Engine, deed: Deed) -> str:
    row = _row(engine, deed)
    match _slack_word(engine, deed):
        case _ if deed.marker:
            return ""
        case "told":
            thread = engine.slack_desk.thread(row.incident_id) if row else None
            return f", told in #{thread.channel_name or thread.channel_id}" if thread else ", told in Slack"
        case "off":
            return ", not told: Slack is off"
        case "parked" if row:
            return f", not told: {row.reason}"
        case "queued":
            why = (row.reason if row else "") or engine.slack.advice
            return ", still queued for Slack" + (f" ({why})" if why else "")
        case _:
            return ""


def _deed_json(engine: Engine, deed: Deed) -> dict[str, object]:
    thread = engine.slack_desk.thread(deed.incident.id) if deed.incident is not None else None
    word = _slack_word(engine, deed)
    open_yet = isinstance(deed.error, OutcomeUnknown) or (deed.done and bool(deed.marker) and word != "told")
    return {
        "given": deed.given,
        "id": deed.incident.id if deed.incident is not None else None,
        "number": deed.incident.number if deed.incident is not None else None,
        "action": action_of(deed.command).past if deed.command is not None else deed.action or None,
        "done": None if open_yet else deed.done,
        "what": (deed.what or None) if deed.done else None,
        "error": str(deed.error) if deed.error is not None else None,
        "warning": deed.warning or None,
        "slack": word or None,
        "thread": thread_json(thread),
        "incident": incident_json(deed.incident) if deed.incident is not None else None,
        **deed.more,
    }


def exit_code_of(deeds: Sequence[Deed]) -> int:
    """0 all done, 4 some or in part, else the code that all failures share, or 1."""
    failed = [deed.error for deed in deeds if deed.error is not None]
    if not failed:
        return ExitCode.PARTLY if any(deed.warning for deed in deeds) else ExitCode.DONE
    if len(failed) < len(deeds):
        return ExitCode.PARTLY
    codes = {exit_code(error) for error in failed}
    return codes.pop() if len(codes) == 1 else ExitCode.REFUSED
