"""The verb about an incident's own Slack channel: which one it is, or make one, or take one that exists."""

from __future__ import annotations

from collections.abc import Sequence

from pdtui.core.engine import Engine
from pdtui.errors import Refused, UsageError
from pdtui.printing import channel_json
from pdtui.text import clean
from pdtui.verbs.deed import Deed
from pdtui.verbs.deeds import begin
from pdtui.verbs.given import Given, find_all
from pdtui.verbs.in_slack import owe, report
from pdtui.verbs.slack_answers import until_there

MADE_WITHIN = 30.0
"""Seconds that the verb waits for a channel: it is made in several steps."""


async def channel(engine: Engine, given: Given) -> int:
    """`pdtui channel ID… [--create] [--use CHANNEL] [--private] [--by-pagerduty]`; without options it prints."""
    use = clean(given.use)
    if given.use is not None and not use.lstrip("#"):
        raise UsageError("--use names no channel", "give its name or id")
    if use and (given.create or given.private or given.by_pagerduty):
        raise UsageError("--use takes a channel that exists", "leave --create, --private and --by-pagerduty out")
    found = await find_all(engine, given.ids)
    deeds = [Deed(name, incident) for name, incident in found]
    if use or given.create or given.private or given.by_pagerduty:
        return await _make(engine, given, use, deeds)
    return await _print(engine, given, deeds)


async def _make(engine: Engine, given: Given, use: str, deeds: Sequence[Deed]) -> int:
    """One channel for all that have none; what has one keeps it."""
    events = await begin(engine)
    without = [deed for deed in deeds if not _has_one(engine, use, deed)]
    incidents = [deed.incident for deed in without if deed.incident is not None]
    if incidents:
        asking = engine.slack_desk.make_channel(
            incidents, use=use, private=given.private, by_pagerduty=given.by_pagerduty
        )
        await owe(engine, without[0], asking)
    for deed in without[1:]:
        deed.marker, deed.error = without[0].marker, without[0].error
        deed.more |= without[0].more
    await until_there(engine, events, without, MADE_WITHIN)
    for deed in deeds:
        deed.action = "given a channel"
        _look(engine, deed)
    return await report(engine, given, deeds)


def _has_one(engine: Engine, use: str, deed: Deed) -> bool:
    """Whether its incident has a channel, which is a failure where another one is to be used."""
    known = engine.slack_desk.channel(deed.incident.id) if deed.incident is not None else None
    if known is None or known.archived:
        return False
    if use and use.lstrip("#") not in (known.name, known.channel_id):
        deed.fail(Refused(f"{deed.name} has the channel #{known.name} already", "nothing was changed"))
    deed.already = True
    return True


def _look(engine: Engine, deed: Deed) -> None:
    """The channel as it is known now."""
    known = engine.slack_desk.channel(deed.incident.id) if deed.incident is not None else None
    deed.more["channel"] = channel_json(known) if known is not None else None
    if known is not None and deed.done and not deed.aside:
        deed.what = f"#{known.name or known.channel_id} for {deed.name}" + (", archived" if known.archived else "")


async def _print(engine: Engine, given: Given, deeds: Sequence[Deed]) -> int:
    for deed in deeds:
        _look(engine, deed)
        if not deed.what:
            deed.aside = f"{deed.name} has no channel of its own"
    return await report(engine, given, deeds, again=False)
