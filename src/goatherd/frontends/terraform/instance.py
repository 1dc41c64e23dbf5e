"""What both halves of this front end share: one evaluated resource, in Terraform's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.node import Node

# Behind this stands what an archive is made of: a folder or file, relative to the scanned root.
ARCHIVE = "archive:"
# Types of the clouds that are read from Terraform's own words.
ELSEWHERE = ("google_", "azurerm_")


@frozen(eq=False)
class Instance:
    """One resource of an evaluated configuration.

    `address` is Terraform's own (`module.api.aws_lambda_function.this["a"]`). `arguments` is a mapping: attributes
    evaluated, nested blocks as a sequence of mappings under their name (also where there is one). References to
    other resources are symbolic text (`${aws_sqs_queue.jobs.Arn}`, attribute in CloudFormation's words).
    """

    address: str
    type: str  # "aws_lambda_function"
    span: Span  # of the block's header line
    arguments: Node
    template: str  # path of its file
