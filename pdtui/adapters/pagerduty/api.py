"""The core's `PagerDuty` port on the REST API, made of one family of requests per file."""

from __future__ import annotations

from pdtui.adapters.pagerduty.context import ContextRequests
from pdtui.adapters.pagerduty.directory import DirectoryRequests
from pdtui.adapters.pagerduty.listing import ListingRequests
from pdtui.adapters.pagerduty.on_calls import OnCallRequests
from pdtui.adapters.pagerduty.slack_channels import SlackChannelRequests
from pdtui.adapters.pagerduty.writing import WritingRequests


class PagerDutyApi(
    ListingRequests,
    WritingRequests,
    OnCallRequests,
    DirectoryRequests,
    ContextRequests,
    SlackChannelRequests,
):
    """`pdtui.core.pagerduty.PagerDuty` over HTTP."""
