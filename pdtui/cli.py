"""The command line: parsed with argparse, answered by exit codes; the heavy parts load inside functions.

stdout is data, stderr is narration. The verbs and their arguments are read off the registry of actions.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence

from pdtui import __version__
from pdtui.core.actions import ACTIONS, Action, help_of_verb
from pdtui.errors import PdtuiError, UsageError
from pdtui.exits import ExitCode, exit_code

_OPTIONAL = re.compile(r"\[(?P<option>-{1,2}[a-z]+)(?: (?P<value>[A-Z]+))?\]")
_ARGUMENTS: dict[str, tuple[str, int | str | None]] = {"ID…": ("ids", "+"), "ID": ("ids", 1), "TEXT": ("text", None)}
_HELP = {
    "ids": "its id (PT4KHLK), its number with or without #, or its address",
    "text": "the text of the note",
    "--message": "a resolution note",
    "--level": "the level of the escalation policy, counted from 1",
    "--headless": "play a short incident without a screen, and print what happens",
}
_OPTIONS = {"-m": ("-m", "--message"), "--level": ("--level",), "--headless": ("--headless",)}


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
    name, _, rest = action.verb.partition(" ")
    verb = verbs.add_parser(name, help=help_of_verb(action), description=help_of_verb(action))
    for word in _OPTIONAL.sub("", rest).split():
        destination, count = _ARGUMENTS[word]
        verb.add_argument(destination, metavar=word.rstrip("…"), nargs=count, help=_HELP[destination])
    for found in _OPTIONAL.finditer(rest):
        flags, value = _OPTIONS[found["option"]], found["value"]
        if value is None:
            verb.add_argument(*flags, action="store_true", help=_HELP[flags[-1]])
        else:
            verb.add_argument(*flags, metavar=value, type=int if value == "N" else str, help=_HELP[flags[-1]])
    if name != "demo":
        verb.add_argument("--json", action="store_true", help="print JSON, for programs")
    verb.add_argument("--config", metavar="FILE", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


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
    from pdtui.config import load
    from pdtui.log import write_log_to

    config = load(given.config)
    write_log_to(config.folders.log)
    if given.verb is None:
        if not sys.stdout.isatty():
            raise UsageError("the screen needs a terminal", "for scripts there is: pdtui list --json")
        from pdtui.screen import show_screen

        asyncio.run(show_screen(config))
        return ExitCode.DONE
    from pdtui.verbs import run_verb

    return asyncio.run(run_verb(given, config))
