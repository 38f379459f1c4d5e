"""Several Slack workspaces: a service is told in the one that names it, with that one's own token."""

from __future__ import annotations

from pdtui.core.commands import Acknowledge
from pdtui.core.events import SlackState, Told
from pdtui.simulator.server import Server
from pdtui.simulator.slack import PDTUI_SCOPES, Slack
from tests.world import World, started, until


async def test_each_service_is_told_in_its_own_workspace(world: World) -> None:
    emea = Slack(world.clock, team_id="T0EMEA001", domain="emea", name="EMEA", first_id=5001)
    app = emea.add_app("pdtui", token="xoxb-emea", scopes=PDTUI_SCOPES)
    channel = emea.add_channel("emea-incidents", members=[app.user_id])
    other = world.pagerduty.add_service("Search API", world.policy)
    with Server(slack=emea) as server:
        world.settings += (
            f'[slack.workspaces.emea]\nfor = ["Search API"]\nchannel = "#emea-incidents"\nurl = "{server.slack_url}"\n'
        )
        first = world.trigger()
        with world.server.lock:
            second = world.pagerduty.trigger(other.id, "Search is slow", created_at=world.clock.now().replace(hour=0))
        async with world.engine(PDTUI_SLACK_EMEA_TOKEN="xoxb-emea") as engine:
            events = await started(engine)
            for incident in (first, second):
                intent_id = engine.submit(Acknowledge(incident.id))
                told = await until(events, lambda event, i=intent_id: isinstance(event, Told) and event.intent_id == i)  # type: ignore[misc]
                assert isinstance(told, Told)
                assert told.link.team_id == ("T0ACME001" if incident is first else "T0EMEA001")
        with server.lock:
            (parent,) = emea.messages(channel.id)
            assert len(emea.thread(channel.id, parent.ts)) == 1
        assert server.errors == []
    assert len(world.told()) == 1


async def test_without_the_second_token_only_that_workspace_is_off(world: World) -> None:
    world.pagerduty.add_service("Search API", world.policy)
    world.settings += '[slack.workspaces.emea]\nfor = ["Search API"]\n'
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        engine.submit(Acknowledge(incident.id))
        await until(events, lambda event: isinstance(event, Told))
        assert engine.slack.state is SlackState.LIVE
    assert len(world.told()) == 1
