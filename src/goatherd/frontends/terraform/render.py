"""Templates -> text. Text that is a document is one with spans in the lines where its parts are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.source import Span
from goatherd.core.value import HOLE
from goatherd.frontends.json import parse_json
from goatherd.frontends.node import Node
from goatherd.frontends.terraform.syntax import If, Interpolation, Part, Template, Text
from goatherd.frontends.terraform.values import DocumentText, Reference, quoted_placeholders, text_of, truth
from goatherd.frontends.yaml import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.frontends.terraform.evaluate import Evaluator

_MAX_DOCUMENT = 200_000


def render(e: Evaluator, template: Template) -> Node:
    pieces = [piece for part in template.parts for piece in _pieces(e, part)]
    text = e.budget.spend_text("".join(piece.text for piece in pieces))
    if template.block:
        e.budget.spend(len(text) // 16)
        document = parsed_document(text, template.span.path)
        if document is not None:
            return DocumentText(_placed(document, _Places(template, pieces)), text)
    return Node.scalar(text, template.span)


def _pieces(e: Evaluator, part: Part) -> Iterator[Text]:
    """The text of a part in pieces; those that are not written there have line 0."""
    if isinstance(part, Text):
        yield part
    elif isinstance(part, Interpolation):
        yield Text(e.budget.spend_text(text_of(e.evaluate(part.value))), 0)
    elif isinstance(part, If):
        verdict = truth(e.evaluate(part.condition))
        # Undecided, the text is shown as if the condition held: more is seen that way.
        for inner in part.otherwise if verdict is False else part.then:
            yield from _pieces(e, inner)
    else:
        collection = e.evaluate(part.collection)
        if collection.kind == "opaque" and not isinstance(collection, Reference):
            yield Text(HOLE, 0)
            return
        for turn in e.turns(part.key, part.value, collection):
            for inner in part.body:
                yield from _pieces(turn, inner)


class _Places:
    """From places in the rendered text to those in the template: lines always, columns where nothing shifts them."""

    def __init__(self, template: Template, pieces: Iterable[Text]) -> None:
        self.template = template
        self.lines: list[int] = []
        self.exact = all(isinstance(part, Text) for part in template.parts)
        line = template.span.line
        blank = True  # so far nothing but white space is in the last line
        for piece in pieces:
            for number, text in enumerate(piece.text.split("\n")):
                line = piece.line + number if piece.line else line
                if number or not self.lines:
                    self.lines.append(line)
                    blank = True
                elif blank:
                    self.lines[-1] = line
                blank = blank and not text.strip()

    def __call__(self, span: Span) -> Span:
        line, end_line = self._line(span.line), self._line(span.end_line)
        if not self.exact:
            return Span(span.path, line)
        columns = self.template.indent
        return Span(span.path, line, span.column + columns, end_line if span.end_line else 0, span.end_column + columns)

    def _line(self, number: int) -> int:
        return self.lines[number - 1] if 0 < number <= len(self.lines) else self.template.span.line


def parsed_document(text: str, path: str) -> Node | None:
    """The tree that a text is: JSON by its first character, YAML by the name of its file."""
    if len(text) > _MAX_DOCUMENT:
        return None
    if text.lstrip()[:1] in ("{", "["):
        parsed = parse_json(quoted_placeholders(text), path)
    elif path.endswith((".yaml", ".yml")):
        parsed = parse_yaml(text, path)
    else:
        return None
    tree = parsed.documents[0] if parsed.documents else None
    return tree if tree is not None and tree.kind in ("mapping", "sequence") else None


def _placed(node: Node, place: _Places) -> Node:
    return Node(
        node.kind,
        place(node.span),
        value=node.value,
        entries={key: _placed(child, place) for key, child in node.entries.items()},
        key_spans={key: place(span) for key, span in node.key_spans.items()},
        elements=tuple(_placed(child, place) for child in node.elements),
        why=node.why,
    )
