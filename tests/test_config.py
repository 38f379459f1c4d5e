"""Settings: who wins, what is refused and with which words."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pdtui.adapters.tokens import find_token
from pdtui.config import Secret, load
from pdtui.core.reminding.kinds import DEFAULTS, ReminderKind, TeamPost
from pdtui.core.reminding.ways import DEFAULT_WAYS, Way
from pdtui.core.scope import Scope
from pdtui.core.template import TEMPLATE_KEYS, Template
from pdtui.errors import UsageError


def write(home: Path, text: str) -> dict[str, str]:
    folder = home / "config"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return {"PDTUI_HOME": str(home)}


def test_the_environment_wins_over_the_file_and_the_url_over_the_region(tmp_path: Path) -> None:
    environment = write(tmp_path, '[pagerduty]\nurl = "https://one.example"\nregion = "eu"\n[poll]\nseconds = 30\n')
    assert load(None, environment).pagerduty_url == "https://one.example"
    environment["PDTUI_PAGERDUTY_URL"] = "https://two.example/"
    config = load(None, environment)
    assert (config.pagerduty_url, config.poll_seconds) == ("https://two.example", 30.0)
    assert config.provenance["pagerduty.url"] == "PDTUI_PAGERDUTY_URL"
    assert config.provenance["poll.seconds"].endswith("config.toml")


def test_the_defaults_are_pagerdutys_own_hosts(tmp_path: Path) -> None:
    config = load(None, {"PDTUI_HOME": str(tmp_path)})
    assert (config.pagerduty_url, config.slack_url) == ("https://api.pagerduty.com", "https://slack.com/api/")
    assert load(None, write(tmp_path, '[pagerduty]\nregion = "eu"')).pagerduty_url == "https://api.eu.pagerduty.com"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[pagerdutty]\n", ["config.toml", "pagerdutty", "did you mean pagerduty"]),
        ("[poll]\nsecond = 5\n", ["config.toml", "poll.second", "did you mean poll.seconds"]),
        ('[poll]\nseconds = "5"\n', ["poll.seconds", "wants a number", "'5'"]),
        ("[poll]\nseconds = 0.1\n", ["poll.seconds", "at least 1 second"]),
        ("[poll]\nseconds = true\n", ["poll.seconds", "wants a number"]),
        ('[pagerduty]\nurl = "http://api.example"\n', ["pagerduty.url", "not https", "in the clear"]),
        ('[pagerduty]\nurl = "https://me:secret@api.example"\n', ["must not hold a user name", "not shown"]),
        ('[slack]\nurl = "ftp://127.0.0.1"\n', ["slack.url", "wants an address"]),
        ('[pagerduty]\nregion = "mars"\n', ["pagerduty.region", "'us' or 'eu'"]),
        ("poll = 5\n", ["wants a table", "[poll]"]),
        ("[poll\n", ["not TOML"]),
        ("[reminders]\nshift_end = true\n", ["reminders.shift_end", "did you mean reminders.shift_ends"]),
        ('[reminders]\nshift_ends = { time = "1h" }\n', ["reminders.shift_ends", "did you mean times"]),
        ('[reminders]\nshift_ends = { times = ["soon"] }\n', ["reminders.shift_ends", "wants a span"]),
        ('[reminders]\nunacknowledged = { every = "5s" }\n', ["at least a minute"]),
        ('[reminders]\ntime_zone = "Mars/Olympus"\n', ["reminders.time_zone", "no zone that this machine knows"]),
        ('[reminders]\nways = ["tost"]\n', ["reminders.ways", "did you mean 'toast'"]),
        ('[reminders]\nquiet = "all night"\n', ["reminders.quiet", "22:00-07:00"]),
        ('[reminders]\nteam_post = { chanel = "#x" }\n', ["reminders.team_post", "channel"]),
        ('[reminders]\nteam_post = { channel = "#x", when = "in 5m" }\n', ["times of day"]),
        ('[slack.channels]\n"Checkout" = 5\n', ["slack.channels", "wants a table"]),
        ('[slack.workspaces.emea]\nurl = "http://slack.evil.example/api"\n', ["slack.workspaces", "in the clear"]),
        ("[slack.workspaces.emea]\nurl = 5\n", ["slack.workspaces", "wants a text"]),
        ("[slack.workspaces.app-emea]\n", ["slack.workspaces", "begins with app"]),
        ("[slack.workspaces.emea]\nchannels = 5\n", ["does not know emea.channels"]),
        ('[slack]\nmirror = ["acknowlege"]\n', ["slack.mirror", "does not know acknowlege"]),
        ('[slack.priorities]\nP1 = ["@everyone"]\n', ["slack.priorities", "does not know @everyone", "@oncall"]),
        ('[slack]\nwhose = "all of them"\n', ["slack.whose", "'mine' or 'all'"]),
        ("[slack]\ndigest_above = 0\n", ["slack.digest_above", "whole number"]),
        ('[slack]\narchive_after_hours = "soon"\n', ["slack.archive_after_hours", "number of hours"]),
        ('[slack]\nauto_acknowledge = "yes"\n', ["slack.auto_acknowledge", "true or false"]),
        ("[template.db]\n", ["config.toml", "unknown key template", "did you mean templates"]),
        ("keys = 5\n", ["config.toml", "keys wants a table"]),
        ('[keys]\nacknowlege = "z"\n', ["config.toml", "keys.acknowlege", "did you mean acknowledge"]),
        ('[keys]\nacknowledge = "r"\n', ["config.toml", "acknowledge", "resolve", "the key r"]),
        ("templates = 5\n", ["config.toml", "templates wants tables", "[templates.NAME]"]),
        ("[templates]\ndb = 5\n", ["templates.db wants a table", "[templates.db]"]),
        ('[templates.db]\ntitel = "x"\n', ["unknown key templates.db.titel", "did you mean templates.db.title"]),
        ("[templates.db]\ntitle = 5\n", ["config.toml", "templates.db.title wants a text in quotes"]),
        ('[templates.db]\nurgency = "urgent"\n', ["templates.db.urgency", '"high" or "low"']),
        ('[templates.db]\nassignee = "a"\npolicy = "b"\n', ["templates.db.policy", "leave one of them out"]),
    ],
)
def test_a_fault_names_file_key_and_what_is_wanted(tmp_path: Path, text: str, words: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        load(None, write(tmp_path, text))
    for word in words:
        assert word in str(caught.value)


def test_templates_are_read_with_what_they_leave_open(tmp_path: Path) -> None:
    text = '[templates."db down"]\ntitle = " Database down "\nservice = "Checkout API"\npriority = "P1"\n'
    config = load(None, write(tmp_path, f"{text}[templates.empty]\n"))
    assert config.templates == {
        "db down": Template(title="Database down", service="Checkout API", priority="P1"),
        "empty": Template(),
    }
    assert config.provenance["templates"].endswith("config.toml")


def test_every_key_of_a_template_is_described() -> None:
    assert list(TEMPLATE_KEYS) == [field.name for field in fields(Template)]


def test_keys_are_read_beside_the_other_tables(tmp_path: Path) -> None:
    config = load(None, write(tmp_path, '[poll]\nseconds = 30\n[keys]\nacknowledge = "ctrl+a"\n'))
    assert (config.keys["acknowledge"], config.keys["resolve"]) == (("ctrl+a",), ("r",))
    assert config.provenance["keys"].endswith("config.toml")


def test_http_is_for_this_machine_only(tmp_path: Path) -> None:
    for url in ("http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"):
        assert load(None, {"PDTUI_HOME": str(tmp_path), "PDTUI_PAGERDUTY_URL": url}).pagerduty_url == url
    for url in ("http://localhost.example", "http://127.0.0.1.example", "http://10.0.0.1"):
        with pytest.raises(UsageError, match="not https"):
            load(None, {"PDTUI_HOME": str(tmp_path), "PDTUI_SLACK_URL": url})


def test_a_settings_file_that_was_named_must_exist(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        load(str(tmp_path / "absent.toml"), {"PDTUI_HOME": str(tmp_path)})


def test_a_secret_does_not_show_itself() -> None:
    secret = Secret("u+abcdefgh")
    assert "abcdefgh" not in f"{secret} {secret!r} {[secret]}"
    assert secret.reveal() == "u+abcdefgh"


def test_the_token_comes_from_the_environment_then_from_a_private_file(tmp_path: Path) -> None:
    environment = {"PDTUI_HOME": str(tmp_path)}
    assert find_token("slack", environment, tmp_path) is None
    file = tmp_path / "slack-token"
    file.write_text("xoxb-file\n")
    file.chmod(0o644)
    with pytest.raises(UsageError, match="chmod 600"):
        find_token("slack", environment, tmp_path)
    file.chmod(0o600)
    found = find_token("slack", environment, tmp_path)
    assert found is not None
    assert found.reveal() == "xoxb-file"
    environment["PDTUI_SLACK_TOKEN"] = "xoxb-env"
    found = find_token("slack", environment, tmp_path)
    assert found is not None
    assert found.reveal() == "xoxb-env"


def test_a_token_with_a_line_break_is_refused_without_being_shown(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        find_token("slack", {"PDTUI_SLACK_TOKEN": "xoxb-one\nX-Evil: two"}, tmp_path)
    assert "xoxb" not in str(caught.value)


def test_the_scope_at_the_start_and_the_levels_that_count(tmp_path: Path) -> None:
    environment = {"PDTUI_HOME": str(tmp_path)}
    usual = load(None, environment)
    assert (usual.poll_scope, usual.poll_every_level) == (Scope.ON_CALL, False)
    file = tmp_path / "settings.toml"
    file.write_text('[poll]\nscope = "on-call"\non_call_levels = "all"\n')
    chosen = load(str(file), environment)
    assert (chosen.poll_scope, chosen.poll_every_level) == (Scope.ON_CALL, True)
    file.write_text('[poll]\nscope = "EveryThing"\n')
    assert load(str(file), environment).poll_scope is Scope.EVERYTHING
    for line in ('scope = "all"', "scope = 3", 'on_call_levels = "second"', "on_call_levels = 1"):
        file.write_text(f"[poll]\n{line}\n")
        with pytest.raises(UsageError, match="wants"):
            load(str(file), environment)


def test_reminders_of_one_kind_are_changed_and_the_others_stay(tmp_path: Path) -> None:
    config = load(
        None,
        write(
            tmp_path,
            "[reminders]\n"
            'time_zone = "America/New_York"\n'
            'shift_ends = { times = ["2h", 10], ways = ["desktop"], quiet = "22:00-07:00" }\n'
            "gap = false\n"
            'unacknowledged = { every = "never" }\n'
            'team_post = { channel = "#payments", when = "every monday at 8:30" }\n',
        ),
    )
    rules = config.reminders
    ends = rules.rule(ReminderKind.SHIFT_ENDS)
    assert (ends.on, ends.times) == (True, (timedelta(minutes=10), timedelta(hours=2)))
    assert rules.manners.ways([ReminderKind.SHIFT_ENDS]) == {Way.DESKTOP}
    assert rules.manners.ways([ReminderKind.GAP]) == DEFAULT_WAYS
    assert not rules.rule(ReminderKind.GAP).on
    assert rules.rule(ReminderKind.UNACKNOWLEDGED).every is None
    assert rules.rule(ReminderKind.SHIFT_STARTS) == DEFAULTS[ReminderKind.SHIFT_STARTS]
    assert rules.team_post == TeamPost("#payments", "30 8 * * 1")
    night = datetime(2026, 6, 2, 3, 0, tzinfo=UTC)
    assert rules.manners.is_quiet(night, config.zone, [ReminderKind.SHIFT_ENDS])
    assert not rules.manners.is_quiet(night, config.zone, [ReminderKind.GAP])
