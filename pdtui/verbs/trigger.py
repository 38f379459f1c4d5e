"""The verb that makes an incident, from its arguments and from a template of the settings."""

from __future__ import annotations

import difflib
from dataclasses import replace

from pdtui.core.commands import Trigger
from pdtui.core.engine import Engine
from pdtui.core.model import HIGH
from pdtui.core.template import Template
from pdtui.errors import UsageError
from pdtui.printing import print_line
from pdtui.text import clean
from pdtui.verbs import naming
from pdtui.verbs.deed import Deed
from pdtui.verbs.deeds import perform
from pdtui.verbs.fields import urgency_of
from pdtui.verbs.given import Given


async def trigger(engine: Engine, given: Given) -> int:
    """`pdtui trigger [TITLE] [--service NAME] …`; what is given wins over the template. Prints what was made."""
    command = await _command(engine, _filled(engine, given))
    deed = Deed(command.title, command=command)
    code = await perform(engine, given, [deed])
    if deed.done and deed.incident is not None and not given.json:
        print_line(f"#{deed.incident.number}  {deed.incident.id}  {deed.incident.url}")
    return code


def _filled(engine: Engine, given: Given) -> Template:
    """The template with what was given laid over it; an assignee and a policy exclude each other."""
    if given.to and given.policy:
        raise UsageError("it goes either to a person or to a policy", "give --to or --policy, not both")
    base = _template(engine, given.template) if given.template else Template()
    if given.to or given.policy:
        base = replace(base, assignee="", policy="")
    return Template(
        title=clean(given.title or base.title),
        service=given.service or base.service,
        details=given.details or base.details,
        urgency=given.urgency or base.urgency,
        priority=given.priority or base.priority,
        assignee=given.to or base.assignee,
        policy=given.policy or base.policy,
    )


def _template(engine: Engine, name: str) -> Template:
    known = engine.templates
    if name in known:
        return known[name]
    if not known:
        raise UsageError(f"there is no template {name!r}", "write a table [templates.NAME] into the settings file")
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.0)[0]
    raise UsageError(f"there is no template {name!r}", f"did you mean {near!r}? The settings have: {', '.join(known)}")


async def _command(engine: Engine, wanted: Template) -> Trigger:
    if not wanted.title:
        raise UsageError("the incident has no title", "write it after trigger, or name a template that has one")
    if not wanted.service:
        raise UsageError("the incident has no service", "give --service, or a --template that has one")
    return Trigger(
        title=wanted.title,
        urgency=urgency_of(wanted.urgency) if wanted.urgency else HIGH,
        details=wanted.details.strip(),
        service=await naming.service(engine, wanted.service),
        priority=await naming.priority(engine, wanted.priority) if wanted.priority else None,
        assignee=await naming.person(engine, wanted.assignee) if wanted.assignee else None,
        policy=await naming.policy(engine, wanted.policy) if wanted.policy else None,
    )
