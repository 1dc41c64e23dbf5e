"""Constructs, as programs see them and as other constructs do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.frontends.cdk.kinds import kind_of
from goatherd.frontends.cdk.names import camel
from goatherd.frontends.cdk.properties import put, set_property
from goatherd.frontends.cdk.things import Call, Kit, Thing, guarded
from goatherd.frontends.node import Node
from goatherd.frontends.programs.values import Arguments, Instance, Native, Record, Symbol, Value, known_text, text_of

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.cdk.units import Resource, Unit
    from goatherd.frontends.programs.machine import Machine

_HERE = "${AWS-Region}:${AWS-AccountId}"
# what stands before the name of a resource that is declared elsewhere
_ARNS = {
    "dynamodb.Table": f"arn:aws:dynamodb:{_HERE}:table/",
    "dynamodb.TableV2": f"arn:aws:dynamodb:{_HERE}:table/",
    "events.EventBus": f"arn:aws:events:{_HERE}:event-bus/",
    "kinesis.Stream": f"arn:aws:kinesis:{_HERE}:stream/",
    "lambda.Function": f"arn:aws:lambda:{_HERE}:function:",
    "s3.Bucket": "arn:aws:s3:::",
    "secretsmanager.Secret": f"arn:aws:secretsmanager:{_HERE}:secret:",
    "sns.Topic": f"arn:aws:sns:{_HERE}:",
    "sqs.Queue": f"arn:aws:sqs:{_HERE}:",
    "ssm.StringParameter": f"arn:aws:ssm:{_HERE}:parameter/",
}


class Builder(Kit):
    """The program as constructs know it: it makes others."""

    def create(
        self,
        kind: str,
        scope: Construct | None,
        id: str,
        props: Record,
        arguments: Arguments,
        instance: Instance | None = None,
    ) -> Construct:
        """A construct in its scope, with the resources of its kind; `instance` is the program's own object of it."""
        raise NotImplementedError


@define(eq=False)
class Construct(Symbol):
    """A construct: `path` is its place in its stack, `main` the resource that it stands for."""

    program: Builder
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
    named: bool = False  # whether that is certainly a name, be it symbolic
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
        if name == "arn" or name.endswith("Arn"):
            return self.arn(span)
        if name.endswith(("Name", "Id", "Ref", "ref", "Url", "Value")):
            return self.ref(span)
        return Node.opaque(f"{name} of it is not known", span)

    def _override(self, call: Call) -> Value:
        """`addPropertyOverride("A.B", value)` of the resource itself."""
        if self.main is not None and call.args:
            path = (known_text(call.args[0]) or "").removeprefix("Properties.").split(".")
            put(self.main.properties, path, call.get(1, "value"))
        return Node.absent(call.span)

    def _metric(self, call: Call) -> Value:
        return Thing(self.program, "cloudwatch.Metric", call.arguments, call.props, call.span)

    def assign(self, machine: Machine, name: str, value: Value) -> None:
        if self.main is not None and ".Cfn" in self.kind:
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
        form = _ARNS.get(self.kind)
        if self.imported.startswith("arn:") or (self.imported.startswith("${") and not (self.named and form)):
            return Node.scalar(self.imported, span)
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


def construct_of(value: Value) -> Construct | None:
    """The construct that a value is, or that an object of a class of the program stands for."""
    if isinstance(value, Instance) and value.native is not None:
        return construct_of(value.native)
    return value if isinstance(value, Construct) else None
