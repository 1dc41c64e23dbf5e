"""Front ends read a real folder: tests write one and ask for what was made of it."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from goatherd.code.modules import Modules
from goatherd.frontends import read_applications
from goatherd.tree import Tree
from tests.frontends.templates import stacks_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from goatherd.frontends.aws.stack import Stack
    from goatherd.frontends.node import Node
    from goatherd.model.application import Application


@pytest.fixture
def tree_of(tmp_path: Path) -> Callable[[dict[str, str | bytes]], Tree]:
    """`tree_of({"a/template.yaml": "…"})` writes the files and opens the tree."""

    def build(files: dict[str, str | bytes]) -> Tree:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            data = content if isinstance(content, bytes) else dedent(content).encode()
            path.write_bytes(data)
        return Tree(str(tmp_path))

    return build


@pytest.fixture
def stacks_of(tree_of: Callable[[dict[str, str | bytes]], Tree]) -> Callable[[dict[str, str | bytes]], list[Stack]]:
    return lambda files: stacks_in(tree_of(files))


@pytest.fixture
def stack_of(stacks_of: Callable[[dict[str, str | bytes]], list[Stack]]) -> Callable[[str], Stack]:
    """The stack of one template text."""

    def read(text: str) -> Stack:
        (stack,) = stacks_of({"template.yaml": text})
        return stack

    return read


@pytest.fixture
def applications_of(
    tree_of: Callable[[dict[str, str | bytes]], Tree],
) -> Callable[[dict[str, str | bytes]], list[Application]]:
    """The applications of a tree, with all that is read of infrastructure."""
    return lambda files: [a for a in read_applications(Modules(tree_of(files)))[0] if a.templates]


@pytest.fixture
def service_of(
    applications_of: Callable[[dict[str, str | bytes]], list[Application]],
) -> Callable[..., Application]:
    """`service_of("functions: …")`: the application of a serverless.yml without its head."""

    def read(text: str, **files: str) -> Application:
        head = "" if "provider:" in text else "provider: {name: aws, runtime: python3.12}\n"
        (application,) = applications_of({"serverless.yml": f"service: shop\n{head}{dedent(text)}"} | files)
        return application

    return read


@pytest.fixture(scope="session")
def plain() -> Callable[[Node], object]:
    """A node as Python data; what cannot be known is `("?", why)`."""
    return _plain


def _plain(node: Node) -> object:
    if node.is_mapping:
        return {key: _plain(value) for key, value in node.items()}
    if node.kind == "sequence":
        return [_plain(element) for element in node.elements]
    if node.kind == "opaque":
        return ("?", node.why)
    return node.value if node.kind == "scalar" else None
