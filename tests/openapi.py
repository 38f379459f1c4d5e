"""PagerDuty's published description as a judge of requests and responses, in both directions of the wire.

The description is not part of this repository: it is looked for in `$PDTUI_SHARED`, else in `../shared`.
Its own known errors are written down in `CORRECTIONS` and `UNDOCUMENTED`, each with the reason; nothing else
is excused.
"""

from __future__ import annotations

import copy
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import pytest
from openapi_schema_validator import OAS30Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4

Json = dict[str, object]
SLACK_MOUNT = "/integration-slack"
FILES = {"": "openapiv3.json", SLACK_MOUNT: "integration-slack-openapiv3.json"}
IMPLICIT_HEADERS = ("accept", "content-type", "authorization")


@dataclass(frozen=True, slots=True)
class Correction:
    """A place where the description contradicts itself or what was recorded."""

    schema: str
    """A component; dots lead into the properties of it and of the parts of its unions."""
    change: str
    """`nullable`, `any_json`, `any_of` (for `oneOf`), or `enum+NAME`."""
    reason: str


CORRECTIONS = (
    Correction("Incident.incident_key", "nullable", "recorded: null on incidents with alerts"),
    Correction("Incident.resolved_at", "nullable", "recorded: null on open incidents"),
    Correction("Incident.priority", "nullable", "recorded: null without a priority"),
    Correction("Incident.resolve_reason", "nullable", "recorded: null unless merged"),
    Correction("Incident.conference_bridge", "nullable", "recorded: null without a bridge"),
    Correction("Incident.alert_grouping.ended_at", "nullable", "recorded: null while grouping goes on"),
    Correction("Incident.alert_grouping", "nullable", "recorded: null without alerts"),
    Correction("IncidentBody.details", "any_json", "an incident's details are text, as its own examples show"),
    Correction("Alert.severity", "nullable", "recorded: null or absent"),
    Correction("Alert.body.details", "any_json", "recorded: text as well as an object"),
    Correction("Oncall.schedule", "any_json", "null for direct targets; include[]=schedules puts the object"),
    Correction("Oncall.start", "nullable", "recorded: null for direct targets"),
    Correction("Oncall.end", "nullable", "recorded: null for direct targets"),
    Correction("Oncall.user", "any_json", "include[]=users puts a User there, as the parameter says"),
    Correction("Oncall.escalation_policy", "any_json", "include[]=escalation_policies puts the object there"),
    Correction("User.time_zone", "nullable", "recorded: null means the account's"),
    Correction("User.job_title", "nullable", "recorded: null"),
    Correction("User.teams", "any_json", "include[]=teams puts Team objects there"),
    Correction("Team.description", "nullable", "recorded: null or absent"),
    Correction("Service.description", "nullable", "recorded: null"),
    Correction("Service.auto_resolve_timeout", "nullable", "its own text: null switches it off"),
    Correction("Service.acknowledgement_timeout", "nullable", "its own text: null switches it off"),
    Correction("Service.last_incident_timestamp", "nullable", "recorded: null before the first incident"),
    Correction("Service.support_hours", "nullable", "recorded: null without support hours"),
    Correction("Service.escalation_policy", "any_json", "include[]=escalation_policies puts the object there"),
    Correction("Service.teams", "any_json", "include[]=teams puts Team objects there"),
    Correction("EscalationPolicy.description", "nullable", "recorded: null"),
    Correction("EscalationPolicy.services", "any_json", "include[]=services puts Service objects there"),
    Correction("EscalationPolicy.teams", "any_json", "include[]=teams puts Team objects there"),
    Correction("Schedule.description", "nullable", "recorded: null"),
    Correction("Schedule.next_oncall_for_user", "nullable", "null where the user has no turn"),
    Correction("SubSchedule.rendered_coverage_percentage", "nullable", "recorded: null without bounds"),
    Correction("ScheduleLayer.rendered_coverage_percentage", "nullable", "recorded: null without bounds"),
    Correction("ScheduleLayer.end", "nullable", "its own text: null for a layer without an end"),
    Correction("Channel", "any_of", "its oneOf parts overlap, so that no channel fits exactly one"),
    Correction("LogEntry.incident", "any_json", "include[]=incidents puts the object there"),
    Correction("LogEntry.service", "any_json", "include[]=services puts the object there"),
    Correction("LogEntry.teams", "any_json", "include[]=teams puts Team objects there"),
    Correction("LogEntry.type", "enum+link_log_entry", "seen in the wild, on merged incidents"),
    Correction("LogEntry.type", "enum+unlink_log_entry", "seen in the wild, on moved alerts"),
    Correction("LogEntry.type", "enum+responder_request_log_entry", "seen in the wild, on requests for responders"),
    Correction("LogEntry.type", "enum+status_update_log_entry", "seen in the wild, on status updates"),
    Correction(
        "AgentReference.type",
        "enum+events_api_v2_inbound_integration_reference",
        "recorded references to integrations have the type of their kind",
    ),
    Correction("AcknowledgeLogEntry.type", "any_json", "it says `acknowledgement_log_entry`, its base does not"),
    Correction("Alert.service", "any_json", "include[]=services puts the object there"),
    Correction("Alert.incident", "any_json", "include[]=incidents puts the object there"),
    Correction("Alert.first_trigger_log_entry", "any_json", "include[] puts the object there"),
    Correction("CustomFieldsFieldValue.value", "any_json", "its examples have the bare value, null clears it"),
    Correction("IncidentTypeCustomFields.default_value", "any_json", "its examples have the bare value"),
    Correction("CustomFieldsEditableFieldValue", "any_of", "its oneOf parts overlap: none of them needs its key"),
    Correction("CustomFieldsEditableFieldValue.value", "any_json", "its examples have the bare value, null clears it"),
)

