"""Templates of the settings file: what a new incident is filled in with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pdtui.core.model import HIGH, LOW


class TemplateFault(ValueError):
    """`key` is the wrong key, as `templates.NAME.urgency`; `known` are those it may be meant for, if it is unknown."""

    def __init__(self, key: str, words: str, known: tuple[str, ...] = ()) -> None:
        super().__init__(words)
        self.key = key
        self.words = words
        self.known = known


@dataclass(frozen=True, slots=True)
class Template:
    """What a trigger starts from; everything by name, e-mail or id as a person writes it, empty where not given."""

    title: str = ""
    service: str = ""
    details: str = ""
    urgency: str = ""
    """`high`, `low`, or empty."""
    priority: str = ""
    assignee: str = ""
    policy: str = ""


TEMPLATE_KEYS: Mapping[str, str] = {
    "title": "the title, where none is given",
    "service": "the service, by name or id",
    "details": "what the incident is about, at length",
    "urgency": '"high" or "low"',
    "priority": "the priority by its name, such as P1",
    "assignee": "who gets it, by e-mail or name",
    "policy": "the escalation policy instead of the service's own, by name or id",
}
"""What each key is, for error messages and the README."""


def read_templates(tables: object) -> Mapping[str, Template]:
    """The tables `[templates.NAME]` of a settings file; raises `TemplateFault`."""
    if not isinstance(tables, dict):
        raise TemplateFault("templates", "wants tables: write [templates.NAME] on a line of its own")
    return {str(name): _template(f"templates.{name}", table) for name, table in tables.items()}


def _template(key: str, table: object) -> Template:
    if not isinstance(table, dict):
        raise TemplateFault(key, f"wants a table: write [{key}] on a line of its own")
    values: dict[str, str] = {}
    for name, value in table.items():
        if name not in TEMPLATE_KEYS:
            raise TemplateFault(f"{key}.{name}", "is unknown", tuple(f"{key}.{known}" for known in TEMPLATE_KEYS))
        if not isinstance(value, str):
            raise TemplateFault(f"{key}.{name}", "wants a text in quotes")
        values[name] = value.strip()
    if values.get("urgency", "") not in ("", HIGH, LOW):
        raise TemplateFault(f"{key}.urgency", 'wants "high" or "low"')
    if values.get("assignee") and values.get("policy"):
        raise TemplateFault(f"{key}.policy", "cannot stand beside an assignee: leave one of them out")
    return Template(**values)
