"""`google_iam_policy`: the bindings of roles to members that its blocks describe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.node import Node
from goatherd.frontends.terraform.values import encoded, mapping, sequence

if TYPE_CHECKING:
    from goatherd.frontends.terraform.scope import ModuleScope


def google_policy(scope: ModuleScope, arguments: Node, name: str) -> Node:
    if name != "policy_data":
        return Node.absent(arguments.span)
    bindings = sequence(arguments.get("binding").list(), arguments.span)
    return encoded(mapping({"bindings": bindings}, arguments.span), scope.budget)
