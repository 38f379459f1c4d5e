"""Notes on an incident: written, listed, changed, taken away."""

from __future__ import annotations

from pdtui.simulator.pagerduty.call import Call
from pdtui.simulator.pagerduty.errors import invalid, not_found
from pdtui.simulator.pagerduty.model import Actor, Incident, Note
from pdtui.simulator.pagerduty.render_parts import note_json
from pdtui.simulator.pagerduty.state import State
from pdtui.simulator.pagerduty.transitions import touched
from pdtui.simulator.wire import Response

MAX_NOTES = 2000
MAX_NOTE_LENGTH = 65_535


def add_note(state: State, incident: Incident, author: Actor, content: str) -> Note:
    """Write a note and its log entry; 400/2001 empty, too long or too many."""
    checked_note(content)
    if len(incident.notes) >= MAX_NOTES:
        raise invalid("Incident has reached the maximum number of notes.")
    note = Note(state.ids.short(), author, content, state.now())
    incident.notes.append(note)
    if state.switches.note_changes_incident:
        touched(state, incident)
    state.write(
        incident,
        "annotate",
        f"Note added by {author.name}.",
        {"type": "note", "summary": content},
        agent=author if author.kind == "user" else None,
    )
    return note


def checked_note(content: object) -> str:
    """A note's text; 400/2001 where it is none."""
    if not isinstance(content, str) or not content.strip():
        raise invalid("Content cannot be empty.")
    if len(content.encode()) > MAX_NOTE_LENGTH:
        raise invalid("Content is too long (maximum is 65535 characters).")
    return content


def list_notes(call: Call) -> Response:
    """GET /incidents/{id}/notes: all at once, newest first (the order is undocumented)."""
    render = call.local()
    notes = [note_json(render, note) for note in reversed(call.incident().notes)]
    return Response.of_json(200, {"notes": notes})


def create_note(call: Call) -> Response:
    """POST /incidents/{id}/notes: 201, as recorded; an observer may write one."""
    incident = call.incident()
    user = call.credential.user
    author = user if user is not None and user.role == "observer" else call.actor()
    content = checked_note(call.object_body("note").get("content"))
    with call.state.transaction([incident]):
        call.state.remember(incident)
        note = add_note(call.state, incident, author.actor, content)
    return Response.of_json(201, {"note": note_json(call.local(), note)})


def update_note(call: Call) -> Response:
    """PUT /incidents/{id}/notes/{note_id}."""
    note = _note(call)
    call.actor()
    content = checked_note(call.object_body("note").get("content"))
    note.content, note.updated_at = content, call.state.now()
    return Response.of_json(200, {"note": note_json(call.local(), note)})


def delete_note(call: Call) -> Response:
    """DELETE /incidents/{id}/notes/{note_id}: knows no `From`; the log entry stays."""
    note = _note(call)
    call.actor_without_from()
    call.incident().notes.remove(note)
    return Response(204)


def _note(call: Call) -> Note:
    for note in call.incident().notes:
        if note.id == call.ids["note_id"]:
            return note
    raise not_found()
