"""The bytes that a real terminal gets beside the frames: the title, the focus, bells and notifications."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.end_to_end.terminal import Terminal
from tests.world import World

PUSH, POP = b"\x1b[22;0t", b"\x1b[23;0t"
FOCUS_IN, FOCUS_OUT = "\x1b[I", "\x1b[O"
_TITLE = re.compile(rb"\x1b\]2;([^\x1b]*)\x1b\\")
_SEQUENCE = re.compile(rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")


@pytest.fixture
def settled(world: World) -> World:
    world.settings += "[reminders]\nunacknowledged = false\ngap = false\n"  # they would be counted and ring as well
    world.settle()
    return world


def titles(terminal: Terminal) -> list[str]:
    return [title.decode() for title in _TITLE.findall(terminal.raw)]


def wait_for_title(terminal: Terminal, title: str) -> None:
    terminal.wait(lambda _: titles(terminal)[-1:] == [title], f"the title {title}; there were {titles(terminal)}")


def bells(terminal: Terminal) -> int:
    return _SEQUENCE.sub(b"", bytes(terminal.raw)).count(b"\x07")


def test_the_title_tells_who_is_away_what_is_new_and_is_given_back(settled: World) -> None:
    world = settled
    with Terminal({**world.environment, "TMUX": ""}) as terminal:
        terminal.wait_for("All clear")
        wait_for_title(terminal, "pdtui")
        raw = bytes(terminal.raw)
        assert raw.index(PUSH) < raw.index(b"\x1b]2;pdtui\x1b\\")
        assert b"\x1b[?1004h" in raw
        terminal.type(FOCUS_OUT)
        one = world.trigger("Checkout latency above 2 s", age=timedelta(minutes=1))
        wait_for_title(terminal, "(1!) pdtui")
        two = world.trigger("Disk full \x07\x1b]0;PWNED\x07; again")
        wait_for_title(terminal, "(2!) pdtui")
        terminal.wait(lambda _: f"\x1b]9;#{two.number} triggered: Disk full ".encode() in terminal.raw, "OSC 9")
        assert f"\x1b]777;notify;#{one.number} triggered;Checkout latency above 2 s".encode() in terminal.raw
        assert b"PWNED" not in terminal.raw
        assert bells(terminal) == 2
        terminal.type(FOCUS_IN)
        wait_for_title(terminal, "pdtui")
        before = len(terminal.raw)
        world.trigger("Seen as it comes")
        terminal.wait_for("Seen as it comes")
        terminal.wait(lambda _: bells(terminal) == 3, "the bell")
        assert b"\x1b]9;" not in terminal.raw[before:]
        assert b"\x1b]777;" not in terminal.raw[before:]
        assert POP not in terminal.raw
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
    raw = bytes(terminal.raw)
    assert raw.count(PUSH) == raw.count(POP) == 1
    assert raw.rindex(POP) > raw.rindex(b"\x1b]2;")
    assert titles(terminal) == ["pdtui", "(1!) pdtui", "(2!) pdtui", "pdtui"]


def test_a_key_is_looking_whatever_the_terminal_reported(settled: World) -> None:
    world = settled
    with Terminal({**world.environment, "TMUX": ""}) as terminal:
        terminal.wait_for("All clear")
        terminal.type(FOCUS_OUT)
        world.trigger("Checkout latency above 2 s")
        wait_for_title(terminal, "(1!) pdtui")
        terminal.type("j")
        wait_for_title(terminal, "pdtui")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0


def test_in_tmux_notifications_are_wrapped_and_the_title_is_the_panes(settled: World) -> None:
    world = settled
    with Terminal({**world.environment, "TMUX": "/tmp/tmux-0/default,1,0"}) as terminal:
        terminal.wait_for("All clear")
        terminal.type(FOCUS_OUT)
        incident = world.trigger("Checkout latency above 2 s")
        wait_for_title(terminal, "(1!) pdtui")
        wrapped = f"\x1bPtmux;\x1b\x1b]9;#{incident.number} triggered: Checkout latency above 2 s".encode()
        terminal.wait(lambda _: wrapped in terminal.raw, "a wrapped OSC 9")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0


def test_a_terminal_that_goes_away_gets_its_title_back(settled: World) -> None:
    with Terminal(settled.environment) as terminal:
        terminal.wait_for("All clear")
        terminal.terminate()
        assert terminal.wait_for_exit() == 0
    assert bytes(terminal.raw).count(POP) == 1
