"""What is done for each kind of thing that Slack is owed: one errand per job."""

from __future__ import annotations
