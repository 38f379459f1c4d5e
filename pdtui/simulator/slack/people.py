"""Who is who: auth.test, users.*, bots.info and team.info.

https://docs.slack.dev/reference/methods/auth.test
"""

from __future__ import annotations

from pdtui.simulator.slack import render
from pdtui.simulator.slack.call import Call
from pdtui.simulator.slack.model import App, Caller, Json, Person, Refusal
from pdtui.simulator.slack.paging import limit_of, page_of


def auth_test(call: Call) -> Json:
    """Whom the token belongs to; needs no scope."""
    workspace, caller = call.workspace, call.caller
    answer: Json = {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": render.handle(caller),
        "team_id": workspace.team_id,
        "user_id": caller.user_id,
        "is_enterprise_install": False,
    }
    if isinstance(caller, App):
        answer |= {"bot_id": caller.bot_id, "app_id": caller.app_id, "app_name": caller.name}
    return answer


def lookup_by_email(call: Call) -> Json:
    """The person with that address; deactivated ones are not found."""
    wanted = (call.arguments.text("email") or "").strip().lower()
    for person in call.workspace.people:
        if person.email.lower() == wanted and not person.deleted:
            return {"user": _user(call, person)}
    raise Refusal("users_not_found")


def info(call: Call) -> Json:
    """One user, bots too."""
    user = call.workspace.user(call.arguments.text("user") or "")
    if user is None:
        raise Refusal("user_not_found")
    return {"user": _user(call, user)}


def list_all(call: Call) -> Json:
    """Everybody, the deactivated and the bots too, in pages."""
    everybody: list[Caller] = [*call.workspace.people, *call.workspace.apps]
    limit = limit_of(call.arguments, 200, 1000, strict=False)
    page, metadata = page_of(call.arguments, everybody, lambda one: one.user_id, limit)
    return {
        "members": [_user(call, one) for one in page],
        "cache_ts": call.workspace.seconds(),
        "response_metadata": metadata,
    }


def _user(call: Call, user: App | Person) -> Json:
    """A user with the address only for those who may see it."""
    return render.user(call.workspace, user, with_email="users:read.email" in call.granted)


def bot_info(call: Call) -> Json:
    """The app behind a `bot_id`."""
    wanted = call.arguments.text("bot")
    if wanted is None:
        raise Refusal("missing_argument")
    for app in call.workspace.apps:
        if app.bot_id == wanted:
            return {"bot": render.bot(app)}
    raise Refusal("bot_not_found")


def team_info(call: Call) -> Json:
    """The workspace."""
    workspace = call.workspace
    if call.arguments.text("team") not in (None, "", workspace.team_id):
        raise Refusal("team_not_found")
    return {
        "team": {
            "id": workspace.team_id,
            "name": workspace.name,
            "domain": workspace.domain,
            "email_domain": "",
            "icon": {"image_34": "https://slack.example/team_34.png", "image_default": True},
        }
    }
