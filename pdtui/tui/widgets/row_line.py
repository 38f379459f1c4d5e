"""One row of the list as words and cells: which columns fit, what stands in them, how they are cut. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from pdtui.core.listing.folding import Entry, Group
from pdtui.core.model import ACKNOWLEDGED, HIGH, LOW, RESOLVED, TRIGGERED, Incident, Priority, Reference
from pdtui.core.store import Row, expected_status
from pdtui.text import ago
from pdtui.tui.cells import fit
from pdtui.tui.colors import readable
from pdtui.tui.widgets import group_line

_UNDER_WAY = {
    "acknowledge": ("ack", "acking…", "ack"),
    "resolve": ("resolve", "resolving…", "res"),
    "escalate": ("escalate", "escalating…", "esc"),
    "note": ("note", "noting…", "note"),
    "snooze": ("snooze", "snoozing…", "snz"),
    "reassign": ("reassign", "assigning…", "give"),
    "priority": ("priority", "priority…", "prio"),
    "urgency": ("urgency", "urgency…", "urg"),
    "title": ("title", "renaming…", "name"),
    "unacknowledge": ("un-ack", "un-acking…", "unak"),
    "reopen": ("reopen", "reopening…", "open"),
    "merge": ("merge", "merging…", "merg"),
    "responders": ("help", "responders…", "help"),
    "status_update": ("update", "updating…", "upd"),
    "workflow": ("workflow", "workflow…", "flow"),
    "alerts": ("alert", "alerts…", "alrt"),
    "field": ("field", "field…", "fld"),
    "trigger": ("trigger", "triggering…", "new"),
}
"""For each action a word, the same while it is under way, and one for narrow screens; none is ever cut."""
_STATUS_WORDS = {
    TRIGGERED: ("●", "triggered", "trig"),
    ACKNOWLEDGED: ("○", "acked", "ack"),
    RESOLVED: ("✓", "resolved", "done"),
}
_NEXT_WORDS = {
    "escalate": "escalates",
    "unacknowledge": "wakes",
    "resolve": "resolves",
    "urgency_change": "urgency",
}

PARTS = (
    "head", "news", "cursor", "cursor-blurred", "bar", "mark", "marked", "ghost", "gone", "triggered", "acknowledged",
    "resolved", "unknown", "failed", "muted", "low", "empty", "scrollbar",
)  # fmt: skip
"""The names of the styles that drawing asks for."""

MARKED, PARTLY = "◆", "◇"
"""Marked; of a group: all of its incidents, or some of them."""
FOLLOWED = "◷"
"""In the place of a mark: somebody wants to be reminded of it."""
_STATE_WIDTH = 13
_AN_HOUR, _A_DAY = timedelta(hours=1), timedelta(days=1)
_NEAR = timedelta(minutes=10)
"""From here on an escalation is told in the place of the state's whole word."""
_SHORTEST_TITLE = 12
WANTED_TITLE = 40
"""Cells that the title has before what comes next and why it is listed take any."""

StyleOf = Callable[[str], Style]
"""A part's style by name: `triggered`, `muted`…"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it shows, how wide it is in cells, what its head says."""

    key: str
    width: int
    label: str = ""
    right: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """All that one drawn row depends on: equal lines look the same, so only differing ones are repainted."""

    row: Entry
    highlighted: bool
    mark: str
    """The sign in the second cell; a marked line is drawn on a ground of its own."""
    gone: str
    """What became of an incident that left, empty for a listed one."""
    age: str
    next_step: str
    soon: str = ""
    """The state with what comes next, `ack →09:00` or `trig ↗3m`, where no column says that."""
    inside: bool = False
    """Whether it belongs to the open group above it."""
    signs: str = ""
    """What stands behind its title, of one cell each."""

    @property
    def marked(self) -> bool:
        """Whether a key acts on it though it is not highlighted."""
        return self.mark in (MARKED, PARTLY)


@dataclass(frozen=True, slots=True)
class State:
    """The first column: a sign, a word and a short one for narrow screens, and the name of its style."""

    sign: str
    word: str
    short: str
    style: str


