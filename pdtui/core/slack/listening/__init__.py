"""Buttons and `/pdtui` in Slack: heard by one elected process, done as the person who pressed or typed."""
