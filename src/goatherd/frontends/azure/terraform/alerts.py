"""Alerts, and whom they tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import Known
from goatherd.frontends.azure.terraform.apps import first
from goatherd.frontends.terraform.references import given
from goatherd.model.resource import Alarm

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.core.value import Value
    from goatherd.frontends.node import Node
    from goatherd.frontends.terraform.instance import Instance

# By type: what its actions are called, and what in each of them names whom it tells ("" for the action itself).
_ALERTS = {
    "azurerm_monitor_metric_alert": ("action", "action_group_id"),
    "azurerm_monitor_activity_log_alert": ("action", "action_group_id"),
    "azurerm_monitor_smart_detector_alert_rule": ("action_group", "ids"),
    "azurerm_monitor_scheduled_query_rules_alert": ("action", "action_group"),
    "azurerm_monitor_scheduled_query_rules_alert_v2": ("action", "action_groups"),
}
_THREATS = ("azurerm_mssql_server_security_alert_policy",)
_MAILS = ("email_addresses", "email_account_admins", "email_account_admins_enabled")
# These add recipients to alerts that name none.
_FOR_ALL = "azurerm_monitor_alert_processing_rule_action_group"


def alerts_of(instances: Sequence[Instance]) -> Iterator[Alarm]:
    for_all = any(instance.type == _FOR_ALL for instance in instances)
    for instance in instances:
        arguments = instance.arguments
        if instance.type in _ALERTS and arguments.get("enabled").value is not False:
            told = Known(True) if for_all else _tells(arguments, *_ALERTS[instance.type])
            yield _alarm(instance, told)
        elif instance.type in _THREATS and arguments.get("state").text() == "Enabled":
            yield _alarm(instance, Known(_is_given(first(arguments, _MAILS))))


def _alarm(instance: Instance, has_action: Value[bool]) -> Alarm:
    return Alarm(id=instance.address, type=instance.type, span=instance.span, has_action=has_action)


def _tells(arguments: Node, name: str, key: str) -> Value[bool]:
    actions = given(arguments, name)
    told = [given(action, key) for action in actions.list() or (actions,)]
    unknown = next((node for node in (actions, *told) if node.kind == "opaque"), None)
    return unknown.as_bool(False) if unknown is not None else Known(any(map(_is_given, told)))


def _is_given(node: Node) -> bool:
    return bool(node.elements) if node.kind == "sequence" else node.exists and node.value not in (False, "")
