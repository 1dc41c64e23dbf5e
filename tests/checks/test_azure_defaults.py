"""What Azure's resources are like where nothing is written, and whom alerts tell, in Bicep, ARM and Terraform."""

from __future__ import annotations

import json
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

API = """
    const { app } = require('@azure/functions');
    app.http('pay', { authLevel: 'function', handler: async () => ({ body: '' }) });
"""
CHECKS = ("GOAT0341", "GOAT0342", "GOAT0343", "GOAT0531", "GOAT0532")
BICEP = """
    resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
      name: 'shop'
      properties: { enablePurgeProtection: %(kept)s }
    }
    resource model 'Microsoft.CognitiveServices/accounts@2024-10-01' = {
      name: 'shop'
      properties: { disableLocalAuth: %(kept)s }
    }
    resource files 'Microsoft.Storage/storageAccounts@2023-05-01' = {
      name: 'shop'
      properties: { allowBlobPublicAccess: %(open)s }
    }
    resource server 'Microsoft.Sql/servers@2023-08-01' = {
      name: 'shop'
      properties: { minimalTlsVersion: '1.2' }
    }
    resource failures 'Microsoft.Insights/metricAlerts@2018-03-01' = {
      name: 'failures'
      properties: { enabled: true, actions: %(actions)s }
    }
"""
AUDIT = """
    resource audit 'Microsoft.Sql/servers/auditingSettings@2023-08-01' = {
      parent: server
      name: 'default'
      properties: { state: 'Enabled' }
    }
"""
WEAK = {"kept": "false", "open": "true", "actions": "[]"}
STRONG = {"kept": "true", "open": "false", "actions": "[{ actionGroupId: people.id }]"}


def _found(folder: Path, path: str, text: str) -> dict[str, list[int]]:
    """By check: the lines of the file that it names."""
    files = {"api/host.json": "{}", "api/index.js": dedent(API), path: text}
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    events = scan(str(folder), Config(select=CHECKS))
    found = [event.finding for event in events if isinstance(event, FindingFound)]
    return {one.id: [place.line for place in (one.span, *one.locations)] for one in found}


def test_what_bicep_leaves_open_is_told_where_no_function_app_is_declared_with_it(tmp_path: Path) -> None:
    found = _found(tmp_path, "infra/main.bicep", dedent(BICEP % WEAK))
    assert found == {"GOAT0341": [12], "GOAT0342": [4], "GOAT0343": [6], "GOAT0531": [18], "GOAT0532": [14]}


def test_what_bicep_closes_is_not(tmp_path: Path) -> None:
    assert _found(tmp_path, "infra/main.bicep", dedent(BICEP % STRONG + AUDIT)) == {}


def test_a_template_that_is_made_of_bicep_is_read_once(tmp_path: Path) -> None:
    document = {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "metadata": {"_generator": {"name": "bicep"}},
        "resources": [{"type": "Microsoft.KeyVault/vaults", "name": "shop", "properties": {}}],
    }
    vault = {"GOAT0342": [1]}
    assert _found(tmp_path, "infra/main.json", json.dumps(document)) == vault
    made_of = "resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {\n  name: 'shop'\n  properties: {}\n}\n"
    assert _found(tmp_path, "infra/main.bicep", made_of) == vault


@pytest.mark.parametrize(
    ("type", "properties", "told"),
    [
        ("Microsoft.Insights/metricAlerts", {}, False),
        ("Microsoft.Insights/metricAlerts", {"actions": [{"actionGroupId": "people"}]}, True),
        ("Microsoft.Insights/metricAlerts", {"actions": "[parameters('actions')]"}, True),
        ("Microsoft.Insights/metricAlerts", {"enabled": False}, True),
        ("Microsoft.Insights/scheduledQueryRules", {"actions": {"actionGroups": []}}, False),
        ("Microsoft.Insights/scheduledQueryRules", {"actions": {"actionGroups": ["people"]}}, True),
        ("Microsoft.Insights/activityLogAlerts", {"actions": {"actionGroups": [{"actionGroupId": "p"}]}}, True),
        ("Microsoft.AlertsManagement/smartDetectorAlertRules", {"actionGroups": {"groupIds": []}}, False),
        ("Microsoft.AlertsManagement/smartDetectorAlertRules", {"actionGroups": {"groupIds": ["p"]}}, True),
        ("Microsoft.Sql/servers/securityAlertPolicies", {"state": "Enabled"}, False),
        ("Microsoft.Sql/servers/securityAlertPolicies", {"state": "Enabled", "emailAccountAdmins": True}, True),
    ],
)
def test_an_alert_of_an_arm_template_tells_somebody_or_is_told(
    tmp_path: Path, type: str, properties: dict[str, object], told: bool
) -> None:
    document = {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "resources": [{"type": type, "name": "failures", "properties": properties}],
    }
    assert _found(tmp_path, "azuredeploy.json", json.dumps(document)) == ({} if told else {"GOAT0531": [1]})


@pytest.mark.parametrize(
    ("block", "lines"),
    [
        ("", [1]),
        ("action_group {\n    ids = []\n  }", [1]),
        ("action_group {\n    ids = [azurerm_monitor_action_group.people.id]\n  }", []),
        ("action_group {\n    ids = var.groups\n  }", []),
        ('action_group {\n    ids = var.group != "" ? [var.group] : []\n  }', []),
        ('dynamic "action_group" {\n    for_each = var.groups\n    content {\n    ids = ["x"]\n    }\n  }', []),
    ],
)
def test_an_alert_in_terraform(tmp_path: Path, block: str, lines: list[int]) -> None:
    text = f'resource "azurerm_monitor_smart_detector_alert_rule" "failures" {{\n  name = "failures"\n  {block}\n}}\n'
    text += 'variable "groups" {\n  default = []\n}\nvariable "group" {\n  default = ""\n}\n'
    assert _found(tmp_path, "infra/main.tf", text).get("GOAT0531", []) == lines


@pytest.mark.parametrize("default", [" = []", ""])
def test_actions_that_are_a_parameter_are_nobody_s_guess(tmp_path: Path, default: str) -> None:
    text = (
        f"param groups array{default}\n\n"
        "resource failures 'Microsoft.Insights/metricAlerts@2018-03-01' = {\n"
        "  name: 'failures'\n  properties: { actions: groups }\n}\n"
    )
    assert _found(tmp_path, "main.bicep", text) == {}
