"""The command line: parsed with argparse, answered by exit codes; the heavy parts load inside functions.

stdout is data, stderr is narration. The verbs and their arguments are read off the registry of actions.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping, Sequence

from pdtui import __version__
from pdtui.core.actions import ACTIONS, Action, help_of_verb
from pdtui.errors import PdtuiError, UsageError
from pdtui.exits import ExitCode, exit_code

_OPTION = re.compile(
    r"(?P<optional>\[)?(?P<flag>-{1,2}[a-z]+(?:-[a-z]+)*)(?: (?P<value>[A-Z]+))?(?(optional)\])(?P<many>…)?"
)
_POSITIONAL: Mapping[str, tuple[str, str]] = {
    "ID": ("ids", "its id (PT4KHLK), its number with or without #, or its address"),
    "SOURCE": ("ids", "an incident that is merged, by id, number or address"),
    "TEXT": ("text", "the text"),
    "TEXT…": ("words", "the text and its time: 'call the vendor' at 16:30, in 30m, every weekday at 09:00"),
    "TITLE": ("title", "the title"),
    "SPAN": ("span", "until when: 90m, 2h30, 1d, 'until 14:00', 'until tomorrow 09:00', 'until 2026-11-22 09:00'"),
    "PRIORITY": ("priority", "the priority by its name, such as P1, or none"),
    "LEVEL": ("urgency", "high or low"),
    "NAME": ("name", "the name or id"),
    "VALUE": ("value", "the value; several of a multi-value field are separated by commas, an empty one clears it"),
    "SCHEDULE": ("schedule", "the schedule by name or id"),
    "PERMALINK": ("permalink", "the address that Slack copies for the thread's first message"),
}
"""Where a positional argument of a verb's form is kept, and what it is; a word in small letters is one to be typed."""
_OPTIONS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "-m": (("-m", "--message"), "a note or a message"),
    "--level": (("--level",), "the level of the escalation policy, counted from 1"),
    "--to": (("--to",), "a person, by e-mail or name, or me"),
    "--user": (("--user",), "a person, by e-mail or name, or me"),
    "--policy": (("--policy",), "an escalation policy, by name or id"),
    "--into": (("--into",), "the incident that gets the alerts, by id, number or address"),
    "--service": (("--service",), "the service, by name or id"),
    "--details": (("--details",), "what the incident is about, at length"),
    "--urgency": (("--urgency",), "high or low"),
    "--priority": (("--priority",), "the priority by its name, such as P1"),
    "--template": (("--template",), "a template of the settings file"),
    "--from": (("--from",), "when it begins: now, 14:00, tomorrow 09:00 or 2026-11-21T14:00"),
    "--for": (("--for",), "how long it lasts, 90 days at most: 2h, 90m, 'until 09:00', 'until 2026-12-10 09:00'"),
    "--remove ID": (("--remove",), "the id of an override that is to be taken away"),
    "--remove": (("--remove",), "take it away instead"),
    "--by": (("--by",), "the colleague who is asked, by e-mail or name"),
    "--now": (("--now",), "ask nobody: put them on call at once"),
    "--list": (("--list",), "list what was asked, and what came of it"),
    "--withdraw": (("--withdraw",), "ask no more, by the id that --list shows"),
    "--create": (("--create",), "make a channel; several incidents share it"),
    "--use": (("--use",), "take a channel that exists, by name or id"),
    "--private": (("--private",), "make it a private one"),
    "--by-pagerduty": (("--by-pagerduty",), "let PagerDuty make it, by its own connection to Slack"),
    "--tick": (("--tick",), "the item of the checklist that is done, counted from 1"),
    "--untick": (("--untick",), "the item of the checklist that is not done after all"),
    "--post": (("--post",), "post it in Slack, where it is not there yet"),
    "--since": (("--since",), "from when on: 8h (ago), 22:00 (the last one), yesterday 09:00 or 2026-11-21T22:00"),
    "--until": (("--until",), "up to when, in the same forms; now, if it is left out"),
    "--save": (("--save",), "write it to a file, which must not exist yet"),
    "--retry": (("--retry",), "try one again now, by its number in the list or its id"),
    "--drop": (("--drop",), "take one out for good, by its number in the list or its id"),
    "--resolve": (("--resolve",), "an alert that is to be resolved, by id, key or summary"),
    "--move": (("--move",), "an alert that is to go to the incident of --into, by id, key or summary"),
    "--scope": (("--scope",), "mine, on-call, teams or everything, instead of the setting poll.scope"),
    "--days": (("--days",), "how many days ahead, up to 89; what follows one another is then printed as well"),
    "--on": (("--on",), "the incident that it is about, by id, number or address"),
    "--headless": (("--headless",), "play a short incident without a screen, and print what happens"),
}


_DESTINATIONS: Mapping[str, str] = {"--from": "begins", "--for": "lasts"}
"""Where an option is kept whose own name is a word of the language."""


