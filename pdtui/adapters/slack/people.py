"""Who is who in the workspace."""

from __future__ import annotations

from collections.abc import Mapping

from pdtui.adapters.slack.caller import SlackCaller
from pdtui.adapters.slack.fields import mapping, text_of
from pdtui.adapters.slack.sending import Answer
from pdtui.core.slack.port import SlackUser
from pdtui.errors import NotFound


class PeopleCalls(SlackCaller):
    """`pdtui.core.slack.port.PeopleSlack`."""

    async def user(self, user_id: str) -> SlackUser:
        """`users.info`."""
        user = user_of(await self.call("users.info", user=user_id))
        if not user.id:
            raise NotFound(f"Slack does not show the user {user_id}", "choose somebody who is in the Slack workspace")
        return user

    async def user_by_email(self, email: str) -> SlackUser:
        """`users.lookupByEmail`, which should not find who was deactivated."""
        user = user_of(await self.call("users.lookupByEmail", email=email))
        if not user.id or user.deleted:
            raise NotFound(
                f"nobody in Slack has the address {email}",
                "check that it is the one of the person's Slack account",
                code="users_not_found",
            )
        return user


def user_of(answer: Answer) -> SlackUser:
    """The user of an answer; the real name first, since PagerDuty has that one too."""
    raw = mapping(answer.get("user"))
    profile = mapping(raw.get("profile"))
    names = (
        text_of(profile, "real_name"),
        text_of(raw, "real_name"),
        text_of(profile, "display_name"),
        text_of(raw, "name"),
    )
    return SlackUser(
        id=text_of(raw, "id"),
        name=next(filter(None, names), ""),
        email=text_of(profile, "email"),
        is_bot=raw.get("is_bot") is True,
        deleted=raw.get("deleted") is True,
        team_ids=frozenset() if raw.get("is_stranger") is True else _teams(raw),
    )


def _teams(raw: Mapping[str, object]) -> frozenset[str]:
    """The person's workspace, and those of the organisation that they are in."""
    teams = mapping(raw.get("enterprise_user")).get("teams")
    others = [one for one in teams if isinstance(one, str)] if isinstance(teams, list) else []
    return frozenset(filter(None, (text_of(raw, "team_id"), *others)))
