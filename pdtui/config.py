"""Settings: file < environment < flags, frozen, each knowing where it came from.

| who reads what | where it comes from |
|---|---|
| `Config` | `config.toml`, `PDTUI_*` variables, command line |
| tokens | `PDTUI_PAGERDUTY_TOKEN`, `PDTUI_SLACK_TOKEN`, else keyring, else a 0600 file (`adapters.tokens`) |
| folders | platformdirs, or `PDTUI_HOME` for all of them at once (the demo, the tests) |
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta, tzinfo
from pathlib import Path
from typing import NamedTuple

from pdtui.core.addresses import with_slash, without_slash
from pdtui.core.handoff.rules import CHANNEL, HandoffRules, Night, read_night
from pdtui.core.keymap import KEYS, Keymap, KeymapFault, read_keys
from pdtui.core.reminding import settings as reminding
from pdtui.core.reminding.kinds import ReminderKind, Rules
from pdtui.core.reminding.quiet import parse_quiet
from pdtui.core.reminding.ways import Way, parse_ways
from pdtui.core.scope import Scope, parse_scope
from pdtui.core.slack import settings as slack
from pdtui.core.slack.routing import Routing
from pdtui.core.template import Template, TemplateFault, read_templates
from pdtui.errors import UsageError
from pdtui.text import LOCAL

REGIONS = {"us": "https://api.pagerduty.com", "eu": "https://api.eu.pagerduty.com"}
SLACK_URL = "https://slack.com/api/"


class Secret:
    """A token that does not show itself in logs, tracebacks or reprs."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value, for the one line that sends it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret('…')"

    __str__ = __repr__

    def __bool__(self) -> bool:
        return bool(self._value)


@dataclass(frozen=True, slots=True)
class Folders:
    """Where pdtui keeps what: settings, state (journal, log)."""

    config: Path
    state: Path

    @property
    def journal(self) -> Path:
        """The file that remembers."""
        return self.state / "journal.sqlite3"

    @property
    def log(self) -> Path:
        """The rotating log."""
        return self.state / "pdtui.log"

    @property
    def history(self) -> Path:
        """The lines that were typed behind the colon."""
        return self.state / "commands"


@dataclass(frozen=True, slots=True)
class Config:
    """All settings of one run."""

    folders: Folders
    pagerduty_url: str = REGIONS["us"]
    pagerduty_from: str = ""
    """The login e-mail to act as, for an account-level key only."""
    pagerduty_timeout: float = 10.0
    """Seconds for one request."""
    slack_url: str = SLACK_URL
    slack_timeout: float = 10.0
    slack_socket: bool = False
    """Whether clicks and commands in Slack act through this pdtui."""
    routing: Routing = field(default_factory=Routing)
    """Where incidents are told in Slack, and what of them."""
    poll_seconds: float = 15.0
    poll_scope: Scope = Scope.ON_CALL
    poll_every_level: bool = False
    """Whether being on call at any level of a policy counts, not at its first alone."""
    reminders: Rules = field(default_factory=Rules)
    """When reminders come."""
    zone: tzinfo = LOCAL
    """In which wall times are meant and said."""
    handoff_channel: str = CHANNEL
    handoff_night: Night = field(default_factory=Night)
    templates: Mapping[str, Template] = field(default_factory=dict)
    """What a new incident may be filled in with, by name."""
    keys: Keymap = field(default_factory=lambda: KEYS)
    """Which key of the screen does what."""
    provenance: Mapping[str, str] = field(default_factory=dict)
    """For each setting that is not the default: the file or the variable that set it."""

    @property
    def handoff(self) -> HandoffRules:
        """By which rules a brief is made."""
        return HandoffRules(self.handoff_channel, self.handoff_night)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("wants a text in quotes")
    return value


