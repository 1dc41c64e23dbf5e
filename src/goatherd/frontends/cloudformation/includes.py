"""`AWS::Include`: a file of the tree stands where the transform stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.cloudformation.source import INCLUDE
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.cloudformation.evaluate import Evaluator

MAX_DEPTH = 5


def included(e: Evaluator, transform: Node) -> Node:
    """The content as written, with the spans of the included file; opaque where there is none."""
    name = transform.get("Name").text() or "without a name"
    if name != INCLUDE:
        e.complain(transform.span, f"what macro {name!r} makes of the template cannot be known")
        return Node.opaque(f"macro {name!r} writes it at deployment", transform.span)
    location = e.evaluate(transform.get("Parameters", "Location"))
    text = location.text()
    if text is None:
        return Node.opaque(location.why or "AWS::Include has no Location", transform.span)
    if e.include_depth > MAX_DEPTH:
        e.complain(transform.span, f"includes are nested more than {MAX_DEPTH} deep; the rest is left out")
        return Node.opaque("includes are nested too deeply", transform.span)
    folder = transform.span.path.rpartition("/")[0]
    path = e.workspace.locate(text, folder)
    if path is None:
        e.complain(transform.span, f"the included file {text!r} is not in the tree")
        return Node.opaque(f"the included file {text!r} is not in the tree", transform.span)
    content = e.workspace.fragment(path)
    for diagnosis in content.diagnoses:
        e.complain(diagnosis.span, f"included file {diagnosis.message}", incomplete=diagnosis.incomplete)
    if not content.documents:
        return Node.opaque(f"the included file {path} cannot be read", transform.span)
    return content.documents[0]


def transformed(e: Evaluator, argument: Node, span: Span) -> Node:
    """`Fn::Transform` that stands alone: its value is the whole file, which may be any kind of node."""
    transforms = argument.list()
    if len(transforms) != 1:
        return Node.opaque("several transforms stand in one place", span)
    e.include_depth += 1
    try:
        return e.evaluate(included(e, transforms[0]))
    finally:
        e.include_depth -= 1
