"""An alert as the verbs print it: what matters of its payload, and where it leads."""

from __future__ import annotations

from collections.abc import Iterator

from pdtui.core.model import Alert
from pdtui.printing.stamps import stamp


def alert_json(alert: Alert) -> dict[str, object]:
    """An alert for programs."""
    return {
        "id": alert.id,
        "summary": alert.summary,
        "status": alert.status,
        "severity": alert.severity,
        "created_at": stamp(alert.created_at),
        "alert_key": alert.alert_key,
        "incident_id": alert.incident_id,
        "service": alert.service.name if alert.service else None,
        "source": alert.source,
        "facts": dict(alert.facts),
        "links": [{"url": link.url, "label": link.label, "kind": link.kind.value} for link in alert.links],
        "details": alert.details,
    }


def alert_lines(alert: Alert) -> Iterator[str]:
    """An alert for people."""
    source = f" ({alert.source})" if alert.source else ""
    yield f"  {alert.id} {alert.severity or '-'} {alert.status}: {alert.summary}{source}"
    yield from (f"    {name}: {value}" for name, value in alert.facts)
    yield from (f"    {link.kind.value} {link.label}: {link.url}" for link in alert.links)
