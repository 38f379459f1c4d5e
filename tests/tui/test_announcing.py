"""What of the engine's events reaches the person, with the terminal's focus and without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from textual.events import AppBlur, AppFocus

from pdtui.core.events import Left, ReminderDue, WriteDone
from pdtui.core.model import ACKNOWLEDGED, LOW
from pdtui.core.reminding.kinds import ReminderKind
from pdtui.core.reminding.quiet import parse_quiet
from pdtui.core.reminding.reminder import Due
from pdtui.core.reminding.ways import NEW_INCIDENT, Manners, Way
from pdtui.tui.app import PdtuiApp
from pdtui.tui.notification import Terminal
from tests.tui.conftest import Pressing, Run, app_of, press, shown
from tests.tui.fake_engine import FakeEngine, incident

OLD = [incident(number) for number in (1, 2, 3)]


class Heard:
    """What went to the terminal beside the frames."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.bells = 0

    @property
    def title(self) -> str:
        titles = [data for data in self.written if data.startswith("\x1b]2;")]
        return titles[-1].removeprefix("\x1b]2;").removesuffix("\x1b\\") if titles else ""

    @property
    def notified(self) -> list[str]:
        return [data.partition("\x07")[0] for data in self.written if data.startswith("\x1b]9;")]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    found = Heard()

    def ring(_: PdtuiApp) -> None:
        found.bells += 1

    monkeypatch.setattr(Terminal, "write", lambda _, data: found.written.append(data) if data else None)
    monkeypatch.setattr(PdtuiApp, "bell", ring)
    return found


class Desktop:
    """A desktop that shows, or has a problem."""

    def __init__(self, problem: str = "") -> None:
        self.problem = problem
        self.shown: list[tuple[str, str, bool]] = []

    async def notify(self, title: str, text: str, urgent: bool) -> None:
        self.shown.append((title, text, urgent))

    async def close(self) -> None:
        self.shown.clear()


async def focus(pilot: Pressing, *, on: bool) -> None:
    pilot.app.post_message(AppFocus() if on else AppBlur())
    await pilot.pause()


async def poll(pilot: Pressing, engine: FakeEngine, *incidents: object) -> None:
    engine.poll([*incidents, *OLD])  # type: ignore[list-item] # incidents, as the caller made them
    await pilot.pause()


async def see(pilot: Pressing, words: str) -> str:
    """What is on the screen once it holds these words; notices are drawn some turns after they were asked for."""
    for _ in range(50):
        if words in shown(pilot):
            break
        await pilot.pause()
    return shown(pilot)


def due(*kinds: ReminderKind, key: str = "k") -> ReminderDue:
    return ReminderDue(Due((key,), "Your shift ends", "Bo takes over.", timedelta(), frozenset(kinds)))


async def test_a_new_incident_of_mine_reaches_who_is_away(run: Run, engine: FakeEngine, heard: Heard) -> None:
    async with run() as pilot:
        await focus(pilot, on=False)
        await poll(pilot, engine, incident(4, "Disk full"))
        assert heard.bells == 1
        assert heard.notified == ["\x1b]9;#4 triggered: Disk full (payments-api)"]
        assert heard.title == "(1!) pdtui"
        assert "Esc dismisses" not in shown(pilot)
        await poll(pilot, engine, incident(4, "Disk full"))
        assert heard.bells == 1
        await focus(pilot, on=True)
        assert heard.title == "pdtui"


async def test_a_new_incident_rings_alone_to_who_looks(run: Run, engine: FakeEngine, heard: Heard) -> None:
    async with run() as pilot:
        await focus(pilot, on=True)
        await poll(pilot, engine, incident(4))
        assert (heard.bells, heard.written) == (1, [])
        await poll(pilot, engine, incident(5, urgency=LOW), incident(4))
        assert (heard.bells, heard.written) == (1, [])


