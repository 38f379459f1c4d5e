"""Modals: the trigger that opens them, what they may consist of, and what people submit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from pdtui.simulator.slack import PDTUI_SCOPES, Delivery
from tests.simulator.slack_desk import Desk, section
from tests.simulator.slack_line import Line, line_of

PATIENCE = 10.0


@pytest.fixture
def line() -> Iterator[Line]:
    with line_of(Desk()) as running:
        yield running


def plain(text: str) -> dict[str, object]:
    return {"type": "plain_text", "text": text}


def asks(block_id: str, **extra: object) -> dict[str, object]:
    element = {"type": "plain_text_input", "action_id": "typed"}
    return {"type": "input", "block_id": block_id, "label": plain("Note"), "element": element, **extra}


def modal(**extra: object) -> dict[str, object]:
    blocks = [section("*Disk full*"), asks("note")]
    return {"type": "modal", "title": plain("Note"), "submit": plain("Add"), "blocks": blocks, **extra}


def trigger(line: Line) -> str:
    """A trigger of a command that Bo just typed."""
    return str(line.slack.command(line.desk.bo, line.desk.incidents.id, "/pdtui").payload["trigger_id"])


def opened(line: Line, **extra: object) -> dict[str, Any]:
    answer = line.call("views.open", trigger_id=trigger(line), view=modal(**extra))
    assert answer["ok"], answer
    view: dict[str, Any] = answer["view"]
    return view


def test_an_opened_modal_is_answered_with_its_id(line: Line) -> None:
    view = opened(line, callback_id="note", private_metadata="P1")
    assert view["id"].startswith("V")
    assert (view["callback_id"], view["private_metadata"], view["root_view_id"]) == ("note", "P1", view["id"])
    assert (view["app_id"], view["bot_id"]) == (line.desk.app.app_id, line.desk.app.bot_id)
    assert [block["block_id"] for block in view["blocks"]][1] == "note"
    kept = line.slack.views[view["id"]]
    assert (kept.user, kept.is_open) == (line.desk.bo.user_id, True)


def test_a_trigger_opens_one_modal_while_it_is_fresh(line: Line) -> None:
    fresh, stale = trigger(line), trigger(line)
    assert line.call("views.open", trigger_id=fresh, view={"type": "modal"})["error"] == "invalid_arguments"
    line.desk.clock.advance(timedelta(seconds=2.9))
    assert line.call("views.open", trigger_id=fresh, view=modal())["ok"]
    assert line.call("views.open", trigger_id=fresh, view=modal())["error"] == "exchanged_trigger_id"
    line.desk.clock.advance(timedelta(seconds=0.1))
    assert line.call("views.open", trigger_id=stale, view=modal())["error"] == "expired_trigger_id"
    assert line.call("views.open", trigger_id="1.2.abc", view=modal())["error"] == "invalid_trigger_id"
    assert line.call("views.open", view=modal())["error"] == "invalid_trigger_id"


def test_a_trigger_is_of_one_app(line: Line) -> None:
    line.slack.add_app("other", token="xoxb-other", scopes=PDTUI_SCOPES)
    answer = line.call("views.open", "xoxb-other", trigger_id=trigger(line), view=modal())
    assert answer["error"] == "invalid_trigger_id"


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"type": "home"}, "/view/type"),
        ({"title": plain("x" * 25)}, "/view/title/text"),
        ({"title": None}, "/view/title"),
        ({"submit": None}, "submit"),
        ({"close": {"type": "mrkdwn", "text": "no"}}, "/view/close"),
        ({"private_metadata": "x" * 3001}, "/view/private_metadata"),
        ({"callback_id": "x" * 256}, "/view/callback_id"),
        ({"blocks": [{"type": "divider"}] * 101}, "/blocks"),
        ({"blocks": [asks("a"), asks("a")]}, "/blocks/1/block_id"),
        ({"blocks": [asks("a", label=None)]}, "/blocks/0/label"),
        ({"blocks": [asks("a", element={"type": "button", "text": plain("x")})]}, "/blocks/0/element/type"),
        ({"blocks": "none"}, "/view/blocks"),
    ],
)
def test_a_malformed_modal_says_where(line: Line, changes: dict[str, object], where: str) -> None:
    answer = line.call("views.open", trigger_id=trigger(line), view=modal(**changes))
    assert answer["error"] == "invalid_arguments"
    assert any(where in message for message in answer["response_metadata"]["messages"]), answer
    assert line.slack.views == {}


def test_a_modal_may_be_at_the_limits_and_no_larger_than_250_kb(line: Line) -> None:
    assert opened(line, title=plain("x" * 24), blocks=[{"type": "divider"}] * 100, submit=None)["submit"] is None
    big = modal(blocks=[section("x" * 3000)] * 100)
    assert line.call("views.open", trigger_id=trigger(line), view=big)["error"] == "view_too_large"


def submitted(line: Line, view: dict[str, Any], answer: object) -> tuple[Delivery, dict[str, Any]]:
    with line.client() as client:
        delivery = line.slack.submit(line.desk.bo, view["id"], {"note": "restarted"})
        envelope = client.hear()
        client.acknowledge(envelope, answer)
        assert delivery.wait(PATIENCE)
    return delivery, envelope


def test_a_submission_carries_what_was_typed_and_closes_the_modal(line: Line) -> None:
    view = opened(line, private_metadata="P1")
    delivery, envelope = submitted(line, view, None)
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("interactive", True)
    payload = envelope["payload"]
    assert (payload["type"], payload["user"]["id"]) == ("view_submission", line.desk.bo.user_id)
    assert payload["view"]["state"] == {
        "values": {"note": {"typed": {"type": "plain_text_input", "value": "restarted"}}}
    }
    assert (payload["view"]["id"], payload["view"]["private_metadata"]) == (view["id"], "P1")
    assert delivery.ack_payload is None
    assert not line.slack.views[view["id"]].is_open
    with pytest.raises(LookupError, match="Bo Larsen has no modal"):
        line.slack.submit(line.desk.bo, view["id"], {"note": "again"})


def test_errors_keep_a_modal_open_and_an_update_changes_it(line: Line) -> None:
    view = opened(line)
    kept = line.slack.views[view["id"]]
    errors = {"response_action": "errors", "errors": {"note": "too short"}}
    delivery, _ = submitted(line, view, errors)
    assert (delivery.ack_payload, kept.is_open) == (errors, True)
    submitted(line, view, {"response_action": "update", "view": modal(title=plain("Thanks"))})
    assert (kept.is_open, kept.shown["title"]) == (True, plain("Thanks"))
    submitted(line, view, {"response_action": "clear"})
    assert not kept.is_open


def test_nobody_can_submit_what_the_modal_does_not_allow(line: Line) -> None:
    options = [{"text": plain(name), "value": name} for name in ("P1", "P2")]
    choice = {"type": "static_select", "action_id": "chosen", "options": options}
    blocks = [asks("note", optional=True), asks("priority", element=choice)]
    view = opened(line, blocks=blocks)
    for values, words in (({"other": "x"}, "no inputs"), ({"note": "x"}, "stay empty"), ({"priority": "P3"}, "P3")):
        with pytest.raises(ValueError, match=words):
            line.slack.submit(line.desk.bo, view["id"], values)
    with pytest.raises(LookupError, match="Chen"):
        line.slack.submit(line.desk.chen, view["id"], {"priority": "P1"})
    delivery = line.slack.submit(line.desk.bo, view["id"], {"priority": "P2"})
    chosen = view["blocks"][1]["element"]["options"][1]
    assert delivery.payload["view"]["state"]["values"] == {  # type: ignore[index]
        "note": {"typed": {"type": "plain_text_input", "value": None}},
        "priority": {"chosen": {"type": "static_select", "selected_option": chosen}},
    }