def columns_for(width: int, number_width: int) -> tuple[Column, ...]:
    """The columns that fit in `width` cells, one cell between neighbours; the title takes what is left."""
    number = Column("number", number_width, "#", right=True)
    fixed = [Column("state", _STATE_WIDTH if width >= 56 else 6, "state")]
    if width >= 50:
        fixed.append(Column("priority", 5, "prio"))
    if width >= 140:
        fixed.append(Column("urgency", 4, "urg"))
    elif width >= 64:
        fixed.append(Column("urgency", 1))
    fixed.append(number)
    after = []
    if width >= 76:
        after.append(Column("service", _service_width(width), "service"))
    if 50 <= width < 108:
        after.append(Column("first", 5, "who"))
    if width >= 108:
        after.append(Column("who", 14 if width < 170 else 20, "assigned to"))
    age = Column("age", 4, "age", right=True)
    spare = width - sum(column.width + 1 for column in (*fixed, *after, age)) - WANTED_TITLE
    next_step, reason = Column("next", 14, "next"), Column("reason", 20, "why listed")
    if spare > next_step.width + reason.width + 1:
        after.append(reason)
    if spare > next_step.width:
        after.append(next_step)
    after.append(age)
    taken = sum(column.width + 1 for column in (*fixed, *after))
    return (*fixed, Column("title", max(4, width - taken), "title"), *after)


def _service_width(width: int) -> int:
    return 12 if width < 100 else 16 if width < 150 else 22


def state_of(row: Row) -> State:
    """What the first column says: the write under way before its failure before the status."""
    if row.pending:
        pending = row.pending[-1]
        name = pending.action_id
        word, doing, short = _UNDER_WAY.get(name, (name, f"{name}…", name))
        if any(other.unknown for other in row.pending):
            return State("?", f"{word} ?", short, "unknown")
        return State("…", doing, short, _status_style(expected_status(row)))
    if row.failed:
        failed = f"{_UNDER_WAY.get(row.failed_action, ('',))[0]} failed".lstrip()
        return State("!", failed if len(failed) <= _STATE_WIDTH - 2 else "failed", "fail", "failed")
    status = row.incident.status
    sign, word, short = _STATUS_WORDS.get(status, ("·", status, status))
    return State(sign, word, short, _status_style(row.incident.status))


def _status_style(status: str) -> str:
    return status if status in _STATUS_WORDS else "muted"


def next_step(incident: Incident, now: datetime) -> str:
    """What PagerDuty does by itself next, and when: `escalates 3m`; empty where nothing is due.

    An acknowledgement that ends, as a snooze does, wakes the incident: `wakes 43m`, from an hour on `wakes 09:00`.
    """
    if not incident.pending_actions:
        return ""
    first = min(incident.pending_actions, key=lambda action: action.at)
    word = _NEXT_WORDS.get(first.type, first.type.replace("_", " "))
    left = first.at - now
    if left <= timedelta():
        return f"{word} now"
    wakes_later = first.type == "unacknowledge" and _AN_HOUR <= left < _A_DAY
    return f"{word} {first.at.astimezone(now.tzinfo):%H:%M}" if wakes_later else f"{word} {ago(left)}"


def names(people: tuple[Reference, ...], *, you: bool) -> str:
    """The first person and how many more: `Ann +2`; me first, as `you`."""
    if not people:
        return "nobody"
    first = "you" if you else people[0].name
    return first if len(people) == 1 else f"{first} +{len(people) - 1}"


def _who_style(row: Row, style_of: StyleOf) -> Style:
    return Style(bold=True) if row.reason.assigned else style_of("muted")


