"""Logs of Azure and Google: SigmaHQ's names for fields find what the clouds write, in whichever form it was taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from goatherd.hunt.hunting import hunt
from goatherd.hunt.rules import read_rules
from goatherd.hunt.sigma import read_sigma

LOGS = Path(__file__).parent / "logs"


def test_azure_s_activities(example):
    found = example("azureactivity.json")
    listed, deleted = found.records
    assert found.services == ["activitylogs"] * 2
    assert listed["eventTime"] == "2026-03-02T10:00:00.1234567Z"
    assert (listed["caller"], listed["resourceProvider"], listed["subscriptionId"]) == ("Erin", "MICROSOFT.WEB", "S1")
    assert (deleted["category"], deleted["properties"]) == ("Administrative", {"statusCode": "Forbidden"})
    assert found.shown[1] == "Microsoft.Web/sites/Delete by unknown from 198.51.100.7 Failure"


@pytest.mark.parametrize("name", ["azureactivity_cli.json", "azureactivity_analytics.jsonl"])
def test_azure_s_activities_in_other_forms(example, name):
    (record,) = example(name).records
    assert record["operationName"].lower() == "microsoft.web/sites/write"
    assert (record["caller"], record["callerIpAddress"]) == ("erin@shop.example", "198.51.100.7")
    assert (record["resourceGroup"], record["category"]) == ("rg1", "Administrative")
    assert record["identity"]["authorization"]["scope"].startswith("/subscriptions/s1")


def test_entra(example):
    found = example("entra.jsonl")
    assert found.services == ["signinlogs", "auditlogs", "riskdetection", "pim"]
    assert found.shown[:2] == [
        "Sign-in activity by erin@shop.example from 203.0.113.9 50126",
        "Add member to role by erin@shop.example from",
    ]


def test_google(example):
    found = example("googleaudit.jsonl")
    assert found.services == ["gcp.audit", "google_workspace.admin", "google_workspace.login"]
    assert found.records[0]["eventTime"] == "2026-03-02T10:00:00.123456789Z"
    assert found.records[1]["new_value"] == ["false"]
    assert found.shown[0].endswith("UpdateFunction by erin@shop.example from 198.51.100.7")


@pytest.mark.parametrize(
    "line",
    [
        '{"textPayload":"hi","severity":"INFO","timestamp":"2026-03-02T10:00:00Z","insertId":"i","logName":"l"}',
        '{"time":"2026-03-02T10:00:00Z","resourceId":"/s","operationName":"GetBlob","category":"StorageRead","level":"x"}',
    ],
    ids=["what a program wrote", "reads of a storage account"],
)
def test_other_logs_of_these_clouds_are_told_and_are_no_lambda_s(written, line):
    found = written(line)
    assert (found.records, [each.why for each in found.damages]) == ([], ["no kind of log that is read"])


def test_google_s_list(written):
    lines = (LOGS / "googleaudit.jsonl").read_text().splitlines()
    assert len(written("[\n" + ",\n".join(lines) + "\n]\n").records) == 3


@pytest.mark.parametrize(
    ("service", "asked", "number"),
    [
        ("activitylogs", "{operationName|endswith: /CONFIG/LIST/ACTION}", 1),
        ("activitylogs", "{OperationNameValue: Microsoft.Web/sites/delete, CategoryValue: Administrative}", 2),
        (
            "activitylogs",
            "{ResourceId|contains: rg1, ActivityStatusValue: Failure, ResourceProviderValue: Microsoft.Web}",
            2,
        ),
        ("activitylogs", "[microsoft.web/sites/delete]", 2),
        ("signinlogs", "{ResultType: 50126, ClientApp: IMAP, DeviceDetail.isCompliant: 'false'}", 1),
        ("auditlogs", "{properties.message: Add member to role, properties.result: success}", 2),
        ("auditlogs", "{OperationName|contains|all: [Add, member to role], TargetResources|contains: Global Admin}", 2),
        ("auditlogs", "{TargetResources.ModifiedProperties.DisplayName: Role.DisplayName}", 2),
        ("auditlogs", "{Category: RoleManagement, LoggedByService: core directory}", 2),
        ("riskdetection", "{riskEventType: anonymizedIPAddress}", 3),
        ("pim", "{riskEventType: noMfaOnRoleActivationAlertIncident}", 4),
        ("gcp.audit", "{gcp.audit.method_name|endswith: .UpdateFunction}", 1),
        ("gcp.audit", "{data.protoPayload.methodName|endswith: .UpdateFunction}", 1),
        ("gcp.audit", "{data.protoPayload.authorizationInfo.granted: 'true'}", 1),
        ("gcp.audit", "{data.protoPayload.logName: cloudaudit.googleapis.com%2Factivity}", 1),
        ("gcp.audit", "{data.protoPayload.resource.type: cloud_function}", 1),
        ("gcp.audit", "{gcp.audit.authentication_info.principal_email: erin@shop.example}", 1),
        ("google_workspace.admin", "{eventService: admin.googleapis.com, new_value: 'false'}", 2),
        ("google_workspace.admin", "{eventName: ENFORCE_STRONG_AUTHENTICATION}", 2),
        ("google_workspace.login", "{protoPayload.Servicename: login.googleapis.com}", 3),
        ("google_workspace.login", "{protoPayload.metadata.event.eventName: suspicious_login}", 3),
    ],
)
def test_fields_as_sigma_s_rules_name_them(service: str, asked: str, number: int) -> None:
    product = "gcp" if "." in service else "azure"
    rule = f"title: A\nlogsource: {{product: {product}, service: {service}}}\n"
    rules = read_sigma(f"{rule}detection: {{asked: {asked}, condition: asked}}", "a.yml")
    name = "googleaudit.jsonl" if product == "gcp" else "entra.jsonl"
    name = "azureactivity.json" if service == "activitylogs" else name
    (alert,) = hunt(LOGS / name, rules).alerts.ordered
    assert [each.number for each in alert.evidence] == [number]


def test_correlations_name_fields_as_their_rules_do(tmp_path: Path) -> None:
    (tmp_path / "rules.yml").write_text(
        """
title: An action of Google's
name: action
logsource: {product: gcp, service: gcp.audit}
detection: {action: {gcp.audit.method_name|contains: google}, condition: action}
---
title: A principal does things
correlation:
  type: value_count
  rules: [action]
  group-by: [data.protoPayload.authenticationInfo.principalEmail]
  timespan: 1h
  condition: {gte: 1, field: gcp.audit.method_name}
"""
    )
    read = read_rules([tmp_path / "rules.yml"], own=False)
    (alert,) = hunt(LOGS / "googleaudit.jsonl", read).alerts.ordered
    assert alert.about.title == "A principal does things"
    assert read.correlations[0].by == ("protoPayload.authenticationInfo.principalEmail",)
    assert read.correlations[0].counted == ("methodName",)
