"""A case is the resources beside one function `Fn`, and what is wired to it: "kind exposure detail"."""

from __future__ import annotations

from textwrap import dedent, indent
from typing import TYPE_CHECKING

import pytest

from goatherd.frontends.aws.assemble import build_application

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.aws.stack import Stack
    from goatherd.model.application import Application
    from goatherd.tree import Tree

HEADER = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: {type}
    Properties:
      Handler: app.handler
      Runtime: python3.12
"""


@pytest.fixture
def application(
    tree_of: Callable[[dict[str, str | bytes]], Tree], stacks_of: Callable[[dict[str, str | bytes]], list[Stack]]
) -> Callable[..., Application]:
    """`application(resources, events="…", files={…})`: the application of `Fn` with what stands beside it."""

    def build(resources: str = "", *, fn: str = "", files: dict[str, str | bytes] | None = None) -> Application:
        type = "AWS::Serverless::Function" if fn else "AWS::Lambda::Function"
        text = HEADER.format(type=type) + indent(dedent(fn).strip("\n"), " " * 6) + "\n"
        text += indent(dedent(resources).strip("\n"), "  ") + "\n"
        written: dict[str, str | bytes] = {"template.yaml": text, **(files or {})}
        tree = tree_of(written)
        (stack,) = stacks_of(written)
        return build_application(stack, tree)

    return build


@pytest.fixture
def wired(application: Callable[..., Application]) -> Callable[..., list[str]]:
    """What is wired to `Fn`, in words."""

    def build(resources: str = "", **others: str) -> list[str]:
        function = application(resources, **others).function("Fn")
        assert function is not None
        return [f"{t.kind} {t.exposure.label} {t.detail}" for t in function.triggers]

    return build
