"""Desktop notifications over a real D-Bus: what the service gets, and what is said where there is none."""

from __future__ import annotations

import asyncio
import logging
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from dbus_fast import Message, MessageType, RequestNameReply
from dbus_fast.aio import MessageBus

from pdtui.adapters.notifier import OVER_SSH, DesktopNotifications
from pdtui.core.ports import Notifier

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
CONFIGURATION = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
"""
INTROSPECTION = f"""\
<node><interface name="{NAME}">
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
    <arg name="hints" type="a{{sv}}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/>
  </method>
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <method name="GetServerInformation">
    <arg type="s" direction="out"/><arg type="s" direction="out"/>
    <arg type="s" direction="out"/><arg type="s" direction="out"/>
  </method>
</interface></node>
"""


@pytest.fixture
def bus_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A session bus of its own, without any service."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("dbus-daemon is not installed")
    configuration = tmp_path / "bus.conf"
    configuration.write_text(CONFIGURATION.format(socket=tmp_path / "bus"), encoding="utf-8")
    daemon = subprocess.Popen(
        ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--print-address"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert daemon.stdout is not None
    address = daemon.stdout.readline().strip()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    yield address
    daemon.terminate()
    daemon.wait()
    daemon.stdout.close()


class Service:
    """A desktop's notification service, as far as a notification needs one."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, str, str, int]] = []
        """Of each notification: the program, title, text and urgency."""
        self.refuses = False
        self.answers = True

    async def serve(self, address: str) -> MessageBus:
        bus = await MessageBus(bus_address=address).connect()
        bus.add_message_handler(self._answer)
        assert await bus.request_name(NAME) is RequestNameReply.PRIMARY_OWNER
        return bus

    def _answer(self, message: Message) -> Message | bool:
        if message.message_type is not MessageType.METHOD_CALL or message.path != PATH:
            return False
        if not self.answers:
            return True
        match message.member:
            case "Introspect":
                return Message.new_method_return(message, "s", [INTROSPECTION])
            case "GetServerInformation":
                return Message.new_method_return(message, "ssss", ["Fake", "pdtui", "1", "1.2"])
            case "GetCapabilities":
                return Message.new_method_return(message, "as", [["body", "actions", "body-markup"]])
            case "Notify" if self.refuses:
                return Message.new_error(
                    message, "org.freedesktop.Notifications.Error.ExcessNotificationGeneration", ""
                )
            case "Notify":
                program, _, _, title, text, _, hints, _ = message.body
                self.shown.append((program, title, text, hints["urgency"].value))
                return Message.new_method_return(message, "u", [len(self.shown)])
        return False


async def test_the_service_gets_plain_text_and_whether_it_is_urgent(bus_address: str) -> None:
    service = Service()
    bus = await service.serve(bus_address)
    notifier: Notifier = DesktopNotifications({"DBUS_SESSION_BUS_ADDRESS": bus_address})
    await notifier.notify("Your shift ends", "Bo takes over\n\x1b]0;x\x07<img src='file:///x'>", urgent=False)
    await notifier.notify("#1 triggered", "x" * 2000, urgent=True)
    assert service.shown == [
        ("pdtui", "Your shift ends", "Bo takes over ‹img src='file:///x'›", 1),
        ("pdtui", "#1 triggered", "x" * 400, 2),
    ]
    assert notifier.problem == ""
    await notifier.close()
    bus.disconnect()


async def test_no_service_is_said_once_and_asked_again(bus_address: str, caplog: pytest.LogCaptureFixture) -> None:
    notifier = DesktopNotifications({"DBUS_SESSION_BUS_ADDRESS": bus_address})
    with caplog.at_level(logging.INFO):
        await notifier.notify("one", "text", urgent=False)
        await notifier.notify("two", "text", urgent=False)
    assert notifier.problem.startswith("desktop notifications do not work: ")
    assert NAME in notifier.problem
    assert [record.getMessage() for record in caplog.records if "pdtui" in record.name] == [notifier.problem]
    service = Service()
    bus = await service.serve(bus_address)
    await notifier.notify("three", "text", urgent=False)
    assert notifier.problem == ""
    assert [title for _, title, _, _ in service.shown] == ["three"]
    await notifier.close()
    bus.disconnect()


async def test_a_service_that_turns_it_away_is_a_problem(bus_address: str) -> None:
    service = Service()
    service.refuses = True
    bus = await service.serve(bus_address)
    notifier = DesktopNotifications({"DBUS_SESSION_BUS_ADDRESS": bus_address})
    await notifier.notify("one", "text", urgent=False)
    assert "turned away" in notifier.problem
    bus.disconnect()


async def test_a_service_that_never_answers_is_waited_for_within_bounds(bus_address: str) -> None:
    service = Service()
    service.answers = False
    bus = await service.serve(bus_address)
    notifier = DesktopNotifications({"DBUS_SESSION_BUS_ADDRESS": bus_address}, patience=0.2)
    async with asyncio.timeout(10):
        await notifier.notify("one", "text", urgent=False)
    assert "no answer in time" in notifier.problem
    bus.disconnect()


async def test_a_bus_that_went_away_is_a_problem_and_a_new_one_is_found(bus_address: str) -> None:
    service = Service()
    bus = await service.serve(bus_address)
    notifier = DesktopNotifications({"DBUS_SESSION_BUS_ADDRESS": bus_address})
    await notifier.notify("one", "text", urgent=False)
    bus.disconnect()
    await notifier.notify("two", "text", urgent=False)
    assert notifier.problem
    again = await service.serve(bus_address)
    await notifier.notify("three", "text", urgent=False)
    assert notifier.problem == ""
    assert [title for _, title, _, _ in service.shown] == ["one", "three"]
    await notifier.close()
    again.disconnect()


async def test_no_bus_at_all_is_a_problem(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'none'}")
    notifier = DesktopNotifications({})
    await notifier.notify("one", "text", urgent=False)
    assert notifier.problem.startswith("desktop notifications do not work: ")
    await notifier.close()


async def test_a_bus_that_says_nothing_is_waited_for_within_bounds(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(tmp_path / "deaf"))
        deaf.listen()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'deaf'}")
        notifier = DesktopNotifications({}, patience=0.2)
        async with asyncio.timeout(10):
            await notifier.notify("one", "text", urgent=False)
    assert "no answer in time" in notifier.problem


async def test_over_ssh_without_a_bus_it_is_off_and_says_why(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(DesktopNotifications, "_send", lambda *_, **__: pytest.fail("it is off"))
    notifier = DesktopNotifications({"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"})
    assert notifier.problem == OVER_SSH
    await notifier.notify("one", "text", urgent=False)
    await notifier.notify("two", "text", urgent=False)
    assert [record.getMessage() for record in caplog.records] == [OVER_SSH]
    with_bus = {"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/run/bus"}
    assert DesktopNotifications(with_bus).problem == ""