def build_parser() -> argparse.ArgumentParser:
    """The parser, with one sub-command for each action that has a verb."""
    parser = argparse.ArgumentParser(
        prog="pdtui",
        description="PagerDuty incidents in the terminal, told to Slack once, with handoff reminders. "
        "Without a verb it opens the screen.",
        epilog="Exit codes: 0 done, 1 refused, 2 usage or settings, 3 network, 4 partly done.",
    )
    parser.add_argument("--version", action="version", version=f"pdtui {__version__}")
    parser.add_argument("--config", metavar="FILE", help="settings file instead of the platform's own")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", title="verbs")
    for action in ACTIONS:
        if action.verb:
            _add_verb(verbs, action)
    return parser


def _add_verb(verbs: argparse._SubParsersAction[argparse.ArgumentParser], action: Action) -> None:
    name, _, form = action.verb.partition(" ")
    verb = verbs.add_parser(name, help=help_of_verb(action), description=help_of_verb(action), allow_abbrev=False)
    for word in _OPTION.sub("", form).split():
        _add_positional(verb, word)
    for found in _OPTION.finditer(form):
        _add_option(verb, found)
    if name not in ("demo", "setup"):
        verb.add_argument("--json", action="store_true", help="print JSON, for programs")
    verb.add_argument("--config", metavar="FILE", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def _add_positional(verb: argparse.ArgumentParser, word: str) -> None:
    """`ID` and `SOURCE` are kept as a list, of one or of several, `[ID]` of one at most; `[NAME]` may be left out."""
    if word in _POSITIONAL and word.endswith("…"):
        destination, help_text = _POSITIONAL[word]
        verb.add_argument(destination, metavar=word.removesuffix("…"), nargs="+", help=help_text)
        return
    metavar = word.strip("[]…")
    if metavar.islower():
        verb.add_argument("word", choices=[metavar], help="the word itself")
        return
    destination, help_text = _POSITIONAL[metavar]
    if destination != "ids":
        verb.add_argument(destination, metavar=metavar, nargs="?" if word.startswith("[") else None, help=help_text)
    elif word.startswith("["):
        verb.add_argument(destination, metavar=metavar, nargs="?", action=_AtMostOne, default=[], help=help_text)
    else:
        verb.add_argument(destination, metavar=metavar, nargs="+" if word.endswith("…") else 1, help=help_text)


class _AtMostOne(argparse.Action):
    """Keeps an argument that may be left out as a list of one or none."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[object] | None,
        option_string: str | None = None,
    ) -> None:
        setattr(namespace, self.dest, [values] if isinstance(values, str) else [])


def _add_option(verb: argparse.ArgumentParser, found: re.Match[str]) -> None:
    flag, value = found["flag"], found["value"]
    flags, help_text = _OPTIONS.get(f"{flag} {value}") or _OPTIONS[flag]
    where = _DESTINATIONS.get(flag, flags[-1].lstrip("-"))
    if value is None:
        verb.add_argument(*flags, action="store_true", help=help_text)
    elif found["many"]:
        many = f"{help_text}; may be repeated"
        verb.add_argument(*flags, dest=where, metavar=value, action="append", default=[], help=many)
    else:
        kind, needed = int if value == "N" else str, not found["optional"]
        verb.add_argument(*flags, dest=where, metavar=value, type=kind, required=needed, help=help_text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run pdtui; returns the exit code. Never raises for what a person or a network did wrong."""
    given = build_parser().parse_args(arguments)
    try:
        return _run(given)
    except PdtuiError as error:
        _narrate(str(error))
        return exit_code(error)
    except KeyboardInterrupt:
        _narrate("interrupted; what was under way goes on at the next start")
        return 128 + 2
    except BrokenPipeError:
        return ExitCode.DONE


def _narrate(text: str) -> None:
    from pdtui.printing import narrate

    narrate(text)


def _run(given: argparse.Namespace) -> int:
    import asyncio

    if given.verb == "demo":
        from pdtui.demo import play

        headless: bool = given.headless or not sys.stdout.isatty()
        return asyncio.run(play(headless=headless))
    if given.verb == "slack":
        from pdtui.verbs.manifest import print_manifest

        return print_manifest(given)
    from pdtui.config import load
    from pdtui.log import write_log_to

    config = load(given.config)
    write_log_to(config.folders.log)
    if given.verb is None:
        if not sys.stdout.isatty():
            raise UsageError("the screen needs a terminal", "for scripts there is: pdtui list --json")
        from pdtui.first_start import open_screen

        return asyncio.run(open_screen(config, given.config))
    if given.verb == "setup":
        from pdtui.first_start import set_up

        return asyncio.run(set_up(config, given.config))
    from pdtui.verbs import run_verb

    return asyncio.run(run_verb(given, config))
