"""Templates -> text. Text that is a JSON document is one with spans in the lines where its parts are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.source import Span
from goatherd.core.value import HOLE
from goatherd.frontends.json import parse_json
from goatherd.frontends.node import Node
from goatherd.frontends.terraform.syntax import If, Interpolation, Part, Template
from goatherd.frontends.terraform.values import JsonText, Reference, quoted_placeholders, text_of, truth

if TYPE_CHECKING:
    from goatherd.frontends.terraform.evaluate import Evaluator

_MAX_DOCUMENT = 200_000


def render(e: Evaluator, template: Template) -> Node:
    text = e.budget.spend_text("".join(_part(e, part) for part in template.parts))
    if template.first_line and text.lstrip()[:1] in ("{", "[") and len(text) < _MAX_DOCUMENT:
        document = _document(text, template)
        if document is not None:
            e.budget.spend(len(text) // 16)
            return document
    return Node.scalar(text, template.span)


def _part(e: Evaluator, part: Part) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Interpolation):
        return e.budget.spend_text(text_of(e.evaluate(part.value)))
    if isinstance(part, If):
        verdict = truth(e.evaluate(part.condition))
        # Undecided, the text is shown as if the condition held: more is seen that way.
        return "".join(_part(e, inner) for inner in (part.otherwise if verdict is False else part.then))
    collection = e.evaluate(part.collection)
    if collection.kind == "opaque" and not isinstance(collection, Reference):
        return HOLE
    return "".join(_part(t, inner) for t in e.turns(part.key, part.value, collection) for inner in part.body)


def _document(text: str, template: Template) -> Node | None:
    parsed = parse_json(quoted_placeholders(text), template.span.path)
    if not parsed.documents:
        return None
    tree = parsed.documents[0]
    written = sum(part.count("\n") for part in template.parts if isinstance(part, str))
    # A part that brings lines of its own shifts those after it.
    aligned = written == text.count("\n") and all(isinstance(p, str | Interpolation) for p in template.parts)
    return JsonText(_placed(tree, template, aligned), text) if tree.kind in ("mapping", "sequence") else None


def _placed(node: Node, template: Template, aligned: bool) -> Node:
    def place(span: Span) -> Span:
        if not aligned:
            return template.span
        rows, columns = template.first_line - 1, template.indent
        end_line = span.end_line + rows if span.end_line else 0
        return Span(span.path, span.line + rows, span.column + columns, end_line, span.end_column + columns)

    return Node(
        node.kind,
        place(node.span),
        value=node.value,
        entries={key: _placed(child, template, aligned) for key, child in node.entries.items()},
        key_spans={key: place(span) for key, span in node.key_spans.items()},
        elements=tuple(_placed(child, template, aligned) for child in node.elements),
        why=node.why,
    )
