"""The ways in which a person is told of something, and which of them make sense at a moment: pure policy."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from enum import StrEnum

from pdtui.core.reminding.quiet import QuietHours


class Way(StrEnum):
    """One way to be told; the values are the names in the settings file."""

    TOAST = "toast"
    """A notice over the screen."""
    BELL = "bell"
    OSC9 = "osc9"
    """The notification that iTerm2, WezTerm, Ghostty, Windows Terminal and others make of OSC 9."""
    OSC777 = "osc777"
    """The notification that urxvt, foot, VTE's terminals and others make of OSC 777."""
    TITLE = "title"
    """How much is new, in the terminal's title: `(2!) pdtui`."""
    DESKTOP = "desktop"
    """The operating system's own notification."""
    SLACK = "slack"
    """A direct message in Slack."""


DEFAULT_WAYS = frozenset({Way.TOAST, Way.BELL, Way.OSC9, Way.OSC777, Way.TITLE})
"""What works everywhere and asks for nothing."""
NEW_INCIDENT = "new_incident"
"""How the settings call an incident of mine that was just triggered, beside the kinds of reminders."""
_NOTICE = frozenset({Way.TOAST})
_SILENT = _NOTICE | {Way.TITLE}


def parse_ways(value: object) -> frozenset[Way]:
    """A list of ways, or one alone; an empty list tells by none. Raises `ValueError` with the sentence's end."""
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise ValueError(f"wants a list of {', '.join(Way)}")
    return frozenset(map(_way, given))


def _way(word: str) -> Way:
    plain = word.strip().casefold().replace(" ", "").replace("-", "")
    try:
        return Way(plain)
    except ValueError:
        near = difflib.get_close_matches(plain, list(Way), n=1, cutoff=0.0)[0]
        raise ValueError(f"does not know {word!r}; did you mean '{near}'?") from None


def ways_now(
    ways: Collection[Way], *, focused: bool, quiet: bool, pages: bool = False, listed: bool = False
) -> frozenset[Way]:
    """Which of the wished ways are used at this moment.

    `focused`: the person looks at the terminal, so that what the screen shows already is not said again beside it:
    only the notice stays, and the bell for what `pages`, since eyes may be elsewhere. `listed`: the list shows it
    as well, so that it needs no notice. `quiet`: in quiet hours nothing sounds or pops up, and only the notice
    and the title tell. Neither ever leaves the person untold: what was wished by other ways alone keeps them
    where nothing on a looked-at screen shows it, and becomes a notice in quiet hours.
    """
    wished = frozenset(ways)
    if not wished:
        return wished
    if quiet:
        wished = wished & _SILENT or _NOTICE
    if not focused or not (listed or Way.TOAST in wished):
        return wished
    return wished & (_NOTICE | {Way.BELL} if pages else _NOTICE)


@dataclass(frozen=True, slots=True)
class Manners:
    """How a person wants to be told of each kind, and when nothing may sound."""

    usual: frozenset[Way] = DEFAULT_WAYS
    of: Mapping[str, frozenset[Way]] = field(default_factory=dict)
    """By kind (`shift_ends`, `new_incident`…), instead of `usual`."""
    quiet: tuple[QuietHours, ...] = ()
    quiet_of: Mapping[str, tuple[QuietHours, ...]] = field(default_factory=dict)
    """By kind, instead of `quiet`; empty: never quiet."""

    def ways(self, kinds: Iterable[str]) -> frozenset[Way]:
        """How something of these kinds is told: each way that one of them wants; `usual` where it has no kind."""
        wished = [self._of(kind) for kind in kinds]
        return frozenset().union(*wished) if wished else self.usual

    def _of(self, kind: str) -> frozenset[Way]:
        """Who asks for nothing else is told of a new incident without a notice: the list shows it."""
        default = self.usual - _NOTICE if kind == NEW_INCIDENT else self.usual
        return self.of.get(kind, default)

    def is_quiet(self, moment: datetime, zone: tzinfo, kinds: Iterable[str] = ()) -> bool:
        """Whether quiet hours cover an instant for all of these kinds; for those of no kind the usual ones count."""
        hours = [self.quiet_of.get(kind, self.quiet) for kind in kinds] or [self.quiet]
        return all(any(one.covers(moment, zone) for one in several) for several in hours)
