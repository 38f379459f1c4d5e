"""One level in time as lines of text: who now, who then, when nobody, when I. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from textual.content import Content

from pdtui.core.timeline import LevelLine, Stretch, Timeline
from pdtui.errors import NotSent, PdtuiError
from pdtui.text import ago, clock_time, spell
from pdtui.tui.details.lines import hanging
from pdtui.tui.on_call.rows import name_of

LABEL = 7
_SHOWN = 3
"""How many gaps, and how many of my turns, are named."""
_MINUTE = timedelta(minutes=1)
_CLOSE = timedelta(hours=48)
_A_WEEK_OFF = timedelta(days=6) - timedelta(hours=2)
"""From here on a weekday alone might be taken for this week's."""
NOBODY = "NOBODY"


def level_words(line: LevelLine, timeline: Timeline, now: datetime, width: int, then: int = 1) -> list[Content]:
    """The level's name, and what holds there from now on; `then`: how many that follow are named."""
    head = Content.assemble((line.policy.name, "bold"), "  ", (f"L{line.level}", "bold $primary"))
    facts = [head.truncate(width, ellipsis=True)]
    for label, words in _facts(line, timeline, now, then):
        facts += hanging(Content.styled(f"  {label.ljust(LABEL)}", "$text-muted"), words, width)
    return facts


def _facts(line: LevelLine, timeline: Timeline, now: datetime, then: int) -> Iterator[tuple[str, Content]]:
    present = line.at(now)
    if present is None:
        yield "now", Content.styled("not known: the reading is too old", "$warning")
        return
    yield "now", Content.assemble(_who(present), f" {_until(present, now)}")
    told = [present]
    while len(told) <= then and (following := line.after(told[-1])) is not None:
        told.append(following)
        yield "then" if len(told) == 2 else "", Content.assemble(_who(following), f" {_from_to(following, now)}")
    gaps = [stretch for stretch in line.gaps(now) if stretch is not present]
    mine = [stretch for stretch in line.mine(now) if stretch is not present]
    if not gaps and not (present.is_gap and present.end is None):
        more = "no other" if present.is_gap else "none"
        yield "gaps", Content.styled(f"{more} until {moment(timeline.until, now)}", "$text-muted")
    elif any(gap not in told for gap in gaps):
        yield "gaps", Content.styled(_several(gaps, now), "bold $error")
    if any(stretch not in told for stretch in mine):
        yield "you", Content.styled(_several(mine, now), "bold $primary")


def _who(stretch: Stretch) -> tuple[str, str]:
    if stretch.is_gap:
        return NOBODY, "bold $error"
    return name_of(stretch), "bold $primary" if stretch.mine else "bold"


def moment(instant: datetime, now: datetime) -> str:
    """An instant in the zone of `now`: `14:05` today, else `Sat 14:05`, else `Sat 28 Nov 14:05`."""
    local = instant.astimezone(now.tzinfo)
    if abs(instant - now) < _A_WEEK_OFF:
        return clock_time(instant, now)
    return f"{local:%a} {local.day} {local:%b} {local:%H:%M}"


def _until(stretch: Stretch, now: datetime) -> str:
    if stretch.end is None:
        return "as far as was read" if stretch.is_gap else "always"
    left = stretch.end - now
    minutes = max(_MINUTE, round(left / _MINUTE) * _MINUTE)
    return f"until {moment(stretch.end, now)}" + (f" (for {spell(minutes)})" if left < _CLOSE else "")


def _from_to(stretch: Stretch, now: datetime) -> str:
    """`08:12 to 20:12`, `Sun 20:12 to Mon 08:12`, `from Thu 03:12 on`; what has begun has no beginning."""
    begins = stretch.start is not None and stretch.start > now
    begin = moment(stretch.start, now) if begins and stretch.start else ""
    if stretch.end is None:
        return f"from {begin} on" if begin else "from now on"
    end = moment(stretch.end, now)
    local = stretch.end.astimezone(now.tzinfo)
    if begin and stretch.start and stretch.start.astimezone(now.tzinfo).date() == local.date():
        end = f"{local:%H:%M}"
    return f"{begin} to {end}" if begin else f"now to {end}"


def _several(stretches: Sequence[Stretch], now: datetime) -> str:
    shown = [_from_to(stretch, now) for stretch in stretches[:_SHOWN]]
    more = len(stretches) - _SHOWN
    return "; ".join([*shown, *([f"{more} more"] if more > 0 else [])])


def standing(
    timeline: Timeline | None, error: PdtuiError | None, failing_since: datetime | None, now: datetime
) -> Content:
    """Whether what is shown can be trusted: of when it is, and since when PagerDuty does not answer."""
    as_of = ""
    if timeline is not None:
        as_of = f"as of {moment(timeline.read_at, now)} ({ago(now - timeline.read_at)} ago)"
    if error is None:
        return Content.styled(as_of or "Asking PagerDuty…", "$text-muted")
    verb = "no answer from PagerDuty" if isinstance(error, NotSent) else "PagerDuty refuses"
    told = f"{verb} since {moment(failing_since or now, now)}: {error}"
    return Content.styled(f"{as_of}; {told}" if as_of else told, "bold $warning")


def nothing(timeline: Timeline, now: datetime, other: str = "") -> str:
    """What is said where there is no line at all."""
    if other:
        return f"{other} pages nobody: its escalation policy has no level."
    return f"You are on call for nothing until {moment(timeline.until, now)}."
