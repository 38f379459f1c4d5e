"""What monitoring tools really send, and what somebody might send to do harm."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pdtui.adapters.pagerduty import alert_payload, wire
from pdtui.adapters.pagerduty.alert_links import MOST_LINKS, address, kind_of
from pdtui.adapters.pagerduty.alert_values import LONGEST_DETAILS, LONGEST_RAW, LONGEST_VALUE
from pdtui.core.model import LinkKind
from pdtui.text import clean
from tests.adapters.test_wire import CORPUS

FILES = sorted((CORPUS / folder / path.name) for folder in ("alerts", "producer_payloads")
               for path in (CORPUS / folder).glob("*.json"))  # fmt: skip
needs_corpus = pytest.mark.skipif(not FILES, reason=f"the corpus is not at {CORPUS}")
TOOLS = {
    "cloudwatch": "CloudWatch",
    "datadog": "Datadog",
    "prometheus": "Prometheus",
    "alertmanager": "Prometheus",
    "grafana": "Grafana",
    "newrelic": "New Relic",
    "sentry": "Sentry",
    "gcp": "Google Cloud",
    "azure": "Azure Monitor",
}
NO_TOOL = {"nudgebee_datadog_webhook_test_L65.json"}
"""Files that hold nothing of what the tool is known by: all their values are null."""
NO_LINK = {
    "keep_cloudwatch.json", "keep_datadog.json", "keep_grafana.json", "keep_prometheus.json",
    "nudgebee_datadog_webhook_test_L17.json", "nudgebee_newrelic_test_L419.json", "pdc_body_datadog_test_L44.json",
}  # fmt: skip
"""Files in which no address stands."""


def bodies(path: Path) -> Iterator[object]:
    """The alert bodies in a file: PagerDuty's own, else the tool's payload as PagerDuty would hand it on."""
    value = json.loads(path.read_text(encoding="utf-8"))
    found = list(_bodies(value))
    if found:
        yield from found
    elif isinstance(value, dict) and all(isinstance(one, dict) and "payload" in one for one in value.values()):
        yield from ({"type": "alert_body", "details": one["payload"]} for one in value.values())
    else:
        yield {"type": "alert_body", "details": value}


def _bodies(value: object) -> Iterator[object]:
    if isinstance(value, dict) and isinstance(value.get("body"), dict):
        yield value["body"]
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _bodies(inner)


def harmless(payload: alert_payload.Payload) -> None:
    """Nothing that a terminal obeys, nothing that opens anything but a page, nothing without bound."""
    for name, value in payload.facts:
        assert (name, value) == (clean(name), clean(value))
        assert name
        assert 0 < len(value) <= LONGEST_VALUE
    for one in payload.links:
        assert one.url == address(one.url)
        assert one.label == clean(one.label) != ""
    for text in (payload.details, payload.raw):
        assert text == clean(text, multiline=True)
    assert payload.source == clean(payload.source)
    assert len(payload.links) <= MOST_LINKS
    assert len(payload.facts) <= alert_payload.MOST_FACTS
    assert len(payload.details) <= LONGEST_DETAILS
    assert len(payload.raw) <= LONGEST_RAW + 100


@needs_corpus
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_payload_that_was_seen_is_read(path: Path) -> None:
    payloads = [alert_payload.read(body) for body in bodies(path)]
    assert payloads
    for payload in payloads:
        harmless(payload)
    tool = next((tool for mark, tool in TOOLS.items() if mark in path.name), "")
    if tool and path.name not in NO_TOOL:
        assert {payload.source for payload in payloads} == {tool}
        assert all(payload.facts for payload in payloads)
        assert path.name in NO_LINK or all(payload.links for payload in payloads)


@needs_corpus
def test_what_names_a_runbook_leads_to_it_first() -> None:
    seen = 0
    for path in FILES:
        for body in bodies(path):
            text = json.dumps(body).casefold()
            if any(mark in text for mark in ("runbook_url\": \"http", "\"runbook\": \"http", "runbookurl\": [\"http",
                                             "runbook: http", "sop: http", "playbook\", \"url")):  # fmt: skip
                seen += 1
                assert alert_payload.read(body).links[0].kind is LinkKind.RUNBOOK, path.name
    assert seen > 8


def facts(details: object, **body: object) -> dict[str, str]:
    return dict(alert_payload.read({"details": details, **body}).facts)


def test_cloudwatch_inside_a_string_inside_a_string() -> None:
    alarm = {
        "AlarmName": "cpu", "NewStateReason": "Threshold Crossed", "Region": "EU (Ireland)",
        "AlarmArn": "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:cpu/high now",
        "Trigger": {"MetricName": "CPU", "Threshold": 0.5, "Dimensions": [{"name": "InstanceId", "value": "i-1"}]},
    }  # fmt: skip
    payload = alert_payload.read({"details": {"Message": json.dumps(alarm), "Type": "Notification"}})
    found = dict(payload.facts)
    assert payload.source == "CloudWatch"
    assert (found["alarm"], found["where"], found["threshold"]) == ("cpu", "InstanceId=i-1", "0.5")
    assert payload.links[0].url.endswith("region=eu-west-1#alarmsV2:alarm/cpu%2Fhigh%20now")


def test_alertmanager_s_text_gives_labels_and_annotations() -> None:
    firing = (
        "Labels:\n - alertname = DiskFull\n - instance = db-1:9100 \n - severity = critical\nAnnotations:\n"
        " - summary = Disk is full\n - runbook_url = https://wiki.example/disk\nSource: http://prom:9090/graph?g0=x\n"
    )
    payload = alert_payload.read({"details": {"firing": firing, "num_firing": "1", "resolved": ""}})
    found = dict(payload.facts)
    assert (found["alert"], found["where"], found["summary"]) == ("DiskFull", "db-1:9100", "Disk is full")
    assert [(one.kind.value, one.url) for one in payload.links] == [
        ("runbook", "https://wiki.example/disk"),
        ("source", "http://prom:9090/graph?g0=x"),
    ]


def test_the_client_is_believed_before_the_fields_and_the_integration_before_the_addresses() -> None:
    assert alert_payload.read({"client": "Grafana", "details": {"num_firing": "1"}}).source == "Grafana"
    assert alert_payload.read({"details": {"x": "1"}}, "Sentry").source == "Sentry"
    assert alert_payload.read({"details": {"u": "https://acme.sentry.io/1"}}).source == "Sentry"
    assert alert_payload.read({"details": {"u": "https://sentry.io.evil.example/1"}}).source == ""
    assert alert_payload.read({"client": "Nagios", "details": {"x": "1"}}).source == "Nagios"
    assert alert_payload.read({"details": {"x": "1"}}, "Events API V2").source == ""


def test_plain_events_show_their_source_component_group_and_class() -> None:
    cef = {"source_origin": "db-1", "source_component": "postgres", "service_group": "prod", "event_class": "disk"}
    found = facts({}, cef_details=cef)
    assert found == {"host": "db-1", "component": "postgres", "group": "prod", "class": "disk"}


@pytest.mark.parametrize(
    "body",
    [None, "", "text", 5, [], {}, {"details": None}, {"details": 5}, {"details": [[]]}, {"cef_details": "x"},
     {"contexts": "x", "details": "x"}, {"contexts": [None, 5, {"href": 5}]}, {"details": {"labels": [], "alerts": {}}},
     {"details": {"tags": {"a": [1]}, "firing": 5, "annotations": "x"}}, {"client": ["x"], "client_url": {}},
     {"details": {"AlarmArn": "arn:aws:cloudwatch:../../x:1:alarm:y"}}, {"details": "{\"a\":" * 50_000}],
)  # fmt: skip
def test_any_body_is_read(body: object) -> None:
    harmless(alert_payload.read(body))


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "file:///etc/passwd", "ftp://x.example/", "//x.example", "http://", "https:///x",
     "https://user:pw@x.example/", "http://[bad", "https://x.example/ y", "https://x.example/" + "a" * 3000, "",
     "data:text/html,x", "https://x.example/silence/new?x"],
)  # fmt: skip
def test_only_pages_are_links(url: str) -> None:
    assert address(url) == ""
    body = {"client_url": url, "contexts": [{"type": "link", "href": url}], "details": {"url": url, "runbook": url}}
    assert all(one.url == address(one.url) for one in alert_payload.read(body).links)


def test_escape_sequences_and_overrides_are_gone_from_every_part() -> None:
    evil = "\x1b]8;;https://evil.example\x07x\x1b[2J\u202eabc\x9b31m"
    body = {
        "client": evil,
        "client_url": f"https://ok.example/{evil}",
        "contexts": [{"href": "https://a.example", "text": evil}],
        "details": {evil: evil, "title": evil, "labels": {"alertname": evil}},
    }
    payload = alert_payload.read(body)
    harmless(payload)
    assert all(sign not in repr(payload) for sign in ("\\x1b", "\\u202e", "\\x9b", "\\x07"))


def test_a_body_of_half_a_megabyte_is_read_in_no_time() -> None:
    huge = {f"key {number}": {"text": "é https://x.example/ " * 20, "list": list(range(50))} for number in range(1000)}
    began = time.perf_counter()
    payload = alert_payload.read({"details": huge})
    assert time.perf_counter() - began < 1.0
    harmless(payload)
    assert payload.raw.endswith("characters more)")


def test_a_header_that_was_sent_along_is_no_fact() -> None:
    found = facts({"headers": {"Authorization": "Bearer hush", "Host": "x"}, "password": "hush"})
    assert "hush" not in str(found)
    assert found == {"headers": "Host=x"}


@pytest.mark.parametrize(
    ("name", "url", "kind"),
    [
        ("runbook_url", "", LinkKind.RUNBOOK),
        ("runbookUrl", "", LinkKind.RUNBOOK),
        ("link", "https://git.example/ops-sop/x.md", LinkKind.RUNBOOK),
        ("dashboardURL", "", LinkKind.DASHBOARD),
        ("panelURL", "", LinkKind.GRAPH),
        ("generatorURL", "", LinkKind.SOURCE),
        ("issueUrl", "", LinkKind.MONITOR),
        ("absorption", "https://x.example/isopropyl", LinkKind.OTHER),
    ],
)
def test_what_a_link_leads_to(name: str, url: str, kind: LinkKind) -> None:
    assert kind_of(name, url) is kind


def test_an_alert_carries_what_moving_and_showing_need() -> None:
    raw = {
        "id": "PA1", "status": "resolved", "alert_key": "k", "summary": "s", "severity": None,
        "incident": {"id": "PI1", "type": "incident_reference"}, "service": {"id": "PS1", "summary": "Checkout"},
        "integration": {"id": "PX1", "summary": "Amazon CloudWatch"}, "body": {"details": {"x": "1"}},
    }  # fmt: skip
    alert = wire.alert(wire.decode(raw, wire.WireAlert))
    assert (alert.incident_id, alert.alert_key, alert.resolved, alert.source) == ("PI1", "k", True, "CloudWatch")
    assert alert.service is not None
    assert (alert.service.name, alert.facts, alert.details) == ("Checkout", (("x", "1"),), "x: 1")
    assert json.loads(alert.raw) == raw["body"]
