"""A PagerDuty and a Slack in memory, served over HTTP: the world that the demo and the tests run against."""
