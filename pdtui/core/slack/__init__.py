"""All that pdtui knows and decides about Slack: where a thing is told, in which words, and that it is told once."""
