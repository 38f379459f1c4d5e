"""The floors of the house, and which imports stay deferred: measured in fresh processes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"textual", "rich", "httpx", "slack_sdk", "apscheduler", "keyring", "desktop_notifier", "dbus_fast", "asyncio"}


def loaded_by(code: str, home: Path) -> set[str]:
    """The top-level modules that a fresh process has loaded after running `code`."""
    script = f"{code}\nimport json, sys\nprint('\\n' + json.dumps(sorted({{m.split('.')[0] for m in sys.modules}})))"
    result = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={"PDTUI_HOME": str(home), "PATH": "/usr/bin:/bin"},
    )
    found: list[str] = json.loads(result.stdout.splitlines()[-1])
    return set(found)


def test_the_command_line_loads_nothing_heavy(tmp_path: Path) -> None:
    assert loaded_by("import pdtui.cli; pdtui.cli.build_parser()", tmp_path) & HEAVY == set()


def test_the_verbs_load_no_screen_and_no_client_before_they_need_one(tmp_path: Path) -> None:
    found = loaded_by("import pdtui.verbs", tmp_path)
    assert found & (HEAVY - {"asyncio"}) == set()


def test_list_never_loads_the_screen(tmp_path: Path) -> None:
    code = (
        "import os\n"
        "os.environ['PDTUI_PAGERDUTY_TOKEN'] = 'x'\n"
        "os.environ['PDTUI_PAGERDUTY_URL'] = 'http://127.0.0.1:9'\n"
        "import pdtui.cli\n"
        "assert pdtui.cli.main(['list']) == 3"
    )
    found = loaded_by(code, tmp_path)
    assert "httpx" in found
    assert found & {"textual", "slack_sdk", "apscheduler"} == set()


def test_the_screen_paints_before_the_clients_are_loaded(tmp_path: Path) -> None:
    found = loaded_by("import pdtui.screen", tmp_path)
    assert "textual" in found
    assert found & {"httpx", "slack_sdk", "apscheduler", "keyring", "desktop_notifier", "dbus_fast"} == set()


def test_no_keyring_is_asked_before_the_first_paint(tmp_path: Path) -> None:
    code = (
        "import asyncio, os\n"
        "os.environ.pop('PDTUI_HOME')\n"
        f"os.environ.update(HOME={str(tmp_path)!r}, PDTUI_PAGERDUTY_TOKEN='x')\n"
        "from pdtui.bootstrap import open_engine\n"
        "from pdtui.config import load\n"
        "async def main():\n"
        "    async with open_engine(load()) as engine:\n"
        "        assert engine.slack.state == 'untried'\n"
        "asyncio.run(main())"
    )
    found = loaded_by(code, tmp_path)
    assert found & {"keyring", "httpx", "slack_sdk", "apscheduler"} == set()


def test_wiring_a_socket_loads_no_client_before_it_connects(tmp_path: Path) -> None:
    code = (
        "import asyncio, os\n"
        "settings = os.path.join(os.environ['PDTUI_HOME'], 'settings.toml')\n"
        "open(settings, 'w').write('[slack]\\nsocket_mode = true')\n"
        "os.environ.update(PDTUI_PAGERDUTY_TOKEN='x', PDTUI_SLACK_TOKEN='x', PDTUI_SLACK_APP_TOKEN='x')\n"
        "from pdtui.bootstrap import open_engine\n"
        "from pdtui.config import load\n"
        "async def main():\n"
        "    async with open_engine(load(settings)) as engine:\n"
        "        assert list(engine.listening) == ['']\n"
        "asyncio.run(main())"
    )
    assert loaded_by(code, tmp_path) & {"keyring", "httpx", "slack_sdk", "apscheduler"} == set()


@pytest.mark.parametrize("module", ["pdtui.core.engine", "pdtui.core.reminding.when", "pdtui.simulator.scenario"])
def test_the_core_and_the_simulator_need_no_third_party_package(module: str, tmp_path: Path) -> None:
    found = loaded_by(f"import {module}", tmp_path)
    assert (
        found & {"textual", "rich", "httpx", "slack_sdk", "apscheduler", "msgspec", "platformdirs", "cronsim"} == set()
    )


def test_import_linter_holds_the_floors() -> None:
    root = Path(__file__).parent.parent
    result = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout


def test_a_screen_that_runs_has_all_of_itself_before_an_upgrade_replaces_its_files(tmp_path: Path) -> None:
    script = (
        "import asyncio, sys, pdtui.tui.terminal_app as it\n"
        "it.WHOLE_AFTER = 0.05\n"
        "async def run():\n"
        "    app = it.TerminalApp()\n"
        "    async with app.run_test() as pilot:\n"
        "        while 'pdtui.tui.widgets.tab_strip' not in sys.modules: await pilot.pause(0.02)\n"
        "        await app.workers.wait_for_complete()\n"
        "asyncio.run(run())\n"
        "import pkgutil, sys, pdtui.tui\n"
        "names = {one.name for one in pkgutil.walk_packages(pdtui.tui.__path__, 'pdtui.tui.')}\n"
        "print(sorted(names - set(sys.modules)))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={"PDTUI_HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )
    assert result.stdout.splitlines()[-1] == "[]"