async def test_the_first_list_is_no_news(heard: Heard) -> None:
    engine = FakeEngine()
    app = PdtuiApp(engine.typed, time_zone=UTC)
    async with app.run_test() as pilot:
        await pilot.pause()
        engine.poll(OLD)
        await pilot.pause()
        assert (heard.bells, heard.written) == (0, [])
        engine.poll([incident(4), *OLD])
        await pilot.pause()
        assert heard.bells == 1


async def test_several_at_once_are_one_notification_and_each_counts(run: Run, engine: FakeEngine, heard: Heard) -> None:
    async with run() as pilot:
        await focus(pilot, on=False)
        await poll(pilot, engine, *[incident(number, "Slow") for number in range(20, 15, -1)])
        assert heard.bells == 1
        assert len(heard.notified) == 1
        assert heard.notified[0].endswith("and 2 more")
        assert heard.title == "(5!) pdtui"


async def test_what_a_colleague_took_meanwhile_does_not_count_any_more(
    run: Run, engine: FakeEngine, heard: Heard
) -> None:
    async with run() as pilot:
        await focus(pilot, on=False)
        await poll(pilot, engine, incident(5), incident(4))
        assert heard.title == "(2!) pdtui"
        await poll(pilot, engine, incident(5, status=ACKNOWLEDGED), incident(4))
        assert heard.title == "(1!) pdtui"
        await poll(pilot, engine, incident(5, status=ACKNOWLEDGED))
        assert heard.title == "pdtui"
        await poll(pilot, engine, incident(5))
        assert heard.title == "(1!) pdtui"


async def test_what_the_person_triggered_is_no_news_and_what_comes_back_is(
    run: Run, engine: FakeEngine, heard: Heard
) -> None:
    async with run() as pilot:
        mine = incident(4)
        engine.publish(WriteDone("I1", mine.id, "#4 triggered", incident=mine))
        await poll(pilot, engine, mine)
        assert heard.bells == 0
        await poll(pilot, engine)
        engine.publish(Left(replace(mine, assignees=()), "is with Bo now", was_assigned=True))
        await poll(pilot, engine, mine)
        assert heard.bells == 1


@pytest.mark.parametrize(
    ("kinds", "bells"), [((ReminderKind.SHIFT_ENDS,), 0), ((ReminderKind.ESCALATION,), 1), ((), 0)]
)
async def test_a_reminder_to_who_looks_is_a_notice(
    run: Run, engine: FakeEngine, heard: Heard, kinds: Sequence[ReminderKind], bells: int
) -> None:
    async with run() as pilot:
        await focus(pilot, on=True)
        engine.publish(due(*kinds))
        await pilot.pause()
        assert "Your shift ends" in await see(pilot, "Your shift ends")
        assert (heard.bells, heard.written) == (bells, [])


async def test_a_key_is_looking_and_clears_the_title(run: Run, engine: FakeEngine, heard: Heard) -> None:
    async with run() as pilot:
        await focus(pilot, on=False)
        engine.publish(due())
        await pilot.pause()
        assert heard.title == "(1!) pdtui"
        assert len(heard.notified) == 1
        await press(pilot, "j")
        assert heard.title == "pdtui"
        engine.publish(due(key="another"))
        await pilot.pause()
        assert len(heard.notified) == 1


async def test_a_key_in_a_dialog_is_looking_too(run: Run, engine: FakeEngine, heard: Heard) -> None:
    async with run() as pilot:
        await press(pilot, "n")
        await focus(pilot, on=False)
        engine.publish(due())
        await pilot.pause()
        assert heard.title == "(1!) pdtui"
        await press(pilot, "x")
        assert heard.title == "pdtui"


async def test_the_mark_of_the_demo_stays_in_the_title(run: Run, engine: FakeEngine, heard: Heard) -> None:
    async with run(title="DEMO") as pilot:
        await focus(pilot, on=False)
        engine.publish(due())
        await pilot.pause()
        assert heard.title == "(1!) pdtui DEMO"


