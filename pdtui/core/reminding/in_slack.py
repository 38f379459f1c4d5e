"""Reminders that go by Slack: to me alone where I want that, and who is on call to the team's channel."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta, tzinfo

from pdtui.core.directory import Directory
from pdtui.core.entries import Kind
from pdtui.core.model import OnCall, Person, Reference
from pdtui.core.on_call import policies_of
from pdtui.core.pagerduty import OnCallPort
from pdtui.core.reminding.announcing import is_of_list, line_of
from pdtui.core.reminding.kinds import ReminderKind, TeamPost
from pdtui.core.reminding.reminder import Reminder
from pdtui.core.reminding.team_post import day_of, words
from pdtui.core.reminding.ways import Manners, Way
from pdtui.core.slack import marks
from pdtui.core.slack.owed import ChannelMessage, Mention, PersonalMessage
from pdtui.errors import Refused

Tell = Callable[[ChannelMessage | PersonalMessage, str, datetime], Awaitable[bool]]


class InSlack:
    """Owes the messages; the outbox delivers each once, whichever of several laptops comes to owe it."""

    def __init__(self, pagerduty: OnCallPort, directory: Directory, tell: Tell, manners: Manners, zone: tzinfo) -> None:
        self._pagerduty = pagerduty
        self._directory = directory
        self._tell = tell
        self._manners = manners
        self._zone = zone

    async def tell(self, reminders: Sequence[Reminder], me: Person, now: datetime, as_of: str) -> None:
        """Those that are wanted by direct message, outside quiet hours; `as_of` says how old the list is, if it is."""
        for one in reminders:
            quiet = self._manners.is_quiet(now, self._zone, [one.kind])
            if Way.SLACK in self._manners.ways([one.kind]) and not quiet:
                text = f"Reminder: {line_of(one, now.astimezone(self._zone))}"
                text += f"; {as_of}" if as_of and is_of_list(one) else ""
                job = PersonalMessage(Reference(me.id, me.name, "user"), "a reminder", text)
                await self._tell(job, marks.reminder(_told_as(one), me.id), one.due_at)

    async def post(self, wish: TeamPost, due_at: datetime, mine: Sequence[OnCall], now: datetime) -> None:
        """Who is on call. Raises `Refused` where Slack is off, `NotFound` for a policy that is not there."""
        policies = [
            (await self._directory.named(Kind.POLICY, name)).reference for name in wish.policies
        ] or policies_of(mine)
        entries = await self._pagerduty.roster([one.id for one in policies], now, now + timedelta(seconds=1))
        people = {one.user.id for one in entries}
        users = (await self._directory.read(Kind.USER)).entries
        mentions = tuple(Mention(one.name, one.email) for one in users if one.id in people and one.email)
        text = words(entries, policies, now.astimezone(self._zone))
        mark = marks.team_post(wish.channel, day_of(due_at, self._zone), [one.id for one in policies])
        if not await self._tell(ChannelMessage(wish.channel, "who is on call today", text, mentions), mark, due_at):
            raise Refused(
                "who is on call could not be posted: Slack is off", "run pdtui setup, or set PDTUI_SLACK_TOKEN"
            )


def _told_as(reminder: Reminder) -> str:
    """What two laptops call the same thing: a change of shifts is seen by each against its own last reading."""
    return reminder.series if reminder.kind is ReminderKind.SHIFT_CHANGED else reminder.key
