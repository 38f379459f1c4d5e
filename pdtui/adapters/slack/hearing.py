"""What comes in over Socket Mode, read into the core's values: JSON of any shape, and strangers' text in it."""

from __future__ import annotations

from collections.abc import Mapping

from pdtui.adapters.slack.answering import text_in
from pdtui.adapters.slack.fields import mapping, mappings, text_of
from pdtui.adapters.slack.mrkdwn import pieces_of
from pdtui.core.slack.port import PieceKind
from pdtui.core.slack.socket_port import Click, Heard, ModalSubmission, SlashCommand


def heard(kind: str, payload: Mapping[str, object]) -> Heard | None:
    """The value of an envelope; None for what pdtui has no use for."""
    match kind, payload.get("type"):
        case "slash_commands", _:
            return _command(payload)
        case "interactive", "block_actions":
            return _click(payload)
        case "interactive", "view_submission":
            return _submission(payload)
        case _:
            return None


def _click(payload: Mapping[str, object]) -> Click | None:
    place = mapping(payload.get("container"))
    for action in mappings(payload.get("actions")):
        return Click(
            user_id=text_of(mapping(payload.get("user")), "id"),
            action_id=text_of(action, "action_id"),
            value=text_of(action, "value"),
            channel_id=text_of(place, "channel_id") or text_of(mapping(payload.get("channel")), "id"),
            message_ts=text_of(place, "message_ts"),
            action_ts=text_of(action, "action_ts"),
            response_url=text_of(payload, "response_url"),
            trigger_id=text_of(payload, "trigger_id"),
            team_id=_team(payload),
        )
    return None


def _command(payload: Mapping[str, object]) -> SlashCommand:
    """The manifest lets Slack escape the text, so that a mention comes with its user id."""
    said = payload.get("text")
    text, mentions = "", {}
    for piece in pieces_of(said if isinstance(said, str) else ""):
        if piece.kind is PieceKind.USER:
            name = piece.text if piece.text and " " not in piece.text else piece.value
            mentions[name] = piece.value
            text += f"@{name}"
        else:
            text += piece.value if piece.kind is PieceKind.LINK and piece.value.startswith("http") else piece.text
    return SlashCommand(
        user_id=text_of(payload, "user_id"),
        text=text.strip(),
        channel_id=text_of(payload, "channel_id"),
        response_url=text_of(payload, "response_url"),
        trigger_id=text_of(payload, "trigger_id"),
        mentions=mentions,
        team_id="" if payload.get("enterprise_id") else text_of(payload, "team_id"),
    )


def _submission(payload: Mapping[str, object]) -> ModalSubmission:
    view = mapping(payload.get("view"))
    return ModalSubmission(
        user_id=text_of(mapping(payload.get("user")), "id"),
        view_id=text_of(view, "id"),
        callback_id=text_of(view, "callback_id"),
        metadata=text_of(view, "private_metadata"),
        text=text_in(view),
        team_id=_team(payload),
    )


def _team(payload: Mapping[str, object]) -> str:
    """Whose workspace the person is of; an organisation of several says no more than that they are of it."""
    return "" if mapping(payload.get("enterprise")) else text_of(mapping(payload.get("user")), "team_id")