async def test_each_kind_is_told_in_its_own_ways(run: Run, engine: FakeEngine, heard: Heard) -> None:
    desktop = Desktop()
    ways = {ReminderKind.OWN: frozenset({Way.DESKTOP}), NEW_INCIDENT: frozenset({Way.OSC9, Way.DESKTOP})}
    async with run(manners=Manners(of=ways), notifier=desktop) as pilot:
        await focus(pilot, on=False)
        engine.publish(due(ReminderKind.OWN))
        await poll(pilot, engine, incident(4, "Disk full"))
        assert desktop.shown == [
            ("Your shift ends", "Bo takes over.", False),
            ("#4 triggered", "Disk full (payments-api)", True),
        ]
        assert (heard.bells, len(heard.notified)) == (0, 1)
        assert "Your shift ends" not in shown(pilot)


async def test_what_the_desktop_cannot_show_the_screen_does_and_says_why(
    run: Run, engine: FakeEngine, heard: Heard, notices: list[str]
) -> None:
    desktop = Desktop("desktop notifications do not work: no answer in time")
    async with run((100, 40), manners=Manners(usual=frozenset({Way.DESKTOP})), notifier=desktop) as pilot:
        await focus(pilot, on=False)
        engine.publish(due())
        await pilot.pause()
        engine.publish(ReminderDue(Due(("k2",), "Another", "text", timedelta())))
        await pilot.pause()
        assert [notice.partition("\n")[0] for notice in dict.fromkeys(notices)] == [
            "warning: Your shift ends: Bo takes over.",
            "warning: : desktop notifications do not work: no answer in time",
            "warning: Another: text",
        ]


async def test_quiet_hours_are_those_of_the_persons_zone(run: Run, engine: FakeEngine, heard: Heard) -> None:
    async with run(manners=Manners(quiet=parse_quiet("03:00-04:00"))) as pilot:
        await focus(pilot, on=False)
        engine.publish(due())
        await pilot.pause()
        assert (heard.bells, heard.notified, heard.title) == (0, [], "(1!) pdtui")
        engine.clock += timedelta(hours=1)
        engine.publish(due(key="later"))
        await pilot.pause()
        assert (heard.bells, len(heard.notified)) == (1, 1)


async def test_a_reminder_that_comes_again_takes_the_place_of_the_one_that_stands(
    run: Run, engine: FakeEngine, heard: Heard
) -> None:
    def after(minutes: int) -> ReminderDue:
        title = f"Not acknowledged for {minutes} min"
        kinds = frozenset({ReminderKind.UNACKNOWLEDGED})
        return ReminderDue(Due((f"k{minutes}",), title, "#3", timedelta(), kinds, OLD[2].id))

    async with run() as pilot:
        await focus(pilot, on=True)
        for minutes in (5, 10):
            engine.publish(after(minutes))
            await pilot.pause()
        text = await see(pilot, "for 10 min")
        assert "for 10 min" in text
        assert "for 5 min" not in text
        assert heard.bells == 1
        await focus(pilot, on=False)
        engine.publish(after(20))
        await pilot.pause()
        assert "for 20 min" in await see(pilot, "for 20 min")
        assert (heard.bells, heard.title) == (2, "(1!) pdtui")


async def test_the_key_that_brings_the_person_back_does_not_dismiss_what_they_missed(
    run: Run, engine: FakeEngine, heard: Heard
) -> None:
    async with run() as pilot:
        await focus(pilot, on=False)
        engine.publish(due())
        await pilot.pause()
        app_of(pilot)._toaster.clear()  # as if its time were over
        await pilot.pause()
        assert "Your shift ends" not in shown(pilot)
        await press(pilot, "escape")
        assert "Your shift ends" in await see(pilot, "Your shift ends")
        await press(pilot, "escape")
        assert "Your shift ends" not in shown(pilot)
