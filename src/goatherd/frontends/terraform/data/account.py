"""Data sources about where the configuration is deployed to: placeholders of the deployment's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import HOLE
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from goatherd.frontends.terraform.data import DataSource
    from goatherd.frontends.terraform.scope import ModuleScope

_ACCOUNT = "${AWS-AccountId}"
_REGION = "${AWS-Region}"


def _constants(values: dict[str, str]) -> DataSource:
    def source(scope: ModuleScope, arguments: Node, name: str) -> Node:
        value = values.get(name)
        return Node.absent(arguments.span) if value is None else Node.scalar(value, arguments.span)

    return source


def _region(scope: ModuleScope, arguments: Node, name: str) -> Node:
    """The region of the provider, unless another one is asked for by its name."""
    written = arguments.get("name") if arguments.get("name").exists else arguments.get("region")
    if name in ("name", "id", "region"):
        return written if written.exists else Node.scalar(_REGION, arguments.span)
    return Node.absent(arguments.span)


ACCOUNT: dict[str, DataSource] = {
    "aws_caller_identity": _constants(
        {"account_id": _ACCOUNT, "id": _ACCOUNT, "arn": f"arn:aws:iam::{_ACCOUNT}:{HOLE}", "user_id": HOLE}
    ),
    "aws_region": _region,
    "aws_partition": _constants(
        {"partition": "aws", "id": "aws", "dns_suffix": "amazonaws.com", "reverse_dns_prefix": "com.amazonaws"}
    ),
}
