"""The one place that wires adapters, journal and engine together, opened and closed in order."""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta

from pdtui.adapters.clock import SystemClock
from pdtui.adapters.journal import SqliteJournal
from pdtui.adapters.pagerduty.api import PagerDutyApi
from pdtui.adapters.pagerduty.client import PagerDutyClient
from pdtui.adapters.slack.client import SlackClient
from pdtui.adapters.timers import SchedulerTimers
from pdtui.adapters.tokens import find_token, may_have_token
from pdtui.config import Config, Secret
from pdtui.core.engine import Engine, Policy
from pdtui.core.poller import Scoping
from pdtui.core.ports import Clock
from pdtui.core.slack.outbox import Routing
from pdtui.errors import UsageError


def account_of(base_url: str, sender: str, token: Secret) -> str:
    """A name for a token at a base, and for whom it acts, that does not give the token away; for the cache."""
    digest = hashlib.blake2b(token.reveal().encode(), key=base_url.encode()[:64], digest_size=12)
    digest.update(sender.encode())
    return digest.hexdigest()


@asynccontextmanager
async def open_engine(
    config: Config, environment: Mapping[str, str] | None = None, clock: Clock | None = None
) -> AsyncIterator[Engine]:
    """An engine that is not started yet. Raises `UsageError` without a PagerDuty token, `JournalUnusable`."""
    environment = os.environ if environment is None else environment
    token = find_token("pagerduty", environment, config.folders.config)
    if token is None:
        raise UsageError(
            "there is no PagerDuty token",
            "set PDTUI_PAGERDUTY_TOKEN, or look around first with: pdtui demo",
        )
    clock = clock or SystemClock()
    journal = SqliteJournal(config.folders.journal)
    client = PagerDutyClient(token, config.pagerduty_url, config.pagerduty_timeout, clock.monotonic)
    api = PagerDutyApi(client, config.pagerduty_from)
    folder = config.folders.config
    slack = (
        SlackClient(lambda: find_token("slack", environment, folder), config.slack_url, config.slack_timeout)
        if may_have_token("slack", environment, folder)
        else None
    )
    policy = Policy(
        poll_seconds=config.poll_seconds,
        scoping=Scoping(config.poll_scope, config.poll_every_level),
        remind_before=config.reminder_before,
        timeout=timedelta(seconds=config.pagerduty_timeout),
        routing=Routing(
            routes=config.slack_channels,
            default=config.slack_channel,
            parent_wait=timedelta(seconds=config.slack_parent_wait),
            timeout=timedelta(seconds=config.slack_timeout),
        ),
        account=account_of(config.pagerduty_url, config.pagerduty_from, token),
        templates=config.templates,
    )
    engine = Engine(api, slack, journal, SchedulerTimers(clock), clock, policy)
    try:
        yield engine
    finally:
        await engine.close()
        await api.close()
        if slack is not None:
            slack.close()
        journal.close()
