"""What is said about a request for cover: to who is asked, and to who asks. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from pdtui.core.cover.request import CoverRequest, CoverState
from pdtui.core.slack import marks
from pdtui.core.slack.port import Button

LONGEST = 500
"""Characters of a message to who is asked."""
YES_BUTTON, NO_BUTTON = "cover-yes", "cover-no"
NAMED_WITHIN = timedelta(days=6)
"""So far away a weekday says which day is meant."""


def moment(instant: datetime, now: datetime) -> str:
    """A wall time that is read some time later, in the zone of `now`: `Thu 09:00`, `Thu 10 Dec 09:00`."""
    local = instant.astimezone(now.tzinfo)
    near = abs(local - now) < NAMED_WITHIN
    return f"{local:%a %H:%M}" if near else f"{local:%a} {local.day} {local:%b} {local:%H:%M}"


def turn(request: CoverRequest, now: datetime) -> str:
    """`Payments primary from Thu 09:00 to Thu 13:00`."""
    return f"{request.schedule.name} from {moment(request.start, now)} to {moment(request.end, now)}"


def zone_name(zone: tzinfo, instant: datetime) -> str:
    """`Europe/Berlin`, or what the machine calls its own zone."""
    return str(getattr(zone, "key", "")) or instant.astimezone(zone).tzname() or "UTC"


def question(request: CoverRequest, now: datetime, *, buttons: bool) -> str:
    """What is asked; `now` carries the zone."""
    zone = zone_name(now.tzinfo, request.start) if now.tzinfo is not None else "UTC"
    asks = f"{request.asker.name} asks you to cover {turn(request, now)} ({zone})"
    said = f"{asks}: {_cut(request.message)}" if request.message else f"{asks}."
    return said if buttons else f"{said}\nAnswer yes or no here."


def answer_buttons(request: CoverRequest) -> tuple[Button, ...]:
    """To press instead of writing."""
    return (
        Button(marks.button(YES_BUTTON), "I'll cover", request.id, "primary"),
        Button(marks.button(NO_BUTTON), "I can't", request.id),
    )


def ending(request: CoverRequest, now: datetime) -> str:
    """What the person who was asked hears of how it ended; empty where there is nothing to say."""
    match request.state:
        case CoverState.COVERED:
            when = f"from {moment(request.start, now)} to {moment(request.end, now)}"
            return f"Thank you: you are on call for {request.schedule.name} {when}."
        case CoverState.EXPIRED:
            return f"The time to answer is over: you are not asked any more to cover {turn(request, now)}."
        case CoverState.WITHDRAWN:
            return f"{request.asker.name} does not need you to cover {turn(request, now)} any more."
        case CoverState.REFUSED:
            return (
                f"Thank you, but PagerDuty did not confirm that you are on call for {turn(request, now)}. "
                f"{request.asker.name} is told so."
            )
        case _:
            return ""


def outcome(request: CoverRequest, now: datetime) -> str:
    """What the asker hears of it; empty where they know, or nothing is certain yet."""
    name, covers = request.person.name, turn(request, now)
    match request.state:
        case CoverState.COVERED:
            return f"{name} covers you: on call for {covers}"
        case CoverState.DECLINED:
            return f"{name} cannot cover {covers}"
        case CoverState.EXPIRED:
            return f"{name} did not answer in time: nobody covers {covers}"
        case CoverState.REFUSED:
            why = f"{request.answer}; look, and override it by P"
            return f"{name} said yes, but is not known to be on call for {covers}: {why}"
        case _:
            return ""


def answered(request: CoverRequest, text: str) -> str:
    """Words that are neither yes nor no, for the asker."""
    return f"{request.person.name} answers: {_cut(text)} (about {request.schedule.name}; the request stays open)"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rstrip() + " …"