def _positive(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("wants a number")
    if not 0 < value < float("inf"):
        raise ValueError("wants a number above zero")
    return float(value)


def _poll(value: object) -> float:
    seconds = _positive(value)
    if seconds < 1:
        raise ValueError("wants at least 1 second: PagerDuty counts requests")
    return seconds


def _scope(value: object) -> Scope:
    return parse_scope(_text(value))


def _levels(value: object) -> bool:
    if value not in ("first", "all"):
        raise ValueError("wants 'first' or 'all'")
    return value == "all"


def _region(value: object) -> str:
    if value not in REGIONS:
        raise ValueError("wants 'us' or 'eu'")
    return REGIONS[str(value)]


class Setting(NamedTuple):
    """One key of the settings file."""

    attribute: str
    read: Callable[[object], object]
    variable: str = ""
    about: str = ""
    """What it is, for error messages and the README."""


SETTINGS: Mapping[str, Setting] = {
    "pagerduty.region": Setting("pagerduty_url", _region, "", '"us" or "eu"'),
    "pagerduty.url": Setting("pagerduty_url", without_slash, "PDTUI_PAGERDUTY_URL", "REST base; wins over the region"),
    "pagerduty.from": Setting("pagerduty_from", _text, "", "login e-mail to act as, for an account-level key only"),
    "pagerduty.timeout": Setting("pagerduty_timeout", _positive, "", "seconds for one request"),
    "slack.url": Setting("slack_url", with_slash, "PDTUI_SLACK_URL", "Web API base"),
    "slack.timeout": Setting("slack_timeout", _positive, "", "seconds for one request"),
    "slack.channel": Setting("routing:default", _text, "", 'the channel of what nothing else routes, "#incidents"'),
    "slack.channels": Setting(
        "routing:routes", slack.routes, "", "table: service, team or policy = channel or channels, before all else"
    ),
    "slack.priorities": Setting(
        "routing:priorities", slack.places, "", "table: priority = places: channels, `@oncall`, `@service`"
    ),
    "slack.urgency": Setting("routing:high_only", slack.high_only, "", '"any" or "high": which urgency is told'),
    "slack.notify_on": Setting(
        "routing:notify_on",
        slack.actions,
        "",
        "list of actions told directly to who is paged; at `trigger` other channels get a link",
    ),
    "slack.mirror": Setting("routing:mirror", slack.actions, "", "list of actions that are told; all"),
    "slack.mirror_services": Setting(
        "routing:mirror_of", slack.actions_of, "", "table: service = list of actions, instead of `slack.mirror`"
    ),
    "slack.whose": Setting(
        "routing:everybody", slack.whose, "", '"mine": what was done in pdtui; "all": what anyone did anywhere'
    ),
    "slack.beside_pagerduty": Setting(
        "routing:said_by_pagerduty",
        slack.said_by_pagerduty,
        "",
        '"everything", or "rest": in a thread of PagerDuty\'s own app only what that does not report',
    ),
    "slack.parent_wait": Setting(
        "routing:parent_wait", slack.seconds, "", "seconds a young incident waits for PagerDuty's own message; 120"
    ),
    "slack.digest_above": Setting(
        "routing:digest_above", slack.whole_number, "", "more actions in 30 s than that become one line; 10"
    ),
    "slack.auto_acknowledge": Setting(
        "routing:auto_acknowledge", slack.yes_or_no, "", "whether answering in the thread acknowledges; false"
    ),
    "slack.checklist": Setting("routing:checklist", slack.texts, "", "list of the items of the checklist"),
    "slack.checklist_for": Setting(
        "routing:checklist_for",
        lambda value: frozenset(slack.texts(value)),
        "",
        "list of priorities whose threads get it at the trigger; P1, P2",
    ),
    "slack.archive_after_hours": Setting(
        "routing:archive_after",
        slack.hours,
        "",
        'hours after which a resolved incident\'s own channel is closed; "never"',
    ),
    "slack.people": Setting(
        "routing:people", slack.people, "", "table: PagerDuty e-mail = Slack e-mail or user id, where they differ"
    ),
    "slack.workspaces": Setting(
        "routing:workspaces",
        slack.workspaces,
        "",
        "tables by name: `for` (services, teams, policies), `channel`, `url`; the token is `PDTUI_SLACK_NAME_TOKEN`",
    ),
    "slack.socket_mode": Setting(
        "slack_socket", slack.yes_or_no, "", "whether buttons and /pdtui in Slack act through this pdtui; false"
    ),
    "poll.seconds": Setting("poll_seconds", _poll, "", "seconds between polls"),
    "poll.scope": Setting(
        "poll_scope", _scope, "", 'what is listed at the start: "mine", "on call", "teams" or "everything"'
    ),
    "poll.on_call_levels": Setting(
        "poll_every_level", _levels, "", '"first" or "all": at which levels of a policy "on call" lists its incidents'
    ),
    "reminders.time_zone": Setting(
        "zone", reminding.time_zone, "", 'the zone of wall times, such as "Europe/Berlin"; the machine\'s'
    ),
    "reminders.ways": Setting(
        "reminders:ways", parse_ways, "", f"list of ways to be told: {', '.join(Way)}; all but the last two"
    ),
    "reminders.quiet": Setting(
        "reminders:quiet", parse_quiet, "", 'hours in which nothing sounds or pops up, such as "22:00-07:00 mon-fri"'
    ),
    "reminders.new_incident": Setting(
        "reminders:new_incident", parse_ways, "", "list of ways to be told of a new incident of mine"
    ),
    "reminders.priorities": Setting(
        "reminders:priorities", reminding.priorities, "", "list of priorities whose incidents want updates; P1, P2"
    ),
    "reminders.team_post": Setting(
        "reminders:team_post",
        reminding.team_post,
        "",
        "table: `channel`, `when` (every weekday at 09:00) and `policies`: who is on call, posted once a day; off",
    ),
    **{
        f"reminders.{kind}": Setting(
            f"rule:{kind}", reminding.rule_of(kind), "", f"{about}; `on`, `times`, `every`, `ways`, `quiet`"
        )
        for kind, about in reminding.ABOUT.items()
    },
    "handoff.channel": Setting("handoff_channel", _text, "", 'the channel that briefs go to, "#oncall-handoff"'),
    "handoff.night": Setting("handoff_night", read_night, "", 'when pages count as at night, "22:00-07:00"'),
}


def folders(environment: Mapping[str, str]) -> Folders:
    """The platform's folders for pdtui; `PDTUI_HOME` puts all of them below one."""
    home = environment.get("PDTUI_HOME")
    if home:
        return Folders(Path(home) / "config", Path(home) / "state")
    import platformdirs

    dirs = platformdirs.PlatformDirs("pdtui", appauthor=False)
    return Folders(Path(dirs.user_config_dir), Path(dirs.user_state_dir))


def load(path: str | None = None, environment: Mapping[str, str] | None = None) -> Config:
    """Read the settings; a fault raises `UsageError` that names the file, the key and the nearest valid key."""
    environment = os.environ if environment is None else environment
    where = folders(environment)
    file = Path(path) if path else where.config / "config.toml"
    values: dict[str, object] = {}
    provenance: dict[str, str] = {}
    tables = dict(_parse(file, required=path is not None))
    if "templates" in tables:
        values["templates"] = _templates(tables.pop("templates"), file)
        provenance["templates"] = str(file)
    if "keys" in tables:
        values["keys"] = _keys(tables.pop("keys"), file)
        provenance["keys"] = str(file)
    for key, value in _flatten(tables, file):
        setting = SETTINGS[key]
        values[setting.attribute] = _read(key, setting, value, str(file))
        provenance[key] = str(file)
    for key, setting in SETTINGS.items():
        if setting.variable and environment.get(setting.variable):
            values[setting.attribute] = _read(
                setting.variable, setting, environment[setting.variable], "the environment"
            )
            provenance[key] = setting.variable
    values["routing"] = _routing(values)
    values["reminders"] = _reminders(values)
    return Config(folders=where, provenance=provenance, **values)  # type: ignore[arg-type]


def _routing(values: dict[str, object]) -> Routing:
    """The settings that are Slack's own, taken out of the rest."""
    names = [name for name in values if name.startswith("routing:")]
    own = {name.removeprefix("routing:"): values.pop(name) for name in names}
    timeout = values.get("slack_timeout")
    spans = {"timeout": timedelta(seconds=timeout)} if isinstance(timeout, float) else {}
    return Routing(buttons=bool(values.get("slack_socket")), **spans, **own)  # type: ignore[arg-type]


def _reminders(values: dict[str, object]) -> Rules:
    """The rules of the kinds that the settings name, and what holds for all."""
    kinds = {kind: values.pop(f"rule:{kind}") for kind in ReminderKind if f"rule:{kind}" in values}
    names = [name for name in values if name.startswith("reminders:")]
    own = {name.removeprefix("reminders:"): values.pop(name) for name in names}
    return Rules(of=kinds, **own)  # type: ignore[arg-type]


def _parse(file: Path, *, required: bool) -> Mapping[str, object]:
    try:
        with file.open("rb") as stream:
            return tomllib.load(stream)
    except FileNotFoundError:
        if required:
            raise UsageError(f"{file} does not exist", "give --config the path of a settings file") from None
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read ({error})", "mend its permissions or its encoding") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{file} is not TOML: {error}", "mend that line") from error