UNDOCUMENTED = {
    ("POST", "/incidents/{id}/notes", 201): "recorded 201; the description says 200",
    ("PUT", "/incidents/{id}", 400): "recorded 400; the description lists only 401, 403, 404, 429",
    ("PUT", "/incidents/{id}", 402): "urgency without the ability; see the errors page",
    ("PUT", "/incidents/{id}/alerts/{alert_id}", 400): "as on the bulk form",
    ("GET", "/incidents/{id}/alerts", 404): "as on every other path below an incident",
    ("PUT", "/incidents/{id}/alerts", 404): "as on every other path below an incident",
    ("POST", "/incidents/{id}/responder_requests", 402): "its own text: needs the ability",
    ("POST", "/incidents/{id}/status_updates", 402): "a feature of some plans",
    ("GET", "/incidents/{id}/status_updates/subscribers", 402): "a feature of some plans",
    ("POST", "/incidents/{id}/status_updates/subscribers", 402): "a feature of some plans",
    ("POST", "/incidents/{id}/status_updates/unsubscribe", 402): "a feature of some plans",
    ("GET", "/incidents/{id}/status_updates/subscribers", 404): "as on every other path below an incident",
    ("POST", "/incidents/{id}/status_updates/subscribers", 404): "as on every other path below an incident",
    ("GET", "/incident_workflows/triggers", 404): "where `incident_id` names no incident",
    ("PUT", "/incidents/{id}/custom_fields/values", 400): "a value of the wrong type; it lists 403, 404, 500 only",
    ("GET", "/incidents/{id}/past_incidents", 402): "its own text: part of some plans only",
    ("GET", "/incidents/{id}/related_incidents", 402): "its own text: part of some plans only",
    ("GET", "/incidents/{id}/outlier_incident", 402): "a feature of some plans",
    ("GET", "/incidents/{id}/related_change_events", 402): "a feature of some plans",
    ("GET", "/log_entries", 402): "`team_ids[]` needs the ability `teams`, as on the list of incidents",
    ("GET", "/priorities", 404): "seen where priorities are switched off",
    ("GET", "/users/me", 401): "recorded 401",
    ("GET", "/teams", 402): "its own text: needs the ability `teams`",
    (
        "DELETE",
        "/schedules/{id}/overrides/{override_id}",
        400,
    ): "its own text: past overrides cannot be removed",
}
"""Statuses that occur but are not in the description; they are checked against another documented answer."""

ANSWERS_LIKE = {
    ("PUT", "/incidents/{id}/merge", 200): ("GET", "/incidents/{id}", "recorded: the whole incident"),
}
"""Answers that are recorded to be of another operation's shape than the description says."""

PLAIN_STRING_ERROR = ("GET", "/users/me", 400)
"""Here `error` is a plain string in every recording; the description says an object."""