def line_of(
    row: Entry,
    now: datetime,
    columns: tuple[Column, ...],
    *,
    highlighted: bool,
    mark: str,
    gone: str,
    inside: bool = False,
    signs: str = "",
) -> Line:
    """A row, or a group, as it is to be drawn at `now` in these columns."""
    shows_next = not gone and any(column.key == "next" for column in columns)
    if isinstance(row, Group):
        step = group_line.next_of(row, now, _next_of_row) if shows_next else ""
        return Line(row, highlighted, mark, gone, group_line.span_of(row, now), step)
    step = next_step(row.incident, now) if shows_next else ""
    soon = "" if gone or shows_next else state_with_next(row, now)
    return Line(row, highlighted, mark, gone, ago(now - row.incident.created_at), step, soon, inside, signs)


def _next_of_row(row: Row, now: datetime) -> str:
    return next_step(row.incident, now)


def state_with_next(row: Row, now: datetime) -> str:
    """What PagerDuty does next by itself, in the state's own cells: empty where it does nothing or not soon.

    `ack →09:00`, `ack →Sun`: the acknowledgement ends. `trig ↗3m`: it escalates, if that is near.
    """
    if row.pending or row.failed:
        return ""
    wanted = {ACKNOWLEDGED: "unacknowledge", TRIGGERED: "escalate"}.get(row.incident.status, "")
    at = min((one.at for one in row.incident.pending_actions if one.type == wanted and one.at > now), default=None)
    if at is None:
        return ""
    if row.incident.status == TRIGGERED:
        return f"trig ↗{ago(at - now)}" if at - now < _NEAR else ""
    end = at.astimezone(now.tzinfo)
    return f"ack →{end:%H:%M}" if at - now < _A_DAY else f"ack →{end:%a}"


def _cell(line: Line, column: Column, base: Style, style_of: StyleOf) -> tuple[str, Style]:
    match column.key:
        case "next":
            return line.next_step, base + style_of("muted")
        case "age":
            return line.age, base + style_of("muted")
    if isinstance(line.row, Group):
        return _cell_of_group(line.row, column, base, style_of)
    return _cell_of_row(line, line.row, column, base, style_of)


def _cell_of_row(line: Line, row: Row, column: Column, base: Style, style_of: StyleOf) -> tuple[str, Style]:
    incident = row.incident
    match column.key:
        case "state":
            return _state_cell(line, row, column.width, base, style_of)
        case "priority":
            return _priority_cell(incident.priority, base, style_of)
        case "urgency":
            return _urgency_cell(incident.urgency, column.width, base, style_of)
        case "number":
            return f"#{incident.number}", base
        case "title":
            title = f"{'  ' if line.inside else ''}{incident.title or '(no title)'}"
            return title, base + (style_of("low") if incident.urgency == LOW else Style())
        case "service":
            return incident.service.name, base + style_of("muted")
        case "who":
            return names(incident.assignees, you=row.reason.assigned), base + _who_style(row, style_of)
        case "first":
            first = names(incident.assignees[:1], you=row.reason.assigned).split(" ", 1)[0]
            return first if incident.assignees else "–", base + _who_style(row, style_of)
        case _:
            return str(row.reason), base + style_of("muted")


def _cell_of_group(group: Group, column: Column, base: Style, style_of: StyleOf) -> tuple[str, Style]:
    muted = base + style_of("muted")
    match column.key:
        case "state":
            words, style = (group_line.standing if column.width >= _STATE_WIDTH else group_line.short_standing)(group)
            return words, base + style_of(style)
        case "priority":
            return _priority_cell(group_line.priority_of(group), base, style_of)
        case "urgency":
            return _urgency_cell(group_line.urgency_of(group), column.width, base, style_of)
        case "number":
            return f"{len(group.rows)}×", base + Style(bold=True)
        case "title":
            return group_line.title_of(group), base + group_line.title_style(group, style_of("low"))
        case "service":
            return group.rows[0].incident.service.name, muted
        case "who":
            return group_line.who_of(group), muted
        case "first":
            return group_line.first_of(group), muted
        case _:
            return group_line.reason_of(group), muted


def _state_cell(line: Line, row: Row, width: int, base: Style, style_of: StyleOf) -> tuple[str, Style]:
    state = state_of(row)
    if line.soon and width >= _STATE_WIDTH:
        return f"{state.sign} {line.soon}", base + style_of(state.style)
    return f"{state.sign} {state.word if width >= _STATE_WIDTH else state.short}", base + style_of(state.style)


