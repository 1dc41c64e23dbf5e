"""Evaluated configurations, written as YAML: addresses with their arguments, blocks as lists of mappings."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from goatherd.frontends.aws.assemble import build_application
from goatherd.frontends.aws.stack import Stack
from goatherd.frontends.terraform.instance import Instance
from goatherd.frontends.terraform.resources import declared
from goatherd.frontends.yaml import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application
    from goatherd.tree import Tree

TEMPLATE = "infra/main.tf"


@pytest.fixture
def application_of(tree_of: Callable[[dict[str, str | bytes]], Tree]) -> Callable[..., Application]:
    """`application_of("aws_sqs_queue.jobs: {name: jobs}")`; files of the tree may follow."""

    def build(configuration: str, files: dict[str, str | bytes] | None = None) -> Application:
        (root,) = parse_yaml(dedent(configuration), TEMPLATE).documents
        instances = [
            Instance(address, address.split(".")[-2], root.key_span(address), arguments, TEMPLATE)
            for address, arguments in root.items()
        ]
        stack = Stack(TEMPLATE, "terraform", {resource.id: resource for resource in declared(instances)})
        return build_application(stack, tree_of(files or {"README.md": ""}))

    return build
