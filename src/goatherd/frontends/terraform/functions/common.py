"""What functions are given, and what several of them do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.core.finding import Diagnosis
from goatherd.frontends.node import Node
from goatherd.frontends.terraform.values import Reference

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.budget import Budget
    from goatherd.frontends.terraform.evaluate import Evaluator

MAX_LENGTH = 5_000  # of the lists that functions make out of little


@frozen
class Context:
    """One call: who evaluates, and where it stands."""

    evaluator: Evaluator
    name: str
    span: Span

    @property
    def budget(self) -> Budget:
        return self.evaluator.budget

    def scalar(self, value: object) -> Node:
        return Node.scalar(value, self.span)

    def text(self, value: str) -> Node:
        return Node.scalar(self.budget.spend_text(value), self.span)

    def list(self, elements: tuple[Node, ...] | list[Node]) -> Node:
        self.budget.spend(len(elements))
        return Node.sequence(tuple(elements), self.span)

    def unknown(self, why: str) -> Node:
        return Node.opaque(f"{self.name}() {why}", self.span)

    def too_long(self, length: int) -> Node:
        """A list of which every element would cost more than it is worth, which is said."""
        message = (
            f"{self.name}() gives {length:,} elements, more than the {MAX_LENGTH:,} that are read; one stands for all"
        )
        self.budget.left_out[Diagnosis(self.span, message)] = None
        return self.unknown("is too long")

    def error(self) -> Node:
        """What the language itself would not accept."""
        return Node.absent(self.span)


Function = Callable[[Context, list[Node]], Node]


def argument(arguments: list[Node], position: int) -> Node | None:
    return arguments[position] if len(arguments) > position else None


def elements_of(node: Node) -> tuple[Node, ...]:
    """A list's or set's elements, a map's values; what is unknown counts as an element."""
    if node.is_mapping:
        return tuple(node.entries.values())
    if node.kind == "opaque" or isinstance(node, Reference):
        return (node,)
    return node.elements
