"""pdtui: PagerDuty incidents in the terminal, told to Slack once, with handoff reminders."""

__version__ = "0.1.0"
