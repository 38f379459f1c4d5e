"""A small workspace to call methods in, without sockets."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pdtui.simulator.clock import WorldClock
from pdtui.simulator.slack import PAGERDUTY_APP_ID, PDTUI_SCOPES, Slack
from pdtui.simulator.wire import Request, Response

START = datetime(2026, 1, 28, 9, 0, tzinfo=UTC)
TOKEN = "xoxb-pdtui"
APP_TOKEN = "xapp-pdtui"

HOME = Path(__file__).resolve().parents[2]
DOCUMENTS = Path(os.environ.get("PDTUI_SHARED", HOME.parent / "shared")) / "slack"

UNLISTED: dict[str, tuple[str | tuple[str, ...], str]] = {
    "invalid_auth": ("", "listed with auth.test alone, though every method answers it"),
    "invalid_json": ("", "a guide's list of errors of any call with a JSON body"),
    "json_not_object": ("", "likewise"),
    "invalid_arguments": (("bookmarks.add", "views.open"), "a guide's list of errors of any call"),
    "not_in_channel": (
        ("conversations.replies", "reactions."),
        "what bots are told outside a channel, facts §B",
    ),
    "is_archived": ("pins.add", "what is answered in an archived channel, facts §B"),
}
"""Errors that the simulator answers though the pages of these methods do not list them, with the reason."""


READ_ELSEWHERE: dict[str, dict[str, Any]] = {
    "views.open": {
        "tier": "Tier 4 (100+/min)",
        "bot_scopes_any_of": [],
        "errors": [
            "duplicate_external_id",
            "exchanged_trigger_id",
            "expired_trigger_id",
            "invalid_trigger_id",
            "view_too_large",
        ],
    },
    "pins.list": {
        "tier": "Tier 2 (20+/min)",
        "bot_scopes_any_of": ["pins:read"],
        "errors": ["channel_not_found", "restricted_action"],
    },
    "bookmarks.list": {
        "tier": "Tier 3 (50+/min)",
        "bot_scopes_any_of": ["bookmarks:read"],
        "errors": ["access_denied", "channel_not_found", "not_implemented"],
    },
}
"""What slack-ruby/slack-api-ref (14d2f36, scraped from docs.slack.dev) says of methods that the facts leave out."""


def documented_methods() -> dict[str, dict[str, Any]]:
    """What Slack documents of each method; needs the collected facts."""
    facts = json.loads((DOCUMENTS / "methods_facts.json").read_text())
    return {**facts["methods"], **READ_ELSEWHERE}


def documented_errors() -> dict[str, set[str]]:
    """The errors that Slack documents for each method; empty where the collected facts are not at hand."""
    path = DOCUMENTS / "methods_facts.json"
    if not path.is_file():
        return {}
    facts = json.loads(path.read_text())
    common = set(facts["common_errors"])
    return {name: common | set(method["errors"]) for name, method in documented_methods().items()}


DOCUMENTED = documented_errors()


def is_documented(method: str, error: str) -> bool:
    """Whether a method may answer this error; true of every error where the facts are not at hand."""
    methods, _reason = UNLISTED.get(error, ((), ""))
    return error in DOCUMENTED.get(method, {error}) or method.startswith(methods)


DESK_SCOPES = (*PDTUI_SCOPES, "reactions:read")
"""Those of pdtui's manifest, and what the simulator answers beyond them."""


class Desk:
    """pdtui's app in #incidents, with PagerDuty's app and two people; #lobby and #vault without pdtui."""

    def __init__(self, scopes: Iterable[str] = DESK_SCOPES, bot_events: Iterable[str] = ()) -> None:
        self.clock = WorldClock(START)
        self.slack = Slack(self.clock)
        self.app = self.slack.add_app(
            "pdtui",
            token=TOKEN,
            scopes=scopes,
            app_token=APP_TOKEN,
            bot_events=bot_events,
            commands=["/pdtui"],
        )
        self.pagerduty = self.slack.add_app("PagerDuty", token="xoxb-pd", scopes=PDTUI_SCOPES, app_id=PAGERDUTY_APP_ID)
        self.bo = self.slack.add_person("Bo Larsen", "bo@acme.example")
        self.chen = self.slack.add_person("Chen Wei", "chen@acme.example")
        inside = [self.bo.user_id, self.pagerduty.user_id]
        self.incidents = self.slack.add_channel("incidents", members=[*inside, self.app.user_id])
        self.lobby = self.slack.add_channel("lobby", members=inside)
        self.vault = self.slack.add_channel("vault", private=True, members=inside)

    def request(self, method: str, **arguments: object) -> Response:
        """The raw response to a call with a JSON body; `token` goes into its header, None into nothing."""
        token = arguments.pop("token", TOKEN)
        headers = {"content-type": "application/json; charset=utf-8"}
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        body = json.dumps(arguments).encode()
        return self.slack.handle(Request("POST", f"/api/{method}", (), headers, body))

    def call(self, method: str, **arguments: object) -> dict[str, Any]:
        """The answer of a call."""
        response = self.request(method, **arguments)
        assert response.status == 200
        value: dict[str, Any] = json.loads(response.body)
        assert value["ok"] or is_documented(method, value["error"]), (method, value)
        return value

    def ok(self, method: str, **arguments: object) -> dict[str, Any]:
        """The answer of a call that has to succeed."""
        answer = self.call(method, **arguments)
        assert answer["ok"] is True, answer
        return answer

    def error(self, method: str, **arguments: object) -> str:
        """The error of a call that has to be refused."""
        answer = self.call(method, **arguments)
        assert answer["ok"] is False, answer
        return str(answer["error"])

    def say(self, text: str = "hello", **arguments: object) -> str:
        """Post in #incidents as pdtui; the `ts` of it."""
        answer = self.ok("chat.postMessage", **{"channel": self.incidents.id, "text": text, **arguments})
        return str(answer["ts"])

    def read(self, method: str = "conversations.history", **arguments: object) -> dict[str, Any]:
        """Read #incidents."""
        return self.ok(method, **{"channel": self.incidents.id, **arguments})

    def texts(self, method: str = "conversations.history", **arguments: object) -> list[str]:
        """The texts of what is read in #incidents."""
        return [str(one["text"]) for one in self.read(method, **arguments)["messages"]]


def section(text: str, **extra: object) -> dict[str, object]:
    """A section block."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **extra}
