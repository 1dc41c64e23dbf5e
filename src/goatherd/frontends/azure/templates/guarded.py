"""Vaults, services with keys, alerts and audits in the words of Azure's resource manager -> Terraform's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.build import build, first
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.azure.templates.bicep import Resource

Made = tuple[str, dict[str, object]]


def is_open(properties: Node) -> Node:
    written = properties.get("publicNetworkAccess")
    text = written.text()
    return Node.scalar(text.lower() != "disabled", written.span) if text is not None else Node.absent(written.span)


def _own(node: Node, name: str) -> Node:
    """What is written there; opaque where a parameter is empty as a rule."""
    value, key = node.get(name), node.key_span(name)
    elsewhere = value.kind == "sequence" and not value.elements and value.span.line != key.line
    return Node.opaque("a parameter says what it is", key) if elsewhere else value


def _vault(resource: Resource, type: str) -> Made:
    return "azurerm_key_vault", {
        "purge_protection_enabled": resource.body.get("properties", "enablePurgeProtection"),
    }


def _keyed(resource: Resource, type: str) -> Made:
    properties = resource.body.get("properties")
    refused, rules = properties.get("disableLocalAuth"), properties.get("networkAcls")
    return "azurerm_cognitive_account", {
        "local_auth_enabled": not refused.value if isinstance(refused.value, bool) else refused,
        "public_network_access_enabled": is_open(properties),
        "network_acls": [build({"default_action": rules.get("defaultAction")}, rules.span)] if rules.exists else None,
        "allowed_ips": properties.get("networkRuleSet", "ipRules"),
    }


def _metric_alert(resource: Resource, type: str) -> Made:
    properties = resource.body.get("properties")
    return "azurerm_monitor_metric_alert", {
        "enabled": properties.get("enabled"),
        "action": _actions(_own(properties, "actions"), "actionGroupId", "action_group_id"),
    }


def _log_alert(resource: Resource, type: str) -> Made:
    """Of queries and of what is done in a subscription: who is told stands in different places of them."""
    properties = resource.body.get("properties")
    actions = first(properties.get("actions"), properties.get("action"))
    told = [_own(actions, name) for name in ("actionGroups", "aznsAction", "actionGroup")]
    return "azurerm_monitor_scheduled_query_rules_alert_v2", {
        "enabled": properties.get("enabled"),
        "action": actions if actions.kind == "opaque" else [build({"action_groups": first(*told)}, actions.span)],
    }


def _smart_alert(resource: Resource, type: str) -> Made:
    groups = resource.body.get("properties", "actionGroups")
    return "azurerm_monitor_smart_detector_alert_rule", {
        "enabled": (resource.body.get("properties", "state").text() or "Enabled") == "Enabled",
        "action_group": groups if groups.kind == "opaque" else [build({"ids": _own(groups, "groupIds")}, groups.span)],
    }


def _actions(actions: Node, theirs: str, ours: str) -> object:
    if actions.kind != "sequence":
        return actions
    return [build({ours: action.get(theirs)}, action.span) for action in actions.elements]


def _recipients(resource: Resource, type: str) -> Made:
    return "azurerm_monitor_alert_processing_rule_action_group", {}


def _threats(resource: Resource, type: str) -> Made:
    properties = resource.body.get("properties")
    return "azurerm_mssql_server_security_alert_policy", {
        "state": properties.get("state"),
        "email_addresses": properties.get("emailAddresses"),
        "email_account_admins": properties.get("emailAccountAdmins"),
    }


def _audit(resource: Resource, type: str) -> Made:
    return "azurerm_mssql_server_extended_auditing_policy", {}


def _diagnostics(resource: Resource, type: str) -> Made:
    return "azurerm_monitor_diagnostic_setting", {}


GUARDED: dict[str, Callable[[Resource, str], Made | None]] = {
    "microsoft.keyvault/vaults": _vault,
    "microsoft.cognitiveservices/accounts": _keyed,
    "microsoft.search/searchservices": _keyed,
    "microsoft.insights/metricalerts": _metric_alert,
    "microsoft.insights/scheduledqueryrules": _log_alert,
    "microsoft.insights/activitylogalerts": _log_alert,
    "microsoft.alertsmanagement/smartdetectoralertrules": _smart_alert,
    "microsoft.alertsmanagement/actionrules": _recipients,
    "microsoft.sql/servers/securityalertpolicies": _threats,
    "microsoft.sql/servers/auditingsettings": _audit,
    "microsoft.sql/servers/extendedauditingsettings": _audit,
    "microsoft.sql/servers/databases/auditingsettings": _audit,
    "microsoft.insights/diagnosticsettings": _diagnostics,
}
