"""`/integration-slack`: which Slack channels an incident, a service or a team speaks in.

Only owners and admins may ask, with a user's key; its error bodies have no code.
"""

from __future__ import annotations

from pdtui.simulator.pagerduty.call import Call, as_list, as_object
from pdtui.simulator.pagerduty.errors import ApiError, refusal
from pdtui.simulator.pagerduty.model import Channel, Incident, Json, SlackConnection
from pdtui.simulator.wire import Response


def _allowed(call: Call) -> None:
    user = call.credential.user
    if user is None or user.role not in ("owner", "admin"):
        raise refusal(403, "Forbidden")


def _incident(call: Call) -> Incident:
    _allowed(call)
    found = call.state.incidents.get(call.ids["incident_id"])
    if found is None:
        raise refusal(404, "Incident not found")
    return found


def channel_json(channel: Channel) -> Json:
    """A channel with its links."""
    return {
        "id": channel.id,
        "name": channel.name,
        "slack_team_id": channel.team_id,
        "link": f"https://app.slack.com/client/{channel.team_id}/{channel.id}",
        "deep_link": f"slack://channel?team={channel.team_id}&id={channel.id}",
    }


def _channel(call: Call, fields: Json, needed: tuple[str, ...]) -> Channel:
    for name in needed:
        if not isinstance(fields.get(name), str) or not fields[name]:
            raise refusal(422, f"{name} is required")
    team_id = str(fields["slack_team_id"])
    if team_id not in call.state.workspaces:
        raise refusal(404, "The Slack workspace has not been connected to PagerDuty")
    identity = str(fields.get("id") or f"C{call.state.ids.short()}")
    known = [one.channel_name for one in call.state.connections if one.channel_id == identity]
    return Channel(identity, str(fields.get("name") or (known[0] if known else identity.lower())), team_id)


def _sent(call: Call) -> Json:
    try:
        return call.object_body("channel")
    except ApiError:
        raise refusal(400, "Bad Request") from None


def get_dedicated(call: Call) -> Response:
    """GET dedicated_channel: 404 where the incident has none."""
    channel = _incident(call).dedicated_channel
    if channel is None:
        raise refusal(404, "Dedicated channel not found")
    return Response.of_json(200, {"channel": channel_json(channel)})


def create_dedicated(call: Call) -> Response:
    """POST dedicated_channel: makes a Slack channel; 422 without a name or with one already."""
    incident = _incident(call)
    if incident.dedicated_channel is not None:
        raise refusal(422, "Incident already has a dedicated channel")
    fields = _sent(call)
    channel = _channel(call, fields, ("name", "slack_team_id"))
    if call.state.open_slack_channel is not None:
        identity = call.state.open_slack_channel(channel.name, fields.get("privacy") == "private")
        channel = Channel(identity, channel.name, channel.team_id)
    incident.dedicated_channel = channel
    return Response.of_json(201, {"channel": channel_json(channel), "warnings": []})


def delete_dedicated(call: Call) -> Response:
    """DELETE dedicated_channel."""
    incident = _incident(call)
    if incident.dedicated_channel is None:
        raise refusal(404, "Dedicated channel not found")
    incident.dedicated_channel = None
    return Response(204)


def list_channels(call: Call) -> Response:
    """GET notification_channels."""
    channels = [channel_json(channel) for channel in _incident(call).notification_channels]
    return Response.of_json(200, {"channels": channels})


def add_channel(call: Call) -> Response:
    """POST notification_channels."""
    incident = _incident(call)
    channel = _channel(call, _sent(call), ("id", "slack_team_id"))
    kept = [one for one in incident.notification_channels if one.id != channel.id]
    incident.notification_channels = [*kept, channel]
    return Response.of_json(201, {"channel": channel_json(channel), "warnings": []})


def replace_channels(call: Call) -> Response:
    """PUT notification_channels."""
    incident = _incident(call)
    try:
        items = [as_object(item, "channel") for item in as_list(call.body("channels"), "channels")]
    except ApiError:
        raise refusal(400, "Bad Request") from None
    incident.notification_channels = [_channel(call, item, ("id", "slack_team_id")) for item in items]
    return Response.of_json(
        200, {"channels": [channel_json(one) for one in incident.notification_channels], "warnings": []}
    )


def remove_channel(call: Call) -> Response:
    """DELETE notification_channels/{channel_id}."""
    incident = _incident(call)
    kept = [one for one in incident.notification_channels if one.id != call.ids["channel_id"]]
    if len(kept) == len(incident.notification_channels):
        raise refusal(404, "Channel not found")
    incident.notification_channels = kept
    return Response(204)


def list_connections(call: Call) -> Response:
    """GET /workspaces/{slack_team_id}/connections: pages of 50, `total` always there."""
    _allowed(call)
    team_id = call.ids["slack_team_id"]
    if team_id not in call.state.workspaces:
        raise refusal(404, "The Slack workspace has not been connected to PagerDuty")
    rows = [one for one in call.state.connections if one.team_id == team_id]
    return call.page("slack_connections", rows, lambda one: _connection_json(call, one), 50, total=True)


def _connection_json(call: Call, connection: SlackConnection) -> Json:
    state = call.state
    source = state.services.get(connection.source_id) or state.teams.get(connection.source_id)
    priorities = connection.priorities
    return {
        "id": connection.id,
        "source_id": connection.source_id,
        "source_name": source.name if source is not None else None,
        "source_type": connection.source_type,
        "channel_id": connection.channel_id,
        "channel_name": connection.channel_name,
        "notification_type": connection.notification_type,
        "config": {
            "events": list(connection.events),
            "urgency": connection.urgency,
            "priorities": None if priorities is None else list(priorities),
        },
    }
