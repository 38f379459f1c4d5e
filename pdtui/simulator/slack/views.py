"""Modals: https://docs.slack.dev/reference/methods/views.open"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta

from pdtui.simulator.slack.blocks import checked_blocks, elements_of
from pdtui.simulator.slack.call import Call
from pdtui.simulator.slack.model import App, Json, Refusal
from pdtui.simulator.slack.model_interactions import Trigger, View

FRESH = timedelta(seconds=3)
"""How long a trigger may be exchanged for a modal."""
TITLE, BLOCKS, CALLBACK, PRIVATE = 24, 100, 255, 3_000
VIEW_BYTES = 250_000


def open_view(call: Call) -> Json:
    """Open a modal for whoever clicked a moment ago."""
    given = _given(call)
    trigger = _trigger(call)
    blocks = _checked(given)
    trigger.used = True
    view_id = call.workspace.new_id("V")
    shown = _shown(call, view_id, given, blocks)
    call.workspace.views[view_id] = View(view_id, trigger.app, trigger.user, shown)
    return {"view": shown}


def state_of(view: View, values: Mapping[str, str]) -> Json:
    """What stands in a modal's inputs, given by `block_id`; raises `ValueError` for what nobody could submit."""
    inputs = {str(block["block_id"]): block for block in _inputs(view.shown["blocks"])}
    if unknown := set(values) - set(inputs):
        raise ValueError(f"the modal has no inputs {sorted(unknown)}")
    state: Json = {}
    for block_id, block in inputs.items():
        (element,) = elements_of(block)
        if not values.get(block_id) and not block.get("optional"):
            raise ValueError(f"the input {block_id} may not stay empty")
        state[block_id] = {str(element["action_id"]): _value(element, values.get(block_id) or None)}
    return state


def settle(view: View, answer: Json | None) -> None:
    """What an acknowledgement makes of a submitted modal: errors keep it open, all else closes or changes it."""
    action = (answer or {}).get("response_action")
    if action == "update" and isinstance(fresh := (answer or {}).get("view"), dict):
        view.shown = view.shown | fresh
    elif action != "errors":
        view.is_open = False


def _inputs(blocks: object) -> list[Json]:
    """The inputs among blocks."""
    found = blocks if isinstance(blocks, list) else []
    return [block for block in found if isinstance(block, dict) and block.get("type") == "input"]


def _value(element: Json, text: str | None) -> Json:
    """What an element holds."""
    options = element.get("options")
    if not isinstance(options, list):
        return {"type": element["type"], "value": text}
    chosen = [option for option in options if option["value"] == text]
    if text is not None and not chosen:
        raise ValueError(f"no option {text}")
    return {"type": element["type"], "selected_option": chosen[0] if chosen else None}


def _given(call: Call) -> Json:
    """The view that was passed; refuses `invalid_arguments` and `view_too_large`."""
    try:
        given = call.arguments.structure("view")
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise _invalid("missing required field: view")
    if len(json.dumps(given).encode()) > VIEW_BYTES:
        raise Refusal("view_too_large")
    return given


def _trigger(call: Call) -> Trigger:
    """The caller's fresh and unused trigger."""
    trigger = call.workspace.triggers.get(call.arguments.text("trigger_id") or "")
    if trigger is None or trigger.app is not call.caller:
        raise Refusal("invalid_trigger_id")
    if trigger.used:
        raise Refusal("exchanged_trigger_id")
    if call.workspace.clock.now() - trigger.created >= FRESH:
        raise Refusal("expired_trigger_id")
    return trigger


def _checked(given: Json) -> list[Json]:
    """The checked blocks of a checked modal; refuses `invalid_arguments`."""
    if problems := list(_problems(given)):
        raise _invalid(*problems)
    try:
        return checked_blocks(given.get("blocks"), "v", BLOCKS)
    except Refusal as refusal:
        problem = refusal.extra.get("errors") or ["must be an array [json-pointer:/view/blocks]"]
        raise _invalid(*[str(one) for one in problem] if isinstance(problem, list) else []) from None


def _problems(given: Json) -> Iterator[str]:
    """What is wrong with a modal beside its blocks."""
    if given.get("type") != "modal":
        yield "unsupported type [json-pointer:/view/type]"
    for name in ("title", "submit", "close"):
        text = given.get(name)
        if text is None and name != "title":
            continue
        if not isinstance(text, dict) or text.get("type") != "plain_text" or not isinstance(text.get("text"), str):
            yield f"must be a text object of plain_text [json-pointer:/view/{name}]"
        elif not 1 <= len(text["text"]) <= TITLE:
            yield f"must be less than {TITLE + 1} characters [json-pointer:/view/{name}/text]"
    for name, most in (("callback_id", CALLBACK), ("private_metadata", PRIVATE)):
        if len(str(given.get(name) or "")) > most:
            yield f"must be less than {most + 1} characters [json-pointer:/view/{name}]"
    if _inputs(given.get("blocks")) and given.get("submit") is None:
        yield "missing required field: submit [json-pointer:/view]"


def _invalid(*problems: str) -> Refusal:
    """The refusal of a malformed view."""
    return Refusal("invalid_arguments", response_metadata={"messages": [f"[ERROR] {problem}" for problem in problems]})


def _shown(call: Call, view_id: str, given: Json, blocks: list[Json]) -> Json:
    """The view object as it is answered."""
    app = call.caller
    return {
        "id": view_id,
        "team_id": call.workspace.team_id,
        "type": "modal",
        "title": given["title"],
        "submit": given.get("submit"),
        "close": given.get("close"),
        "blocks": blocks,
        "private_metadata": given.get("private_metadata") or "",
        "callback_id": given.get("callback_id") or "",
        "external_id": given.get("external_id") or "",
        "state": {"values": {}},
        "hash": f"{call.workspace.seconds()}.{view_id[-8:]}",
        "clear_on_close": bool(given.get("clear_on_close")),
        "notify_on_close": bool(given.get("notify_on_close")),
        "root_view_id": view_id,
        "previous_view_id": None,
        "app_id": app.app_id if isinstance(app, App) else "",
        "bot_id": app.bot_id if isinstance(app, App) else "",
    }
