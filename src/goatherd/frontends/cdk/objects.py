"""Constructs and other objects of the kit, as programs see them."""

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
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.core.source import Span
    from goatherd.frontends.cdk.program import CdkProgram
    from goatherd.frontends.cdk.units import Resource, Unit
    from goatherd.frontends.programs.machine import Machine

_HERE = "${AWS-Region}:${AWS-AccountId}"
# what stands before the name of a resource that is declared elsewhere
_ARNS = {
    "dynamodb.Table": f"arn:aws:dynamodb:{_HERE}:table/",
    "events.EventBus": f"arn:aws:events:{_HERE}:event-bus/",
    "kinesis.Stream": f"arn:aws:kinesis:{_HERE}:stream/",
    "lambda.Function": f"arn:aws:lambda:{_HERE}:function:",
    "s3.Bucket": "arn:aws:s3:::",
    "secretsmanager.Secret": f"arn:aws:secretsmanager:{_HERE}:secret:",
    "ssm.StringParameter": f"arn:aws:ssm:{_HERE}:parameter/",
}
_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}


@define(eq=False)
class Thing(Symbol):
    """An object of the kit that deploys nothing by itself: an integration, a target, a policy statement …"""

    program: CdkProgram
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
class Construct(Symbol):
    """A construct: `path` is its place in its stack, `main` the resource that it stands for."""

    program: CdkProgram
    kind: str
    scope: Construct | None
    path: str
    props: Record
    span: Span
    unit: Unit | None
    stack: Construct | None
    arguments: Arguments
    main: Resource | None = None
    imported: str = ""  # what is known of a resource of somewhere else: its name or ARN
    memory: dict[str, Value] = field(factory=dict)
    children: dict[str, Construct] = field(factory=dict)

    # --- what programs ask ---

    def member(self, machine: Machine, name: str, span: Span) -> Value:
        name = camel(name)
        if name in self.memory:
            return self.memory[name]
        kind = kind_of(self.kind)
        method = kind.methods.get(name)
        if method is not None:
            return Native(lambda m, arguments: guarded(self.program, method, self, arguments), span)
        prepared = kind.members.get(name)
        if prepared is not None:
            value: Value = prepared(self, span)
            return value
        return self._common(name, span)

    def _common(self, name: str, span: Span) -> Value:
        if name == "node":
            return ConstructNode(self, span)
        if name == "stack":
            return self.stack or self
        if name in ("region", "account", "partition"):
            return Node.scalar({"region": "${AWS-Region}", "account": "${AWS-AccountId}"}.get(name, "aws"), span)
        if name == "grantPrincipal":
            return self
        if name == "env":
            return Record({}, {}, span, "it is decided when it is deployed")
        if name in ("addPropertyOverride", "addOverride"):
            return Native(lambda m, arguments: self._override(Call.of(arguments)), span)
        if name.startswith("metric"):
            return Native(lambda m, arguments: self._metric(Call.of(arguments)), span)
        if name.startswith("attr") and self.main is not None:
            return self.main.reference(span, name.removeprefix("attr"))
        if name.endswith("Arn"):
            return self.arn(span)
        if name.endswith(("Name", "Id", "Ref", "ref", "Url", "Value")):
            return self.ref(span)
        return Node.opaque(f"{name} of it is not known", span)

    def _override(self, call: Call) -> Value:
        from goatherd.frontends.cdk.constructs.generic import override

        return override(self, call)

    def _metric(self, call: Call) -> Value:
        return Thing(self.program, "cloudwatch.Metric", call.arguments, call.props, call.span)

    def assign(self, machine: Machine, name: str, value: Value) -> None:
        if self.main is not None and ".Cfn" in self.kind:
            from goatherd.frontends.cdk.constructs.generic import set_property

            set_property(self.main, name, value)

    def node(self, span: Span) -> Node:
        return self.ref(span)

    # --- what other constructs ask ---

    def ref(self, span: Span) -> Node:
        if self.main is not None:
            return self.main.reference(span)
        return Node.scalar(self.imported, span) if self.imported else Node.opaque("it is imported", span)

    def arn(self, span: Span) -> Node:
        if self.main is not None:
            # some resources have their ARN for a reference
            bare = self.main.type in (
                "AWS::SNS::Topic",
                "AWS::SecretsManager::Secret",
                "AWS::StepFunctions::StateMachine",
            )
            return self.main.reference(span, "" if bare else "Arn")
        if self.imported.startswith(("arn:", "${")):
            return Node.scalar(self.imported, span)
        form = _ARNS.get(self.kind)
        if form is not None and self.imported:
            return Node.scalar(form + self.imported, span)
        return Node.opaque("it is imported", span)

    def add(self, type: str, span: Span, suffix: str = "") -> Resource:
        """A resource of this construct, "Path/suffix"."""
        unit = self.unit or self.program.unit_of(span)
        path = "/".join(part for part in (self.path, suffix) if part) or "Resource"
        return unit.add(self.stack, path, type, span)

    def child(self, kind: str, id: str, props: dict[str, Value], span: Span) -> Construct:
        """A construct below this one, as the kit's own code makes them."""
        record = Record(props, {key: value.span for key, value in props.items()}, span)
        return self.program.create(kind, self, id, record, Arguments([], {}, span))


@define(eq=False)
class ConstructNode(Symbol):
    """`construct.node`."""

    construct: Construct
    span: Span

    def member(self, machine: Machine, name: str, span: Span) -> Value:
        name = camel(name)
        if name in ("tryGetContext", "getContext"):
            return Native(lambda m, a: self.construct.program.context(text_of(a.get(0)), a.span), span)
        if name == "defaultChild":
            return self.construct
        if name in ("id", "path"):
            return Node.scalar(self.construct.path.rpartition("/")[2] if name == "id" else self.construct.path, span)
        if name in ("findChild", "tryFindChild"):
            return Native(lambda m, a: self._child(text_of(a.get(0)), a.span), span)
        if name == "scope":
            return self.construct.scope or Node.absent(span)
        return Node.opaque(f"{name} of a node is not known", span)

    def _child(self, id: str, span: Span) -> Value:
        return self.construct.children.get(id) or Node.opaque(f"the construct {id} is not known", span)


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


def guarded(program: CdkProgram, method: Callable[[Any, Call], Any], target: object, arguments: Arguments) -> Value:
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


def construct_of(value: Value) -> Construct | None:
    """The construct that a value is, or that an object of a class of the program stands for."""
    if isinstance(value, Instance) and value.native is not None:
        return construct_of(value.native)
    return value if isinstance(value, Construct) else None


def thing_of(value: Value) -> Thing | None:
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
    return not is_nothing(value)


def member_name(value: Value) -> str:
    """The last part of a member of an enumeration of the kit (`HttpMethod.GET` -> GET); a text is itself."""
    if isinstance(value, External):
        return value.name.rpartition(".")[2]
    text = node_of(value).text()
    return text if text is not None else HOLE


def is_true(value: Value) -> bool:
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
    return [member_name(item) for item in items(value)]


def record(entries: dict[str, Value], span: Span) -> Record:
    """A mapping without the entries that are not there."""
    kept = {key: value for key, value in entries.items() if not (isinstance(value, Node) and value.kind == "absent")}
    return Record(kept, {key: value.span for key, value in kept.items()}, span)


def scalar(value: object, span: Span) -> Node:
    return Node.scalar(value, span)


def sequence(values: list[str], span: Span) -> Array:
    return Array([Node.scalar(value, span) for value in values], span)
