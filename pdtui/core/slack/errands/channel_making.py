"""How an incident gets a channel exactly once: its name is the lock, its purpose says whose it is.

The name is written down before Slack is asked for it. Where the answer was lost, or the name is taken,
the channel of that name is looked at: it is ours if the app made it for this incident; else the next name
is tried. The app sees no private channel of strangers, so a name that is taken by one is another's.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from pdtui.core.model import Channel
from pdtui.core.slack.channel_names import numbered
from pdtui.core.slack.channel_words import names_it
from pdtui.core.slack.owed import ChannelWish, OutboxRow
from pdtui.core.slack.port import SlackChannel
from pdtui.core.slack.posting import Later
from pdtui.core.slack.workspace import Workspace
from pdtui.errors import BadCredential, Refused

LOG = logging.getLogger(__name__)
NUMBER, TRIED, UNSEEN = "number", "tried", "unseen"
GUEST = "guest"
"""Another laptop made the channel, and is probably still at it."""
MOST_NAMES = 20
EARLIER = timedelta(minutes=1)
"""How much older than the wish a channel without a purpose may be: another laptop is making it."""
SOON = timedelta(seconds=2)


class ChannelMaker:
    """Makes channels for one workspace, or has PagerDuty make them."""

    def __init__(self, workspace: Workspace) -> None:
        self._at = workspace

    async def make(self, row: OutboxRow, job: ChannelWish) -> Channel:
        """The incident's channel, made or found; raises `Refused` where it may not be made."""
        return await (self._by_pagerduty(row, job) if job.by_pagerduty else self._by_name(row, job))

    async def _by_pagerduty(self, row: OutboxRow, job: ChannelWish) -> Channel:
        """One that it has made already is as good, and settles a lost answer."""
        pagerduty = self._at.pagerduty
        try:
            return await pagerduty.dedicated_channel(row.incident_id) or await pagerduty.make_dedicated_channel(
                row.incident_id, job.name, self._at.team_id, private=job.private
            )
        except BadCredential as error:  # PagerDuty's, by which Slack's queue must not stop
            raise Refused(error.what, error.advice) from error

    async def _by_name(self, row: OutboxRow, job: ChannelWish) -> Channel:
        for number in range(int(row.progress.get(NUMBER, "1")), MOST_NAMES + 1):
            name = numbered(job.name, number)
            asked_before = row.progress.get(TRIED) == name
            row = row.with_progress(**{NUMBER: str(number), TRIED: name})
            self._at.journal.save(row)
            channel = await self._named(row, job, name, asked_before=asked_before)
            if channel is not None:
                return channel
        raise Refused(
            f"every name like #{job.name} is taken in Slack", "give the channel another name", code="name_taken"
        )

    async def _named(self, row: OutboxRow, job: ChannelWish, name: str, *, asked_before: bool) -> Channel | None:
        """The channel of that name if it is, or can be made, this incident's."""
        slack = self._at.slack
        if asked_before:
            there = await slack.channel_named(name)
            if there is not None:
                return self._if_ours(row, there, asked_before=True)
        try:
            return (await slack.create_channel(name, private=job.private)).short
        except Refused as refusal:
            if refusal.code != "name_taken":
                raise
        there = await slack.channel_named(name)
        if there is not None:
            return self._if_ours(row, there, asked_before=asked_before)
        if asked_before and row.progress.get(UNSEEN) != name:
            self._at.journal.save(row.with_progress(**{UNSEEN: name}))
            raise self._soon(f"#{name} may have been made, and Slack does not list it yet")
        return None

    def _soon(self, reason: str) -> Later:
        return Later(self._at.clock.now() + SOON, reason)

    def _if_ours(self, row: OutboxRow, there: SlackChannel, *, asked_before: bool) -> Channel | None:
        me = self._at.identity
        if me is None or there.creator != me.user_id or there.is_archived:
            return None
        if there.purpose:
            if not names_it(there.purpose, row.incident):
                return None
            self._at.journal.save((self._at.journal.row(row.marker) or row).with_progress(**{GUEST: there.id}))
            return there.short
        if there.created_at is None or there.created_at < row.created_at - EARLIER:
            return None
        if not asked_before:
            raise Later(
                self._at.clock.now() + SOON, f"another pdtui makes #{there.name}: its purpose will say for what"
            )
        return there.short
