"""The tools that send alerts: by what each is known, and which of its fields a person wants first.

A table, so that another tool is a few lines more. Paths lead into the details, `a.b` below `a`; `*` stands
for the first item of a list. Of several paths the first that holds something counts.
"""

from __future__ import annotations

from dataclasses import dataclass

Paths = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Producer:
    """One tool. It is recognised by its fields, else by the client's or integration's name, else by addresses."""

    name: str
    marks: tuple[Paths, ...]
    """Sets of paths: where all of one set hold something, it is this tool."""
    facts: tuple[tuple[str, Paths], ...]
    clients: Paths = ()
    """Parts of the name that the client or the integration has."""
    hosts: Paths = ()
    """Ends of the host names that its links have."""


LABELS = (
    ("alert", ("labels.alertname", "alertname", "alert_name", "labels.rulename")),
    ("summary", ("annotations.summary", "annotations.message", "summary", "message")),
    ("description", ("annotations.description", "description")),
    (
        "where",
        (
            "labels.instance", "instance", "labels.host", "host", "labels.node", "labels.pod", "pod",
            "labels.service", "labels.name", "cluster_id",
        ),
    ),
    ("namespace", ("labels.namespace", "namespace")),
    ("cluster", ("labels.cluster", "cluster", "labels.cluster_id", "cluster_id")),
    ("job", ("labels.job", "job")),
    ("value", ("value", "values", "valueString", "alerts.*.valueString")),
    ("severity", ("labels.severity", "severity")),
    ("environment", ("labels.environment", "labels.env", "environment", "env")),
    ("region", ("labels.region", "region", "labels.zone")),
    ("team", ("labels.team", "team")),
    ("firing", ("num_firing",)),
)  # fmt: skip

