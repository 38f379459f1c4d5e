"""With the manifest's scopes all of it works; with one of them taken away what it serves is off and says so."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from pdtui.core.commands import Acknowledge
from pdtui.core.engine import Engine
from pdtui.core.entries import Kind
from pdtui.core.slack import watcher
from pdtui.core.slack.owed import OutboxState
from pdtui.core.slack.port import SERVES as FEATURES
from pdtui.core.slack.port import Scope
from pdtui.core.subscription import Subscription
from pdtui.errors import PdtuiError
from pdtui.simulator.pagerduty.model import Incident
from pdtui.simulator.slack import PDTUI_SCOPES
from pdtui.simulator.slack.model import Channel, Message
from tests.world import World, started

TABLE = """[slack.channels]
"Secret API" = "secret"
"Open API" = "open"
"""
SERVES: Mapping[str, set[str]] = {
    "chat:write": {
        "public", "private", "joined", "mention", "direct", "checklist", "tick", "pinned", "bookmarked", "invited",
        "public channel summary", "private channel summary",
    },
    "channels:read": {"public", "joined", "mention", "checklist", "tick", "react", "names"},
    "channels:history": {"public", "joined", "mention", "checklist", "tick", "react", "names"},
    "channels:join": {"joined"},
    "groups:read": {"private"},
    "groups:history": {"private"},
    "im:write": {"direct"},
    "im:history": set(),
    "users:read": {"names"},
    "users:read.email": {"mention", "direct", "invited"},
    "reactions:write": {"tick", "react"},
    "channels:manage": {"public channel", "public channel summary", "pinned", "bookmarked", "invited"},
    "groups:write": {"private channel", "private channel summary"},
    "pins:write": {"pinned"},
    "bookmarks:read": set(),
    "bookmarks:write": {"bookmarked"},
    "commands": set(),
}  # fmt: skip
"""What is off without a scope; nothing else may be."""


@dataclass
class Tour:
    """All that pdtui does in Slack, once each, and what of it Slack holds in the end."""

    world: World
    places: dict[str, Channel] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)

    def prepare(self) -> None:
        """Channels of every kind, an incident for each, people."""
        world, slack = self.world, self.world.slack
        world.settings = world.settings.replace("[slack]\n", "[slack]\nchecklist_for = []\n") + TABLE
        with world.server.lock:
            self.bo = slack.add_person("Bo Larsen", "bo@acme.example")
            self.ada = slack.add_person("Ada Moreau", "ada@acme.example")
            others = [world.pagerduty_app.user_id]
            self.places = {
                "public": world.channel,
                "private": slack.add_channel("secret", private=True, members=[world.app.user_id, *others]),
                "joined": slack.add_channel("open", members=others),
            }
            services = {"public": world.service} | {
                name: world.pagerduty.add_service(called, world.policy)
                for name, called in (("private", "Secret API"), ("joined", "Open API"))
            }
            p2 = world.pagerduty.add_priority("P2")
            for name, service in services.items():
                self.incidents[name] = world.pagerduty.trigger(
                    service.id, f"the {name} one", priority_id=p2.id if name == "public" else None,
                    created_at=world.clock.now() - timedelta(minutes=2),
                )  # fmt: skip
                link = f"<https://acme.pagerduty.com/incidents/{self.incidents[name].id}|it>"
                slack.post(self.places[name].id, world.pagerduty_app, f"*Triggered* {link}")

    async def go(self, engine: Engine) -> None:
        """Do everything; what is refused at once is off."""
        events = await started(engine)
        await engine.directory.read(Kind.USER)
        public = engine.store.row(self.incidents["public"].id)
        assert public is not None
        for one in self.incidents.values():
            engine.submit(Acknowledge(one.id))
        desk, incident = engine.slack_desk, public.incident
        await self._ended(engine, events)
        await desk.reply(incident, "please look, @Bo Larsen")
        await desk.post_checklist(incident)
        await self._ended(engine, events)
        await desk.tick(incident, 2)
        await desk.react(incident, "eyes")
        await desk.make_channel([incident], name="inc-public")
        other = engine.store.row(self.incidents["joined"].id)
        assert other is not None
        await desk.make_channel([other.incident], name="inc-private", private=True)
        await self._ended(engine, events)

    async def _ended(self, engine: Engine, events: Subscription) -> None:
        """Until nothing goes on by itself."""

        def goes_on() -> bool:
            return any(row.state is not OutboxState.PARKED for row in engine.slack_desk.rows())

        async with asyncio.timeout(30):
            while engine.in_flight or goes_on():
                await events.next()

    def works(self, names: Mapping[str, str]) -> set[str]:
        """What is there."""
        with self.world.server.lock:
            return {name for name, there in self._found(names).items() if there}

    def _found(self, names: Mapping[str, str]) -> Mapping[str, bool]:
        slack, app = self.world.slack, self.world.app

        def said(channel: Channel, words: str) -> list[Message]:
            return [one for one in channel.messages.values() if one.app is app and words in one.text]

        by_name = {one.name: one for one in slack.channels.values() if one.name}
        made, secret = by_name.get("inc-public"), by_name.get("inc-private")
        public = self.places["public"]
        parent = public.top_level()[0]
        checklist = next(iter(said(public, "Review the alert")), None)
        return {
            **{kind: bool(said(place, "acknowledged")) for kind, place in self.places.items()},
            "mention": any(f"<@{self.bo.user_id}>" in one.text for one in said(public, "please look")),
            "direct": any(said(one, "is with you") for one in slack.channels.values() if one.id.startswith("D")),
            "checklist": checklist is not None,
            "tick": checklist is not None and "two" in checklist.reactions,
            "react": "eyes" in parent.reactions,
            "names": names.get("author") == "Bo Larsen",
            "public channel": made is not None,
            "public channel summary": made is not None and bool(said(made, "the public one")),
            "pinned": made is not None and bool(made.pins),
            "bookmarked": made is not None and bool(made.bookmarks),
            "invited": made is not None and self.ada.user_id in made.members,
            "private channel": secret is not None,
            "private channel summary": secret is not None and bool(said(secret, "the joined one")),
        }


ALL = {
    "public", "private", "joined", "mention", "direct", "checklist", "tick", "react", "names", "public channel",
    "public channel summary", "pinned", "bookmarked", "invited", "private channel", "private channel summary",
}  # fmt: skip


async def tour(world: World, scopes: frozenset[str]) -> tuple[set[str], Mapping[str, str], list[str]]:
    """What works with these scopes, what the desk says is off, and why something is parked."""
    made = Tour(world)
    made.prepare()
    with world.server.lock:
        world.slack.set_scopes(world.app, scopes)
    async with world.engine() as engine:
        await made.go(engine)
        author = {}
        with world.server.lock:
            top = made.places["public"].top_level()[0]
            world.slack.post(world.channel.id, made.bo, "on it", thread_ts=top.ts)
        row = engine.store.row(made.incidents["public"].id)
        assert row is not None
        try:
            view = await engine.slack_desk.read(row.incident)
            author = {"author": view.messages[-1].author}
        except PdtuiError as error:
            author = {"trouble": str(error)}
        parked = [row.reason for row in engine.slack_desk.rows() if row.state is OutboxState.PARKED]
        return made.works(author), engine.slack_desk.missing(), parked


@pytest.fixture(autouse=True)
def quick_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Laptops do not wait for one another here."""
    monkeypatch.setattr(watcher, "TURNS", 0.1)


async def test_with_the_manifests_scopes_and_no_more_all_of_it_works(world: World) -> None:
    works, missing, _ = await tour(world, frozenset(PDTUI_SCOPES))
    assert works == ALL
    assert missing == {}
    answers = [exchange.response for exchange in world.server.exchanges if exchange.request.path.startswith("/api/")]
    assert not [one.body for one in answers if one is not None and b"missing_scope" in one.body]


@pytest.mark.parametrize("scope", PDTUI_SCOPES)
async def test_without_a_scope_what_it_serves_is_off_and_says_so_and_nothing_else_breaks(
    world: World, scope: str
) -> None:
    works, missing, parked = await tour(world, frozenset(PDTUI_SCOPES) - {scope})
    assert ALL - works == SERVES[scope]
    assert missing == {FEATURES[Scope(scope)]: scope}
    assert world.server.errors == []
    assert not parked or any(scope in reason for reason in parked), parked
