"""Exit codes: the contract between pdtui and the scripts that call it."""

from __future__ import annotations

from enum import IntEnum

from pdtui.errors import NotSent, OutcomeUnknown, PdtuiError, UsageError


class ExitCode(IntEnum):
    """What a script can count on."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    NETWORK = 3
    PARTLY = 4


def exit_code(error: PdtuiError) -> ExitCode:
    """The code for a failure that ended the program."""
    if isinstance(error, UsageError):
        return ExitCode.USAGE
    if isinstance(error, NotSent | OutcomeUnknown):
        return ExitCode.NETWORK
    return ExitCode.REFUSED
