"""The brief in a real terminal: read, given to the person's editor, edited on, posted once."""

from __future__ import annotations

import sys
from pathlib import Path

from pdtui.simulator.faults import Fault, Kind
from tests.end_to_end.terminal import PATIENCE, Terminal
from tests.world import World

EDITOR = """\
import pathlib, sys
path = pathlib.Path(sys.argv[1])
print("the editor has the terminal", flush=True)
said = input()
path.write_text(path.read_text() + "\\n- said in the editor: " + said + "\\n")
"""


def test_the_brief_goes_through_the_persons_editor_and_is_posted_once(world: World, tmp_path: Path) -> None:
    script = tmp_path / "editor.py"
    script.write_text(EDITOR, encoding="utf-8")
    with world.server.lock:
        channel = world.slack.add_channel("oncall-handoff", members=[world.app.user_id])
    world.settle()
    world.trigger("disk full")
    environment = {**world.environment, "EDITOR": f"{sys.executable} {script}", "VISUAL": ""}
    with Terminal(environment, columns=120, rows=40) as terminal:
        terminal.wait_for("disk full")
        terminal.type("H")
        terminal.wait_for("## Still open (1)")
        terminal.type("\x05")  # ctrl+e
        terminal.wait_for("the editor has the terminal")
        poll = world.faults.add(Fault(Kind.DROP, path="^/incidents$"))  # the reading is tried again
        assert poll.reached.wait(PATIENCE), "the engine stood still while the editor had the terminal"
        terminal.type("watch the disk\r")
        terminal.wait_for("ctrl+t posts it in")
        terminal.type("Hello. ")
        terminal.wait_for("Hello. # Handoff by Ada Moreau")
        terminal.type("\x14")  # ctrl+t
        terminal.wait_for("Posted in #oncall-handoff.")
        terminal.type("\x14")
        terminal.wait_for("was posted in #oncall-handoff before")
        terminal.type("\x1b")
        terminal.wait_without("Posted in")
        terminal.wait_without("ctrl+t posts it in")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
    with world.server.lock:
        (message,) = world.slack.messages(channel.id)
    assert message.text.startswith("Handoff by Ada Moreau\nHello. # Handoff by Ada Moreau")
    assert "said in the editor: watch the disk" in message.text