def _urgency_cell(urgency: str, width: int, base: Style, style_of: StyleOf) -> tuple[str, Style]:
    word = urgency if width > 1 else {HIGH: "↑", LOW: "↓"}.get(urgency, "·")
    return word, base if urgency == HIGH else base + style_of("muted")


def _priority_cell(priority: Priority | None, base: Style, style_of: StyleOf) -> tuple[str, Style]:
    return priority.name if priority else "–", base + _priority_style(priority, base, style_of)


def _priority_style(priority: Priority | None, base: Style, style_of: StyleOf) -> Style:
    if priority is None or not priority.color or base.bgcolor is None:
        return style_of("muted") if priority is None else Style()
    if base.bgcolor.triplet is None:
        return Style(bold=True)
    color = readable(priority.color, Color(*base.bgcolor.triplet))
    return Style(color=color.rich_color, bold=True) if color is not None else Style()


def draw(line: Line, columns: tuple[Column, ...], width: int, base: Style, style_of: StyleOf) -> Strip:
    """The row in exactly `width` cells; `base` carries the ground, the parts their own colours.

    A row that left begins with what became of it, if need be at the cost of its title.
    """
    segments = [
        Segment("▌" if line.highlighted else " ", base + style_of("bar")),
        Segment(line.mark or " ", base + style_of("mark")),
    ]
    if line.gone:
        base = base + style_of("ghost")
        what = f"× {line.gone}"
        columns, span = _make_room(columns, len(what))
        segments.append(Segment(fit(what, span) + " ", base + style_of("gone")))
    for column in columns:
        text, style = _cell(line, column, base, style_of)
        if line.gone:
            style = base
        signs = line.signs if column.key == "title" and column.width > _SHORTEST_TITLE else ""
        segments.append(Segment(_before(text, column.width, signs, right=column.right), style))
        segments += [Segment(f" {signs}", base + style_of("muted"))] if signs else []
        segments.append(Segment(" ", base))
    return Strip(segments).adjust_cell_length(width, base)


def _before(text: str, width: int, signs: str, *, right: bool) -> str:
    """The text in the cells that signs behind it leave."""
    return fit(text, width - (len(signs) + 1 if signs else 0), right=right)


def _make_room(columns: tuple[Column, ...], wanted: int) -> tuple[tuple[Column, ...], int]:
    """The columns without state, priority and urgency, and how many cells that leaves for other words."""
    lead = [column for column in columns if column.key in ("state", "priority", "urgency")]
    span = sum(column.width for column in lead) + len(lead) - 1
    title = next(column.width for column in columns if column.key == "title")
    more = min(max(0, wanted - span), max(0, title - _SHORTEST_TITLE))
    rest = tuple(
        replace(column, width=column.width - more) if column.key == "title" else column
        for column in columns
        if column not in lead
    )
    return rest, span + more


def draw_head(
    columns: tuple[Column, ...], width: int, news: str, base: Style, loud: Style, ordered: tuple[str, str] = ("", "")
) -> Strip:
    """The head row; `news` (how many are new, marked) stands at the title's place in a louder style.

    `ordered`: the column that the order goes by, and the sign behind its name.
    """
    segments = [Segment("  ", base)]
    for column in columns:
        here = column.key == ordered[0]
        label = column.label + (ordered[1] if here else "")
        if column.key == "title" and news:
            label = f"{label}  " if column.width > len(news) + 8 else ""
            segments.append(Segment(label, base))
            segments.append(Segment(fit(news, column.width - len(label)), loud))
        else:
            segments.append(Segment(fit(label, column.width, right=column.right), loud if here else base))
        segments.append(Segment(" ", base))
    return Strip(segments).adjust_cell_length(width, base)


def column_at(columns: tuple[Column, ...], x: int) -> str:
    """The key of the column that stands at a cell of the list; empty where none does."""
    start = 2
    for column in columns:
        if start <= x < start + column.width:
            return column.key
        start += column.width + 1
    return ""
