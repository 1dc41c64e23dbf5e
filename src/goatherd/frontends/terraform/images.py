"""What a configuration calls the image of a function whose place only the deployment knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.frontends.node import Node
from goatherd.frontends.terraform import syntax
from goatherd.frontends.terraform.ignored_changes import IGNORED
from goatherd.frontends.terraform.values import mapping

if TYPE_CHECKING:
    from goatherd.frontends.terraform.scope import ModuleScope

IMAGE_NAME = "image_name"
_MAX_STEPS = 20
# What a variable says of every image.
_WORDS = re.compile(r"container|digest|docker|ecr|function|id|image|lambda|name|repo|repository|tag|uri|url|version")


def with_image(scope: ModuleScope, block: syntax.Block, arguments: Node) -> Node:
    """The arguments of a function, with `image_name` where a variable, which nobody gives, names its image."""
    written = block.body.attributes.get("image_uri")
    if block.labels[0] != "aws_lambda_function" or written is None or arguments.get("image_uri").text():
        return arguments
    words = re.split(r"[_-]+", _variable(scope, written).lower())
    name = "_".join(word for word in words if word and not _WORDS.fullmatch(word))
    if not name:
        return arguments
    entries = {**arguments.entries, IMAGE_NAME: Node.scalar(name, written.span)}
    return Node.mapping(entries, arguments.key_spans, arguments.span)


def metadata_of(arguments: Node) -> Node:
    """The image's name as builders of images say it, and what Terraform leaves alone."""
    if not arguments.is_mapping:
        return Node.absent(arguments.span)
    written = {"ImageName": arguments.get(IMAGE_NAME), "IgnoredChanges": arguments.get(IGNORED)}
    entries = {name: node for name, node in written.items() if node.exists}
    if not entries:
        return Node.absent(arguments.span)
    return mapping({"Metadata": mapping(entries, arguments.span)}, arguments.span)


def _variable(scope: ModuleScope, expression: syntax.Expression | None, steps: int = _MAX_STEPS) -> str:
    """The variable of the root that the value comes from, through locals and calls of modules; "" where none is."""
    if steps == 0:
        return ""
    if isinstance(expression, syntax.Conditional):
        branches = (expression.then, expression.otherwise)
        return next(filter(None, (_variable(scope, branch, steps - 1) for branch in branches)), "")
    if not isinstance(expression, syntax.Attribute) or not isinstance(expression.base, syntax.Name):
        return ""
    name, namespace = expression.name, expression.base.name
    if namespace == "local":
        return _variable(scope, scope.module.values.get(name), steps - 1)
    if namespace != "var":
        return ""
    if scope.caller is None:
        return name
    caller, call = scope.caller
    return _variable(caller, call.body.attributes.get(name), steps - 1)
