"""Expressions -> values. What cannot be known is opaque with the reason; `absent` is what the language calls an error.

`Scope` answers for names; `Bindings` are those of the place (`each`, `count`, `self`, variables of `for`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from goatherd.core.value import HOLE
from goatherd.frontends.node import Node
from goatherd.frontends.terraform import syntax
from goatherd.frontends.terraform.functions import call
from goatherd.frontends.terraform.operators import binary, unary
from goatherd.frontends.terraform.render import render
from goatherd.frontends.terraform.values import (
    Reference,
    integer,
    is_empty,
    is_null,
    key_of,
    known_text,
    mapping,
    same,
    sequence,
    truth,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from goatherd.core.source import Span
    from goatherd.frontends.budget import Budget
    from goatherd.frontends.terraform.functions.common import Function
    from goatherd.frontends.terraform.syntax import Expression
    from goatherd.tree import Tree

Bindings = dict[str, Node]
_ELEMENT = "*"
_MAX_DEPTH = 150
_MAX_CHOICES = 20


class Scope(Protocol):
    """Where an expression stands: a module instance, or the inside of a template file."""

    budget: Budget
    tree: Tree
    folder: str  # of the root module, which relative paths start at

    @property
    def functions(self) -> Mapping[str, Function]:
        """Those that stand here besides the language's own."""
        ...

    def name(self, name: str, span: Span) -> Node:
        """What the first word of a reference stands for."""
        ...


class Failed(Exception):
    """An error of the language inside of `try` or `can`."""


class Evaluator:
    """`attempting` inside of `try` and `can`: there an error is raised as Failed instead of being a value."""

    def __init__(self, scope: Scope, bindings: Mapping[str, Node], depth: int = 0, *, attempting: bool = False) -> None:
        self.scope = scope
        self.bindings = dict(bindings)
        self.depth = depth
        self.attempting = attempting

    @property
    def budget(self) -> Budget:
        return self.scope.budget

    def with_names(self, names: Mapping[str, Node]) -> Evaluator:
        return Evaluator(self.scope, {**self.bindings, **names}, self.depth, attempting=self.attempting)

    def inside(self, scope: Scope, names: Mapping[str, Node]) -> Evaluator:
        return Evaluator(scope, names, self.depth)

    def evaluate(self, expression: Expression) -> Node:
        self.budget.spend(1)
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            self.depth -= 1
            return Node.opaque("it is nested too deeply", expression.span)
        try:
            value = _KINDS[type(expression)](self, expression)
        finally:
            self.depth -= 1
        if self.attempting and value.kind == "absent":
            raise Failed
        return value

    def any_of(self, base: Node, key: Node, span: Span) -> Node:
        return any_of(base, key, span, self.budget)

    def attempt(self, expression: Expression) -> Node | None:
        """The value, or None where it is an error."""
        inner = Evaluator(self.scope, self.bindings, self.depth, attempting=True)
        try:
            return inner.evaluate(expression)
        except Failed:
            return None

    # --- references ---

    def _literal(self, e: syntax.Literal) -> Node:
        return e.node

    def _name(self, e: syntax.Name) -> Node:
        bound = self.bindings.get(e.name)
        return bound if bound is not None else self.scope.name(e.name, e.span)

    def _element(self, e: syntax.Element) -> Node:
        return self.bindings.get(_ELEMENT) or Node.opaque("a splat without its list", e.span)

    def _attribute(self, e: syntax.Attribute) -> Node:
        return attribute(self.evaluate(e.base), e.name, e.span)

    def _index(self, e: syntax.Index) -> Node:
        return index(self.evaluate(e.base), self.evaluate(e.key), e.span, self.budget)

    def _splat(self, e: syntax.Splat) -> Node:
        base = self.evaluate(e.base)
        if base.kind == "opaque" and not isinstance(base, Reference):
            return base
        elements = () if is_null(base) else tuple(base.entries.values()) if _instances(base) else base.list()
        self.budget.spend(len(elements))
        return sequence((self.with_names({_ELEMENT: element}).evaluate(e.body) for element in elements), e.span)

    # --- operations ---

    def _template(self, e: syntax.Template) -> Node:
        return render(self, e)

    def _call(self, e: syntax.Call) -> Node:
        return call(self, e)

    def _unary(self, e: syntax.Unary) -> Node:
        return unary(e.operator, self.evaluate(e.operand), e.span)

    def _binary(self, e: syntax.Binary) -> Node:
        left = self.evaluate(e.left)
        if e.operator in ("&&", "||") and truth(left) is (e.operator == "||"):
            return Node.scalar(e.operator == "||", e.span)
        return binary(e.operator, left, self.evaluate(e.right), e.span, self.budget)

    def _conditional(self, e: syntax.Conditional) -> Node:
        verdict = truth(self.evaluate(e.condition))
        if verdict is not None:
            return self.evaluate(e.then if verdict else e.otherwise)
        return either(self.evaluate(e.then), self.evaluate(e.otherwise), e.span, self.budget)

    # --- collections ---

    def _tuple(self, e: syntax.Tuple) -> Node:
        return sequence((self.evaluate(element) for element in e.elements), e.span)

    def _object(self, e: syntax.Object) -> Node:
        entries: dict[str, Node] = {}
        spans: dict[str, Span] = {}
        for key, value in e.entries:
            name = key_of(self.evaluate(key))
            entries[name] = self.evaluate(value)
            spans[name] = key.span
        return Node.mapping(entries, spans, e.span)

    def _for(self, e: syntax.For) -> Node:
        collection = self.evaluate(e.collection)
        if collection.kind == "opaque" and not isinstance(collection, Reference):
            return collection
        turns = [turn for turn in self.turns(e.key, e.value, collection) if self._wanted(e, turn)]
        if e.result_key is None:
            return sequence((turn.evaluate(e.result) for turn in turns), e.span)
        entries: dict[str, Node] = {}
        for turn in turns:
            key = key_of(turn.evaluate(e.result_key))
            value = turn.evaluate(e.result)
            if e.group:
                value = sequence((*(entries[key].elements if key in entries else ()), value), e.span)
            entries[key] = value
        return mapping(entries, e.span)

    def _wanted(self, e: syntax.For, turn: Evaluator) -> bool:
        return e.condition is None or truth(turn.evaluate(e.condition)) is not False

    def turns(self, key: str, value: str, collection: Node) -> Iterator[Evaluator]:
        """One evaluator for each element, with the loop's names bound."""
        for name, element in members(collection):
            self.budget.spend(1)
            yield self.with_names({key: name, value: element} if key else {value: element})


