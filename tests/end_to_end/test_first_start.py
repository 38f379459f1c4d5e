"""The first start in a real terminal: from nothing to the incidents, in one process."""

from __future__ import annotations

import pytest

from tests.end_to_end.terminal import Terminal
from tests.world import World

PASTED = "\x1b[200~\r  {}\r\x1b[201~"
SECRETS = (b"me-token", b"mistaken", b"xoxb-me")


def environment(world: World) -> dict[str, str]:
    """A home in which nobody has been yet."""
    return {key: value for key, value in world.environment.items() if not key.endswith("_TOKEN")}


def test_from_nothing_to_the_incidents_and_no_secret_anywhere_else(world: World) -> None:
    world.trigger("Checkout latency above 2 s")
    with Terminal(environment(world), columns=80, rows=24) as terminal:
        terminal.wait_for("3  Leave")
        terminal.type("2")
        terminal.wait_for("paste it here; it is not shown")
        terminal.type(PASTED.format("mistaken"))
        terminal.wait_for("••••••••")
        terminal.type("\r")
        terminal.wait_for("PagerDuty refused the token")
        terminal.type(PASTED.format("me-token"))
        terminal.type("\r")
        terminal.wait_for("Ada Moreau (ada@acme.example)")
        terminal.wait_for("xoxb-… or empty")
        terminal.type("xoxb-me\r")  # a terminal that does not bracket its pastes
        terminal.wait_for("Acme, as pdtui")
        terminal.type("\r")
        terminal.wait_for("Checkout latency")
        terminal.wait_for("LIVE")
        terminal.wait_for("Slack on")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
    assert [secret for secret in SECRETS if secret in terminal.raw] == []
    files = {path.name: path for path in world.home.rglob("*") if path.is_file()}
    kept = {name: files.pop(name) for name in ("pagerduty-token", "slack-token")}
    assert {name: path.read_text() for name, path in kept.items()} == {
        "pagerduty-token": "me-token\n",
        "slack-token": "xoxb-me\n",
    }
    assert {path.stat().st_mode & 0o777 for path in kept.values()} == {0o600}
    assert "pdtui.log" in files
    assert [name for name, path in files.items() if any(secret in path.read_bytes() for secret in SECRETS)] == []
    with Terminal(environment(world), columns=80, rows=24) as terminal:
        terminal.wait_for("LIVE")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0


def test_the_settings_of_an_account_key_hold_from_its_first_minute(world: World) -> None:
    """The file has the table already: the line is told, and this run goes by it all the same."""
    world.pagerduty.add_account_token("account")
    world.trigger("Checkout latency above 2 s")
    world.settle()
    before = (world.home / "config" / "config.toml").read_text()
    with Terminal(environment(world), columns=80, rows=24) as terminal:
        terminal.wait_for("3  Leave")
        terminal.type("2")
        terminal.wait_for("paste it here; it is not shown")
        terminal.type(PASTED.format("account"))
        terminal.type("\r")
        terminal.wait_for("the login e-mail to act as")
        terminal.type("ada@acme.example\r")
        terminal.wait_for("xoxb-… or empty")
        terminal.type("\r")
        terminal.wait_for('from = "ada@acme.example"')
        assert "Write this into the table [pagerduty]" in terminal.text()
        terminal.type("\r")
        terminal.wait_for("Checkout latency")
        terminal.type("a")
        terminal.wait_for("acknowledged")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
    assert (world.home / "config" / "config.toml").read_text() == before


def test_the_demo_is_one_key_away_and_leaves_nothing(world: World) -> None:
    with Terminal(environment(world), columns=120, rows=40) as terminal:
        terminal.wait_for("3  Leave")
        terminal.type("1")
        terminal.wait_for("DEMO")
        terminal.wait_for("Replica lag")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
    assert {path.name for path in world.home.rglob("*") if path.is_file()} == {"pdtui.log"}


@pytest.mark.parametrize("key", ["\x1b", "q", "3"])
def test_leaving_is_no_failure_and_says_that_nothing_is_set_up(world: World, key: str) -> None:
    with Terminal(environment(world), columns=60, rows=20) as terminal:
        terminal.wait_for("3  Leave")
        terminal.type(key)
        terminal.wait_for("nothing was set up")
        assert terminal.wait_for_exit() == 0


@pytest.mark.parametrize(("theme", "ground"), [("pdtui-light", b"48;2;251;252;253"), ("pdtui-dark", b"48;2;15;19;24")])
def test_the_theme_of_the_variable_is_the_one_that_is_seen(world: World, theme: str, ground: bytes) -> None:
    with Terminal({**environment(world), "TEXTUAL_THEME": theme}) as terminal:
        terminal.wait(lambda _: ground in terminal.raw, theme)
        terminal.wait_for("3  Leave")
        assert b"48;2;18;18;18" not in terminal.raw


def test_an_empty_variable_would_hide_what_is_kept(world: World) -> None:
    with Terminal({**environment(world), "PDTUI_PAGERDUTY_TOKEN": ""}) as terminal:
        terminal.wait_for("there is no PagerDuty token; run pdtui setup")
        assert terminal.wait_for_exit() == 2


def test_without_a_terminal_it_stays_a_sentence(world: World) -> None:
    given = {"PDTUI_PAGERDUTY_TOKEN": ""}
    result = world.run(**given)
    assert (result.returncode, result.stdout) == (2, "")
    result = world.run("list", **given)
    assert (result.returncode, result.stdout) == (2, "")
    assert "there is no PagerDuty token; run pdtui setup" in result.stderr


def test_the_setup_can_be_had_again_for_a_token_that_was_skipped(world: World) -> None:
    world.trigger("Checkout latency above 2 s")
    folder = world.home / "config"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pagerduty-token").write_text("me-token\n")
    (folder / "pagerduty-token").chmod(0o600)
    with Terminal(environment(world), "setup", columns=80, rows=24) as terminal:
        terminal.wait_for("3  Leave")
        terminal.type("2")
        terminal.wait_for("paste it here; it is not shown")
        terminal.type(PASTED.format("me-token"))
        terminal.type("\r")
        terminal.wait_for("xoxb-… or empty")
        terminal.type("xoxb-me\r")
        terminal.wait_for("Acme, as pdtui")
        terminal.type("\r")
        terminal.wait_for("Slack on")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
    assert (folder / "slack-token").read_text() == "xoxb-me\n"


def test_it_says_what_goes_before_what_it_would_keep(world: World) -> None:
    with Terminal(world.environment, "setup", columns=120, rows=24) as terminal:
        terminal.wait_for("goes before what the setup keeps")
        assert terminal.wait_for_exit() == 2
