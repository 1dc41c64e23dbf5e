"""What expressions of a configuration program come to.

Scalars and what cannot be known are `frontends.node.Node`s (scalar, opaque; absent is `undefined`). Everything
else has a class of its own here. Paths of the scanned tree begin with `ROOT`, so that they differ from relative ones.
"""

from __future__ import annotations

from itertools import product
from math import prod
from posixpath import join, normpath
from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.core.value import HOLE, is_symbolic
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.code import ir
    from goatherd.core.source import Span
    from goatherd.frontends.programs.machine import Machine
    from goatherd.frontends.programs.scope import ModuleState, Scope

ROOT = "/@scanned"
_MAX_DEPTH = 40
_MAX_NODES = 20_000
_MAX_CHOICES = 8
_DEFAULTS_DEPTH = 5
_MAX_DEFAULTS = 100


@define(eq=False)
class Array:
    """A list, tuple or set."""

    items: list[Value]
    span: Span


@define(eq=False)
class Record:
    """A dictionary or object literal. `open` says why there may be more entries than are known ("": there are none)."""

    entries: dict[str, Value]
    key_spans: dict[str, Span]
    span: Span
    open: str = ""

    def get(self, key: str) -> Value:
        if key in self.entries:
            return self.entries[key]
        return Node.opaque(self.open, self.span) if self.open else Node.absent(self.span)


@define(eq=False)
class Closure:
    """A function of the program. `this` and `home` (the class that it is a method of) are set for methods."""

    function: ir.FunctionIR
    scope: Scope
    this: Value | None = None
    home: Class | None = None

    @property
    def span(self) -> Span:
        return self.scope.span(self.function.pos)


@define(eq=False)
class Class:
    """A class of the program; `bases` may be `External`."""

    ir: ir.ClassIR
    scope: Scope
    bases: list[Value]
    members: dict[str, Value] = field(factory=dict)

    @property
    def span(self) -> Span:
        return self.scope.span(self.ir.pos)

    @property
    def name(self) -> str:
        return self.ir.name

    def lineage(self) -> list[Value]:
        """The class itself, its bases, their bases …; what is not of the program comes last."""
        found: list[Value] = []
        pending: list[Value] = [self]
        while pending and len(found) < _MAX_DEPTH:
            current = pending.pop(0)
            if current not in found:
                found.append(current)
                pending = [*(current.bases if isinstance(current, Class) else ()), *pending]
        return sorted(found, key=lambda value: not isinstance(value, Class))

    @property
    def library_base(self) -> External | None:
        return next((base for base in self.lineage() if isinstance(base, External)), None)


@define(eq=False)
class Instance:
    """An object of a class of the program; `native` is what the library's base class made of it."""

    cls: Class
    span: Span
    fields: dict[str, Value] = field(factory=dict)
    native: Value | None = None


@define(eq=False)
class Arguments:
    """Evaluated arguments of a call at `span`; `open`: unknown ones were spread among them."""

    args: list[Value]
    keywords: dict[str, Value]
    span: Span
    new: bool = False
    open: bool = False

    def get(self, position: int, keyword: str = "") -> Value:
        if keyword in self.keywords:
            return self.keywords[keyword]
        if -len(self.args) <= position < len(self.args):
            return self.args[position]
        return Node.opaque("the arguments are not known", self.span) if self.open else Node.absent(self.span)


@define(eq=False)
class ExternalCall:
    """A call of something of a library, or a use of it as a decorator (of `decorated`, as it is defined).

    `place` is where the module that was being loaded makes it, be it by a helper of another module.
    """

    name: str
    arguments: Arguments
    receiver: External
    decorated: Closure | Class | None = None
    place: Span | None = None

    @property
    def span(self) -> Span:
        return self.arguments.span


@define(eq=False)
class External:
    """Something of a library by its dotted name ("aws-cdk-lib/aws-lambda.Function"); "()" stands for a call's result.

    `call` is the call that gave it; `owner` what it is an attribute of.
    """

    name: str
    span: Span
    call: ExternalCall | None = None
    owner: External | None = None

    @property
    def origin(self) -> ExternalCall | None:
        """The nearest call that it comes from."""
        current: External | None = self
        while current is not None and current.call is None:
            current = current.owner
        return current.call if current is not None else None


