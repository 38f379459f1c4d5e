"""The Slack thread, newest at the bottom as in Slack: who said what when, what it shows, what was put under it."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content
from textual.style import Style

from pdtui.core.events import SlackState
from pdtui.core.slack.port import Piece, PieceKind
from pdtui.core.slack.views import ThreadMessage, ThreadView
from pdtui.tui.bindings import key_of
from pdtui.tui.details.lines import Lines, maybe_link, muted, when, wrapped
from pdtui.tui.details.slack import why_no_thread
from pdtui.tui.details.subject import Subject

MOST = 200
"""Messages that are laid out, the newest ones."""
_INDENT = 2


def thread(subject: Subject, now: datetime, width: int) -> Lines:
    """The messages as last read; why there are none, where there are none."""
    view = subject.view
    if view is None or view.never_read:
        yield from _unread(subject, width)
        return
    shown = view.messages[-MOST:]
    if len(shown) < len(view.messages):
        earlier = len(view.messages) - len(shown)
        yield from wrapped(f"{earlier} earlier ones are in Slack: {key_of('open_thread')}", width, "$text-muted")
        yield Content("")
    for number, message in enumerate(shown):
        if number:
            yield Content("")
        yield from _message(message, now, width)
    if not view.messages:
        yield from wrapped(f"Nothing is written here yet. {key_of('reply')} says something.", width, "$text-muted")
    yield from _old(subject, view, now, width)


def _unread(subject: Subject, width: int) -> Lines:
    trouble = subject.thread_trouble or (subject.view.trouble if subject.view is not None else "")
    if trouble:
        yield from wrapped(f"Not read yet: {trouble}", width, "$warning")
    elif subject.thread is not None and subject.slack.state not in (SlackState.OFF, SlackState.STOPPED):
        yield muted("reading…")
    elif subject.slack.state is SlackState.OFF:
        yield from wrapped("Slack is off: there is no token for it. `pdtui setup` asks for one.", width, "$warning")
    elif subject.slack.state is SlackState.STOPPED:
        yield from wrapped(f"{why_no_thread(subject.slack)}.", width, "$warning")
    else:
        yield from wrapped("No thread in Slack is known yet. T begins one, L links one.", width, "$text-muted")


def _old(subject: Subject, view: ThreadView, now: datetime, width: int) -> Lines:
    """That what is shown is not as of now: at the end, where one looks for what is new."""
    standing = subject.slack
    why = view.trouble or subject.thread_trouble
    if not why and standing.state in (SlackState.OFF, SlackState.STOPPED):
        why = why_no_thread(standing)
    if why:
        yield Content("")
        yield from wrapped(f"As of {when(view.read_at, now)}, not read since: {why}", width, "bold $warning")


def _message(message: ThreadMessage, now: datetime, width: int) -> Lines:
    yield from _who(message, now).wrap(width)
    if message.deleted:
        yield Content(" " * _INDENT) + Content.styled("(deleted)", "italic $text-muted")
    else:
        yield from _indented(words_of(message.pieces), width)
        for name in message.files:
            yield from wrapped(f"file: {name}", width, "", _INDENT)
    if message.reactions:
        put = "   ".join(f":{one.name}: {one.count}" for one in message.reactions)
        yield from wrapped(put, width, "$secondary", _INDENT)


def _who(message: ThreadMessage, now: datetime) -> Content:
    """The line above a message; what pdtui or this person wrote is told from what others did."""
    you = " (you)" if message.is_mine else ""
    name = f"{message.author or 'somebody'}{you}"
    by = ", by pdtui" if message.by_pdtui and message.author.casefold() != "pdtui" else ""
    edited = " (edited)" if message.edited and not message.deleted else ""
    return Content.assemble((name, "bold $text-muted"), (f"{by}, {when(message.at, now)}{edited}", "$text-muted"))


def words_of(pieces: tuple[Piece, ...]) -> Content:
    """The text with its mentions and links; only web addresses can be clicked, and each is to be seen."""
    return Content.assemble(*map(_piece, pieces))


def _piece(piece: Piece) -> Content:
    match piece.kind:
        case PieceKind.USER:
            return Content.styled(f"@{piece.text or piece.value}", "bold $primary")
        case PieceKind.BROADCAST:
            return Content.styled(f"@{piece.text or piece.value}", "bold $warning")
        case PieceKind.CHANNEL:
            return Content.styled(f"#{(piece.text or piece.value).removeprefix('#')}", "$primary")
        case PieceKind.LINK:
            return _link(piece)
        case _:
            return Content(piece.text)


def _link(piece: Piece) -> Content:
    """`dashboard (https://…)`: a text never stands for an address that cannot be seen."""
    address = without_tracking(piece.value)
    url = maybe_link(address, address)
    if not piece.text or piece.text == piece.value:
        return url
    return Content.assemble((piece.text, Style(underline=True)), " (", url, ")")


def without_tracking(url: str) -> str:
    """An address without what only counts clicks: it leads to the same place, and can be read."""
    base, mark, query = url.partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith("utm_")]
    return base + (mark + "&".join(kept) if kept else "")


def _indented(text: Content, width: int) -> Lines:
    for paragraph in text.split("\n", allow_blank=True) if text.plain.strip() else ():
        for line in paragraph.wrap(max(8, width - _INDENT)) or [Content("")]:
            yield Content(" " * _INDENT) + line
