"""What an exception of slack_sdk means for a call: certainly not done, perhaps done, or refused."""

from __future__ import annotations

import errno
import logging
import re
import socket
import ssl
from collections.abc import Mapping
from urllib.error import URLError

from slack_sdk.errors import SlackApiError

from pdtui.adapters.slack.fields import mapping
from pdtui.adapters.slack.words import (
    ADVICE,
    AMBIGUOUS,
    CREDENTIAL,
    DONE,
    GONE,
    LATER,
    OTHERWISE,
    OWN_FAULT,
    PERMISSION,
)
from pdtui.errors import (
    AlreadyDone,
    BadCredential,
    MissingScope,
    NotFound,
    NotPermitted,
    NotSent,
    OutcomeUnknown,
    PdtuiError,
    RateLimited,
    Refused,
)
from pdtui.text import clean

LOG = logging.getLogger(__name__)
RETRY_AFTER = 30.0
"""Seconds to wait where Slack says that it is too much, and not for how long."""
_WORD = re.compile(r"[a-z0-9_:]{1,80}")
"""An error of Slack's; slack_sdk puts a sentence there for a body that is not JSON."""
_NEVER_CONNECTED = (errno.ECONNREFUSED, errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN)


def explain(error: Exception, *, writes: bool) -> PdtuiError:
    """An exception of one call in pdtui's terms; `writes`: whether the call may have changed something."""
    if isinstance(error, SlackApiError):
        return _explain_answer(*_answer(error), writes=writes)
    if _never_connected(error):
        return NotSent(f"Slack cannot be reached ({clean(error)})", "the message waits in the outbox")
    LOG.info("no answer from Slack: %s", clean(error) or type(error).__name__)
    return _lost("no answer from Slack", writes=writes)


def answered(error: Exception) -> Mapping[str, object] | None:
    """The body of an answer by which Slack itself refused; None for every other failure."""
    if not isinstance(error, SlackApiError):
        return None
    status, body, _ = _answer(error)
    return body if status == 200 and body.get("ok") is False else None


def _answer(error: SlackApiError) -> tuple[int, Mapping[str, object], Mapping[str, str]]:
    """Status, body and lower-case headers, whatever shape slack_sdk left them in."""
    response = error.response
    data: object = None
    if isinstance(response, dict):
        status, headers = response.get("status", 0), response.get("headers", {})
    else:
        status, data, headers = response.status_code, response.data, response.headers
    return int(status), mapping(data), {str(key).lower(): str(value) for key, value in dict(headers).items()}


def _never_connected(error: Exception) -> bool:
    reason = error.reason if isinstance(error, URLError) else error
    return isinstance(reason, socket.gaierror | ssl.SSLCertVerificationError | ConnectionRefusedError) or (
        isinstance(reason, OSError) and reason.errno in _NEVER_CONNECTED
    )


def _lost(what: str, *, writes: bool) -> PdtuiError:
    return OutcomeUnknown(what, "pdtui reads Slack to see") if writes else NotSent(what, "check the network")


def _explain_answer(status: int, body: Mapping[str, object], headers: Mapping[str, str], *, writes: bool) -> PdtuiError:
    said = body.get("error")
    word = said if body.get("ok") is False and isinstance(said, str) and _WORD.fullmatch(said) else ""
    if status == 429 or word in LATER:
        return RateLimited("Slack asks to wait", "pdtui tries again by itself", retry_after=_wait(headers))
    if not word:
        return _lost(f"something that is not Slack answered (HTTP {status})", writes=writes)
    if status >= 500 or word in AMBIGUOUS:
        return _lost(f"Slack answered {word}", writes=writes)
    return _refusal(word, body)


def _wait(headers: Mapping[str, str]) -> float:
    try:
        return float(headers.get("retry-after", RETRY_AFTER))
    except ValueError:
        return RETRY_AFTER


def _refusal(word: str, body: Mapping[str, object]) -> Refused:
    """A definite no, by its word."""
    if word in DONE:
        return AlreadyDone(f"it is so already in Slack ({word})", "nothing needs to be done", code=word)
    if word in CREDENTIAL:
        return BadCredential(f"Slack refused the token ({word})", "put a new one in its place", code=word)
    if word == "missing_scope":
        needed = clean(body.get("needed"))
        LOG.info("the scopes of Slack's app are %s", clean(body.get("provided")))
        return MissingScope(
            f"Slack's app lacks the scope {needed or 'for this, which Slack does not name'}",
            "add it to the app and reinstall it",
            needed=needed,
        )
    if word in PERMISSION:
        return NotPermitted(f"Slack's app may not do this ({word})", ADVICE.get(word, OTHERWISE), code=word)
    if word in OWN_FAULT:
        return Refused(f"Slack did not understand pdtui ({word})", "report this as an error of pdtui", code=word)
    kind = NotFound if word in GONE else Refused
    return kind(f"Slack refused: {word}", ADVICE.get(word, OTHERWISE), code=word)
