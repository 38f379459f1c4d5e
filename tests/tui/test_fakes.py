"""The fakes can be called as the real ones are, so that no test of the screen passes over a call that would fail."""

from __future__ import annotations

import inspect

import pytest

from pdtui.core.choices import Choices
from pdtui.core.cover.desk import Covers
from pdtui.core.directory import Directory
from pdtui.core.engine import Engine
from pdtui.core.handoff.desk import HandoffDesk
from pdtui.core.on_duty import OnDuty
from pdtui.core.reminding.desk import ReminderDesk
from pdtui.core.slack.desk import SlackDesk
from tests.tui.fake_choices import FakeChoices, FakeDirectory
from tests.tui.fake_covers import FakeCovers
from tests.tui.fake_desk import FakeDesk
from tests.tui.fake_engine import FakeEngine
from tests.tui.fake_handoff import FakeHandoffDesk
from tests.tui.fake_on_duty import FakeOnDuty
from tests.tui.fake_reminders import FakeReminders

OWN = {"poll", "publish", "arrive", "fail", "choose", "put", "tell", "forget"}
"""What tests do to the fake engine; its `poll` is told the incidents."""
PAIRS: list[tuple[type, type]] = [
    (FakeEngine, Engine),
    (FakeChoices, Choices),
    (FakeDirectory, Directory),
    (FakeDesk, SlackDesk),
    (FakeReminders, ReminderDesk),
    (FakeHandoffDesk, HandoffDesk),
    (FakeCovers, Covers),
    (FakeOnDuty, OnDuty),
]


def methods(of: type) -> list[str]:
    return [name for name, made in inspect.getmembers(of, inspect.isfunction) if name[0] != "_" and name not in OWN]


CALLS = [(fake, real, name) for fake, real in PAIRS for name in methods(fake)]


@pytest.mark.parametrize(("fake", "real", "name"), CALLS, ids=[f"{real.__name__}.{name}" for _, real, name in CALLS])
def test_a_fake_is_called_as_the_real_one_is(fake: type, real: type, name: str) -> None:
    ours, theirs = getattr(fake, name), getattr(real, name)
    assert inspect.iscoroutinefunction(ours) is inspect.iscoroutinefunction(theirs)
    assert called(ours) == called(theirs)


def called(method: object) -> list[tuple[str, object, bool]]:
    """Names, kinds, and what may be left out."""
    assert inspect.isfunction(method)
    parameters = inspect.signature(method).parameters.values()
    return [(one.name, one.kind, one.default is inspect.Parameter.empty) for one in parameters]