@define(eq=False)
class Native:
    """A function that this evaluator or its client provides."""

    call: Callable[[Machine, Arguments], Value]
    span: Span


class Symbol:
    """An object of a library as the client plays it: clients derive their own."""

    span: Span

    def member(self, machine: Machine, name: str, span: Span) -> Value:
        return Node.opaque(f"what {name} is cannot be known", span)

    def assign(self, machine: Machine, name: str, value: Value) -> None:
        """`object.name = value`."""

    def node(self, span: Span) -> Node:
        return Node.opaque("it is an object of a library", span)


@define(eq=False)
class FixedPattern(Symbol):
    """A regular expression that matches one text only."""

    text: str
    everywhere: bool
    span: Span


@define(eq=False)
class Namespace:
    """A module of the tree as a value."""

    module: ModuleState
    span: Span

    def members(self) -> dict[str, Value]:
        """What it exports, by name."""
        found = {name: self.module.get(name) for name in self.module.exported_names()}
        return {name: value for name, value in found.items() if value is not None}


Value = Node | Array | Record | Closure | Class | Instance | External | Native | Symbol | Namespace


def node_of(value: Value, span: Span | None = None) -> Node:
    """The value as configuration; what is no data is opaque. `span` replaces that of objects of libraries."""
    return _Conversion().node(value, span, _MAX_DEPTH)


@define
class _Conversion:
    nodes: int = 0

    def node(self, value: Value, span: Span | None, depth: int) -> Node:
        self.nodes += 1
        if isinstance(value, Node):
            return value
        if depth == 0 or self.nodes > _MAX_NODES:
            return Node.opaque("it is nested too deeply", value.span)
        if isinstance(value, Array):
            return Node.sequence(tuple(self.node(item, None, depth - 1) for item in value.items), value.span)
        if isinstance(value, Record):
            entries = {key: self.node(item, value.key_spans.get(key), depth - 1) for key, item in value.entries.items()}
            return Node.mapping({k: n for k, n in entries.items() if n.exists}, value.key_spans, value.span)
        return self._object(value, span or value.span, depth)

    def _object(self, value: Value, span: Span, depth: int) -> Node:
        if isinstance(value, Symbol):
            return value.node(span)
        if isinstance(value, Instance):
            if value.native is not None:
                return self.node(value.native, span, depth - 1)
            if "value" in value.fields and "name" in value.fields:  # a member of an enumeration
                return self.node(value.fields["value"], span, depth - 1)
            return self.node(Record(dict(value.fields), {}, value.span), span, depth - 1)
        if isinstance(value, Namespace):
            names = value.module.exported_names()
            exported = {name: item for name in names if (item := value.module.get(name)) is not None}
            return self.node(Record(exported, {}, value.span), span, depth - 1)
        if isinstance(value, External):
            return Node.opaque(f"{value.name} is a library's", span)
        return Node.opaque("it is a part of the program, not a value", span)


def normal(path: str) -> str:
    """A path without `.` and `..`; what is above an unknown part stays unknown, as that may be several folders."""
    if HOLE not in path or ".." not in path:
        return normpath(path)
    parts: list[str] = []
    for part in path.split("/"):
        above = parts[-1] if parts else ".."
        if part != ".." or above in ("", ".."):
            parts.append(part)
        elif HOLE in above:
            parts[-1] = HOLE
        else:
            parts.pop()
    return normpath("/".join(parts))


def text_of(value: Value) -> str:
    """The value inside a text; `${?}` for what cannot be known."""
    if isinstance(value, Array | Record):
        return HOLE
    node = node_of(value)
    if node.kind == "absent":
        return "undefined"
    text = node.text()
    if text is None:
        return "null" if node.kind == "scalar" else HOLE
    return text


def known_text(value: Value) -> str | None:
    """The text of a string that holds nothing unknown; None for everything else."""
    if isinstance(value, Node) and isinstance(value.value, str) and not is_symbolic(value.value):
        return value.value
    return None


def tree_path(text: str, folder: str) -> str | None:
    """The path in the scanned tree that a text means; relative ones start at `folder`. None for one outside of it."""
    if text.startswith(ROOT):
        path = normpath(text.removeprefix(ROOT).lstrip("/") or ".")
    elif text.startswith("/"):
        return None
    else:
        path = normpath(join(folder, text))
    return None if path.startswith("..") else "" if path == "." else path


