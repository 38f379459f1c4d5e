"""The answers about what surrounds an incident, and how they become the model: loose in, clean out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from pdtui.adapters.pagerduty import wire
from pdtui.adapters.pagerduty.alert_links import link
from pdtui.core.commands import FieldScalar, FieldValue
from pdtui.core.model import Link
from pdtui.core.surroundings import ChangeEvent, CustomField, Outlier, PastIncident, RelatedIncident
from pdtui.text import clean


class WireOccurrence(msgspec.Struct):
    """How often an incident like this came."""

    count: int = 0
    category: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class WireNear(msgspec.Struct):
    """Another incident, cut short."""

    id: str
    title: str | None = None
    summary: str | None = None
    created_at: datetime | None = None
    status: str | None = None
    html_url: str | None = None
    service: wire.WireReference | None = None
    occurrence: WireOccurrence | None = None


class WirePast(msgspec.Struct):
    """An incident of the past and how alike it is."""

    incident: WireNear
    score: float = 0.0


class WireRelationship(msgspec.Struct):
    """Why two incidents belong together."""

    type: str | None = None


class WireRelated(msgspec.Struct):
    """An open incident that may have to do with this one."""

    incident: WireNear
    relationships: list[WireRelationship] | None = None


class WireTemplate(msgspec.Struct):
    """What the titles of like incidents have in common."""

    mined_text: str | None = None


class WireOutlier(msgspec.Struct):
    """How usual an incident is."""

    incident: WireNear
    incident_template: WireTemplate | None = None


class WireReason(msgspec.Struct):
    """Why a change is shown."""

    reason: str | None = None


class WireLink(msgspec.Struct):
    """A link of a change."""

    href: str | None = None
    text: str | None = None


class WireChange(msgspec.Struct):
    """A change event."""

    id: str = ""
    summary: str | None = None
    timestamp: datetime | None = None
    source: str | None = None
    services: list[wire.WireReference] | None = None
    links: list[WireLink] | None = None
    correlation_reason: WireReason | None = None


class WireFieldValue(msgspec.Struct):
    """A custom field with its value on one incident."""

    id: str
    name: str | None = None
    display_name: str | None = None
    data_type: str | None = None
    field_type: str | None = None
    value: object = None


class WireOptionData(msgspec.Struct):
    """What an option stands for."""

    value: object = None


class WireOption(msgspec.Struct):
    """Something that may be chosen."""

    data: WireOptionData | None = None


class WireField(msgspec.Struct):
    """A custom field as an incident type has it."""

    id: str
    field_options: list[WireOption] | None = None


class WireType(msgspec.Struct):
    """The type of an incident."""

    name: str | None = None


class WireTyped(msgspec.Struct):
    """An incident, as far as its type goes."""

    incident_type: WireType | None = None


def _title(raw: WireNear) -> str:
    return clean(raw.title) or clean(raw.summary) or clean(raw.id)


def past(raw: WirePast) -> PastIncident:
    """An incident of the past."""
    near = raw.incident
    created_at = wire.utc(near.created_at) or wire.EPOCH
    return PastIncident(clean(near.id), _title(near), created_at, raw.score, clean(near.html_url))


def related(raw: WireRelated) -> RelatedIncident:
    """An open incident that may have to do with it."""
    near = raw.incident
    return RelatedIncident(
        id=clean(near.id),
        title=_title(near),
        created_at=wire.utc(near.created_at) or wire.EPOCH,
        status=clean(near.status),
        service=wire.reference(near.service).name if near.service else "",
        reasons=tuple(dict.fromkeys(_words(item.type) for item in raw.relationships or () if item.type)),
        url=clean(near.html_url),
    )


def outlier(raw: WireOutlier) -> Outlier | None:
    """How usual it is; None where the answer does not say."""
    occurrence = raw.incident.occurrence
    if occurrence is None or not occurrence.category:
        return None
    return Outlier(
        category=_words(occurrence.category),
        count=occurrence.count,
        since=wire.utc(occurrence.since),
        until=wire.utc(occurrence.until),
        pattern=clean(raw.incident_template.mined_text) if raw.incident_template else "",
    )


def change(raw: WireChange) -> ChangeEvent:
    """A change event."""
    return ChangeEvent(
        id=clean(raw.id),
        summary=clean(raw.summary) or "(no summary)",
        at=wire.utc(raw.timestamp) or wire.EPOCH,
        source=clean(raw.source),
        services=tuple(wire.reference(service) for service in raw.services or ()),
        links=_links(raw.links),
        reason=_words(raw.correlation_reason.reason) if raw.correlation_reason else "",
    )


def _links(raw: Iterable[WireLink] | None) -> tuple[Link, ...]:
    found = (link(item.href, item.text) for item in raw or ())
    return tuple(one for one in found if one is not None)


def field(raw: WireFieldValue, options: tuple[FieldScalar, ...]) -> CustomField:
    """A custom field with its value."""
    name = clean(raw.name) or clean(raw.id)
    return CustomField(
        id=clean(raw.id),
        name=name,
        display_name=clean(raw.display_name) or name,
        data_type=clean(raw.data_type),
        field_type=clean(raw.field_type),
        value=_value(raw.value),
        options=options,
    )


def _value(raw: object) -> FieldValue:
    if isinstance(raw, list):
        return tuple(one for item in raw if (one := _scalar(item)) is not None)
    return _scalar(raw)


def _scalar(raw: object) -> FieldScalar | None:
    if raw is None or isinstance(raw, bool | int | float):
        return raw
    return clean(raw)


def choices(raw: Iterable[WireOption] | None) -> tuple[FieldScalar, ...]:
    """The values that may be chosen."""
    found = (_scalar(option.data.value) for option in raw or () if option.data)
    return tuple(value for value in found if value is not None)


def _words(raw: str | None) -> str:
    """`machine_learning_inferred` as words."""
    return clean(raw).replace("_", " ")