def _flatten(table: Mapping[str, object], file: Path) -> list[tuple[str, object]]:
    """Keys in the order in which a later one wins: `pagerduty.url` after `pagerduty.region`."""
    found: dict[str, object] = {}
    sections = {key.split(".")[0] for key in SETTINGS}
    for section, inner in table.items():
        if section not in sections:
            raise _unknown(section, file)
        if not isinstance(inner, dict):
            raise UsageError(f"{file}: {section} wants a table", f"write [{section}] on a line of its own")
        for name, value in inner.items():
            key = f"{section}.{name}"
            if key not in SETTINGS:
                raise _unknown(key, file)
            found[key] = value
    return [(key, found[key]) for key in SETTINGS if key in found]


def _templates(tables: object, file: Path) -> Mapping[str, Template]:
    try:
        return read_templates(tables)
    except TemplateFault as fault:
        if not fault.known:
            raise UsageError(f"{file}: {fault.key} {fault.words}", "mend that line") from fault
        near = difflib.get_close_matches(fault.key, fault.known, n=1, cutoff=0.0)[0]
        raise UsageError(f"{file}: unknown key {fault.key}", f"did you mean {near}?") from fault


def _keys(table: object, file: Path) -> Keymap:
    try:
        return read_keys(table)
    except KeymapFault as fault:
        raise UsageError(f"{file}: {fault.words}", fault.advice) from fault


def _unknown(key: str, file: Path) -> UsageError:
    names = [*SETTINGS, *{known.split(".")[0] for known in SETTINGS}, "templates", "keys"]
    near = difflib.get_close_matches(key, names, n=1, cutoff=0.0)
    return UsageError(f"{file}: unknown key {key}", f"did you mean {near[0]}?" if near else "")


def _read(key: str, setting: Setting, value: object, place: str) -> object:
    try:
        return setting.read(value)
    except ValueError as error:
        shown = repr(value) if not isinstance(value, dict) and "@" not in str(value) else "not shown here"
        raise UsageError(f"{place}: {key} {error} (it is {shown})", f"{key} is: {setting.about}") from error
