"""The first start in a real terminal: from nothing to the incidents, in one process."""

from __future__ import annotations

from tests.end_to_end.terminal import Terminal
from tests.world import World

PASTED = "\x1b[200~\r  {}\r\x1b[201~"


def environment(world: World) -> dict[str, str]:
    """A home in which nobody has been yet."""
    return {key: value for key, value in world.environment.items() if not key.endswith("_TOKEN")}


def test_from_nothing_to_the_incidents(world: World) -> None:
    world.trigger("Checkout latency above 2 s")
    with Terminal(environment(world), columns=80, rows=24) as terminal:
        terminal.wait_for("Set up PagerDuty")
        terminal.type("2")
        terminal.wait_for("Create API")
        terminal.type(PASTED.format("me-token"))
        terminal.wait_for("••••••••")
        terminal.type("\r")
        terminal.wait_for("Ada Moreau (ada@acme.example)")
        terminal.type(PASTED.format("xoxb-me"))
        terminal.wait_for("•••••••")
        terminal.type("\r")
        terminal.wait_for("Acme, as pdtui")
        terminal.type("\r")
        terminal.wait_for("Checkout latency")
        terminal.wait_for("LIVE")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
    for secret in (b"me-token", b"xoxb-me"):
        assert secret not in terminal.raw
    kept = {path.name: path for path in world.home.rglob("*") if path.is_file()}
    assert kept["pagerduty-token"].read_text() == "me-token\n"
    assert kept["slack-token"].read_text() == "xoxb-me\n"
    for name in ("pagerduty-token", "slack-token"):
        assert kept.pop(name).stat().st_mode & 0o777 == 0o600
    assert [
        name for name, path in kept.items() if b"me-token" in path.read_bytes() or b"xoxb-me" in path.read_bytes()
    ] == []
