"""The core's `Slack` port on the Web API, made of one family of methods per file."""

from __future__ import annotations

from pdtui.adapters.slack.answering import AnsweringCalls
from pdtui.adapters.slack.channels import ChannelCalls
from pdtui.adapters.slack.people import PeopleCalls
from pdtui.adapters.slack.posting import PostingCalls
from pdtui.adapters.slack.reading import ReadingCalls


class SlackClient(ReadingCalls, PostingCalls, ChannelCalls, PeopleCalls, AnsweringCalls):
    """`pdtui.core.slack.port.Slack` over HTTP."""