def members(collection: Node) -> Iterator[tuple[Node, Node]]:
    """Key and value of every element of a list, set or map."""
    if isinstance(collection, Reference):
        yield Node.opaque("which there are is known after deployment", collection.span), collection
    elif collection.is_mapping:
        for key, value in collection.items():
            yield Node.scalar(key, collection.key_span(key)), value
    else:
        for position, value in enumerate(collection.elements):
            yield Node.scalar(position, value.span), value


def attribute(base: Node, name: str, span: Span) -> Node:
    if isinstance(base, Reference):
        return base.attribute(name, span)
    if base.is_mapping:
        return base.entries.get(name) or Node.absent(span)
    if base.kind == "sequence":
        # One of a list without its index is an old spelling.
        return attribute(base.elements[0], name, span) if len(base.elements) == 1 else Node.absent(span)
    return base if base.kind == "opaque" else Node.absent(span)


def index(base: Node, key: Node, span: Span, budget: Budget) -> Node:
    if isinstance(base, Reference):
        return base if base.many or integer(key) == 0 else attribute(base, key.text() or HOLE, span)
    if base.kind in ("opaque", "absent", "scalar") or is_null(key):
        return base if base.kind == "opaque" else Node.absent(span)
    if key.kind == "opaque" or (base.is_mapping and known_text(key) is None):
        return any_of(base, key, span, budget)
    if base.is_mapping:
        return base.entries.get(key.text() or "") or Node.absent(span)
    position = integer(key)
    if position is None or not 0 <= position < len(base.elements):
        return Node.absent(span)
    return base.elements[position]


def any_of(base: Node, key: Node, span: Span, budget: Budget) -> Node:
    """An element under an unknown key: what all of them agree on."""
    text = key.text()
    for written in filter(None, (text, key_of(key))):
        if written in base.entries:
            return base.entries[written]
    choices = [*base.entries.values(), *base.elements]
    if not choices or len(choices) > _MAX_CHOICES:
        return Node.opaque(f"which element it is is unknown: {key.why or text}", span)
    result = choices[0]
    for choice in choices[1:]:
        result = either(result, choice, span, budget)
    return result


def _instances(node: Node) -> bool:
    """The instances of a resource or module with `for_each`: a splat over them is not what is written, but is meant."""
    return node.is_mapping and bool(node.entries) and all(isinstance(v, Reference) for v in node.entries.values())


def either(then: Node, otherwise: Node, span: Span, budget: Budget) -> Node:
    """What an undecided condition gives: what both sides agree on.

    A side that is empty says nothing: what the other one gives may be there, and is what there is to look at. Of two
    maps the entries are decided one by one.
    """
    if is_empty(then) or is_empty(otherwise):
        return otherwise if is_empty(then) and not (is_empty(otherwise) and not is_null(then)) else then
    if same(then, otherwise, budget):
        return then
    if then.is_mapping and otherwise.is_mapping:
        keys = dict.fromkeys((*then.entries, *otherwise.entries))
        entries = {key: either(then.get(key), otherwise.get(key), span, budget) for key in keys}
        return mapping(entries, span)
    if then.kind == "sequence" and otherwise.kind == "sequence" and len(then.elements) == len(otherwise.elements):
        pairs = zip(then.elements, otherwise.elements, strict=True)
        return sequence((either(a, b, span, budget) for a, b in pairs), span)
    return Node.opaque("which of several values it is is decided at deployment", span)


_KINDS: dict[type[Expression], Callable[[Evaluator, Any], Node]] = {
    syntax.Literal: Evaluator._literal,
    syntax.Template: Evaluator._template,
    syntax.Name: Evaluator._name,
    syntax.Attribute: Evaluator._attribute,
    syntax.Index: Evaluator._index,
    syntax.Element: Evaluator._element,
    syntax.Splat: Evaluator._splat,
    syntax.Call: Evaluator._call,
    syntax.Unary: Evaluator._unary,
    syntax.Binary: Evaluator._binary,
    syntax.Conditional: Evaluator._conditional,
    syntax.Tuple: Evaluator._tuple,
    syntax.Object: Evaluator._object,
    syntax.For: Evaluator._for,
}