def is_nothing(value: Value) -> bool:
    """`undefined`, `null` or None."""
    return isinstance(value, Node) and (value.kind == "absent" or (value.kind == "scalar" and value.value is None))


def is_opaque(value: Value) -> bool:
    return isinstance(value, Node) and value.kind == "opaque"


def as_default(value: Value, depth: int = _DEFAULTS_DEPTH) -> Value:
    """The value that stands in for one which is only known at deployment, and may be another one then."""
    if isinstance(value, Node) and value.kind == "scalar":
        return Node.default(value.value, value.span)
    if isinstance(value, Record) and depth and len(value.entries) <= _MAX_DEFAULTS:
        entries = {key: as_default(item, depth - 1) for key, item in value.entries.items()}
        return Record(entries, value.key_spans, value.span, value.open)
    return value


def same(left: Value, right: Value) -> bool | None:
    """Whether two values are equal, None where that cannot be known."""
    if left is right:
        return not is_opaque(left) or None
    if isinstance(left, Node) and isinstance(right, Node):
        if "opaque" in (left.kind, right.kind):
            return None
        if is_nothing(left) or is_nothing(right):
            return is_nothing(left) and is_nothing(right)
        if left.value == right.value:
            return type(left.value) is type(right.value) or not isinstance(left.value, str)
        unknown = any(side.why or (isinstance(side.value, str) and is_symbolic(side.value)) for side in (left, right))
        return None if unknown else False
    if is_opaque(left) or is_opaque(right) or isinstance(left, External) or isinstance(right, External):
        return None
    return False


def joined(left: Value, right: Value, span: Span, depth: int = 6) -> Value:
    """What both of two possible values have in common: structures are kept, different scalars are opaque."""
    if depth == 0 or left is right or same(left, right):
        return left
    if isinstance(left, Record) and isinstance(right, Record):
        keys = dict.fromkeys((*left.entries, *right.entries))
        entries = {key: joined(left.get(key), right.get(key), span, depth - 1) for key in keys}
        return Record(entries, {**right.key_spans, **left.key_spans}, left.span, left.open or right.open)
    if isinstance(left, Array) and isinstance(right, Array):
        return left if len(left.items) >= len(right.items) else right
    if not isinstance(left, Node):
        return as_default(left) if is_opaque(right) else left
    if not isinstance(right, Node):
        return as_default(right) if is_opaque(left) else right
    why = "it depends on a condition that is decided at deployment"
    either = (*_choices(left), *_choices(right))
    known = _choices(left) and _choices(right) and len(either) <= _MAX_CHOICES
    return Node("opaque", span, why=why, elements=either if known else ())


def _choices(value: Node) -> tuple[Node, ...]:
    """The scalars that a value is one of; none where that is not known."""
    return (value,) if value.kind == "scalar" else value.elements if value.kind == "opaque" else ()


def possible_texts(value: Value) -> list[str]:
    """The known text, or those that a condition of the deployment decides between."""
    choices = _choices(value) if isinstance(value, Node) else ()
    return [text for choice in choices if (text := known_text(choice)) is not None]


def made_text(parts: list[Value], make: Callable[[list[str]], str], span: Span) -> Node:
    """The text that is made of the texts of others: each that it may be where a condition chooses among them."""
    options = [possible_texts(part) if is_opaque(part) else [] for part in parts]
    choices = [texts or [text_of(part)] for texts, part in zip(options, parts, strict=True)]
    if not any(options) or prod(map(len, choices)) > _MAX_CHOICES:
        return Node.scalar(make([text_of(part) for part in parts]), span)
    either = tuple(Node.scalar(make(list(texts)), span) for texts in product(*choices))
    return Node("opaque", span, why="it depends on a condition that is decided at deployment", elements=either)


def moved(value: Value, span: Span) -> Value:
    """A scalar as if it stood at `span`: where it is used, not where the constant is defined.

    A text of several lines stays: it is a document, or code, whose lines are the places that matter.
    """
    if not isinstance(value, Node) or (isinstance(value.value, str) and "\n" in value.value):
        return value
    if value.kind in ("scalar", "opaque") and value.span != span:
        return Node(value.kind, span, value=value.value, elements=value.elements, why=value.why)
    return value
