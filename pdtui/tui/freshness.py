"""How far the list can be trusted, in words: the statement of the screen that must never flatter. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pdtui.core.events import Polled, PollFailed, PollFailure, SlackChanged, SlackState
from pdtui.core.progress import Progress
from pdtui.core.scope import Scope
from pdtui.text import ago, clock_time, count
from pdtui.tui.bindings import key_of

_NO_LIST = {
    PollFailure.OFFLINE: "No answer from PagerDuty",
    PollFailure.RATE_LIMITED: "PagerDuty asks to wait",
    PollFailure.REFUSED: "PagerDuty refuses",
}
_NOTHING = {
    Scope.MINE: "nothing open is assigned to you",
    Scope.ON_CALL: "nothing open is yours or on your policies",
    Scope.TEAMS: "nothing open is yours or of your teams",
    Scope.EVERYTHING: "nothing that you may see is open",
}
_GRACE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Word:
    """A short statement, and how it is coloured: `success`, `warning`, `error`, `muted`."""

    text: str
    tone: str
    action_id: str = ""
    """The action of the registry that a click on it does."""


def freshness(
    last_poll: Polled | PollFailed | None,
    taken_at: datetime | None,
    failing_since: datetime | None,
    poll_seconds: float,
    now: datetime,
    reading: Progress | None = None,
) -> Word:
    """LIVE only after a good last poll that is young enough; everything else says what is wrong and how old.

    `now` carries the zone in which clock times are written. While somebody waits for a long reading its counts
    stand here: what is listed meanwhile is not what was asked for.
    """
    age = _age(now - taken_at) if taken_at else ""
    listed = f", list {age} old" if age else ", no list yet"
    if reading is not None:
        return Word(f"{reading}{listed if age else ''}", "warning")
    match last_poll:
        case PollFailed(kind=PollFailure.OFFLINE):
            return Word(f"OFFLINE since {clock_time(failing_since or now, now)}{listed}", "error")
        case PollFailed(kind=PollFailure.RATE_LIMITED, retry_at=datetime() as retry_at):
            return Word(f"RATE-LIMITED {ago(retry_at - now)}{listed}", "warning")
        case PollFailed():
            return Word(f"REFUSED{listed}", "error")
        case Polled() if taken_at is not None:
            young = _young(now - taken_at, poll_seconds)
            return Word(f"LIVE {age}", "success") if young else Word(f"STALE {age}", "warning")
        case _:
            return Word(f"CACHED {age}", "warning") if age else Word("LOADING", "muted")


def _age(span: timedelta) -> str:
    """Seconds up to two minutes: that is where it matters."""
    return f"{max(0, int(span.total_seconds()))}s" if span < timedelta(minutes=2) else ago(span)


def _young(age: timedelta, poll_seconds: float) -> bool:
    return age < timedelta(seconds=2 * poll_seconds) + _GRACE


def advice(last_poll: Polled | PollFailed | None, slack: SlackChanged, now: datetime) -> str:
    """What to know of a failing poll, a cut list or a stopped Slack, as one line; empty where all is well."""
    parts = []
    if isinstance(last_poll, PollFailed):
        parts.append(f"{last_poll.advice.rstrip('.')} ({_next_try(last_poll, now)})")
    elif last_poll is not None and last_poll.missing:
        parts.append(f"Not all is shown: {last_poll.missing}")
    if slack.state is SlackState.STOPPED:
        parts.append(f"Slack stopped: {slack.advice.rstrip('.')}" if slack.advice else "Slack stopped")
    elif slack.advice and (slack.waiting or slack.parked):
        parts.append(f"Slack waits: {slack.advice.rstrip('.')}")
    return "  ·  ".join(parts)


def _next_try(failed: PollFailed, now: datetime) -> str:
    if failed.retry_at is None:
        return f"not asked again by itself: {key_of('refresh')} asks"
    wait = failed.retry_at - now
    return f"next try in {ago(wait)}" if wait >= timedelta(seconds=1) else "trying now"


def name_of(scope: Scope) -> str:
    """The scope as it is called on the screen."""
    return "my teams" if scope is Scope.TEAMS else scope.value


def scope_word(scope: Scope, switching_to: Scope | None) -> str:
    """What the rows are of where that is not the usual, and what they are about to be; empty where all is usual."""
    if switching_to is not None:
        return f"{name_of(scope)}, switching to {name_of(switching_to)}…"
    return "" if scope is Scope.ON_CALL else f"scope: {name_of(scope)}"


def slack_word(slack: SlackChanged) -> Word:
    """How Slack stands, for the status bar."""
    waits = slack.waiting + slack.parked
    match slack.state:
        case SlackState.OFF:
            return Word("Slack off", "muted")
        case SlackState.STOPPED:
            return Word(f"Slack stopped, {waits} waiting" if waits else "Slack stopped", "error")
        case SlackState.WAITING:
            return Word(f"Slack: {waits} waiting" if waits else "Slack: no answer", "warning")
        case SlackState.LIVE:
            if slack.parked:
                return Word(f"Slack: {slack.parked} not sent", "warning")
            return Word(f"Slack: {slack.waiting} waiting" if slack.waiting else "Slack on", "muted")
        case _:
            return Word(f"Slack: {waits} waiting" if waits else "Slack untried", "muted")


def emptiness(
    last_poll: Polled | PollFailed | None,
    taken_at: datetime | None,
    failing_since: datetime | None,
    words: str,
    listed: int,
    poll_seconds: float,
    now: datetime,
    scope: Scope = Scope.ON_CALL,
    switching_to: Scope | None = None,
    reading: Progress | None = None,
) -> str:
    """Why the list is empty: all clear, still being read, no answer yet, none at all, or nothing matches.

    Its lines are cut where they are too long; why PagerDuty does not answer is said by `advice`, above.
    """
    if words and listed:
        return f"Nothing matches '{words}' ({count(listed, 'incident')} hidden; Esc clears)"
    if reading is not None:
        return _being_read(reading, taken_at, now, scope, switching_to)
    match last_poll:
        case PollFailed(kind=kind):
            since = clock_time(failing_since or now, now)
            said = _NO_LIST[kind]
            clear = f"\nThe list was empty {_age(now - taken_at)} ago; it may not be now." if taken_at else ""
            return f"{said} since {since}{clear}"
        case Polled() if taken_at is not None:
            age = now - taken_at
            if switching_to is not None:
                return f"Switching to {name_of(switching_to)}…\n{_said(scope)}, {_age(age)} ago"
            if _young(age, poll_seconds):
                return f"All clear, {_age(age)} ago\n{_said(scope)}{_wider(scope)}"
            return f"Was clear {_age(age)} ago; no newer answer from PagerDuty\n{_said(scope)}"
        case _:
            return "Asking PagerDuty…"


def _wider(scope: Scope) -> str:
    return "" if scope is Scope.EVERYTHING else f"\n{key_of('scope')} lists more"


def _being_read(
    reading: Progress, taken_at: datetime | None, now: datetime, scope: Scope, switching_to: Scope | None
) -> str:
    said = str(reading)
    head = f"Switching to {name_of(switching_to)}: {said}" if switching_to is not None else said.capitalize()
    if taken_at is not None:
        return f"{head}\n{_said(scope)}, {_age(now - taken_at)} ago"
    return f"{head}\n{key_of('scope')} chooses another scope, {key_of('refresh')} begins anew"


def _said(scope: Scope) -> str:
    return f"{name_of(scope)}: {_NOTHING[scope]}".capitalize()
