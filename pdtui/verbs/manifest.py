"""The verb that prints the manifest of Slack's app: before there is any token, and without a network."""

from __future__ import annotations

from pdtui.adapters.slack.manifest import manifest
from pdtui.exits import ExitCode
from pdtui.printing import print_json, print_line
from pdtui.verbs.given import Given


def print_manifest(given: Given) -> int:
    """`pdtui slack manifest`: YAML, as api.slack.com/apps takes it; with `--json` an object that holds it."""
    if given.json:
        print_json({"manifest": manifest()})
    else:
        print_line(manifest().rstrip())
    return ExitCode.DONE
