"""Configurations are read from a real folder: tests write one and ask for the resources that it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.frontends.terraform.configuration import Configurations
from goatherd.frontends.terraform.read import evaluate

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.node import Node
    from goatherd.frontends.terraform.instance import Instance
    from goatherd.tree import Tree

Files = dict[str, str | bytes]


@pytest.fixture
def instances_of(tree_of: Callable[[Files], Tree]) -> Callable[..., dict[str, Instance]]:
    """`instances_of({"main.tf": "…"}, "folder of the root module")`: the instances by address."""

    def read(files: Files, root: str = "") -> dict[str, Instance]:
        instances = evaluate(Configurations(tree_of(files)), root).instances
        return {instance.address: instance for instance in instances}

    return read


@pytest.fixture
def arguments_of(
    instances_of: Callable[..., dict[str, Instance]], plain: Callable[[Node], object]
) -> Callable[..., dict[str, object]]:
    """The same with the arguments as plain data."""

    def read(files: Files, root: str = "") -> dict[str, object]:
        return {address: plain(instance.arguments) for address, instance in instances_of(files, root).items()}

    return read


@pytest.fixture
def value_of(arguments_of: Callable[..., dict[str, object]]) -> Callable[..., object]:
    """The value of one expression, with whatever else stands in the file."""

    def read(expression: str, beside: str = "", **files: str) -> object:
        text = f'{beside}\nresource "test" "it" {{\n  value = {expression}\n}}\n'
        arguments = arguments_of({"main.tf": text, **files})["test.it"]
        assert isinstance(arguments, dict)
        return arguments.get("value")

    return read
