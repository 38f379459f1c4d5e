"""Slack's words: what each means for a call, by the table of classes of the facts' section A."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError

from pdtui.adapters.slack import words
from pdtui.adapters.slack.failures import explain
from pdtui.errors import (
    AlreadyDone,
    BadCredential,
    MissingScope,
    NotFound,
    NotPermitted,
    NotSent,
    OutcomeUnknown,
    PdtuiError,
    RateLimited,
    Refused,
)
from tests.simulator.slack_desk import documented_errors

TABLE: dict[type[PdtuiError], str] = {
    RateLimited: "ratelimited rate_limited message_limit_exceeded too_many_requests team_added_to_org "
    "org_login_required external_channel_migrating fetch_members_failed",
    OutcomeUnknown: "fatal_error internal_error service_unavailable request_timeout update_failed "
    "duplicate_message_not_found duplicate_channel_not_found",
    BadCredential: "not_authed invalid_auth account_inactive token_revoked token_expired not_allowed_token_type",
    NotPermitted: "no_permission access_denied accesslimited two_factor_setup_required enterprise_is_restricted "
    "team_access_not_granted ekm_access_denied app_access_restricted",
    MissingScope: "missing_scope",
    NotFound: "channel_not_found message_not_found thread_not_found user_not_found users_not_found",
    Refused: "not_in_channel is_archived restricted_action restricted_action_read_only_channel "
    "restricted_action_thread_only_channel restricted_action_non_threadable_channel restricted_action_thread_locked "
    "cannot_reply_to_message messages_tab_disabled name_taken no_text msg_too_long msg_blocks_too_long "
    "invalid_blocks invalid_blocks_format too_many_attachments invalid_metadata_format invalid_metadata_schema "
    "metadata_too_large invalid_arg_name invalid_arguments invalid_json json_not_object invalid_charset "
    "invalid_form_data invalid_post_type a_word_of_tomorrow",
    AlreadyDone: "already_reacted no_reaction already_pinned already_in_channel already_archived not_archived",
}
ROWS = [(kind, word) for kind, given in TABLE.items() for word in given.split()]


def refused(word: object, *, status: int = 200, **more: object) -> SlackApiError:
    return SlackApiError("no", Answered(status, {"ok": False, "error": word, **more}))  # type: ignore[no-untyped-call]


class Answered:
    """As much of slack_sdk's response as an error carries."""

    def __init__(self, status_code: int, data: object) -> None:
        self.status_code = status_code
        self.data = data
        self.headers: dict[str, str] = {}


@pytest.mark.parametrize(("kind", "word"), ROWS)
def test_each_word_is_of_its_class_and_comes_with_advice(kind: type[PdtuiError], word: str) -> None:
    told = explain(refused(word), writes=True)
    assert type(told) is kind
    assert told.advice
    if isinstance(told, Refused):
        assert told.code == word
    read = explain(refused(word), writes=False)
    assert type(read) is (NotSent if kind is OutcomeUnknown else kind)


def test_no_word_is_of_two_classes() -> None:
    classes = [
        words.LATER, words.AMBIGUOUS, words.CREDENTIAL, words.PERMISSION, words.GONE, words.DONE, words.OWN_FAULT,
    ]  # fmt: skip
    assert len(frozenset().union(*classes)) == sum(map(len, classes))


def test_advice_is_given_for_words_that_slack_has() -> None:
    documented = documented_errors()
    if not documented:
        pytest.skip("the collected facts are not at hand")
    known = frozenset().union(*documented.values()) | {
        "not_in_channel",
        "is_archived",
        "thread_locked",
        "team_access_not_granted",
    }
    assert sorted(set(words.ADVICE) - known) == []
    assert sorted(words.UNINVITED - documented["conversations.invite"] - words.GONE) == []


def test_a_missing_scope_is_named() -> None:
    told = explain(refused("missing_scope", needed="pins:write", provided="chat:write,users:read"), writes=True)
    assert isinstance(told, MissingScope)
    assert told.needed == "pins:write"
    assert str(told) == "Slack's app lacks the scope pins:write; add it to the app and reinstall it"


def test_a_missing_scope_that_slack_does_not_name() -> None:
    told = explain(refused("missing_scope"), writes=True)
    assert isinstance(told, MissingScope)
    assert told.needed == ""
    assert "which Slack does not name" in told.what


@pytest.mark.parametrize(
    "word", ["Received a response in a non-JSON format: <html>", "", None, {"x": 1}, "internal error"]
)
def test_what_is_no_word_of_slacks_settles_nothing(word: object) -> None:
    assert type(explain(refused(word), writes=True)) is OutcomeUnknown
    assert type(explain(refused(word), writes=False)) is NotSent


def test_a_proxy_that_answers_in_json_is_not_slack() -> None:
    told = explain(SlackApiError("no", Answered(403, {"error": "forbidden"})), writes=True)  # type: ignore[no-untyped-call]
    assert type(told) is OutcomeUnknown


@pytest.mark.parametrize("status", [500, 503])
def test_a_refusal_by_a_broken_server_settles_nothing(status: int) -> None:
    assert type(explain(refused("is_archived", status=status), writes=True)) is OutcomeUnknown


def test_words_cannot_drive_the_terminal() -> None:
    told = explain(refused("missing_scope", needed="\x1b[2Jpins", provided="\u202ex"), writes=True)
    assert str(told).isascii()
    assert "\x1b" not in str(told)
