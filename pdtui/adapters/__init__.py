"""The outside world, each part behind a port of the core; adapters do not know each other."""
