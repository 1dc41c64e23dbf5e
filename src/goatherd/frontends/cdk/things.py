"""Objects of the kit that deploy nothing by themselves, calls of it, and how their values are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import define, field

from goatherd.core.finding import Diagnosis
from goatherd.core.value import HOLE
from goatherd.frontends.cdk.kinds import kind_of
from goatherd.frontends.cdk.names import camel
from goatherd.frontends.node import Node
from goatherd.frontends.programs.limits import OutOfSteps
from goatherd.frontends.programs.values import (
    Arguments,
    Array,
    External,
    Instance,
    Native,
    Record,
    Symbol,
    Value,
    is_nothing,
    node_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.core.source import Span
    from goatherd.frontends.cdk.units import Unit
    from goatherd.frontends.programs.machine import Machine
    from goatherd.tree import Tree

_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}


class Kit:
    """What objects ask the running program for: the tree, and the folder that it runs in.

    `memory` is what its constructs note of the program as a whole.
    """

    folder: str
    tree: Tree
    machine: Machine | None = None
    memory: dict[str, Value]

    def unit_of(self, span: Span) -> Unit:
        """The stack that a file of the program makes."""
        raise NotImplementedError

    def context(self, key: str, span: Span) -> Value:
        """A value that `cdk.json` gives the program."""
        raise NotImplementedError


@define(eq=False)
class Thing(Symbol):
    """An object of the kit that deploys nothing by itself: an integration, a target, a policy statement …"""

    program: Kit
    kind: str
    arguments: Arguments
    props: Record
    span: Span
    memory: dict[str, Value] = field(factory=dict)

    def member(self, machine: Machine, name: str, span: Span) -> Value:
        name = camel(name)
        method = kind_of(self.kind).methods.get(name)
        if method is not None:
            return Native(lambda m, arguments: guarded(self.program, method, self, arguments), span)
        if name in self.memory:
            return self.memory[name]
        if self.kind.startswith("core.Duration."):
            return Native(lambda m, arguments: seconds(self), span)
        return Node.opaque(f"{name} of it is not known", span)

    def argument(self, position: int, *names: str) -> Value:
        """A constructor's argument by position or by the name that Python's callers give it."""
        keywords = self.arguments.keywords
        for name in names:
            if keywords and name in self.props.entries:
                return self.props.entries[name]
        if position == 0 and keywords and not self.arguments.args and not names:
            return next(iter(keywords.values()))
        return self.arguments.get(position)

    def node(self, span: Span) -> Node:
        convert = kind_of(self.kind).value
        return convert(self, span) if convert is not None else Node.opaque(f"{self.kind} is no plain value", span)


@define(eq=False)
class Call:
    """Arguments of a call of the kit: positional ones, and properties under the names that the kit gives them."""

    args: list[Value]
    props: Record
    span: Span
    arguments: Arguments

    @classmethod
    def of(cls, arguments: Arguments) -> Call:
        args = list(arguments.args)
        props = Record({}, {}, arguments.span, "the arguments are not known" if arguments.open else "")
        if arguments.keywords:
            for key, value in arguments.keywords.items():
                props.entries[camel(key)] = value
                props.key_spans[camel(key)] = value.span
        elif args and isinstance(args[-1], Record):
            props = args[-1]
        return cls(args, props, arguments.span, arguments)

    def get(self, position: int, *names: str) -> Value:
        """An argument by position, or by the name that Python's callers may give it."""
        for name in names:
            if self.arguments.keywords and name in self.props.entries:
                return self.props.entries[name]
        return self.args[position] if position < len(self.args) else Node.absent(self.span)


def guarded(program: Kit, method: Callable[[Any, Call], Any], target: object, arguments: Arguments) -> Value:
    """What a method of the kit gives; one that its reader here fails at must not hide the rest of the program."""
    try:
        result: Value = method(target, Call.of(arguments))
    except (OutOfSteps, RecursionError):
        raise
    except Exception as error:
        message = f"what is called here cannot be evaluated: {error!r}"
        program.unit_of(arguments.span).diagnoses.append(Diagnosis(arguments.span, message))
        result = Node.opaque("it cannot be evaluated", arguments.span)
    return result


@define
class Bound:
    """How many values a conversion still goes through: programs can share one value in thousands of places."""

    left: int = 20_000

    def take(self) -> bool:
        self.left -= 1
        return self.left > 0


# --- reading values ---


def thing_of(value: Value) -> Thing | None:
    """The object of the kit that a value is, or that an object of a class of the program stands for."""
    if isinstance(value, Instance) and value.native is not None:
        return thing_of(value.native)
    return value if isinstance(value, Thing) else None


def prop(record: Record, *path: str) -> Value:
    """A property, also one that Python's callers write with underscores."""
    value: Value = record
    for name in path:
        if isinstance(value, Thing):
            value = value.props
        if not isinstance(value, Record):
            return Node.absent(value.span) if is_nothing(value) else Node.opaque("it is not known", value.span)
        found = value.entries.get(name)
        if found is None:
            found = next((item for key, item in value.entries.items() if "_" in key and camel(key) == name), None)
        value = value.get(name) if found is None else found
    return value


def given(value: Value) -> bool:
    """Whether there is a value, known or not."""
    return not is_nothing(value)


def member_name(value: Value) -> str:
    """The last part of a member of an enumeration of the kit (`HttpMethod.GET` -> GET); a text is itself."""
    if isinstance(value, External):
        return value.name.rpartition(".")[2]
    text = node_of(value).text()
    return text if text is not None else HOLE


def is_true(value: Value) -> bool:
    """Whether it is certainly true."""
    return isinstance(value, Node) and value.value is True


def seconds(value: Value) -> Node:
    """A duration in seconds."""
    thing = thing_of(value)
    if thing is not None and thing.kind.startswith("core.Duration."):
        factor = _SECONDS.get(thing.kind.rpartition(".")[2])
        amount = node_of(thing.argument(0))
        if factor and isinstance(amount.value, int):
            return Node.scalar(amount.value * factor, thing.span)
        return Node.opaque("the duration is not known", thing.span)
    return node_of(value)


def items(value: Value) -> list[Value]:
    """A list's elements; one value counts as a list of one."""
    if isinstance(value, Array):
        return value.items
    return [] if is_nothing(value) else [value]


def texts(value: Value) -> list[str]:
    """The texts or names of a list's elements; `${?}` for those that are not known."""
    return [member_name(item) for item in items(value)]


def record(entries: dict[str, Value], span: Span) -> Record:
    """A mapping without the entries that are not there."""
    kept = {key: value for key, value in entries.items() if not (isinstance(value, Node) and value.kind == "absent")}
    return Record(kept, {key: value.span for key, value in kept.items()}, span)


def scalar(value: object, span: Span) -> Node:
    return Node.scalar(value, span)


def sequence(values: list[str], span: Span) -> Array:
    return Array([Node.scalar(value, span) for value in values], span)