PRODUCERS: tuple[Producer, ...] = (
    Producer(
        "CloudWatch",
        marks=(("AlarmName",), ("alarmName", "state"), ("AlarmArn",), ("NewStateValue", "Trigger")),
        clients=("cloudwatch",),
        facts=(
            ("alarm", ("AlarmName", "alarmName")),
            ("description", ("AlarmDescription", "configuration.description")),
            ("reason", ("NewStateReason", "state.reason")),
            ("where", ("Trigger.Dimensions", "Dimensions", "Application", "resource")),
            ("metric", ("Trigger.MetricName", "MetricName", "configuration.metrics.*.metricStat.metric.name")),
            ("namespace", ("Trigger.Namespace", "Namespace")),
            ("condition", ("Trigger.ComparisonOperator", "ComparisonOperator")),
            ("threshold", ("Trigger.Threshold", "Threshold")),
            ("region", ("Region", "region")),
            ("account", ("AWSAccountId", "account")),
        ),
    ),
    Producer(
        "Datadog",
        marks=(
            ("monitor_state",), ("alert.alert_query",), ("alert.alert_transition",), ("alert_query",),
            ("monitor_id", "query"), ("incident_public_id", "incident_severity"), ("X-Datadog-Trace-Id",),
            ("headers.X-Datadog-Trace-Id",),
        ),
        clients=("datadog",),
        hosts=("datadoghq.com", "datadoghq.eu", "ddog-gov.com"),
        facts=(
            ("alert", ("title", "incident_title", "monitor")),
            ("state", ("monitor_state", "alert.alert_transition", "incident_status")),
            ("where", ("alert.alert_scope", "tags.host", "tags.node", "tags.pod", "host", "scopes", "tags.service")),
            ("query", ("query", "alert.alert_query", "alert_query")),
            ("metric", ("alert.alert_metric", "metric")),
            ("text", ("body", "description", "message", "incident_message")),
            ("environment", ("tags.env", "tags.environment")),
            ("region", ("tags.region",)),
            ("tags", ("tags", "tags.*")),
            ("organisation", ("org.name", "org")),
        ),
    ),
    Producer(
        "Grafana",
        marks=(
            ("ruleUrl",), ("ruleName", "state"), ("dashboardURL",), ("alerts.*.dashboardURL",), ("alerts.*.panelURL",),
            ("alerts.*.silenceURL",), ("valueString",), ("labels.grafana_folder",), ("noDataState", "ruleGroup"),
            ("labels.datasource_uid",), ("orgId", "ruleId"),
        ),
        clients=("grafana",),
        facts=(
            ("rule", ("ruleName", "labels.rulename")),
            ("title", ("title",)),
            ("message", ("message",)),
            ("metric", ("evalMatches.*.metric",)),
            ("value", ("evalMatches.*.value", "alerts.*.values", "alerts.*.valueString")),
            ("folder", ("labels.grafana_folder", "ruleGroup")),
            *LABELS,
        ),
    ),
    Producer(
        "Prometheus",
        marks=(
            ("num_firing",), ("firing", "resolved"), ("externalURL", "groupLabels"), ("labels.alertname",),
            ("generatorURL",), ("labels.severity",),
        ),
        clients=("alertmanager", "prometheus", "vmalert"),
        facts=LABELS,
    ),
    Producer(
        "New Relic",
        marks=(
            ("conditionName", "policyName"), ("condition_name", "policy_name"), ("alertPolicyNames",),
            ("alertConditionNames",), ("accumulations.conditionName",), ("impactedEntities", "state"),
            ("nrqlQuery",), ("violationChartUrl",),
        ),
        clients=("new relic", "newrelic"),
        hosts=("newrelic.com",),
        facts=(
            ("issue", ("title", "issueTitle")),
            ("condition", ("conditionName", "condition_name", "alertConditionNames", "accumulations.conditionName")),
            ("details", ("details", "description", "violationDescription")),
            ("where", ("targets.*.name", "entityNames", "impactedEntities.*.name", "impactedEntities")),
            ("query", ("nrqlQuery", "accumulations.nrqlQuery")),
            ("policy", ("policyName", "policy_name", "alertPolicyNames", "accumulations.policyName")),
            ("state", ("state", "current_state")),
            ("environment", ("targets.*.labels.environment", "labels.environment", "accumulations.tag.env")),
            ("team", ("labels.team", "accumulations.tag.team")),
            ("account", ("accountName", "account_name", "accountId", "account_id")),
        ),
    ),
    Producer(
        "Sentry",
        marks=(
            ("culprit", "project"), ("culprit", "event"), ("data.event.event_id",), ("event.event_id", "project_name"),
            ("data.issue.shortId",), ("metric_alert.alert_rule",), ("data.metric_alert",), ("triggering_rules",),
        ),
        clients=("sentry",),
        hosts=("sentry.io",),
        facts=(
            ("error", ("data.event.title", "event.title", "title", "message", "data.issue.title")),
            ("value", ("data.event.metadata.value", "event.metadata.value")),
            ("where", ("data.event.culprit", "culprit", "event.culprit", "data.event.location")),
            ("project", ("project_name", "project_slug", "project", "data.event.project")),
            ("level", ("level", "data.event.level", "event.level")),
            ("environment", ("data.event.environment", "event.environment", "environment")),
            ("release", ("data.event.release", "event.release", "release")),
            ("rule", ("triggering_rules", "data.triggered_rule")),
            ("request", ("data.event.request.url", "event.request.url")),
        ),
    ),
    Producer(
        "Google Cloud",
        marks=(("incident.policy_name", "incident.condition_name"), ("incident.scoping_project_id",)),
        clients=("google cloud", "gcp", "stackdriver"),
        hosts=("console.cloud.google.com",),
        facts=(
            ("policy", ("incident.policy_name",)),
            ("summary", ("incident.summary",)),
            ("where", ("incident.resource.labels", "incident.resource_name")),
            ("metric", ("incident.metric.displayName", "incident.metric.type")),
            ("value", ("incident.observed_value",)),
            ("threshold", ("incident.threshold_value",)),
            ("condition", ("incident.condition_name",)),
            ("project", ("incident.scoping_project_id", "incident.resource.labels.project_id")),
        ),
    ),
    Producer(
        "Azure Monitor",
        marks=(("data.essentials.alertRule",),),
        clients=("azure",),
        facts=(
            ("rule", ("data.essentials.alertRule",)),
            ("description", ("data.essentials.description",)),
            ("where", ("data.essentials.configurationItems", "data.essentials.alertTargetIDs")),
            ("metric", ("data.alertContext.condition.allOf.*.metricName",)),
            ("value", ("data.alertContext.condition.allOf.*.metricValue",)),
            ("threshold", ("data.alertContext.condition.allOf.*.threshold",)),
            ("severity", ("data.essentials.severity",)),
            ("group", ("data.essentials.targetResourceGroup",)),
        ),
    ),
)  # fmt: skip

EVENTS_V2: tuple[tuple[str, Paths], ...] = (
    ("host", ("source_origin", "payload.source", "source_location")),
    ("component", ("source_component", "payload.component")),
    ("group", ("service_group", "payload.group")),
    ("class", ("event_class", "payload.class")),
)
"""What every tool may say in PagerDuty's own event format."""

GENERIC: tuple[tuple[str, Paths], ...] = (
    (
        "alert",
        (
            "alert.name",
            "alert.message",
            "title",
            "name",
            "alert_name",
            "alertname",
            "check",
            "rule",
            "trigger",
            "search_name",
            "event",
            "what",
        ),
    ),
    ("summary", ("summary", "message", "description", "error", "alert_details", "output", "reason")),
    ("where", ("host", "hostname", "instance", "node", "server", "resource", "monitor_url", "ip", "check.url", "url")),
    ("metric", ("metric", "query", "expression", "condition", "item", "check_command")),
    ("value", ("value", "current_value", "observed_value", "count")),
    ("threshold", ("threshold",)),
    ("status", ("status", "state", "severity", "alert_type_friendly_name", "level")),
    ("environment", ("environment", "env", "stage")),
    ("region", ("region", "zone", "datacenter", "location")),
    ("service", ("service", "app", "application", "cluster_id", "project")),
    ("tags", ("tags", "labels")),
)
"""What is worth looking for where the tool is not known."""
