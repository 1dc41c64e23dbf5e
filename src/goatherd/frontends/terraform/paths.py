"""Paths of code in arguments: which are made of a folder by `archive_file`, and all of them relative to one folder."""

from __future__ import annotations

from posixpath import relpath
from typing import TYPE_CHECKING

from goatherd.core.value import is_symbolic
from goatherd.frontends.node import Node
from goatherd.frontends.terraform.functions.files import in_tree
from goatherd.frontends.terraform.instance import ARCHIVE

if TYPE_CHECKING:
    from goatherd.frontends.terraform.deployment import Deployment
    from goatherd.frontends.terraform.syntax import Block

_PATHS = {
    "aws_lambda_function": "filename",
    "aws_lambda_layer_version": "filename",
    "aws_s3_object": "source",
    "aws_s3_bucket_object": "source",
}


def with_paths(deployment: Deployment, block: Block, arguments: Node) -> Node:
    """The path of a resource's file relative to the folder of its template; `archive:` and the source of an archive."""
    name = _PATHS.get(block.labels[0], "")
    written = arguments.entries.get(name)
    text = written.text() if written is not None else None
    if written is None or text is None or is_symbolic(text) or text.startswith((ARCHIVE, "/")) or "://" in text:
        return arguments
    path = in_tree(deployment.folder, text)
    source = deployment.archives.get(path)
    template = block.span.path.rpartition("/")[0]
    text = ARCHIVE + source if source is not None else relpath(path, template or ".")
    entries = {**arguments.entries, name: Node.scalar(text, written.span)}
    return Node.mapping(entries, arguments.key_spans, arguments.span)
