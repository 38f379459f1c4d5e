"""What the fronts ask about handing over: make a brief, post it once, keep it, find the last one."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from pdtui.core.handoff.brief import Brief, brief_of
from pdtui.core.handoff.facts import FollowUp
from pdtui.core.handoff.markdown import markdown
from pdtui.core.handoff.reader import HandoffReader, Wish
from pdtui.core.handoff.rules import HandoffRules
from pdtui.core.handoff.span import Span
from pdtui.core.journal import OutboxRow, OutboxStore
from pdtui.core.model import Person
from pdtui.core.pagerduty import PagerDuty
from pdtui.core.ports import Clock
from pdtui.core.progress import Tell, untold
from pdtui.core.slack import marks
from pdtui.core.slack.desk import SlackDesk
from pdtui.core.slack.office import Office
from pdtui.core.slack.owed import BriefPost, OutboxState, owed
from pdtui.core.slack.port import SlackMessage, instant_of
from pdtui.core.store import IncidentStore
from pdtui.errors import PdtuiError, Refused

LOG = logging.getLogger(__name__)
LOOKED_BACK = timedelta(days=4)
"""How old the last brief may be, to be worth reading: the shifts of a long weekend."""


@dataclass(frozen=True, slots=True)
class LastBrief:
    """The newest brief that was posted, or kept on this machine."""

    text: str
    who: str
    at: datetime
    permalink: str = ""
    """Empty where it is not in Slack."""


class HandoffDesk:
    """One facade; it holds no state of its own, the journal and Slack remember."""

    def __init__(
        self,
        pagerduty: PagerDuty,
        slack_desk: SlackDesk,
        journal: OutboxStore,
        store: IncidentStore,
        clock: Clock,
        rules: HandoffRules,
        identify: Callable[[], Awaitable[Person]],
    ) -> None:
        self.rules = rules
        self.due: Callable[[], Sequence[FollowUp]] = tuple
        """The follow-ups that are still due, from whoever keeps them; none where nobody does."""
        self._reader = HandoffReader(pagerduty)
        self._slack_desk = slack_desk
        self._journal = journal
        self._store = store
        self._clock = clock
        self._identify = identify

    async def read(
        self,
        zone: tzinfo,
        wish: Wish | None = None,
        tell: Tell = untold,
        followups: Sequence[FollowUp] | None = None,
    ) -> Brief:
        """The brief of my shift, or of the span that is wished for; times and night are those of `zone`.

        `followups`: what is still due; None asks `due`.

        Raises `Refused` where there is no such shift, and what PagerDuty refuses with.
        """
        me = await self._identify()
        now = self._clock.now()
        span = await self._reader.span(me, wish or Wish(), now)
        facts = await self._reader.read(me, span, self._moved(span), tell)
        facts = replace(facts, followups=tuple(self.due() if followups is None else followups))
        return brief_of(facts, self.rules, now.astimezone(zone))

    def markdown(self, brief: Brief) -> str:
        """The brief as Markdown, to be edited before it goes."""
        return markdown(brief)

    def marker(self, brief: Brief) -> str:
        """The mark of its post."""
        return marks.handoff(brief.me.id, brief.span.key)

    async def post(self, brief: Brief, text: str) -> str:
        """Post the text as the brief, once; returns the row's marker at once.

        Raises `AlreadyDone` where it was posted, `Refused` where Slack is off or there is no text.
        """
        if not text.strip():
            raise Refused("an empty brief tells nothing", "nothing was posted")
        return await self._slack_desk.post_brief(self._job(brief, text), self.marker(brief))

    def keep(self, brief: Brief, text: str) -> None:
        """Remember a brief that was saved or copied, for when Slack has none."""
        row = owed(self._job(brief, text), marks.asked("kept-brief"), self._clock.now())
        self._journal.owe(OutboxRow(row.marker, "", row.job, row.created_at, row.lane, state=OutboxState.DONE))

    async def last_brief(self) -> LastBrief | None:
        """The newest brief of anybody in the channel, else the last of this machine; None where there is none.

        Never raises: what Slack cannot say, the journal may.
        """
        for office in self._slack_desk.offices.values():
            try:
                if await office.outbox.is_on() and (found := await self._in_slack(office)) is not None:
                    return found
            except PdtuiError as error:
                LOG.info("the last brief was not found in Slack: %s", error)
        return self._kept()

    # -- inside ------------------------------------------------------------------------------

    async def _in_slack(self, office: Office) -> LastBrief | None:
        slack = office.workspace.slack
        if office.workspace.identity is None:
            await slack.identity()  # pdtui's marks count only under what this app posted
        channel = await office.threads.open(self.rules.channel)
        since = office.workspace.by_slack(self._clock.now()) - LOOKED_BACK
        briefs = [one for one in await slack.history(channel.id, since, None) if _is_brief(one)]
        if not briefs:
            return None
        newest = briefs[-1]
        text = "".join(piece.text or piece.value for piece in newest.pieces)
        permalink = await slack.permalink(channel.id, newest.ts)
        return LastBrief(text, newest.facts.get("by", "somebody"), instant_of(newest.ts), permalink)

    def _kept(self) -> LastBrief | None:
        rows = self._journal.in_lane(BriefPost.lane, self._clock.now() - LOOKED_BACK)
        for row in reversed(rows):
            if isinstance(row.job, BriefPost) and row.state is OutboxState.DONE:
                return LastBrief(row.job.text, row.job.author, row.created_at)
        return None

    def _moved(self, span: Span) -> set[str]:
        """Services of other policies from which incidents on the list came onto these."""
        policies = {policy.id for policy in span.policies}
        held = (row.incident for row in self._store.rows)
        return {one.service.id for one in held if one.escalation_policy and one.escalation_policy.id in policies}

    def _job(self, brief: Brief, text: str) -> BriefPost:
        return BriefPost(brief.span.policies[0], self.rules.channel, brief.me.name, text.strip(), brief.span.until)


def _is_brief(message: SlackMessage) -> bool:
    return not message.deleted and any(mark.startswith(marks.HANDOFF) for mark in message.markers)
