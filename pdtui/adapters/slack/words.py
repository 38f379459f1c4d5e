"""Slack's error words by what they mean for a call, with advice for those that a person can do something about.

By Slack's own lists: https://docs.slack.dev/reference/methods/chat.postMessage
"""

from __future__ import annotations

LATER = {
    "ratelimited", "rate_limited", "message_limit_exceeded", "too_many_requests", "team_added_to_org",
    "org_login_required", "external_channel_migrating", "fetch_members_failed",
}  # fmt: skip
"""Turned away for now: nothing was done."""
AMBIGUOUS = {
    "fatal_error", "internal_error", "service_unavailable", "request_timeout", "update_failed",
    "duplicate_message_not_found", "duplicate_channel_not_found",
}  # fmt: skip
"""It may have been done."""
CREDENTIAL = {
    "not_authed", "invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type",
}  # fmt: skip
PERMISSION = {
    "missing_scope", "no_permission", "access_denied", "accesslimited", "two_factor_setup_required",
    "enterprise_is_restricted", "team_access_not_granted", "ekm_access_denied", "app_access_restricted",
}  # fmt: skip
GONE = {
    "channel_not_found", "message_not_found", "thread_not_found", "user_not_found", "users_not_found",
    "user_not_visible",
}  # fmt: skip
DONE = {
    "already_reacted", "no_reaction", "already_pinned", "already_in_channel", "already_archived", "not_archived",
}  # fmt: skip
"""It is so already."""
OWN_FAULT = {
    "no_text", "msg_too_long", "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format",
    "too_many_attachments", "invalid_metadata_format", "invalid_metadata_schema", "metadata_too_large",
    "invalid_arg_name", "invalid_arguments", "invalid_json", "json_not_object", "invalid_charset",
    "invalid_form_data", "invalid_post_type",
}  # fmt: skip
"""Slack did not understand pdtui."""
UNINVITED = {
    "already_in_channel", "app_cannot_join_channel", "cant_invite", "cant_invite_self", "invitee_cant_see_channel",
    "no_external_invite_permission", "no_permission", "no_user", "org_user_not_in_team", "ura_max_channels",
    "user_is_restricted", "user_not_found", "user_not_visible", "users_not_found",
}  # fmt: skip
"""What conversations.invite says of a person, not of the channel."""

ADVICE = {
    "access_denied": "ask an administrator of the Slack workspace to let the app in",
    "accesslimited": "use a network that the Slack workspace allows",
    "app_access_restricted": "ask an administrator of the Slack workspace to let the app in",
    "cannot_reply_to_message": "link the incident to another message",
    "cant_update_message": "it is not pdtui's own message: link the incident to another one",
    "channel_not_found": "name a channel that exists, or /invite pdtui's app to it if it is private",
    "edit_window_closed": "post it anew: the workspace lets nobody change old messages",
    "ekm_access_denied": "ask an administrator of the Slack workspace, who suspended posting",
    "enterprise_is_restricted": "install the app in the workspace itself, not in the organisation",
    "is_archived": "unarchive the channel or configure another",
    "is_inactive": "unarchive the channel or configure another",
    "message_not_found": "link the incident to a message that is still there",
    "messages_tab_disabled": "switch the messages tab on under App Home in the app's settings",
    "method_not_supported_for_channel_type": "/invite pdtui's app to the private channel",
    "name_taken": "choose another name",
    "no_permission": "/invite pdtui's app to the channel",
    "not_in_channel": "/invite pdtui's app to the channel",
    "restricted_action": "ask an administrator of the Slack workspace to allow it to apps",
    "restricted_action_non_threadable_channel": "choose a channel that allows threads",
    "restricted_action_read_only_channel": "choose a channel in which the app may post",
    "restricted_action_thread_locked": "unlock the thread; the message waits in the outbox",
    "restricted_action_thread_only_channel": "choose a channel in which the app may begin threads",
    "team_access_not_granted": "install the app in this workspace",
    "thread_locked": "unlock the thread",
    "thread_not_found": "link the incident to a message that is still there",
    "too_many_bookmarks": "take one of the channel's bookmarks away",
    "too_many_emoji": "take one of the message's reactions away",
    "too_many_pins": "unpin something in the channel",
    "too_many_reactions": "take one of the message's reactions away",
    "two_factor_setup_required": "set up two-factor authentication in Slack",
    "user_disabled": "choose somebody whose Slack account is active",
    "user_not_found": "choose somebody who is in the Slack workspace",
    "user_not_visible": "choose somebody whom the app may see",
    "users_not_found": "check that the e-mail address is the one of the person's Slack account",
}
OTHERWISE = "look the word up at docs.slack.dev, or do it in Slack itself"
