"""The verbs about alerts: print them, resolve or move single ones, merge whole incidents."""

from __future__ import annotations

from collections.abc import Sequence

from pdtui.core.commands import Merge, MoveAlert, ResolveAlert
from pdtui.core.engine import Engine
from pdtui.core.model import Alert, Incident
from pdtui.core.pagerduty import ALERTS
from pdtui.errors import Refused, UsageError
from pdtui.exits import ExitCode
from pdtui.printing import alert_json, alert_lines, narrate, print_json, print_line, say_empty
from pdtui.verbs.deed import Deed
from pdtui.verbs.deeds import act, perform
from pdtui.verbs.given import Given, find, find_all
from pdtui.verbs.naming import among


async def alerts(engine: Engine, given: Given) -> int:
    """`pdtui alerts ID [--resolve ALERT]… [--move ALERT]… [--into TARGET]`."""
    if bool(given.move) != bool(given.into):
        raise UsageError("--move and --into belong together", "--move names the alert, --into the other incident")
    incident = await find(engine, given.ids[0])
    found = await engine.choices.alerts(incident.id)
    if len(found) >= ALERTS:
        narrate(f"these are the newest {ALERTS:,} alerts; what is older stands in PagerDuty itself")
    if not given.resolve and not given.move:
        return _print(engine, given, found)
    resolved, moved = _alerts(found, given.resolve), _alerts(found, given.move)
    twice = {alert.id for alert in resolved} & {alert.id for alert in moved}
    if twice:
        raise UsageError(f"{', '.join(sorted(twice))} cannot be both resolved and moved", "name each alert once")
    target = await _target(engine, given.into, (incident,)) if given.into else None
    deeds = [_deed(incident, alert, None) for alert in resolved] + [_deed(incident, alert, target) for alert in moved]
    return await perform(engine, given, deeds)


def _alerts(found: Sequence[Alert], texts: Sequence[str]) -> list[Alert]:
    """The alerts that are named, each once."""
    meant = (among(found, text, "alert") for text in texts)
    return list({alert.id: alert for alert in meant}.values())


def _deed(incident: Incident, alert: Alert, target: Incident | None) -> Deed:
    move = MoveAlert(incident.id, alert.reference, target.reference) if target is not None else None
    return Deed(alert.id, incident, move or ResolveAlert(incident.id, alert.reference), more={"alert_id": alert.id})


def _print(engine: Engine, given: Given, found: Sequence[Alert]) -> int:
    if given.json:
        print_json([alert_json(alert) for alert in found])
        return ExitCode.DONE
    say_empty(found, "alerts belong to it")
    for alert in found:
        for line in alert_lines(alert):
            print_line(line)
    return ExitCode.DONE


async def merge(engine: Engine, given: Given) -> int:
    """`pdtui merge SOURCE… --into TARGET`; the target is checked against the sources before anything is sent."""
    sources = [incident for _, incident in await find_all(engine, given.ids)]
    target = (await _target(engine, given.into, sources)).reference
    return await act(engine, given, lambda incident: Merge(incident.id, target))


async def _target(engine: Engine, text: str, sources: Sequence[Incident]) -> Incident:
    """The incident that gets the alerts: another one, and open."""
    target = await find(engine, text)
    if target.id in {source.id for source in sources}:
        raise UsageError(f"#{target.number} cannot go into itself", "name another incident with --into")
    if not target.is_open:
        raise Refused(f"#{target.number} is resolved and takes no alerts", "nothing was done")
    return target
