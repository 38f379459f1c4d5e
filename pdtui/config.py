"""Settings: file < environment < flags, frozen, each knowing where it came from.

| who reads what | where it comes from |
|---|---|
| `Config` | `config.toml`, `PDTUI_*` variables, command line |
| tokens | `PDTUI_PAGERDUTY_TOKEN`, `PDTUI_SLACK_TOKEN`, else keyring, else a 0600 file (`adapters.tokens`) |
| folders | platformdirs, or `PDTUI_HOME` for all of them at once (the demo, the tests) |
"""

from __future__ import annotations

import difflib
import ipaddress
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from pdtui.core.scope import Scope, parse_scope
from pdtui.core.template import Template, TemplateFault, read_templates
from pdtui.errors import UsageError

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
    slack_channel: str = ""
    slack_channels: Mapping[str, str] = field(default_factory=dict)
    """Service or team, by name or id, to channel."""
    slack_parent_wait: float = 20.0
    """Seconds that a young incident is given for PagerDuty's own message to appear."""
    poll_seconds: float = 15.0
    poll_scope: Scope = Scope.ON_CALL
    poll_every_level: bool = False
    """Whether being on call at any level of a policy counts, not at its first alone."""
    reminder_minutes: float = 15.0
    templates: Mapping[str, Template] = field(default_factory=dict)
    """What a new incident may be filled in with, by name."""
    provenance: Mapping[str, str] = field(default_factory=dict)
    """For each setting that is not the default: the file or the variable that set it."""

    @property
    def reminder_before(self) -> timedelta:
        """How long before a handoff the reminder comes."""
        return timedelta(minutes=self.reminder_minutes)


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


def _routes(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(isinstance(channel, str) for channel in value.values()):
        raise ValueError("wants a table of service or team = channel")
    return {str(key): str(channel) for key, channel in value.items()}


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _url(value: object) -> str:
    text = _text(value)
    parts = urlsplit(text)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError("wants an address such as https://api.pagerduty.com")
    if parts.username or parts.password:
        raise ValueError("must not hold a user name or password")
    if parts.scheme != "https" and not is_loopback(host):
        raise ValueError("is not https: the token would travel in the clear, so only this machine itself may be http")
    return text


def _base(value: object) -> str:
    return _url(value).rstrip("/")


def _slash(value: object) -> str:
    return _url(value).rstrip("/") + "/"


class Setting(NamedTuple):
    """One key of the settings file."""

    attribute: str
    read: Callable[[object], object]
    variable: str = ""
    about: str = ""
    """What it is, for error messages and the README."""


SETTINGS: Mapping[str, Setting] = {
    "pagerduty.region": Setting("pagerduty_url", _region, "", '"us" or "eu"'),
    "pagerduty.url": Setting("pagerduty_url", _base, "PDTUI_PAGERDUTY_URL", "REST base; wins over the region"),
    "pagerduty.from": Setting("pagerduty_from", _text, "", "login e-mail to act as, for an account-level key only"),
    "pagerduty.timeout": Setting("pagerduty_timeout", _positive, "", "seconds for one request"),
    "slack.url": Setting("slack_url", _slash, "PDTUI_SLACK_URL", "Web API base"),
    "slack.timeout": Setting("slack_timeout", _positive, "", "seconds for one request"),
    "slack.channel": Setting("slack_channel", _text, "", "where to look for threads when nothing else says"),
    "slack.channels": Setting("slack_channels", _routes, "", "table: service or team = channel"),
    "slack.parent_wait": Setting(
        "slack_parent_wait", _positive, "", "seconds a young incident waits for PagerDuty's own message"
    ),
    "poll.seconds": Setting("poll_seconds", _poll, "", "seconds between polls"),
    "poll.scope": Setting(
        "poll_scope", _scope, "", 'what is listed at the start: "mine", "on call", "teams" or "everything"'
    ),
    "poll.on_call_levels": Setting(
        "poll_every_level", _levels, "", '"first" or "all": at which levels of a policy "on call" lists its incidents'
    ),
    "reminders.before_minutes": Setting("reminder_minutes", _positive, "", "minutes before a shift ends or starts"),
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
    return Config(folders=where, provenance=provenance, **values)  # type: ignore[arg-type]


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


def _unknown(key: str, file: Path) -> UsageError:
    names = [*SETTINGS, *{known.split(".")[0] for known in SETTINGS}, "templates"]
    near = difflib.get_close_matches(key, names, n=1, cutoff=0.0)
    return UsageError(f"{file}: unknown key {key}", f"did you mean {near[0]}?" if near else "")


def _read(key: str, setting: Setting, value: object, place: str) -> object:
    try:
        return setting.read(value)
    except ValueError as error:
        shown = repr(value) if not isinstance(value, dict) and "@" not in str(value) else "not shown here"
        raise UsageError(f"{place}: {key} {error} (it is {shown})", f"{key} is: {setting.about}") from error
