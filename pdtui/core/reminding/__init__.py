"""Reminders that a person sets: when they come, and what is said then."""
