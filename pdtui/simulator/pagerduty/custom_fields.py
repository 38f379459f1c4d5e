"""`/incidents/types` and the custom fields of incidents, with their values."""

from __future__ import annotations

from pdtui.simulator.pagerduty.call import Call
from pdtui.simulator.pagerduty.errors import invalid, lacks_ability, not_found
from pdtui.simulator.pagerduty.field_values import checked
from pdtui.simulator.pagerduty.model import Incident, Json
from pdtui.simulator.pagerduty.model_features import BASE_TYPE, CustomField, IncidentType
from pdtui.simulator.pagerduty.render import Renderer
from pdtui.simulator.pagerduty.state import State
from pdtui.simulator.pagerduty.times import rendered
from pdtui.simulator.pagerduty.transitions import API, touched
from pdtui.simulator.wire import Response


def list_types(call: Call) -> Response:
    """GET /incidents/types: the enabled ones, unless asked for others; all at once."""
    _need_types(call)
    wanted = (call.choices("filter", ("enabled", "disabled", "all")) or ["enabled"])[-1]
    rows = [
        _type_json(call.state, row)
        for row in call.state.incident_types.values()
        if wanted == "all" or row.enabled is (wanted == "enabled")
    ]
    return Response.of_json(200, {"incident_types": rows})


def _need_types(call: Call) -> None:
    if not call.state.switches.custom_fields:
        raise lacks_ability()


def _type_json(state: State, row: IncidentType) -> Json:
    body: Json = {
        "id": row.id,
        "type": "incident_type",
        "name": row.name,
        "display_name": row.display_name,
        "description": row.display_name,
        "enabled": row.enabled,
        "created_at": rendered(row.created_at),
        "updated_at": rendered(row.created_at),
    }
    if row.name != BASE_TYPE:
        body["parent"] = {"id": state.incident_types[BASE_TYPE].id, "type": "incident_type_reference"}
    return body


def type_fields(call: Call) -> Response:
    """GET /incidents/types/{type_id_or_name}/custom_fields: its own and the base type's."""
    _need_types(call)
    wanted = call.ids["type_id_or_name"]
    for row in call.state.incident_types.values():
        if wanted in (row.id, row.name):
            fields = [_field_json(call.render(), one) for one in _fields(call.state, row.name)]
            return Response.of_json(200, {"fields": fields})
    raise not_found()


def _fields(state: State, type_name: str) -> list[CustomField]:
    return [one for one in state.custom_fields.values() if one.incident_type in (BASE_TYPE, type_name)]


def _field_json(render: Renderer, field: CustomField) -> Json:
    type_id = render.state.incident_types[field.incident_type].id
    at = render.time(field.created_at)
    body: Json = {
        **render.head("field", field.id, field.name, f"incidents/types/{type_id}/custom_fields"),
        "name": field.name,
        "display_name": field.display_name,
        "description": field.description,
        "data_type": field.data_type,
        "field_type": field.field_type,
        "default_value": None,
        "enabled": True,
        "incident_type": type_id,
        "created_at": at,
        "updated_at": at,
    }
    if "field_options" in render.include:
        body["field_options"] = [
            {
                "id": option.id,
                "type": "field_option",
                "data": {"data_type": "string", "value": option.value},
                "created_at": at,
                "updated_at": at,
            }
            for option in field.options
        ]
    return body


def values_of(state: State, incident: Incident) -> list[Json]:
    """Every field of the incident's type with its value, null where it has none."""
    return [
        {
            "id": field.id,
            "type": "field_value",
            "name": field.name,
            "display_name": field.display_name,
            "description": field.description,
            "data_type": field.data_type,
            "field_type": field.field_type,
            "value": incident.field_values.get(field.id),
        }
        for field in _fields(state, incident.incident_type)
    ]


def get_values(call: Call) -> Response:
    """GET /incidents/{id}/custom_fields/values: 404 where the plan has no custom fields."""
    return Response.of_json(200, {"custom_fields": values_of(call.state, _incident(call))})


def _incident(call: Call) -> Incident:
    if not call.state.switches.custom_fields:
        raise not_found()
    return call.incident()


def set_values(call: Call) -> Response:
    """PUT /incidents/{id}/custom_fields/values: 201; all of them or none, null clears."""
    incident = _incident(call)
    user = call.responder_without_from(incident)
    changes = [_change(call, incident, item) for item in call.list_body("custom_fields")]
    told = [
        f"Updated {field.name} to {'null' if value is None else value}"
        for field, value in changes
        if incident.field_values.get(field.id) != value
    ]
    with call.state.transaction([incident]):
        call.state.remember(incident)
        for field, value in changes:
            incident.field_values.pop(field.id, None)
            if value is not None:
                incident.field_values[field.id] = value
        if told:
            touched(call.state, incident)
            summary = f"Custom fields changed{f' by {user.name}' if user else ''}."
            agent = user.actor if user is not None else None
            extra: Json = {"changeset": told}
            call.state.write(incident, "custom_field_value_change", summary, dict(API), agent=agent, extra=extra)
    return Response.of_json(201, {"custom_fields": values_of(call.state, incident)})


def _change(call: Call, incident: Incident, item: Json) -> tuple[CustomField, object]:
    """The field that an item names by id or by name, and the value for it; 400/2001 for any other."""
    name = "id" if "id" in item else "name"
    for field in _fields(call.state, incident.incident_type):
        if item.get(name) == (field.id if name == "id" else field.name):
            if "value" not in item:
                raise invalid(f"{field.name} has no value.")
            return field, checked(field, item["value"])
    raise invalid(f"{item.get(name)} is not a field of this incident.")