class OpenApi:
    """Both descriptions, ready to judge; build it through `published()`, once."""

    def __init__(self, folder: Path) -> None:
        self._documents: dict[str, Json] = {}
        self._registry: Registry[object] = Registry()
        for mount, name in FILES.items():
            document: Json = json.loads((folder / "pagerduty" / name).read_text())
            _repair(document)
            self._documents[mount] = document
            resource = DRAFT4.create_resource(document)
            self._registry = self._registry.with_resource(f"urn:pd{mount}", resource)
        self._paths = [
            (mount, template, re.compile(re.sub(r"\{\w+\}", "[^/]+", template)))
            for mount, document in self._documents.items()
            for template in sorted(_object(document["paths"]), key=lambda path: (path.count("{"), path))
        ]

    def validate_request(
        self,
        method: str,
        path: str,
        query: Iterable[tuple[str, str]],
        headers: Mapping[str, str],
        body: bytes,
    ) -> list[str]:
        """What is wrong with a request (path, method, parameters, headers, JSON body); empty: nothing."""
        found = self._operation(method, path)
        if found is None:
            return [f"{method} {path} is not in the description"]
        mount, template, operation = found
        known = {(p["in"], str(p["name"])): p for p in self._parameters(mount, template, operation)}
        lower = {name.lower(): value for name, value in headers.items()}
        wrong = list(self._wrong_query(mount, known, list(query)))
        for (place, name), parameter in known.items():
            implicit = place == "header" and name.lower() == "content-type" and method in ("GET", "DELETE")
            if place == "header" and parameter.get("required") and not implicit and not lower.get(name.lower()):
                wrong.append(f"header {name} is missing")
        if not lower.get("authorization"):
            wrong.append("header Authorization is missing")
        wrong += self._wrong_body(mount, operation, lower, body)
        return wrong

    def validate_response(self, method: str, path: str, status: int, body: bytes) -> list[str]:
        """What is wrong with a response: an undocumented status, or a body unlike its schema."""
        found = self._operation(method, path)
        if found is None:
            return [] if status in (404, 405) else [f"{method} {path} is not in the description"]
        mount, template, operation = found
        like = ANSWERS_LIKE.get((method, template, status))
        if like is not None:
            operation = _object(_object(_object(self._documents[mount]["paths"])[like[1]])[like[0].lower()])
        responses = _object(operation["responses"])
        answer = responses.get(str(status))
        if answer is None:
            answer = self._stand_in(responses, (method, template, status))
        if answer is None:
            return [f"{method} {template}: status {status} is not in the description"]
        schema = _schema(self._resolved(mount, answer))
        if (method, template, status) == PLAIN_STRING_ERROR:
            return []
        if schema is None:
            return [f"status {status} has a body"] if body.strip() else []
        if not body:
            return [] if status in (200, 401, 429) else [f"status {status} has no body"]
        return self._errors(mount, schema, json.loads(body))

    def _stand_in(self, responses: Json, key: tuple[str, str, int]) -> object:
        if key not in UNDOCUMENTED:
            return None
        if key[2] < 300:
            return responses["200"]
        return {"$ref": "#/components/responses/NotFound"}

    def _operation(self, method: str, path: str) -> tuple[str, str, Json] | None:
        for mount, template, pattern in self._paths:
            inner = path.removeprefix(mount)
            if not path.startswith(mount) or pattern.fullmatch(inner) is None:
                continue
            item = _object(_object(self._documents[mount]["paths"])[template])
            if method.lower() in item:
                return mount, template, _object(item[method.lower()])
        return None

    def _parameters(self, mount: str, template: str, operation: Json) -> Iterator[Json]:
        item = _object(_object(self._documents[mount]["paths"])[template])
        for holder in (item, operation):
            for parameter in _list(holder.get("parameters", [])):
                yield self._resolved(mount, parameter)

    def _wrong_query(
        self, mount: str, known: Mapping[tuple[object, str], Json], query: list[tuple[str, str]]
    ) -> Iterator[str]:
        given = {name for name, _ in query}
        for (place, name), parameter in known.items():
            if place == "query" and parameter.get("required") and name not in given:
                yield f"parameter {name} is missing"
        for name, text in query:
            parameter_or_none = known.get(("query", name))
            if parameter_or_none is None:
                yield f"parameter {name} is not in the description"
                continue
            schema = self._resolved(mount, parameter_or_none["schema"])
            if schema.get("type") == "array":
                schema = self._resolved(mount, schema.get("items", {}))
            for error in self._errors(mount, schema, _typed(text, schema)):
                yield f"parameter {name}: {error}"

    def _wrong_body(self, mount: str, operation: Json, headers: Mapping[str, str], body: bytes) -> list[str]:
        wanted = operation.get("requestBody")
        if wanted is None:
            return ["there is a body, and the description has none"] if body else []
        if not body:
            return ["the body is missing"]
        if not headers.get("content-type", "").startswith("application/json"):
            return ["header Content-Type is not application/json"]
        schema = _schema(self._resolved(mount, wanted))
        return [] if schema is None else self._errors(mount, schema, json.loads(body))

    def _resolved(self, mount: str, value: object) -> Json:
        found = _object(value)
        while isinstance(found.get("$ref"), str):
            place: object = self._documents[mount]
            for part in str(found["$ref"]).removeprefix("#/").split("/"):
                key = part.replace("~1", "/").replace("~0", "~")
                place = place[int(key)] if isinstance(place, list) else _object(place)[key]
            found = _object(place)
        return found

    def _errors(self, mount: str, schema: Json, value: object) -> list[str]:
        based = _based(schema, f"urn:pd{mount}")
        validator = OAS30Validator(based, registry=self._registry)
        return [_told(error) for error in validator.iter_errors(value)]


