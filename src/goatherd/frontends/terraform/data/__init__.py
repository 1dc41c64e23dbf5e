"""Data sources: what can be said of them from the tree alone, by their type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.node import Node
from goatherd.frontends.terraform.blocks import evaluated
from goatherd.frontends.terraform.data.account import ACCOUNT
from goatherd.frontends.terraform.data.archive import archive_file
from goatherd.frontends.terraform.data.existing import EXISTING
from goatherd.frontends.terraform.data.files import FILES
from goatherd.frontends.terraform.data.google_policy import google_policy
from goatherd.frontends.terraform.data.policy_document import policy_document
from goatherd.frontends.terraform.data.remote_state import remote_state
from goatherd.frontends.terraform.evaluate import Evaluator

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.core.source import Span
    from goatherd.frontends.terraform.evaluate import Bindings
    from goatherd.frontends.terraform.scope import ModuleScope
    from goatherd.frontends.terraform.syntax import Block

    # (scope, evaluated arguments, attribute) -> its value; absent where the arguments themselves tell.
    DataSource = Callable[[ModuleScope, Node, str], Node]

_SOURCES: dict[str, DataSource] = {
    "aws_iam_policy_document": policy_document,
    "archive_file": archive_file,
    "google_iam_policy": google_policy,
    "terraform_remote_state": remote_state,
    **ACCOUNT,
    **EXISTING,
    **FILES,
}


def data_attribute(scope: ModuleScope, block: Block, bindings: Bindings, name: str, span: Span) -> Node:
    source = _SOURCES.get(block.labels[0])
    arguments = evaluated(Evaluator(scope, bindings), block.body, block.span)
    found = source(scope, arguments, name) if source is not None else Node.absent(span)
    if not found.exists:
        found = arguments.get(name)
    if found.exists:
        return found
    return Node.opaque(f"{name} of data source {'.'.join(block.labels)} is looked up at deployment", span)
