"""An alert's details laid open: what tools wrap, or write as text, as one mapping with labels, annotations and tags."""

from __future__ import annotations

from pdtui.adapters.pagerduty.alert_values import Json, items, mapping

LONGEST_TEXT = 8000
"""Characters of one text that are read for labels."""


def view_of(details: object) -> Json:
    """The details as one mapping, with the parts that tools wrap or write as text laid open."""
    view: Json = mapping(details)
    inner = mapping(view.get("Message")) or (mapping(view.get("detail")) if "detail-type" in view else {})
    alerts = items(view.get("alerts"))
    alert = mapping(alerts[0]) if alerts else {}
    view = {**view, **inner}
    labels = {**mapping(view.get("commonLabels")), **mapping(alert.get("labels")), **mapping(view.get("labels"))}
    notes = {
        **mapping(view.get("commonAnnotations")), **mapping(alert.get("annotations")),
        **mapping(view.get("annotations")),
    }  # fmt: skip
    for key in ("firing", "summary", "body", "message"):
        told_labels, told_notes = _told(view.get(key))
        labels, notes = {**told_labels, **labels}, {**told_notes, **notes}
    if mapping(view.get("incident")).get("summary") and not labels:
        labels, notes = _told(mapping(view["incident"]).get("summary"))
    tags = _tags(view.get("tags"))
    return {**view, "labels": labels, "annotations": notes, **({"tags": tags} if tags else {})}


def _told(text: object) -> tuple[dict[str, object], dict[str, object]]:
    """Labels and annotations out of Alertmanager's text: ` - name = value`, or `name: value` lines."""
    labels: dict[str, object] = {}
    notes: dict[str, object] = {}
    if not isinstance(text, str):
        return labels, notes
    target = labels
    for line in text[:LONGEST_TEXT].splitlines():
        bare = line.strip()
        if bare in ("Labels:", "Annotations:"):
            target = labels if bare == "Labels:" else notes
            continue
        if not line.startswith((" ", "-")):
            continue
        name, mark, value = bare.removeprefix("- ").partition(" = ")
        if not mark:
            name, mark, value = bare.removeprefix("- ").partition(": ")
        if mark and name and " " not in name:
            place = notes if name in ("description", "summary", "message", "runbook_url") else target
            place.setdefault(name, value.strip())
    return labels, notes


def _tags(value: object) -> dict[str, object]:
    """`env:prod, host:web-1`, or the same as a list or as pairs, by name."""
    if isinstance(value, str):
        value = value.split(",")
    found: dict[str, object] = {}
    for item in items(value)[:100]:
        if isinstance(item, str) and ":" in item:
            name, _, text = item.partition(":")
            found.setdefault(name.strip(), text.strip())
        elif isinstance(item, list) and len(item) == 2 and isinstance(item[0], str):
            found.setdefault(item[0], item[1])
    return found
