"""The real program in a real terminal: an incident is seen, acted on, told to Slack once."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest

from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.pagerduty.model import Shift
from pdtui.tui.acting import SETTLE_SECONDS
from pdtui.tui.screens.form import BOUNCE_SECONDS
from tests.end_to_end.terminal import Terminal
from tests.world import HOUR, World

FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f\x80-\x9f]")


@pytest.fixture
def settled(world: World) -> World:
    world.settle()
    return world


def open_terminal(world: World, *arguments: str, columns: int = 140, rows: int = 40) -> Terminal:
    return Terminal(world.environment, *arguments, columns=columns, rows=rows)


def pause_after_dialog(terminal: Terminal) -> None:
    """Keys that follow a dialog at once are taken for the rest of a paste; the next poll is later than that."""
    ready = time.monotonic() + SETTLE_SECONDS
    terminal.wait(lambda _: time.monotonic() > ready, "the moment after a dialog")


def test_the_whole_line(settled: World) -> None:
    world = settled
    with open_terminal(world) as terminal:
        terminal.wait_for("All clear")
        incident = world.trigger("Checkout latency above 2 s", age=timedelta(minutes=5))
        terminal.wait_for("Checkout latency")
        terminal.type("a")
        terminal.wait_for("acked")
        terminal.wait(lambda _: len(world.told()) == 1, "the acknowledgement in Slack")
        terminal.type("e")
        terminal.wait_for("L2  Bo Larsen")
        terminal.type("\r")
        terminal.wait(lambda _: len(world.told()) == 2, "the escalation in Slack")
        pause_after_dialog(terminal)
        terminal.type("n")
        terminal.wait_for("Enter")
        terminal.type("rolling back\nthe 02:55 deploy\r")  # \n is ctrl+j: a new line
        terminal.wait(lambda _: len(world.told()) == 3, "the note in Slack")
        pause_after_dialog(terminal)
        terminal.type("r")
        terminal.wait_for("Enter")
        terminal.type("p99 is down\r")
        terminal.wait(lambda _: len(world.told()) == 4, "the resolution in Slack")
        pause_after_dialog(terminal)
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
    assert incident.status == "resolved"
    for kind in ("acknowledge", "escalate", "resolve"):
        assert len(world.entries(incident, kind)) == 1
    assert [note.content for note in world.notes(incident)] == ["rolling back\nthe 02:55 deploy", "p99 is down"]
    texts = [message.text for message in world.told()]
    assert [text.splitlines()[0] for text in texts] == [
        f"Ada Moreau acknowledged #{incident.number}",
        f"Ada Moreau escalated #{incident.number} to level 2 (Bo Larsen)",
        f"Ada Moreau added a note to #{incident.number}",
        f"Ada Moreau resolved #{incident.number}",
    ]
    assert all(message.is_reply for message in world.told())


def test_a_key_reaches_the_incident_that_was_highlighted_whatever_arrives(settled: World) -> None:
    world = settled
    wanted = world.trigger("the one that is meant", age=2 * HOUR)
    with open_terminal(world) as terminal:
        terminal.wait_for("the one that is meant")
        for number in range(5):
            world.trigger(f"newer {number}", age=timedelta(minutes=number))
        terminal.wait_for("newer 0")
        terminal.type("a")
        terminal.wait(lambda _: wanted.status == "acknowledged", "the acknowledgement")
        terminal.type("q")
        terminal.wait_for_exit()
    acknowledged = [incident.id for incident in world.pagerduty.incidents.values() if incident.status == "acknowledged"]
    assert acknowledged == [wanted.id]


def test_keys_that_come_in_one_packet_belong_to_what_the_first_of_them_opened(settled: World) -> None:
    world = settled
    incident = world.trigger("the back end is down")
    with open_terminal(world) as terminal:
        terminal.wait_for("the back end is down")
        terminal.type("/aero")
        terminal.wait_for("Nothing matches 'aero'")
        terminal.type("\x1b")
        terminal.wait_for("the back end is down")
        terminal.wait_without("Esc clears")
        terminal.type("nrollback area")
        terminal.wait_for("rollback area")
        terminal.type("\r")
        terminal.wait(lambda _: len(world.notes(incident)) == 1, "the note")
        pause_after_dialog(terminal)
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
    assert [note.content for note in world.notes(incident)] == ["rollback area"]
    assert incident.status == "triggered"


def test_a_service_that_is_pasted_with_its_enter_is_picked_and_nothing_is_sent(settled: World) -> None:
    world = settled
    name = next(iter(world.pagerduty.state.services.values())).name
    with open_terminal(world) as terminal:
        terminal.wait_for("All clear")
        terminal.type("t")
        terminal.wait_for("what is wrong")
        terminal.type(f"Slow\t{name}")
        terminal.wait_for(f"{name}  policy Payments")
        terminal.wait_for("title      Slow")
        terminal.type("\r")
        terminal.wait_for(f"service    {name}")
        ready = time.monotonic() + BOUNCE_SECONDS
        terminal.wait(lambda _: time.monotonic() > ready, "the moment after a list")
        terminal.type("\x7f")
        terminal.wait_for("service    needed")
        terminal.type(f"{name}x\x7f\r")
        terminal.wait_for(f"service    {name}")
        assert not world.pagerduty.incidents
        ready = time.monotonic() + BOUNCE_SECONDS
        terminal.wait(lambda _: time.monotonic() > ready, "the moment after a list")
        terminal.type("\r")
        terminal.wait(lambda _: bool(world.pagerduty.incidents), "the incident")
    assert [one.title for one in world.pagerduty.incidents.values()] == ["Slow"]


def test_killed_in_the_middle_it_goes_on_at_the_next_start(settled: World) -> None:
    world = settled
    incident = world.trigger()
    fault = world.faults.add(Fault(Kind.HANG, method="PUT", applied=True))
    with open_terminal(world) as terminal:
        terminal.wait_for("Checkout latency")
        terminal.type("a")
        assert fault.reached.wait(20)
        terminal.kill()
    fault.release.set()
    with open_terminal(world) as terminal:
        terminal.wait(lambda _: len(world.told()) == 1, "the reply in Slack")
        terminal.wait_for("acked")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
    assert len(world.entries(incident, "acknowledge")) == 1


def test_hostile_titles_reach_the_terminal_as_text(settled: World) -> None:
    world = settled
    titles = [
        "\x1b]0;PWNED\x07 escape",
        "\x9b31m eight bit",
        "[/foo] markup [@click=app.quit]X[/]",
        "<!channel> mention",
        "\u202egnp.exe right to left \u0639\u0631\u0628\u064a",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467 family and \u5bcc\u58eb\u5c71",
        "line\nbreak\ttab",
        "x" * 1024,
    ]
    for title in titles:
        world.trigger(title)
    world.settings += (
        '[reminders]\nways = ["toast", "osc9", "osc777", "title"]\n'  # the bell would ring, and no title may
    )
    world.settle()
    with open_terminal(world, columns=200) as terminal:
        for words in ("escape", "eight bit", "markup [@click=app.quit]X[/]", "<!channel>", "family"):
            terminal.wait_for(words)
        for _ in titles:
            terminal.type("j")
        terminal.type("a")
        terminal.wait(lambda _: len(world.told()) == 1, "the reply in Slack")
        terminal.type("q")
        terminal.wait_for_exit()
        raw = bytes(terminal.raw)
    assert b"PWNED" not in raw
    text = re.sub(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|[=>78M])", "", raw.decode())
    assert FORBIDDEN.findall(text) == []


def test_offline_it_shows_the_old_rows_and_says_that_they_are_old(settled: World) -> None:
    world = settled
    world.trigger("seen before the network went")
    assert world.run("list").returncode == 0
    world.faults.add(Fault(Kind.DROP, times=None))
    with open_terminal(world) as terminal:
        terminal.wait_for("seen before the network went")
        text = terminal.wait_for("OFFLINE")
        assert "LIVE" not in text
        world.faults.clear()
        terminal.wait_for("LIVE")
        terminal.type("q")
        terminal.wait_for_exit()


def test_the_handoff_is_a_toast_a_bell_and_a_notification(settled: World) -> None:
    world = settled
    now = world.clock.now()
    end = now + timedelta(minutes=15, seconds=5)
    schedule = world.pagerduty.add_schedule(
        "Night", [Shift(world.me.id, now - HOUR, end), Shift(world.bo.id, end, end + HOUR)]
    )
    from pdtui.simulator.pagerduty.model import Level

    world.pagerduty.add_escalation_policy("Night", [Level(30, (schedule.id,))])
    with open_terminal(world) as terminal:
        terminal.wait(lambda _: b"\x1b[?1004h" in terminal.raw, "the wish to be told of the focus")
        terminal.type("\x1b[O")  # it is lost
        terminal.wait_for("Your shift ends at")
        assert "Bo Larsen takes over" in " ".join(terminal.text().split())
        terminal.wait(lambda _: b"\x1b]9;" in terminal.raw and b"\x1b]777;notify;" in terminal.raw, "OSC 9 and OSC 777")
        assert b"\x07" in terminal.raw
        terminal.type("q")
        terminal.wait_for_exit()


def test_leaving_is_quick_whatever_is_in_flight(settled: World) -> None:
    world = settled
    world.trigger()
    with open_terminal(world) as terminal:
        terminal.wait_for("Checkout latency")
        terminal.wait_for("LIVE")
        fault = world.faults.add(Fault(Kind.HANG, times=None))
        terminal.type("a")
        assert fault.reached.wait(20)
        terminal.type("q")
        assert terminal.wait_for_exit() == 0


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (60, 20), (200, 50)])
def test_every_size_shows_what_is_mine(settled: World, columns: int, rows: int) -> None:
    world = settled
    incident = world.trigger("Disk full")
    with open_terminal(world, columns=columns, rows=rows) as terminal:
        text = terminal.wait_for("Disk full")
        assert f"{incident.number}" in text
        assert "triggered" in text or "trig" in text
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