class Fault(Protocol):
    """What the validator finds; jsonschema itself has no types."""

    context: list[Fault]
    absolute_path: Sequence[str | int]
    message: str


def _told(error: Fault) -> str:
    """The fault at the deepest place, which is where a union of schemas came nearest to fitting."""
    while error.context:
        error = max(error.context, key=lambda inner: len(inner.absolute_path))
    place = "/".join(str(part) for part in error.absolute_path)
    return f"{place}: {error.message[:300]}"


def _based(value: object, base: str) -> object:
    if isinstance(value, dict):
        return {
            key: f"{base}{inner}"
            if key == "$ref" and isinstance(inner, str) and inner.startswith("#")
            else _based(inner, base)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_based(inner, base) for inner in value]
    return value


def _typed(text: str, schema: Json) -> object:
    if schema.get("type") == "integer" and re.fullmatch(r"-?\d+", text):
        return int(text)
    if schema.get("type") == "boolean" and text in ("true", "false"):
        return text == "true"
    return text


def _schema(holder: Json) -> Json | None:
    content = holder.get("content")
    if not isinstance(content, dict) or not content:
        return None
    found = _object(next(iter(content.values()))).get("schema")
    return found if isinstance(found, dict) else None


def _object(value: object) -> Json:
    assert isinstance(value, dict), f"not an object: {value!r}"
    return value


def _list(value: object) -> list[object]:
    assert isinstance(value, list), f"not a list: {value!r}"
    return value


def _repair(document: Json) -> None:
    """Apply the corrections, and take away `discriminator`, which names no schema of the document."""
    schemas = _object(_object(document["components"])["schemas"])
    for correction in CORRECTIONS:
        component, *names = correction.schema.split(".")
        if component in schemas:
            _correct(_object(schemas[component]), names, correction.change)
    _without_discriminators(document)
    _open_unions(document)


def _correct(schema: Json, names: list[str], change: str) -> None:
    if not names:
        assert change == "any_of"
        schema["anyOf"] = schema.pop("oneOf")
        return
    parts = [_object(one) for union in ("allOf", "oneOf", "anyOf") for one in _list(schema.get(union, []))]
    holders = [_object(part["properties"]) for part in (schema, *parts) if isinstance(part.get("properties"), dict)]
    found = [properties for properties in holders if names[0] in properties]
    assert found, f"the description has no {names[0]} to correct"
    for properties in found:
        if len(names) > 1:
            _correct(_object(properties[names[0]]), names[1:], change)
        else:
            properties[names[0]] = _changed(_object(properties[names[0]]), change)


def _changed(schema: Json, change: str) -> Json:
    if change == "any_json":
        return {}
    if change == "nullable":
        return {"anyOf": [copy.deepcopy(schema), {"enum": [None]}]}
    kind, _, name = change.partition("+")
    assert kind == "enum"
    return {**schema, "enum": [*_list(schema["enum"]), name]}


def _without_discriminators(value: object) -> None:
    if isinstance(value, dict):
        if isinstance(value.get("discriminator"), dict) and "propertyName" in value["discriminator"]:
            del value["discriminator"]
        for inner in value.values():
            _without_discriminators(inner)
    elif isinstance(value, list):
        for inner in value:
            _without_discriminators(inner)


def _open_unions(document: Json) -> None:
    """The lists of log entries are a `oneOf` of parts that share a base: any one that fits will do."""
    for template in ("/log_entries", "/log_entries/{id}", "/incidents/{id}/log_entries"):
        item = _object(document["paths"]).get(template)
        if item is not None:
            _any_of_log_entries(item)


def _any_of_log_entries(value: object) -> None:
    if isinstance(value, dict):
        union = value.get("oneOf")
        if isinstance(union, list) and {"$ref": "#/components/schemas/AcknowledgeLogEntry"} in union:
            del value["oneOf"]
            value["anyOf"] = [*union, {"$ref": "#/components/schemas/LogEntry"}]
        for inner in value.values():
            _any_of_log_entries(inner)
    elif isinstance(value, list):
        for inner in value:
            _any_of_log_entries(inner)


def shared_folder() -> Path:
    """Where the published description is looked for."""
    given = os.environ.get("PDTUI_SHARED")
    return Path(given) if given else Path(__file__).resolve().parents[2] / "shared"


@cache
def _published(folder: Path) -> OpenApi:
    return OpenApi(folder)


def published() -> OpenApi:
    """The judge, built once; skips the test where the description is absent."""
    folder = shared_folder()
    if not (folder / "pagerduty" / FILES[""]).is_file():
        pytest.skip(f"PagerDuty's published description is not in {folder}; set PDTUI_SHARED")
    return _published(folder)
