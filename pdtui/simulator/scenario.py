"""The scripted world of `pdtui demo`, of the screenshots and of the end-to-end tests.

A payments team at night: open incidents at the start, more that arrive, teammates who acknowledge, note
and answer in threads, PagerDuty's own Slack app, and a shift that ends a few minutes after the start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pdtui.simulator.clock import WorldClock
from pdtui.simulator.faults import Faults
from pdtui.simulator.pagerduty import PagerDuty
from pdtui.simulator.pagerduty.model import AlertSpec, Incident, Level, LogEntry, Shift, User
from pdtui.simulator.server import Server
from pdtui.simulator.slack import PDTUI_SCOPES, Slack
from pdtui.simulator.slack.model import Channel, Message
from pdtui.text import LOCAL

PAGERDUTY_TOKEN = "u+demoDemoDemoDemo01"
SLACK_TOKEN = "xoxb-demo-0001"
SLACK_APP_TOKEN = "xapp-demo-0001"
PAGERDUTY_SLACK_APP = "A1FKYAUUX"
SHIFT_ENDS_AFTER = timedelta(minutes=4)

_MEASURED = {
    "Replica lag": ("payments-db", "84 s", "60 s"),
    "TLS certificate": ("checkout", "7 days", "14 days"),
    "Index queue": ("search-indexer", "14,000 documents", "5,000 documents"),
    "latency p99": ("checkout", "2.8 s", "2 s"),
    "5xx rate": ("checkout", "4.2 %", "1 %"),
    "Connections in use": ("payments-db", "96", "90"),
}
"""By words of a title: what it is about, what was measured, and from where on that is reported."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens in the world, `after` seconds from the start."""

    after: float
    happen: Callable[[], object]


