"""Components of SST, calls of them, and how their arguments are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import define, field

from goatherd.core.value import HOLE
from goatherd.frontends.node import Node
from goatherd.frontends.programs.limits import OutOfSteps
from goatherd.frontends.programs.values import (
    Array,
    Instance,
    Native,
    Record,
    Symbol,
    Value,
    is_nothing,
    moved,
    node_of,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.core.source import Span
    from goatherd.frontends.programs.machine import Machine
    from goatherd.frontends.programs.values import Arguments
    from goatherd.frontends.sst.program import SstProgram
    from goatherd.frontends.sst.resources import Resource

    Method = Callable[["Component", "Call"], Value]

_AMOUNT = re.compile(r"(\d+(?:\.\d+)?) ?(second|minute|hour|day|MB|GB)s?")
_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "MB": 1, "GB": 1024}
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


@define(eq=False)
class Component(Symbol):
    """`kind` is its class ("Bucket"), `main` the resource it stands for, `members` and `nodes` what programs read."""

    program: SstProgram
    kind: str
    name: str
    args: Record
    span: Span
    main: Resource | None = None
    members: dict[str, Value] = field(factory=dict)
    nodes: dict[str, Value] = field(factory=dict)
    methods: dict[str, Method] = field(factory=dict)

    def member(self, machine: Machine, name: str, span: Span) -> Value:
        method = self.methods.get(name)
        if method is not None:
            return Native(lambda m, arguments: guarded(self.program, lambda call: method(self, call), arguments), span)
        if name in self.members:
            return moved(self.members[name], span)
        if name == "nodes":
            return Record(dict(self.nodes), {}, span, f"not all of what {self.kind} is made of is known")
        if self.main is not None:
            return self.main.member(machine, name, span)
        return Node.opaque(f"{name} of {self.kind} {self.name} is known after deployment", span)

    def node(self, span: Span) -> Node:
        return self.main.reference(span) if self.main is not None else Node.opaque("it is a component", span)


@define(eq=False)
class Call:
    """The arguments of a call of SST."""

    args: list[Value]
    span: Span
    open: bool = False

    def get(self, position: int) -> Value:
        if position < len(self.args):
            return self.args[position]
        return Node.opaque("the arguments are not known", self.span) if self.open else Node.absent(self.span)

    def record(self, position: int) -> Record:
        """An argument that is an object; one that is not known may have any members."""
        value = self.get(position)
        if isinstance(value, Record):
            return value
        return Record({}, {}, self.span, "" if is_nothing(value) else "its arguments are not known")

    def rest(self, start: int) -> Call:
        return Call(self.args[start:], self.span, self.open)


def guarded(program: SstProgram, method: Callable[[Call], Any], arguments: Arguments) -> Value:
    """What a call gives; one that its reader here fails at must not hide the rest of the program."""
    try:
        result: Value = method(Call(list(arguments.args), arguments.span, arguments.open))
    except (OutOfSteps, RecursionError):
        raise
    except Exception as error:
        program.tell(arguments.span, f"what is called here cannot be evaluated: {error!r}")
        result = Node.opaque("it cannot be evaluated", arguments.span)
    return result


def component_of(value: Value) -> Component | None:
    """The component that a value is, or that an object of a class of the program stands for."""
    if isinstance(value, Instance) and value.native is not None:
        return component_of(value.native)
    return value if isinstance(value, Component) else None


# --- reading values ---


def prop(record: Value, *path: str) -> Value:
    """A member of objects in one another; what they do not have is absent."""
    value = record
    for name in path:
        if isinstance(value, Record):
            value = value.get(name)
        elif is_nothing(value) or (isinstance(value, Node) and value.kind == "scalar"):
            return Node.absent(value.span)
        else:
            return Node.opaque("it is not known", value.span)
    return value


def given(value: Value) -> bool:
    return not is_nothing(value)


def is_value(value: Value, wanted: object) -> bool:
    """Whether it certainly is a boolean or text."""
    return (isinstance(value, Node) and value.kind == "scalar" and value.value is wanted) or _text(value) == wanted


def _text(value: Value) -> object:
    return value.value if isinstance(value, Node) and isinstance(value.value, str) else None


def items(value: Value) -> list[Value]:
    if isinstance(value, Array):
        return value.items
    return [] if is_nothing(value) else [value]


def amount(value: Value, default: int | None = None) -> Node:
    """`"20 seconds"` in seconds, `"1 GB"` in megabytes."""
    if is_nothing(value):
        return Node.absent(value.span) if default is None else Node.scalar(default, value.span)
    node = node_of(value)
    match = _AMOUNT.fullmatch(node.text() or "")
    return Node.scalar(int(float(match[1]) * _UNITS[match[2]]), node.span) if match else node


def rec(entries: dict[str, Any], span: Span, spans: Record | None = None) -> Record:
    """A record of values, or of Python's own; what is absent is left out. `spans` knows the places of keys."""
    kept: dict[str, Value] = {}
    for key, item in entries.items():
        value = wrap(item, span)
        if not (isinstance(value, Node) and value.kind == "absent"):
            kept[key] = value
    known = spans.key_spans if spans is not None else {}
    return Record(kept, {key: known.get(key, value.span) for key, value in kept.items()}, span)


def wrap(item: Any, span: Span) -> Value:
    if isinstance(item, dict):
        return rec(item, span)
    if isinstance(item, (list, tuple)):
        return Array([wrap(each, span) for each in item], span)
    if item is None:
        return Node.absent(span)
    if isinstance(item, (str, int, bool, float)):
        return Node.scalar(item, span)
    value: Value = item
    return value


def safe(text: str) -> str:
    """A text as a part of an id."""
    return _UNSAFE.sub("-", text.replace(HOLE, "")).strip("-")


def name_of(value: Value) -> str:
    return safe(text_of(value)) if given(value) else ""
