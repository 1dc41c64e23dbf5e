"""Vaults, and services that answer whoever has their key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import Known
from goatherd.frontends.azure.terraform.apps import first
from goatherd.frontends.terraform.references import block, given
from goatherd.model.resource import NO, KeyedService, Resource, Vault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.core.value import Value
    from goatherd.frontends.node import Node
    from goatherd.frontends.terraform.instance import Instance

_VAULT = "azurerm_key_vault"
_KEYED = ("azurerm_cognitive_account", "azurerm_ai_services", "azurerm_search_service")
_BY_KEY = ("local_auth_enabled", "local_authentication_enabled")


def keyed_of(instances: Sequence[Instance]) -> Iterator[Resource]:
    for instance in instances:
        arguments = instance.arguments
        if instance.type == _VAULT:
            kept = arguments.get("purge_protection_enabled").as_bool(False)
            purgeable = Known(not kept.value, kept.span) if isinstance(kept, Known) else kept
            yield Vault(
                id=instance.address,
                type=instance.type,
                span=instance.span,
                physical_name=arguments.get("name").as_text(),
                purgeable=purgeable,
            )
        elif instance.type in _KEYED:
            yield KeyedService(
                id=instance.address,
                type=instance.type,
                span=instance.span,
                physical_name=arguments.get("name").as_text(),
                takes_keys=first(arguments, _BY_KEY).as_bool(True),
                address=_address(arguments),
            )


def _address(arguments: Node) -> Value[bool]:
    rules = block(arguments, "network_acls")
    if given(arguments, "network_acls").kind == "opaque":
        return NO
    if rules.exists and (rules.get("default_action").text() or "").lower() != "allow":
        return NO
    return NO if arguments.get("allowed_ips").exists else arguments.get("public_network_access_enabled").as_bool(True)
