"""The Slack part of the settings file, read value by value; each raises `ValueError` with the sentence's end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from pdtui.core.addresses import with_slash
from pdtui.core.slack.routing import CHANNEL, MIRRORED, ON_CALL, PAGERDUTY_SAYS, SERVICE, WorkspaceRule


def texts(value: object) -> tuple[str, ...]:
    """A list of texts, or one alone."""
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list) or not all(isinstance(one, str) and one.strip() for one in given):
        raise ValueError("wants a list of texts in quotes")
    return tuple(one.strip() for one in given)


def actions(value: object) -> frozenset[str]:
    """A list of actions by their ids."""
    found = frozenset(texts(value))
    unknown = sorted(found - set(MIRRORED))
    if unknown:
        raise ValueError(f"does not know {', '.join(unknown)}; it wants some of {', '.join(MIRRORED)}")
    return found


def actions_of(value: object) -> Mapping[str, frozenset[str]]:
    """A table of services with their actions."""
    return {key: actions(given) for key, given in _table(value, "service = list of actions").items()}


def said_by_pagerduty(value: object) -> frozenset[str]:
    """What is left to PagerDuty's own app."""
    if value == "everything":
        return frozenset()
    if value == "rest":
        return PAGERDUTY_SAYS
    if not isinstance(value, list):
        raise ValueError('wants "everything", "rest", or the list of actions that PagerDuty\'s app reports')
    return actions(value)


def whose(value: object) -> bool:
    """Whether everybody's actions are told."""
    if value not in ("mine", "all"):
        raise ValueError("wants 'mine' or 'all'")
    return value == "all"


def high_only(value: object) -> bool:
    """Whether low urgency is left out."""
    if value not in ("any", "high"):
        raise ValueError("wants 'any' or 'high'")
    return value == "high"


def yes_or_no(value: object) -> bool:
    """A switch."""
    if not isinstance(value, bool):
        raise ValueError("wants true or false")
    return value


def whole_number(value: object) -> int:
    """A number of things."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError("wants a whole number above zero")
    return value


def hours(value: object) -> timedelta | None:
    """A span in hours; "never" for none, 0 for at once."""
    if value == "never":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 24 * 365:
        raise ValueError("wants a number of hours, 0 for at once, or 'never'")
    return timedelta(hours=value)


def seconds(value: object) -> timedelta:
    """A span in seconds."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 3600:
        raise ValueError("wants a number of seconds above zero, an hour at most")
    return timedelta(seconds=value)


def routes(value: object) -> Mapping[str, tuple[str, ...]]:
    """A table of services, teams and policies with their channels."""
    form = "service, team or policy = channel"
    try:
        return {key: texts(given) for key, given in _table(value, form).items()}
    except ValueError:
        raise ValueError(f"wants a table of {form}") from None


def places(value: object) -> Mapping[str, tuple[str, ...]]:
    """A table of priorities with their places."""
    found = {key: texts(given) for key, given in _table(value, "priority = list of places").items()}
    for listed in found.values():
        for place in listed:
            if place.startswith("@") and place not in (ON_CALL, SERVICE):
                raise ValueError(f"does not know {place}; beside channels there are {ON_CALL} and {SERVICE}")
    return found


def people(value: object) -> Mapping[str, str]:
    """A table of PagerDuty e-mails with who that is in Slack."""
    table = _table(value, "PagerDuty e-mail = Slack e-mail or user id")
    if not all(isinstance(one, str) for one in table.values()):
        raise ValueError("wants a table of PagerDuty e-mail = Slack e-mail or user id")
    return {key.casefold(): str(one) for key, one in table.items()}


def workspaces(value: object) -> Mapping[str, WorkspaceRule]:
    """Tables of further workspaces by name."""
    found = {}
    for name, given in _table(value, "name = table").items():
        if not name.replace("-", "").replace("_", "").isalnum() or not isinstance(given, dict):
            raise ValueError("wants tables such as [slack.workspaces.emea]")
        if name == "app" or name.startswith(("app-", "app_")):
            raise ValueError("has no place for a name that begins with app: PDTUI_SLACK_APP_TOKEN is the app-level one")
        unknown = sorted(set(given) - {"channel", "for", "url"})
        if unknown:
            raise ValueError(f"does not know {name}.{unknown[0]}; a workspace has channel, for and url")
        channel = texts(given.get("channel", CHANNEL))[0]
        address = with_slash(given["url"]) if "url" in given else ""
        found[name] = WorkspaceRule(channel, frozenset(texts(given.get("for", []))), address)
    return found


def _table(value: object, form: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ValueError(f"wants a table of {form}")
    return {str(key): given for key, given in value.items()}
