"""Every failure that pdtui can tell a person about, each with one sentence of advice.

PdtuiError
├── UsageError              the command line or a settings file is wrong          exit 2
│   └── NoToken             PagerDuty is not set up yet
├── Refused                 the far side said no; nothing was changed             exit 1
│   ├── AlreadyDone         it is so already                                      exit 0
│   ├── BadCredential       the token is missing, revoked or of the wrong region
│   ├── NotPermitted        the token's owner may not do this
│   │   ├── NotInPlan       the account's plan lacks it: hidden for the run
│   │   └── MissingScope    Slack's app lacks a scope: what it serves is off
│   └── NotFound            no such thing, or not visible to the token's owner
├── NotSent                 the request never left, or was turned away unread     exit 3
│   ├── RateLimited         turned away for now; `retry_after` seconds
│   └── TooLong             there is more of it than is read at once
├── OutcomeUnknown          it may or may not have been applied                   exit 3
└── JournalUnusable         the file that remembers cannot be read or written     exit 1
"""

from __future__ import annotations

import math

from pdtui.text import clean

SHORTEST_WAIT, LONGEST_WAIT = 1.0, 120.0
"""Seconds: whatever a server asks for, pdtui asks again neither at once nor in an hour."""


class PdtuiError(Exception):
    """What happened, and what the person can do about it; `str()` gives both as one line."""

    def __init__(self, what: str, advice: str = "") -> None:
        super().__init__(what, advice)
        self.what = clean(what)
        self.advice = clean(advice)

    def __str__(self) -> str:
        return f"{self.what}; {self.advice}" if self.advice else self.what


class UsageError(PdtuiError):
    """The command line, an environment variable or a settings file cannot be understood."""


class NoToken(UsageError):
    """There is no PagerDuty token anywhere yet: on a terminal the setup opens."""


class Refused(PdtuiError):
    """PagerDuty or Slack answered no, definitely; trying again unchanged cannot help.

    `code` is PagerDuty's number (2001…) or Slack's error word, empty where there was none.
    """

    def __init__(self, what: str, advice: str = "", *, code: str = "") -> None:
        super().__init__(what, advice)
        self.code = code


class AlreadyDone(Refused):
    """It is as it was asked to be, by the same person: nothing needs to be done."""


class BadCredential(Refused):
    """The token is missing, unknown, revoked or belongs to another region."""


class NotPermitted(Refused):
    """The token is good, but its owner or its scopes do not allow this."""


class NotInPlan(NotPermitted):
    """The account's plan lacks this: nobody in it may, and asking again in this run is of no use."""


class MissingScope(NotPermitted):
    """Slack's app was not given a scope, so that one feature is off; `needed` names it, as Slack does."""

    def __init__(self, what: str, advice: str = "", *, needed: str, code: str = "missing_scope") -> None:
        super().__init__(what, advice, code=code)
        self.needed = needed


class NotFound(Refused):
    """The thing is gone, never was, or is hidden from the token's owner."""


class NotSent(PdtuiError):
    """The request certainly was not applied: no connection was made, or the server turned it away."""


class RateLimited(NotSent):
    """Turned away for now. `retry_after`: seconds to wait, as the server asked or as pdtui chose."""

    def __init__(self, what: str, advice: str = "", *, retry_after: float) -> None:
        super().__init__(what, advice)
        asked = retry_after if math.isfinite(retry_after) else LONGEST_WAIT
        self.retry_after = min(max(asked, SHORTEST_WAIT), LONGEST_WAIT)


class TooLong(NotSent):
    """There is more of it than pdtui reads at once: asking again gives no other answer."""


class OutcomeUnknown(PdtuiError):
    """The request left, and its answer did not come or made no sense: it may have been applied."""


class JournalUnusable(PdtuiError):
    """The journal file cannot be opened, is locked for too long, or comes from a newer pdtui."""
