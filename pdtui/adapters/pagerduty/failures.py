"""PagerDuty's errors in all their shapes, as one sentence that a person can act on."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pdtui.errors import (
    BadCredential,
    NotFound,
    NotInPlan,
    NotPermitted,
    NotSent,
    OutcomeUnknown,
    PdtuiError,
    RateLimited,
    Refused,
)
from pdtui.text import clean

NO_ABILITY = ("2012", "2014")
"""PagerDuty's codes for what an account's plan does not hold."""
DEFAULT_WAIT = 5.0
"""Seconds to wait after a 429 that does not say how long."""


def error_text(body: bytes) -> tuple[str, str]:
    """PagerDuty's own words and code from an error body of whatever shape; both empty where there are none."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return "", ""
    error = value.get("error", value) if isinstance(value, dict) else value
    if isinstance(error, dict):
        message = clean(error.get("message"))
        extra = [part for part in _strings(error.get("errors")) if part != message]
        return ": ".join(filter(None, [message, "; ".join(extra)])), clean(error.get("code"))
    return "; ".join(_strings(error)), ""


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [clean(value)]
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    if isinstance(value, dict):
        return [f"{clean(key)} {text}" for key, item in value.items() for text in _strings(item)]
    return []


def explain(status: int, body: bytes, headers: Mapping[str, str], *, writes: bool, html: bool) -> PdtuiError:
    """An answer other than 2xx in pdtui's terms; `writes`: whether the request may have changed something."""
    words, code = error_text(body)
    if status == 429:
        return RateLimited(
            "PagerDuty asks to wait (rate limit)", "pdtui asks again by itself", retry_after=_wait(headers)
        )
    if status == 401 or code == "2006" or (status == 404 and html and not writes):
        return BadCredential(
            f"PagerDuty refused the token ({words or f'HTTP {status}'})",
            "put a new one where it is kept (PDTUI_PAGERDUTY_TOKEN, keyring or file) or mend pagerduty.region, "
            "then start pdtui again",
            code=code,
        )
    strange = writes and not words and not code  # a proxy's page: what it stands for is not known
    if status >= 500 or status == 408 or status < 400 or strange:
        what = f"PagerDuty answered HTTP {status}" + (f" ({words})" if words else "")
        return OutcomeUnknown(what, "pdtui reads back what became of it") if writes else NotSent(what)
    what = f"PagerDuty refused: {words or f'HTTP {status}'}"
    if status == 402 or code in NO_ABILITY:
        return NotInPlan(what, "the account's plan lacks this; pdtui does without it", code=code)
    if status == 403:
        return NotPermitted(what, "ask for the permission, or act in PagerDuty itself", code=code)
    if status == 404:
        return NotFound(what, code=code)
    return Refused(what, code=code)


def _wait(headers: Mapping[str, str]) -> float:
    for name in ("ratelimit-reset", "retry-after"):
        try:
            return float(headers[name])
        except (KeyError, ValueError):
            continue
    return DEFAULT_WAIT
