"""Slack's Web API behind the core's `Slack` port."""
