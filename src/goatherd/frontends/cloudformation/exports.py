"""What templates of the same tree take from each other: `Fn::ImportValue`, and outputs by the name of the stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.core.value import HOLE, retargeted
from goatherd.frontends.aws.stack import outside_prefix
from goatherd.frontends.budget import OutOfBudget
from goatherd.frontends.export_names import agree, chosen, nearest
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.core.source import Span
    from goatherd.frontends.cloudformation.evaluate import Evaluator


@frozen(eq=False)
class _Export:
    name: str
    owner: Evaluator
    output: str

    @property
    def root(self) -> str:
        return self.owner.ancestors[0]


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
        place = nearest([export.root for export in named], importer.ancestors[0])
        return None if place is None else _inside(named[place], importer, f"it is output {output} of {stack}", span)

    def _find(self, name: str, here: str) -> _Export | None:
        place = chosen([(export.name, export.root) for export in self._exports], name, here)
        return None if place is None else self._exports[place]


def _inside(export: _Export, importer: Evaluator, how: str, span: Span) -> Node:
    """The value as the importer's application knows it."""
    try:
        value = export.owner.output(export.output, span)
    except OutOfBudget:
        return Node.opaque(f"{how} from a template that is too large", span)
    root = export.root
    text = value.text()
    if root == importer.ancestors[0] or text is None:
        return value
    return Node.scalar(retargeted(text, outside_prefix(root)), span)


def _means(one: str, other: str) -> bool:
    return (one == other and HOLE not in one) or agree(one, other)


def _exports(evaluator: Evaluator) -> Iterator[_Export]:
    for id, output in evaluator.outputs.items():
        name = output.get("Export", "Name")
        if name.exists:
            yield _Export(evaluator.text(name), evaluator, id)
    for id in evaluator.nested.ids():
        child = evaluator.nested.child(id)
        if child is not None:
            yield from _exports(child)
