"""PagerDuty's REST API behind the core's `PagerDuty` port."""
