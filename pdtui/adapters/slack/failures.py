"""What an exception of slack_sdk means for a message: certainly not posted, perhaps posted, or refused.

By Slack's own error lists: https://docs.slack.dev/reference/methods/chat.postMessage
"""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Mapping
from urllib.error import URLError

from slack_sdk.errors import SlackApiError

from pdtui.errors import (
    BadCredential,
    NotFound,
    NotPermitted,
    NotSent,
    OutcomeUnknown,
    PdtuiError,
    RateLimited,
    Refused,
)
from pdtui.text import clean

RETRY_AFTER = 30.0
"""Seconds to wait where Slack says that it is too much, and not for how long."""

_LATER = {
    "ratelimited", "rate_limited", "message_limit_exceeded", "too_many_requests", "team_added_to_org",
    "org_login_required", "external_channel_migrating", "fetch_members_failed",
}  # fmt: skip
_AMBIGUOUS = {
    "fatal_error", "internal_error", "service_unavailable", "request_timeout", "update_failed",
    "duplicate_message_not_found", "duplicate_channel_not_found",
}  # fmt: skip
_CREDENTIAL = {
    "not_authed", "invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type",
}  # fmt: skip
_PERMISSION = {
    "missing_scope", "no_permission", "access_denied", "accesslimited", "two_factor_setup_required",
    "enterprise_is_restricted", "team_access_not_granted", "ekm_access_denied", "app_access_restricted",
}  # fmt: skip
_GONE = {
    "channel_not_found", "message_not_found", "thread_not_found", "user_not_found", "users_not_found",
}  # fmt: skip
_ADVICE = {
    "channel_not_found": "name a channel that exists, or /invite pdtui's app to it if it is private",
    "not_in_channel": "/invite pdtui's app to the channel",
    "is_archived": "unarchive the channel or configure another",
    "restricted_action_thread_locked": "unlock the thread; the message waits in the outbox",
    "method_not_supported_for_channel_type": "/invite pdtui's app to the private channel",
}
_NEVER_CONNECTED = (errno.ECONNREFUSED, errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN)


def _answer(error: SlackApiError) -> tuple[int, Mapping[str, object], Mapping[str, str]]:
    """Status, body and lower-case headers, whatever shape slack_sdk left them in."""
    response = error.response
    data: object = None
    if isinstance(response, dict):
        status, headers = response.get("status", 0), response.get("headers", {})
    else:
        status, data, headers = response.status_code, response.data, response.headers
    body = data if isinstance(data, dict) else {}
    return int(status), body, {str(key).lower(): str(value) for key, value in dict(headers).items()}


def explain(error: Exception, *, writes: bool) -> PdtuiError:
    """An exception of one call in pdtui's terms; `writes`: whether the call may have changed something."""
    if isinstance(error, SlackApiError):
        return _explain_answer(*_answer(error), writes=writes)
    if _never_connected(error):
        return NotSent(f"Slack cannot be reached ({clean(error)})", "the message waits in the outbox")
    return _lost(f"no answer from Slack ({clean(error) or type(error).__name__})", writes=writes)


def _never_connected(error: Exception) -> bool:
    reason = error.reason if isinstance(error, URLError) else error
    return isinstance(reason, socket.gaierror | ssl.SSLCertVerificationError | ConnectionRefusedError) or (
        isinstance(reason, OSError) and reason.errno in _NEVER_CONNECTED
    )


def _lost(what: str, *, writes: bool) -> PdtuiError:
    return OutcomeUnknown(what, "pdtui reads the thread to see") if writes else NotSent(what)


def _explain_answer(status: int, body: Mapping[str, object], headers: Mapping[str, str], *, writes: bool) -> PdtuiError:
    word = clean(body.get("error"))
    if status == 429 or word in _LATER:
        try:
            wait = float(headers.get("retry-after", RETRY_AFTER))
        except ValueError:
            wait = RETRY_AFTER
        return RateLimited("Slack asks to wait", "the message waits in the outbox", retry_after=wait)
    if not word or status >= 500 or word in _AMBIGUOUS:
        return _lost(f"Slack answered {word or f'something that is not Slack (HTTP {status})'}", writes=writes)
    if word in _CREDENTIAL:
        return BadCredential(
            f"Slack refused the token ({word})",
            "put a new one in PDTUI_SLACK_TOKEN; nothing is lost",
            code=word,
        )
    if word in _PERMISSION:
        needed = clean(body.get("needed"))
        scope = f": it needs {needed} and has {clean(body.get('provided')) or 'none'}" if needed else ""
        return NotPermitted(
            f"Slack's app may not do this ({word}{scope})", "add the scope and reinstall the app", code=word
        )
    kind = NotFound if word in _GONE else Refused
    return kind(f"Slack refused: {word}", _ADVICE.get(word, ""), code=word)
