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
_CLOSE = timedelta(hours=48)
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
    following = line.after(present)
    for number in range(then):
        if following is not None:
            label = "then" if number == 0 else ""
            yield label, Content.assemble(_who(following), f" {_from_to(following, now)}")
            following = line.after(following)
    later = [gap for gap in line.gaps(now) if gap is not present]
    if later:
        yield "gaps", Content.assemble((_several(later, now), "bold $error"))
    elif not present.is_gap:
        yield "gaps", Content.styled(f"none until {clock_time(timeline.until, now)}", "$text-muted")
    mine = [stretch for stretch in line.mine(now) if stretch is not present]
    if mine:
        yield "you", Content.assemble((_several(mine, now), "bold $primary"))


def _who(stretch: Stretch) -> tuple[str, str]:
    if stretch.is_gap:
        return NOBODY, "bold $error"
    return name_of(stretch), "bold $primary" if stretch.mine else "bold"


def _until(stretch: Stretch, now: datetime) -> str:
    if stretch.end is None:
        return "as far as was read" if stretch.is_gap else "always"
    left = stretch.end - now
    return f"until {clock_time(stretch.end, now)}" + (f" (for {spell(left)})" if left < _CLOSE else "")


def _from_to(stretch: Stretch, now: datetime) -> str:
    begin = clock_time(stretch.start, now) if stretch.start else ""
    return f"{begin} to {_end(stretch, now)}" if stretch.end else f"from {begin} on".replace("  ", " ")


def _end(stretch: Stretch, now: datetime) -> str:
    """Without the day's name where it ends on the day on which it begins."""
    end = clock_time(stretch.end, now) if stretch.end else ""
    begin = stretch.start.astimezone(now.tzinfo) if stretch.start else now
    local = stretch.end.astimezone(now.tzinfo) if stretch.end else now
    return f"{local:%H:%M}" if begin.date() == local.date() else end


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
        as_of = f"as of {clock_time(timeline.read_at, now)} ({ago(now - timeline.read_at)} ago)"
    if error is None:
        return Content.styled(as_of or "Asking PagerDuty…", "$text-muted")
    verb = "no answer from PagerDuty" if isinstance(error, NotSent) else "PagerDuty refuses"
    told = f"{verb} since {clock_time(failing_since or now, now)}: {error}"
    return Content.styled(", ".join(filter(None, [as_of, told])).capitalize(), "bold $warning")


def nothing(timeline: Timeline, now: datetime) -> str:
    """What is said where there is no line at all."""
    return f"You are on call for nothing until {clock_time(timeline.until, now)}."
