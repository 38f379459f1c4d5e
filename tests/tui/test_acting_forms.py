"""The forms and lists: a new incident, overrides, alerts, custom fields."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pdtui.core.commands import AddOverride, FieldValue, MoveAlert, RemoveOverride, ResolveAlert, SetField, Trigger
from pdtui.core.events import WriteRefused
from pdtui.core.model import Alert, Override, Priority, Reference
from pdtui.core.shifts import Shift
from pdtui.core.surroundings import CustomField
from pdtui.core.template import Template
from pdtui.errors import NotPermitted
from pdtui.tui.screens import form
from pdtui.tui.screens.form import PickLine
from pdtui.tui.screens.pick import PickScreen
from pdtui.tui.screens.trigger import TriggerScreen
from tests.tui.conftest import HOSTILE, Pressing, Run, app_of, keys_in_view, press, shown
from tests.tui.fake_engine import NOW, FakeEngine, incident

START = NOW.replace(microsecond=0)
SERVICE = Reference("SPAY", "payments-api", "service")
PRIMARY = Reference("PS2", "Payments primary", "schedule")
ME = Reference("PME", "Me", "user")
BO = Reference("PBO", "Bo Example", "user")


def closed(pilot: Pressing) -> bool:
    return app_of(pilot).screen is app_of(pilot).incidents


def only_trigger(engine: FakeEngine) -> Trigger:
    """The one command that was submitted, without its key, which is its own each time."""
    (command,) = engine.submitted
    assert isinstance(command, Trigger)
    assert command.key.startswith("pdtui-")
    return replace(command, key="")


async def test_title_and_service_are_enough(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "t", *"DB down", "enter", *"pay", "enter")
        assert isinstance(pilot.app.screen, TriggerScreen)
        assert "Pages by the policy Payments" in shown(pilot)
        assert engine.submitted == []
        await press(pilot, "enter")
        assert only_trigger(engine) == Trigger("DB down", SERVICE, key="")
        assert closed(pilot)


async def test_every_line_of_a_new_incident(run: Run, engine: FakeEngine) -> None:
    async with run((80, 30)) as pilot:
        await press(pilot, "t", *"DB", "tab", *"pay", "enter", "tab", *"low", "enter", "tab", *"P2", "enter")
        await press(pilot, "tab", *"bo", "enter", "tab", *"one", "ctrl+j", *"two", "enter")
        wanted = Trigger("DB", SERVICE, "one\ntwo", "low", Priority("P2", "P2", "eb6016"), BO, key="")
        assert only_trigger(engine) == wanted


async def test_it_can_go_to_a_policy_and_never_to_both(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "t", *"DB", "down", *"pay", "enter", "down", "down", "down", *"bo", "enter")
        await press(pilot, *"datab", "enter")
        assert "Pages Databases" in shown(pilot)
        await press(pilot, "enter")
        policy = Reference("PDB", "Databases", "escalation_policy")
        assert only_trigger(engine) == Trigger("DB", SERVICE, policy=policy, key="")


async def test_what_is_picked_can_be_taken_away(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "t", *"DB", "tab", *"pay", "enter", "tab", "tab", *"P2", "enter", "delete", "enter")
        assert only_trigger(engine) == Trigger("DB", SERVICE, key="")


async def test_a_title_is_needed(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "t", "enter")
        assert "An incident needs a title." in shown(pilot)
        assert engine.submitted == []


async def test_giving_it_to_myself_pages_nobody(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "t", "down", "down", "down", "down", *"me self", "enter")
        assert "nobody is paged" in shown(pilot)


async def test_a_template_fills_the_form_in(run: Run, engine: FakeEngine) -> None:
    engine.templates = {
        "db": Template("Slow", "payments", "look at it", "low", "P2", policy="data"),
        "odd": Template(service="nowhere"),
    }
    async with run() as pilot:
        await press(pilot, "t", "up", "space", *"db", "enter")
        await pilot.pause()
        await press(pilot, "enter")
        policy = Reference("PDB", "Databases", "escalation_policy")
        wanted = Trigger("Slow", SERVICE, "look at it", "low", Priority("P2", "P2", "eb6016"), policy=policy, key="")
        assert only_trigger(engine) == wanted
        await press(pilot, "t", "up", "space", *"odd", "enter")
        await pilot.pause()
        assert "The template's service: there is no service 'nowhere'" in shown(pilot)


async def test_a_form_that_was_left_comes_back(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "t", *"DB", "tab", *"pay", "enter", "tab", *"low", "enter", "escape")
        assert closed(pilot)
        await press(pilot, "t")
        text = shown(pilot)
        assert "DB" in text
        assert "payments-api" in text
        await press(pilot, "enter")
        assert only_trigger(engine) == Trigger("DB", SERVICE, urgency="low", key="")
        engine.publish(WriteRefused("I1", engine.submitted[0].incident_id, "DB was not triggered"))
        await pilot.pause()
        await press(pilot, "t")
        assert "payments-api" in shown(pilot)


async def test_a_bouncing_enter_does_not_send_the_form(
    run: Run, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(form, "BOUNCE_SECONDS", 60.0)
    async with run() as pilot:
        await press(pilot, "t", *"DB", "enter", *"pay", "enter", "enter", "enter")
        assert isinstance(pilot.app.screen, TriggerScreen)
        assert engine.submitted == []


async def test_i_take_the_pager(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "P", *"pay", "enter")
        assert "Me on call from 03:12 to 04:12 (1 h)" in shown(pilot)
        await press(pilot, "enter")
        assert engine.submitted == [AddOverride(PRIMARY, ME, START, START + timedelta(hours=1))]


async def test_another_takes_the_pager_later(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "P", *"pay", "enter", "tab", *"bo", "enter", "tab", *["backspace"] * 3, *"20:00", "tab")
        await press(pilot, *["backspace"] * 2, *"until 02:00", "enter")
        start = datetime(2026, 11, 21, 20, tzinfo=UTC)
        assert engine.submitted == [AddOverride(PRIMARY, BO, start, start + timedelta(hours=6))]


async def test_the_pager_may_be_taken_for_longer_than_a_snooze(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "P", *"pay", "enter", "tab", "tab", "tab", "ctrl+u", *"until 2026-12-10 09:00", "enter")
        assert engine.submitted == [AddOverride(PRIMARY, ME, START, datetime(2026, 12, 10, 9, tzinfo=UTC))]


async def test_my_schedules_stand_first(run: Run, engine: FakeEngine) -> None:
    engine.on_duty.shifts = (Shift("PPOL", "Payments", 1, "PS2", "Payments primary", None, None),)
    async with run() as pilot:
        await press(pilot, "P", "space", "down", "enter", "enter")
        assert [command.incident_id for command in engine.submitted] == ["PS2"]


@pytest.mark.parametrize(("begin", "span", "why"), [
    ("now", "soon", "'soon' is neither a span nor a time"),
    ("2026-11-20 09:00", "1h", "'2026-11-20 09:00' has passed"),
    ("yesterday", "1h", "'yesterday' is not a time"),
    ("now", "91d", "'91d' is more than 90 days"),
])  # fmt: skip
async def test_a_span_without_sense_is_told_in_place(
    run: Run, engine: FakeEngine, begin: str, span: str, why: str
) -> None:
    async with run() as pilot:
        await press(pilot, "P", *"pay", "enter", "tab", "tab", "ctrl+u", *begin, "tab", "ctrl+u", *span)
        assert why in shown(pilot)
        await press(pilot, "enter")
        assert engine.submitted == []


async def test_overrides_are_listed_and_taken_away(run: Run, engine: FakeEngine) -> None:
    begun = Override("O1", BO, NOW - timedelta(hours=1), NOW + timedelta(hours=2))
    later = Override("O2", replace(BO, name=HOSTILE), NOW + timedelta(hours=3), NOW + timedelta(hours=4))
    engine.choices.the_overrides = (begun, later)
    async with run() as pilot:
        await press(pilot, "P", *"pay", "enter")
        text = shown(pilot)
        assert "Bo Example  02:12 to 05:12" in text
        assert HOSTILE in text
        await press(pilot, "tab", "tab", "tab", "tab", "down", "down", "x")
        assert "It does not begin." in shown(pilot)
        await press(pilot, "escape", "up", "x")
        assert "It ends now." in shown(pilot)
        assert engine.submitted == []
        await press(pilot, "enter")
        assert engine.submitted == [RemoveOverride(PRIMARY, "O1", BO, begun.start, begun.end)]


async def test_overrides_that_cannot_be_read_do_not_stand_in_the_way(run: Run, engine: FakeEngine) -> None:
    engine.choices.failure = NotPermitted("you may not see that", "ask an admin")
    async with run() as pilot:
        await press(pilot, "P", *"pay", "enter")
        assert "Its overrides could not be read: you may not see that" in shown(pilot)
        await press(pilot, "enter")
        assert len(engine.submitted) == 1


def alert(identifier: str, status: str = "triggered") -> Alert:
    return Alert(identifier, f"{HOSTILE} {identifier}", status, "error", NOW - timedelta(minutes=4))


def reference(identifier: str) -> Reference:
    return Reference(identifier, f"{HOSTILE} {identifier}", "alert")


async def test_an_alert_is_resolved(run: Run, engine: FakeEngine) -> None:
    engine.choices.the_alerts = (alert("A1", "resolved"), alert("A2"), alert("A3"))
    async with run() as pilot:
        await press(pilot, "l")
        assert HOSTILE in shown(pilot)
        await press(pilot, "j", "r")
        assert engine.submitted == [ResolveAlert("Q000003", reference("A3"))]


async def test_enter_alone_does_nothing_to_an_alert(run: Run, engine: FakeEngine) -> None:
    engine.choices.the_alerts = (alert("A1"), alert("A2"))
    async with run() as pilot:
        await press(pilot, "l", "enter")
        assert "Press r to resolve it, or m to move it" in shown(pilot)
        assert engine.submitted == []


async def test_the_last_alert_takes_the_incident_with_it_and_that_is_said_first(run: Run, engine: FakeEngine) -> None:
    engine.choices.the_alerts = (alert("A1", "resolved"), alert("A2"))
    async with run() as pilot:
        await press(pilot, "l", "r")
        assert "resolving it resolves the incident" in shown(pilot)
        await press(pilot, "escape")
        assert engine.submitted == []
        await press(pilot, "r", "enter")
        assert engine.submitted == [ResolveAlert("Q000003", reference("A2"))]
        assert closed(pilot)


async def test_an_alert_is_moved(run: Run, engine: FakeEngine) -> None:
    engine.choices.the_alerts = (alert("A1"), alert("A2"))
    async with run() as pilot:
        await press(pilot, "l", "m", *"#1", "enter")
        into = Reference("Q000001", "#1 Checkout latency is above 2 s in region 1", "incident", incident(1).url)
        assert engine.submitted == [MoveAlert("Q000003", reference("A1"), into)]
        assert closed(pilot)


async def test_an_incident_without_open_alerts_says_so(run: Run, engine: FakeEngine) -> None:
    engine.choices.the_alerts = (alert("A1", "resolved"),)
    async with run() as pilot:
        await press(pilot, "l")
        assert "It has no open alerts." in shown(pilot)
        await press(pilot, "r", "m", "enter")
        assert engine.submitted == []


def custom(
    data_type: str, value: FieldValue = None, *, kind: str = "single_value", options: tuple[str, ...] = ()
) -> CustomField:
    return CustomField("F1", "cause", f"Cause {HOSTILE}", data_type, kind, value, options)


FIELDS: list[tuple[CustomField, list[str], FieldValue]] = [
    (custom("string", "dns", kind="single_value_fixed", options=("deploy", "dns")), [*"dep", "enter"], "deploy"),
    (custom("string", "dns", kind="single_value_fixed", options=("deploy", "dns")), [*"no value", "enter"], None),
    (
        custom("string", ("eu",), kind="multi_value_fixed", options=("eu", "us", "ap")),
        ["down", "down", "space", "enter"], ("eu", "us"),
    ),
    (custom("boolean", True), ["enter"], False),
    (custom("boolean"), ["enter"], True),
    (custom("boolean", False), ["down", "down", "enter"], None),
    (custom("integer", 3), ["backspace", "4", "enter"], 4),
    (custom("integer", 3), ["backspace", "enter"], None),
    (custom("float"), [*"0.5", "enter"], 0.5),
    (custom("url"), [*"https://x.example/a", "enter"], "https://x.example/a"),
    (custom("datetime"), [*"2026-11-22 09:00", "enter"], "2026-11-22T09:00:00Z"),
    (custom("string", kind="multi_value"), [*"a, b", "enter"], ("a", "b")),
]  # fmt: skip


@pytest.mark.parametrize(("field", "keys", "value"), FIELDS)
async def test_a_field_is_set(
    run: Run, engine: FakeEngine, field: CustomField, keys: list[str], value: FieldValue
) -> None:
    engine.choices.the_fields = (field,)
    async with run() as pilot:
        await press(pilot, "c")
        assert HOSTILE in shown(pilot)
        await press(pilot, "enter", *keys)
        name = Reference("F1", field.display_name, "custom_field")
        assert engine.submitted == [SetField("Q000003", name, value, field.value)]
        assert closed(pilot)


@pytest.mark.parametrize(("data_type", "text", "why"), [
    ("integer", "many", "a whole number"), ("float", "nan", "a number"), ("url", "javascript:1", "https://"),
    ("datetime", "soon", "a time such as"),
])  # fmt: skip
async def test_a_value_of_the_wrong_kind_is_refused_in_place(
    run: Run, engine: FakeEngine, data_type: str, text: str, why: str
) -> None:
    engine.choices.the_fields = (custom(data_type),)
    async with run() as pilot:
        await press(pilot, "c", "enter", *text)
        assert why in shown(pilot)
        await press(pilot, "enter")
        assert engine.submitted == []
        await press(pilot, "escape", "escape")
        assert closed(pilot)


async def test_an_account_without_fields_says_so(run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "c", "enter")
        assert "This account has no custom fields" in shown(pilot)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_the_forms_fit(run: Run, engine: FakeEngine, size: tuple[int, int]) -> None:
    engine.templates = {"db": Template("Slow")}
    engine.choices.the_overrides = [Override(f"O{n}", BO, NOW, NOW + timedelta(hours=n + 1)) for n in range(20)]
    engine.choices.the_alerts = [alert(f"A{n}") for n in range(20)]
    engine.choices.the_fields = [replace(custom("string"), id=f"F{n}") for n in range(20)]
    async with run(size) as pilot:
        await press(pilot, "t", *"x", "enter")
        assert isinstance(pilot.app.screen, PickScreen)
        assert keys_in_view(pilot)
        await press(pilot, "escape")
        assert pilot.app.screen.query(PickLine)
        assert keys_in_view(pilot)
        await press(pilot, "escape", "P", *"pay", "enter")
        assert keys_in_view(pilot)
        for key in ("l", "c"):
            await press(pilot, "escape", key)
            await pilot.pause()
            assert keys_in_view(pilot)
