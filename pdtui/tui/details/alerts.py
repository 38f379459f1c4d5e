"""The alerts: how bad, from where, what matters of what monitoring said; or its words as they came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual.content import Content

from pdtui.core.model import Alert
from pdtui.text import count
from pdtui.tui.bindings import key_of
from pdtui.tui.details.lines import LABEL, Lines, fact, hanging, muted, when, wrapped
from pdtui.tui.details.overview import link_line

MOST = 50
"""Alerts that are laid out."""
_DETAIL_LINES = 12
_RAW_LINES = 400
_SEVERITIES = ("critical", "error", "warning", "info")
_TONES = {"critical": "bold $error", "error": "bold $error", "warning": "bold $warning"}


def alerts(found: Sequence[Alert], now: datetime, width: int, *, raw: bool) -> Lines:
    """What still fires before what is over, the most severe first, then the newest."""
    for number, alert in enumerate(sorted(found, key=_order)[:MOST]):
        if number:
            yield Content("")
        yield from _alert(alert, now, width, raw=raw)
    if len(found) > MOST:
        yield from wrapped(f"and {len(found) - MOST} more in PagerDuty", width, "$text-muted")


def _order(alert: Alert) -> tuple[bool, int, float]:
    known = alert.severity in _SEVERITIES
    severity = _SEVERITIES.index(alert.severity) if known else len(_SEVERITIES)
    return alert.resolved, severity, -alert.created_at.timestamp()


def _alert(alert: Alert, now: datetime, width: int, *, raw: bool) -> Lines:
    tone = "$text-muted" if alert.resolved else _TONES.get(alert.severity, "bold")
    head = Content.styled(f"{alert.severity or 'no severity'}  ", tone)
    yield from hanging(head, Content.styled(alert.summary or "(no summary)", "bold"), width)
    source = f"{alert.source}, " if alert.source else ""
    yield from wrapped(f"{source}{alert.status}, {when(alert.created_at, now)}", width, "$text-muted", 2)
    if raw:
        yield from _body(alert.raw or alert.details, width, _RAW_LINES, "no body")
        return
    for link in alert.links:
        yield from link_line(link, width, 2)
    for name, value in alert.facts:
        yield from _fact(name, value, width)
    if not alert.facts:
        yield from _body(alert.details, width, _DETAIL_LINES, "")
    elif alert.raw or alert.details:
        yield from wrapped(f"{key_of('raw')} shows the whole body", width, "$text-muted", 2)


def _fact(name: str, value: str, width: int) -> Lines:
    for line in fact(name if len(name) < LABEL else f"{name}:", value, max(8, width - 2)):
        yield Content("  ") + line


def _body(text: str, width: int, most: int, nothing: str) -> Lines:
    lines = text.splitlines()
    if not lines and nothing:
        yield muted(f"  {nothing}")
    for line in lines[:most]:
        indent = 2 + min(len(line) - len(line.lstrip()), width // 3)
        yield from wrapped(line.strip(), width, "", indent)
    if len(lines) > most:
        where = f"{key_of('raw')} shows them" if most == _DETAIL_LINES else "in PagerDuty"
        yield from wrapped(f"{count(len(lines) - most, 'more line')}: {where}", width, "$text-muted", 2)
