"""An engine at work until SIGTERM, as a process of its own: `python -m tests.end_to_end.holder`."""

from __future__ import annotations

import asyncio
import signal

from pdtui.bootstrap import open_engine
from pdtui.config import load


async def main() -> None:
    """Open, start, wait, close."""
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    async with open_engine(load()) as engine:
        engine.start()
        await ended.wait()


if __name__ == "__main__":
    asyncio.run(main())