class Scenario:
    """The world, its server, and the script that moves it; `advance` is called with the seconds since the start."""

    def __init__(
        self,
        clock: WorldClock | None = None,
        *,
        shift_ends_after: timedelta = SHIFT_ENDS_AFTER,
        faults: Faults | None = None,
    ) -> None:
        self.clock = clock or WorldClock()
        self.pagerduty = PagerDuty(self.clock)
        self.slack = Slack(self.clock)
        self.server = Server(pagerduty=self.pagerduty, slack=self.slack, faults=faults)
        self.announced = True
        """Whether PagerDuty's Slack app reports on Checkout and Payments; it never does on Search."""
        self._parents: dict[str, tuple[Channel, Message]] = {}
        self._answered: set[str] = set()
        self._people(shift_ends_after)
        self._workspace()
        self._services()
        self.pagerduty.listeners.append(self._pagerduty_app)
        self.slack.listeners.append(self._teammate_answers)
        self._script = sorted(self._steps(), key=lambda step: step.after)

    def environment(self, home: str) -> dict[str, str]:
        """The variables under which pdtui lives in this world and touches nothing outside `home`."""
        return {
            "PDTUI_HOME": home,
            "PDTUI_PAGERDUTY_URL": self.server.url,
            "PDTUI_PAGERDUTY_TOKEN": PAGERDUTY_TOKEN,
            "PDTUI_SLACK_URL": self.server.slack_url,
            "PDTUI_SLACK_TOKEN": SLACK_TOKEN,
        }

    def advance(self, elapsed: float) -> None:
        """Let everything happen that is due `elapsed` seconds after the start."""
        while self._script and self._script[0].after <= elapsed:
            step = self._script.pop(0)
            with self.server.lock:
                step.happen()

    # -- the people and places ---------------------------------------------------------------

    def _people(self, shift_ends_after: timedelta) -> None:
        pagerduty, now = self.pagerduty, self.clock.now()
        self.me = pagerduty.add_user("Ada Moreau", "ada@acme.example", role="admin")
        self.bo = pagerduty.add_user("Bo Larsen", "bo@acme.example")
        self.chen = pagerduty.add_user("Chen Wei", "chen@acme.example")
        self.dana = pagerduty.add_user("Dana Okafor", "dana@acme.example", role="admin")
        pagerduty.add_token(PAGERDUTY_TOKEN, self.me)
        end, day = now + shift_ends_after, timedelta(days=1)
        turns = _turns(end, day / 2, [self.bo, self.chen, self.me], 60)
        del turns[6]  # nobody has found a taker for this one yet
        self.primary = pagerduty.add_schedule("Payments primary", [Shift(self.me.id, end - day / 2, end), *turns])
        self.secondary = pagerduty.add_schedule(
            "Payments secondary",
            [Shift(self.chen.id, now - day, now + day * 5), *_turns(now + day * 5, day * 7, [self.dana, self.bo], 4)],
        )
        self.search = pagerduty.add_schedule(
            "Search on-call",
            [Shift(self.dana.id, now - day, now + day * 5), *_turns(now + day * 5, day * 7, [self.chen, self.dana], 4)],
        )

    def _workspace(self) -> None:
        slack = self.slack
        self.app = slack.add_app(
            "pdtui", token=SLACK_TOKEN, scopes=PDTUI_SCOPES, app_token=SLACK_APP_TOKEN, commands=["/pdtui"]
        )
        self.pagerduty_app = slack.add_app(
            "PagerDuty", token="xoxb-pagerduty-0001", scopes=PDTUI_SCOPES, app_id=PAGERDUTY_SLACK_APP
        )
        self.slack_ada = slack.add_person("Ada Moreau", "ada@acme.example")
        self.slack_bo = slack.add_person("Bo Larsen", "bo@acme.example")
        self.slack_chen = slack.add_person("Chen Wei", "chen@acme.example")
        people = (self.slack_ada, self.slack_bo, self.slack_chen)
        members = [self.app.user_id, self.pagerduty_app.user_id, *(one.user_id for one in people)]
        self.channel = slack.add_channel("incidents", members=members)
        slack.add_channel("oncall-handoff", members=members)

    def _services(self) -> None:
        pagerduty = self.pagerduty
        team = pagerduty.add_team("Payments", [self.me, self.bo, self.chen])
        payments = pagerduty.add_escalation_policy(
            "Payments",
            [Level(15, (self.primary.id,)), Level(15, (self.secondary.id,)), Level(30, (self.dana.id,))],
            team=team,
        )
        searching = pagerduty.add_escalation_policy("Search", [Level(10, (self.search.id,)), Level(30, (self.me.id,))])
        hour = timedelta(hours=1)
        self.checkout = pagerduty.add_service("Checkout API", payments, team=team, acknowledgement_timeout=1800)
        self.database = pagerduty.add_service("Payments DB", payments, team=team)
        self.indexer = pagerduty.add_service("Search indexer", searching)
        self.p1, self.p2, self.p3 = (
            pagerduty.add_priority(name, color=color)
            for name, color in (("P1", "a8171c"), ("P2", "eb6016"), ("P3", "f9b406"))
        )
        now = self.clock.now()
        self._trigger(self.database.id, "Replica lag on payments-db-3 above 60 s", "P2", created_at=now - hour * 2)
        self._trigger(self.checkout.id, "TLS certificate of checkout expires in 7 days", "P3", urgency="low",
                      created_at=now - hour * 26)  # fmt: skip
        self._trigger(self.indexer.id, "Index queue is 14,000 documents behind", "", created_at=now - hour / 2)
        lag = next(iter(pagerduty.incidents.values()))
        pagerduty.acknowledge(lag.id, self.me.id, at=now - hour)
        pagerduty.add_note(lag.id, self.chen.id, "A long vacuum holds the replica back; it ends by itself.",
                           at=now - hour * 0.9)  # fmt: skip
        pagerduty.add_workflow("Major incident: open a bridge, tell the stakeholders")
        pagerduty.add_workflow("Fail payments-db over to the replica", services=(self.database,))
        pagerduty.add_custom_field(
            "impact", "Customer impact", "string", "single_value_fixed", options=("none", "degraded", "down")
        )
        pagerduty.add_custom_field("affected", "Affected customers", "integer", "single_value")

    def _trigger(self, service_id: str, title: str, priority: str, **more: object) -> Incident:
        priorities = {"P1": self.p1.id, "P2": self.p2.id, "P3": self.p3.id}
        subject, value, threshold = next(
            (found for words, found in _MEASURED.items() if words in title), ("checkout", "", "")
        )
        measured = {"value": value, "threshold": threshold}
        details = {"region": "eu-west-1", **{name: text for name, text in measured.items() if text}}
        alert = AlertSpec(
            title,
            details=details,
            contexts=({"type": "link", "href": f"https://graphs.acme.example/d/{subject}", "text": "Dashboard"},
                      {"type": "link", "href": f"https://wiki.acme.example/runbooks/{subject}", "text": "Runbook"}),
        )  # fmt: skip
        return self.pagerduty.trigger(
            service_id,
            title,
            priority_id=priorities.get(priority),
            alerts=(alert,),
            **more,  # type: ignore[arg-type]
        )

    def _past(self, begun: datetime) -> Incident:
        """One like the latest, resolved long ago, and no news to anybody."""
        self.announced, announced = False, self.announced
        past = self._trigger(self.checkout.id, "Checkout latency p99 above 2 s in eu-west-1", "P2", created_at=begun)
        self.pagerduty.resolve(past.id, self.bo.id, at=begun + timedelta(minutes=38))
        self.announced = announced
        return past

    # -- the script --------------------------------------------------------------------------

    def _steps(self) -> Iterable[Step]:
        fresh: list[Incident] = []
        deployed: list[datetime] = []

        def latency() -> None:
            fresh.append(self._trigger(self.checkout.id, "Checkout latency p99 above 2 s in eu-west-1", "P1"))
            now = self.clock.now()
            deployed.append(now - timedelta(minutes=17))
            self.pagerduty.add_change_event(
                fresh[0].id, "checkout-api 4.18.2: pool size from 40 to 10", at=deployed[0],
                links=(("https://git.acme.example/checkout/pull/912", "Pull request 912"),),
            )  # fmt: skip
            self.pagerduty.set_past_incidents(fresh[0].id, [(self._past(now - timedelta(days=9)), 41.0)])

        def errors() -> None:
            fresh.append(self._trigger(self.checkout.id, "5xx rate of checkout-api is 4.2 % [threshold 1 %]", "P2"))

        yield Step(4, latency)
        yield Step(20, errors)

        def note() -> None:
            when = f"{deployed[0].astimezone(LOCAL):%H:%M}"
            self.pagerduty.add_note(fresh[0].id, self.bo.id, f"The {when} deploy touched the pool size.")

        yield Step(32, note)
        yield Step(45, lambda: self._if_open(fresh[1], self.chen.id))
        yield Step(75, lambda: self._trigger(self.database.id, "Connections in use: 96 of 100 on payments-db-1", "P2"))

    def _if_open(self, incident: Incident, user_id: str) -> None:
        if incident.status != "resolved":
            self.pagerduty.acknowledge(incident.id, user_id)

    # -- those who react ---------------------------------------------------------------------

    def _pagerduty_app(self, kind: str, incident: Incident, entry: LogEntry) -> None:
        """PagerDuty's Slack app: a message at the trigger, edited in place afterwards."""
        if not self.announced or incident.service_id == self.indexer.id:
            return
        link = (
            f"<https://acme.pagerduty.com/incidents/{incident.id}?utm_campaign=channel&amp;utm_source=slack"
            f"|#{incident.number}>"
        )
        states = {
            "trigger_log_entry": "Triggered",
            "acknowledge_log_entry": "Acknowledged",
            "resolve_log_entry": "Resolved",
            "unacknowledge_log_entry": "Triggered",
        }
        if kind not in states:
            return
        title = incident.title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        text = f"*{states[kind]}* {link} {title}"
        if incident.id not in self._parents:
            message = self.slack.post(self.channel.id, self.pagerduty_app, text)
            self._parents[incident.id] = (self.channel, message)
        else:
            channel, message = self._parents[incident.id]
            self.slack.update(channel.id, message.ts, text)

    def _teammate_answers(self, channel: Channel, message: Message) -> None:
        """Bo answers once in each thread in which pdtui reports an action."""
        if message.app is not self.app or message.thread_ts is None or message.thread_ts in self._answered:
            return
        self._answered.add(message.thread_ts)
        self.slack.post(channel.id, self.slack_bo, "Thanks, I am watching the graphs.", thread_ts=message.thread_ts)


def _turns(start: datetime, length: timedelta, people: Sequence[User], times: int) -> list[Shift]:
    """Turns of one length, the people one after the other."""
    return [
        Shift(people[turn % len(people)].id, start + turn * length, start + (turn + 1) * length)
        for turn in range(times)
    ]
