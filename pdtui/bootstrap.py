"""The one place that wires adapters, journal and engine together, opened and closed in order."""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

from pdtui.adapters.clock import SystemClock
from pdtui.adapters.journal import SqliteJournal
from pdtui.adapters.pagerduty.api import PagerDutyApi
from pdtui.adapters.pagerduty.client import PagerDutyClient
from pdtui.adapters.slack.client import SlackClient
from pdtui.adapters.slack.socket import SocketMode
from pdtui.adapters.timers import SchedulerTimers
from pdtui.adapters.tokens import find_token, may_have_token, variable
from pdtui.config import Config, Secret
from pdtui.core.engine import Engine, Policy
from pdtui.core.poller import Scoping
from pdtui.core.ports import Clock
from pdtui.errors import NoToken


def account_of(base_url: str, sender: str, token: Secret) -> str:
    """A name for a token at a base, and for whom it acts, that does not give the token away; for the cache."""
    digest = hashlib.blake2b(token.reveal().encode(), key=base_url.encode()[:64], digest_size=12)
    digest.update(sender.encode())
    return digest.hexdigest()


def _addresses(config: Config) -> Mapping[str, str]:
    """The Web API of each workspace, by the workspace's name."""
    further = config.routing.workspaces.items()
    return {"": config.slack_url, **{name: rule.url or config.slack_url for name, rule in further}}


def _slacks(config: Config, environment: Mapping[str, str], clock: Clock) -> Mapping[str, SlackClient]:
    """A client for each workspace that may have a token, by the workspace's name."""
    folder = config.folders.config
    addresses = _addresses(config)
    tokens = {name: f"slack-{name}" if name else "slack" for name in addresses}
    return {
        name: SlackClient(
            partial(find_token, tokens[name], environment, folder),
            url,
            config.slack_timeout,
            clock.monotonic,
            clock.now,
            variable(tokens[name]),
        )
        for name, url in addresses.items()
        if may_have_token(tokens[name], environment, folder)
    }


def _sockets(config: Config, environment: Mapping[str, str]) -> Mapping[str, SocketMode]:
    """A socket for each workspace that may have an app-level token, where the settings want it."""
    folder = config.folders.config
    addresses = _addresses(config) if config.slack_socket else {}
    tokens = {name: f"slack-app-{name}" if name else "slack-app" for name in addresses}
    return {
        name: SocketMode(
            partial(find_token, tokens[name], environment, folder), url, config.slack_timeout, variable(tokens[name])
        )
        for name, url in addresses.items()
        if may_have_token(tokens[name], environment, folder)
    }


@asynccontextmanager
async def open_engine(
    config: Config, environment: Mapping[str, str] | None = None, clock: Clock | None = None
) -> AsyncIterator[Engine]:
    """An engine that is not started yet. Raises `NoToken` without a PagerDuty token, `JournalUnusable`."""
    environment = os.environ if environment is None else environment
    token = find_token("pagerduty", environment, config.folders.config)
    if token is None:
        raise NoToken(
            "there is no PagerDuty token",
            "run pdtui setup, or set PDTUI_PAGERDUTY_TOKEN; pdtui demo looks around first",
        )
    clock = clock or SystemClock()
    journal = SqliteJournal(config.folders.journal)
    client = PagerDutyClient(token, config.pagerduty_url, config.pagerduty_timeout, clock.monotonic)
    api = PagerDutyApi(client, config.pagerduty_from)
    slacks = _slacks(config, environment, clock)
    policy = Policy(
        poll_seconds=config.poll_seconds,
        scoping=Scoping(config.poll_scope, config.poll_every_level),
        reminders=config.reminders,
        zone=config.zone,
        timeout=timedelta(seconds=config.pagerduty_timeout),
        routing=config.routing,
        account=account_of(config.pagerduty_url, config.pagerduty_from, token),
        templates=config.templates,
        handoff=config.handoff,
    )
    engine = Engine(api, slacks, journal, SchedulerTimers(clock), clock, policy, _sockets(config, environment))
    try:
        yield engine
    finally:
        await engine.close()
        await api.close()
        for slack in slacks.values():
            slack.close()
        journal.close()
