"""Opens the engine, then the screen over it; the engine outlives the screen."""

from __future__ import annotations

from collections.abc import Mapping

from pdtui.adapters.history import HistoryFile
from pdtui.adapters.notifier import DesktopNotifications
from pdtui.adapters.preferences_file import PreferencesFile
from pdtui.bootstrap import open_engine
from pdtui.config import Config
from pdtui.printing import narrate
from pdtui.text import count
from pdtui.tui.app import PdtuiApp


async def show_screen(config: Config, environment: Mapping[str, str] | None = None, *, title: str = "") -> None:
    """Run the full-screen program until the person leaves it."""
    async with open_engine(config, environment) as engine:
        notifier = DesktopNotifications(environment)
        try:
            manners = config.reminders.manners
            history = HistoryFile(config.folders.history)
            app = PdtuiApp(
                engine,
                title=title,
                time_zone=config.zone,
                manners=manners,
                notifier=notifier,
                history=history,
                keys=config.keys,
                preferences=PreferencesFile(config.folders.state / "screen.json"),
            )
            await app.run_async()
        finally:
            await notifier.close()
        left = [count(engine.in_flight, "action")] if engine.in_flight else []
        left += [f"{count(len(engine.slack_desk.rows()), 'message')} to Slack"] if engine.slack_desk.rows() else []
    if left:
        narrate(f"{' and '.join(left)} not settled yet: kept, and gone on with at the next start")
