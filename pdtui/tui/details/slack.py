"""What the overview tells of Slack: the thread, the incident's own channel, how far its checklist is."""

from __future__ import annotations

from textual.content import Content

from pdtui.core.events import SlackChanged, SlackState
from pdtui.core.journal import IncidentChannel
from pdtui.core.slack.views import Checklist, ChecklistItem
from pdtui.tui.details.lines import Lines, fact, hanging
from pdtui.tui.details.subject import Subject

DONE, OPEN = "☑", "☐"


def slack(subject: Subject, width: int) -> Lines:
    """Where it is spoken of, or why nowhere."""
    link = subject.thread
    if link is None:
        yield from fact("Slack", why_no_thread(subject.slack), width)
    else:
        place = f"#{link.channel_name}" if link.channel_name else link.channel_id
        yield from fact("Slack", f"thread in {place}", width)
        if link.permalink:
            yield from fact("", link.permalink, width, link=link.permalink)
    if subject.channel is not None:
        yield from fact("channel", place_of(subject.channel), width)
    if subject.view is not None and subject.view.checklist is not None:
        yield from _checklist(subject.view.checklist, width)


def place_of(channel: IncidentChannel) -> str:
    """`#inc-12-latency`, and whether nobody can write there any more."""
    name = f"#{channel.name}" if channel.name else channel.channel_id
    return f"{name}, archived" if channel.archived else name


def why_no_thread(standing: SlackChanged) -> str:
    """Why no thread is shown; that there is none only where Slack could have told."""
    if standing.state is SlackState.OFF:
        return "Slack is off"
    if standing.state is SlackState.STOPPED:
        return f"Slack stopped: {standing.advice}" if standing.advice else "Slack stopped"
    return "no thread known yet"


def item_line(item: ChecklistItem) -> tuple[Content, Content]:
    """`☑ 1 `, `Join the channel (Ada)`."""
    by = f" ({item.by})" if item.done and item.by else ""
    sign = (DONE, "bold $success") if item.done else (OPEN, "bold")
    words = Content.styled(f"{item.text}{by}", "$text-muted" if item.done else "")
    return Content.assemble(sign, f" {item.number} "), words


def _checklist(checklist: Checklist, width: int) -> Lines:
    yield from fact("checklist", f"{checklist.done} of {len(checklist.items)} done", width)
    for item in checklist.items:
        head, words = item_line(item)
        yield from hanging(Content("  ") + head, words, width)
