"""Which arguments of a function Terraform sets once and leaves alone: `lifecycle { ignore_changes = […] }`."""

from __future__ import annotations

from goatherd.frontends.node import Node
from goatherd.frontends.terraform import syntax

IGNORED = "ignored_changes"
_CODE = frozenset({"all", "filename", "source_code_hash", "s3_bucket", "s3_key", "s3_object_version", "image_uri"})


def with_ignored_changes(block: syntax.Block, arguments: Node) -> Node:
    """The arguments of a function, with `ignored_changes` where its code is among them."""
    if block.labels[0] != "aws_lambda_function" or not arguments.is_mapping:
        return arguments
    for lifecycle in block.body.of("lifecycle"):
        written = lifecycle.body.attributes.get("ignore_changes")
        members = written.elements if isinstance(written, syntax.Tuple) else (written,)
        names = [each.name for each in members if isinstance(each, syntax.Name) and each.name in _CODE]
        if names and written is not None:
            entries = {**arguments.entries, IGNORED: Node.scalar(", ".join(names), written.span)}
            return Node.mapping(entries, arguments.key_spans, arguments.span)
    return arguments
