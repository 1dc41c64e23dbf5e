"""Storage accounts and their containers, as buckets, with what the outside world may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import Known
from goatherd.frontends.azure.terraform.apps import first, version
from goatherd.frontends.terraform.references import block, named
from goatherd.model.resource import NO, Bucket, CorsRule, Endpoint, Resource, ResourcePolicy
from goatherd.model.role import Statement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.frontends.node import Node
    from goatherd.frontends.terraform.instance import Instance

_ACCOUNT, _CONTAINER = "azurerm_storage_account", "azurerm_storage_container"
# What anybody may do, by the access type of a container, in the words that checks ask in.
_ACCESS = {"blob": ("s3:GetObject",), "container": ("s3:GetObject", "s3:ListBucket")}
_PUBLIC = ("allow_nested_items_to_be_public", "allow_blob_public_access")
_ENCRYPTED = ("https_traffic_only_enabled", "enable_https_traffic_only")
_VERSIONS = {"TLS1_0": "TLS_1_0", "TLS1_1": "TLS_1_1", "TLS1_2": "TLS_1_2", "TLS1_3": "TLS_1_3"}


def storage_of(instances: Sequence[Instance]) -> Iterator[Resource]:
    accounts = [instance for instance in instances if instance.type == _ACCOUNT]
    for account in accounts:
        yield _endpoint(account)
        yield from _rules(account)
    for container in instances:
        if container.type == _CONTAINER:
            yield from _container(container, accounts)


def _endpoint(account: Instance) -> Endpoint:
    arguments = account.arguments
    return Endpoint(
        id=account.address,
        type=account.type,
        span=account.span,
        noun="storage account",
        physical_name=arguments.get("name").as_text(),
        minimum_tls=version(arguments.get("min_tls_version"), _VERSIONS),
        https_only=first(arguments, _ENCRYPTED).as_bool(True),
        may_open=NO if _is_closed(arguments) else first(arguments, _PUBLIC).as_bool(account.template.endswith(".tf")),
    )


def _rules(account: Instance) -> Iterator[Bucket]:
    """What holds for all containers of an account."""
    rules = block(account.arguments, "blob_properties").get("cors_rule").list()
    if rules:
        yield Bucket(
            id=f"{account.address}:blobs",
            type=account.type,
            span=account.span,
            cors=[_rule(rule) for rule in rules],
        )


def _rule(rule: Node) -> CorsRule:
    origins, methods = rule.get("allowed_origins").texts(), rule.get("allowed_methods").texts()
    return CorsRule(origins, methods, rule.get("allowed_headers").texts(), False, rule.span)


def _container(container: Instance, accounts: list[Instance]) -> Iterator[Resource]:
    arguments = container.arguments
    account = named(first(arguments, ("storage_account_id", "storage_account_name")).text() or "", accounts)
    closed = account is not None and _is_closed(account.arguments)
    yield Bucket(
        id=container.address,
        type=container.type,
        span=container.span,
        physical_name=arguments.get("name").as_text(),
        restrict_public_buckets=Known(closed),
        public_access_span=container.span,
        website=Known(arguments.get("name").text() == "$web"),
    )
    access = arguments.get("container_access_type")
    if actions := _ACCESS.get(access.text() or ""):
        yield ResourcePolicy(
            id=f"{container.address}:access",
            type=container.type,
            span=access.span,
            targets=(container.address,),
            statements=[Statement("Allow", actions, ("*",), access.span, principals=(("*", "*"),))],
        )


def _is_closed(account: Node) -> bool:
    allowed = first(account, _PUBLIC)
    return allowed.value is False or account.get("public_network_access_enabled").value is False
