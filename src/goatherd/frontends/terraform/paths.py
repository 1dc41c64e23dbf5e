"""Paths of code in arguments: relative to the scanned root, and of an archive the folder or file that it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import is_symbolic
from goatherd.frontends.node import Node
from goatherd.frontends.terraform.functions.files import in_tree
from goatherd.frontends.terraform.instance import ARCHIVE

if TYPE_CHECKING:
    from goatherd.frontends.terraform.deployment import Deployment

_PATHS = {
    "aws_lambda_function": "filename",
    "aws_lambda_layer_version": "filename",
    "aws_s3_object": "source",
    "aws_s3_bucket_object": "source",
}


def with_paths(deployment: Deployment, type: str, arguments: Node) -> Node:
    """The arguments of a resource, with the path of its file relative to the scanned root."""
    name = _PATHS.get(type, "")
    written = arguments.entries.get(name)
    text = written.text() if written is not None else None
    if written is None or not text or is_symbolic(text) or text.startswith((ARCHIVE, "/")) or "://" in text:
        return arguments
    path = in_tree(deployment.folder, text)
    located = Node.scalar(ARCHIVE + deployment.archives.get(path, path), written.span)
    return Node.mapping({**arguments.entries, name: located}, arguments.key_spans, arguments.span)
