"""Data sources that read or render a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.node import Node
from goatherd.frontends.terraform.evaluate import Evaluator
from goatherd.frontends.terraform.functions.common import Context
from goatherd.frontends.terraform.functions.files import STRICT, rendered
from goatherd.frontends.terraform.parse import parse_template

if TYPE_CHECKING:
    from goatherd.frontends.terraform.data import DataSource
    from goatherd.frontends.terraform.scope import ModuleScope


def _template_file(scope: ModuleScope, arguments: Node, name: str) -> Node:
    written = arguments.get("template")
    text = written.text()
    if name != "rendered" or text is None:
        return written if written.kind == "opaque" else Node.absent(arguments.span)
    context = Context(Evaluator(scope, {}), "template_file", arguments.span)
    template = parse_template(text, written.span.path, written.span.line)
    return rendered(context, template, arguments.get("vars").entries)


def _local_file(scope: ModuleScope, arguments: Node, name: str) -> Node:
    if name not in ("content", "content_base64"):
        return Node.absent(arguments.span)
    return STRICT["file"](Context(Evaluator(scope, {}), "file", arguments.span), [arguments.get("filename")])


FILES: dict[str, DataSource] = {
    "template_file": _template_file,
    "local_file": _local_file,
    "local_sensitive_file": _local_file,
}
