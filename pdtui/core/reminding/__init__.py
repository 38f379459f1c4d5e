"""The on-call clock: which reminders are wanted, when each is told, and what it says."""
