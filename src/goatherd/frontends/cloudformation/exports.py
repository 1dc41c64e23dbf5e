"""What templates of the same tree take from each other: `Fn::ImportValue`, and outputs by the name of the stack."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.core.value import HOLE, is_symbolic, retargeted
from goatherd.frontends.aws.stack import outside_prefix
from goatherd.frontends.budget import OutOfBudget
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.core.source import Span
    from goatherd.frontends.cloudformation.evaluate import Evaluator

_PART = re.compile(r"\$\{[^{}]*\}")
_WILDCARDS = 4
_LONGEST = 300
_SHORTEST_LITERAL = 4


@frozen(eq=False)
class _Export:
    name: str
    owner: Evaluator
    output: str


class Exports:
    """Everything that the stacks of a tree export."""

    def __init__(self, evaluators: Iterable[Evaluator]) -> None:
        roots = list(evaluators)
        self._stacks = [root for root in roots if root.template.stack_name]
        self._exports = [export for evaluator in roots for export in _exports(evaluator)]
        self._found: dict[tuple[str, str], _Export | None] = {}

    def value(self, importer: Evaluator, name: str, span: Span) -> Node:
        """What importing a name gives in the stack of `importer`."""
        here = importer.ancestors[0]
        if (name, here) not in self._found:
            importer.budget.spend(len(self._exports))
            self._found[name, here] = self._find(name, here)
        export = self._found[name, here]
        if export is None:
            return Node.opaque(
                f"it is imported as {name!r}, which no template of the tree exports (or several do)", span
            )
        return _inside(export, importer, f"it is imported as {name!r}", span)

    def output(self, importer: Evaluator, stack: str, output: str, span: Span) -> Node | None:
        """The output of the stack of that name; None if no template, or several, may make such a stack."""
        importer.budget.spend(len(self._stacks))
        named = [
            _Export(root.template.stack_name, root, output)
            for root in self._stacks
            if output in root.outputs.entries and _means(root.template.stack_name, stack)
        ]
        found = _nearest(named, importer.ancestors[0])
        return _inside(found, importer, f"it is output {output} of {stack}", span) if found else None

    def _find(self, name: str, here: str) -> _Export | None:
        """Names are mostly made of the stack's name, which nobody knows before deployment: when no name is
        the same, one that agrees in everything but the unknown parts will do, if it is the only one near."""
        same = [export for export in self._exports if export.name == name and HOLE not in name]
        return _nearest(same or [export for export in self._exports if _agree(export.name, name)], here)


def _inside(export: _Export, importer: Evaluator, how: str, span: Span) -> Node:
    """The value as the importer's application knows it."""
    try:
        value = export.owner.output(export.output, span)
    except OutOfBudget:
        return Node.opaque(f"{how} from a template that is too large", span)
    root = export.owner.ancestors[0]
    text = value.text()
    if root == importer.ancestors[0] or text is None:
        return value
    return Node.scalar(retargeted(text, outside_prefix(root)), span)


def _means(one: str, other: str) -> bool:
    return (one == other and HOLE not in one) or _agree(one, other)


def _exports(evaluator: Evaluator) -> Iterator[_Export]:
    for id, output in evaluator.outputs.items():
        name = output.get("Export", "Name")
        if name.exists:
            yield _Export(evaluator.text(name), evaluator, id)
    for id in evaluator.nested.ids():
        child = evaluator.nested.child(id)
        if child is not None:
            yield from _exports(child)


def _nearest(exports: list[_Export], importer: str) -> _Export | None:
    """The one whose template shares the longest folder with the importer; None if several do."""
    here = importer.split("/")[:-1]
    closeness = [_shared(export.owner.ancestors[0].split("/")[:-1], here) for export in exports]
    best = max(closeness, default=0)
    return exports[closeness.index(best)] if closeness.count(best) == 1 else None


def _shared(left: list[str], right: list[str]) -> int:
    return next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))


def _agree(one: str, other: str) -> bool:
    if max(len(one), len(other)) > _LONGEST or not (is_symbolic(one) or is_symbolic(other)):
        return False
    return _covers(one, other) or _covers(other, one)


def _covers(pattern: str, name: str) -> bool:
    literals = _PART.split(pattern)
    if not 1 < len(literals) <= _WILDCARDS + 1 or sum(map(len, literals)) < _SHORTEST_LITERAL:
        return False
    first, *middle, last = literals
    if not (name.startswith(first) and name.endswith(last)):
        return False
    position = len(first) + 1
    for literal in middle:
        position = name.find(literal, position) + len(literal) + 1
        if position <= len(literal):
            return False
    return position <= len(name) - len(last)
