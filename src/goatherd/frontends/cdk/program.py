"""The kit's side of a program: what its classes do when the program uses them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.value import HOLE
from goatherd.frontends import replaceable
from goatherd.frontends.cdk.construct import Builder, Construct, construct_of
from goatherd.frontends.cdk.constructs import generic
from goatherd.frontends.cdk.constructs.libraries import kind_by_shape
from goatherd.frontends.cdk.kinds import all_kinds, kind_of
from goatherd.frontends.cdk.names import canonical, safe_id
from goatherd.frontends.cdk.properties import deletion_of
from goatherd.frontends.cdk.things import Call, Thing, given, guarded, prop
from goatherd.frontends.cdk.units import Unit
from goatherd.frontends.node import Node
from goatherd.frontends.programs.hooks import Hooks
from goatherd.frontends.programs.imports import from_node
from goatherd.frontends.programs.values import Arguments, External, Instance, Record, Value, is_nothing, text_of

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.programs.machine import Machine
    from goatherd.tree import Tree

_PLACES = {
    "core.Aws.REGION": "${AWS-Region}",
    "core.Aws.ACCOUNT_ID": "${AWS-AccountId}",
    "core.Aws.PARTITION": "aws",
    "core.Aws.URL_SUFFIX": "amazonaws.com",
    "core.Aws.STACK_NAME": "${AWS-StackName}",
}
_BEHAVES = re.compile(
    r"^(?:events_targets|lambda_event_sources|stepfunctions|s3_notifications|lambda_destinations|sns_subscriptions)\."
    r"(?!.*(?:Props|Options|Config)$)|(?:Integration|Authorizer|Source|Subscription|Destination|Principal|Code)$"
)
_BY_NAME = re.compile(r"Name(?:V2)?$")
_FUNCTIONS = ("sst.use", "sst.dependsOn")
_OPENED = ("core.Stack", "sst.Stack")
_STACKS = (*_OPENED, "core.NestedStack")
_ABOVE_STACKS = ("core.App", "core.Stage")


class CdkProgram(Hooks, Builder):
    """One run of a program. `units` are its stacks by the file of their classes."""

    def __init__(self, context: Node, folder: str, tree: Tree) -> None:
        self.folder = folder
        self.tree = tree
        self.units: dict[str, Unit] = {}
        self.instantiated: set[str] = set()
        self.memory: dict[str, Value] = {}
        self._context = context
        self._prefixes: dict[str, dict[str, str]] = {}

    def start_again(self) -> None:
        """Forget the stacks that were made so far."""
        self.units = {}
        self._prefixes = {}

    # --- hooks ---

    def is_library(self, module: str) -> bool:
        return canonical(module) is not None

    def member(self, machine: Machine, external: External, name: str, span: Span) -> Value | None:
        text = _PLACES.get(canonical(f"{external.name}.{name}") or "")
        return Node.scalar(text, span) if text is not None else None

    def call(self, machine: Machine, external: External, arguments: Arguments) -> Value | None:
        self.machine = machine
        kind = canonical(external.name)
        if kind is None:
            return self._foreign(external, arguments)
        return guarded(self, lambda kit, call: kit._made(kind, call, None), self, arguments)

    def construct(self, machine: Machine, instance: Instance, base: External, arguments: Arguments) -> Value | None:
        kind = canonical(base.name)
        if kind is None:
            return self._foreign_base(base, arguments, instance)
        return guarded(self, lambda kit, call: kit._made(kind, call, instance), self, arguments)

    # --- making ---

    def _made(self, kind: str, call: Call, instance: Instance | None) -> Value:
        arguments = call.arguments
        if kind == "core.App":
            return Construct(self, kind, None, "", call.props, call.span, None, None, arguments)
        scope = construct_of(call.get(0, "scope"))
        owner = kind.split(".")[1:-1]
        # others are parts of a library: cloudfront.experimental
        static = kind in _FUNCTIONS or (bool(owner) and owner[-1][:1].isupper())
        if static:
            return self._static(kind, call, scope)
        if scope is not None and _is_named(call):
            return self._placed(kind, scope, call, instance)
        built = kind_of(kind).build is not None or ".Cfn" in kind
        if kind in _STACKS or (instance is not None and kind in ("core.Construct", "core.Stage")) or built:
            return self._placed(kind, None, call, instance)
        if arguments.keywords and not arguments.args and kind not in all_kinds() and not _BEHAVES.search(kind):
            return call.props  # a structure of properties, which Python writes as a class
        return Thing(self, kind, arguments, call.props, call.span)

    def _static(self, kind: str, call: Call, scope: Construct | None) -> Value:
        owner, _, method = kind.rpartition(".")
        function = kind_of(owner).methods.get(f"static {method}")
        if function is not None:
            return function(self, call)  # type: ignore[no-any-return]
        if method.startswith(("from", "import")) and scope is not None and owner in all_kinds():
            return self._imported(owner, method, scope, call)
        return Thing(self, kind, call.arguments, call.props, call.span)

    def _imported(self, kind: str, method: str, scope: Construct, call: Call) -> Construct:
        """`Table.fromTableName(this, "id", "name")`: a resource of somewhere else."""
        told = [(method, value) for value in call.args[2:]]
        told += [(key, value) for key, value in call.props.entries.items() if key not in ("scope", "id")]
        texts = ((key, value.value) for key, value in told if isinstance(value, Node) and isinstance(value.value, str))
        key, text = next(((key, text) for key, text in texts if text and text != HOLE), ("", ""))
        path = f"{scope.path}/{safe_id(text_of(call.get(1, 'id')))}".lstrip("/")
        made = Construct(
            self, kind, scope, path, call.props, call.span, scope.unit, scope.stack, call.arguments, imported=text
        )
        made.named = _BY_NAME.search(key) is not None and not text.startswith("arn:")
        prepare = kind_of(kind).imported
        if prepare is not None:
            prepare(made)
        return made

    def _placed(self, kind: str, scope: Construct | None, call: Call, instance: Instance | None) -> Construct:
        id = safe_id(text_of(call.get(1, "id", "constructId", "_id")))
        props = call.get(2, "props")
        properties = props if isinstance(props, Record) else call.props if call.arguments.keywords else None
        if properties is None:
            unknown = "" if is_nothing(props) and not call.arguments.open else "its properties are not known"
            properties = Record({}, {}, call.span, unknown)
        return self.create(kind, scope, id, properties, call.arguments, instance)

    def create(
        self,
        kind: str,
        scope: Construct | None,
        id: str,
        props: Record,
        arguments: Arguments,
        instance: Instance | None = None,
    ) -> Construct:
        span = arguments.span
        made = Construct(self, kind, scope, id, props, span, None, None, arguments)
        if kind in _ABOVE_STACKS:
            return made
        if kind in _OPENED:
            self._open_stack(made, id, instance, span)
            return made
        if scope is not None:
            made.stack, made.unit = scope.stack, scope.unit
            made.path = f"{scope.path}/{id}" if scope.path else id
            scope.children[id] = made
        if made.unit is None and not (scope is not None and scope.kind in _ABOVE_STACKS) and kind != "core.Construct":
            made.unit = self.unit_of(instance.cls.span if instance is not None else span)
        build = kind_of(kind).build
        if build is not None:
            build(made)
        else:
            generic.build(made)
        if made.main is not None:
            made.main.deletion = deletion_of(props)
        return made

    def _open_stack(self, made: Construct, id: str, instance: Instance | None, span: Span) -> None:
        where = instance.cls.span if instance is not None else span
        name = instance.cls.name if instance is not None else f"{span}"
        made.unit = self.unit_of(where)
        made.stack = made
        # a second class of stacks in the same file has a part of the names for itself
        prefixes = self._prefixes.setdefault(where.path, {})
        made.path = prefixes.setdefault(name, "" if not prefixes else id)
        made.memory["stackName"] = Node.scalar("${AWS-StackName}", span)
        self.instantiated.add(f"{where.path}:{name}")

    def unit_of(self, span: Span) -> Unit:
        unit = self.units.get(span.path)
        if unit is None:
            unit = self.units[span.path] = Unit(span.path, span)
        return unit

    # --- other libraries ---

    def _foreign(self, external: External, arguments: Arguments, instance: Instance | None = None) -> Value | None:
        """A construct of a library that is not the kit's: its place is known, and sometimes what it is."""
        call = Call.of(arguments)
        scope = construct_of(call.get(0, "scope"))
        name = external.name.rpartition(".")[2]
        if scope is None or name[:1].islower():
            return None
        kind = _foreign_kind(external.name, call)
        if _is_named(call):
            return self._placed(kind, scope, call, instance)
        # some libraries name their constructs themselves
        shaped = kind in all_kinds() and len(call.args) > 1 and isinstance(call.args[1], Record)
        return self.create(kind, scope, safe_id(name), call.props, arguments, instance) if shaped else None

    def _foreign_base(self, base: External, arguments: Arguments, instance: Instance) -> Value | None:
        call = Call.of(arguments)
        if base.name.endswith("Stack"):
            return self._placed("core.Stack", construct_of(call.get(0, "scope")), call, instance)
        return self._foreign(base, arguments, instance)

    # --- context ---

    def context(self, key: str, span: Span) -> Value:
        """A context value of `cdk.json`; others are given when it is deployed."""
        if replaceable.are_ignored():
            return Node.opaque(replaceable.WHY, span)
        found = self._context.get(key)
        return (
            from_node(found) if found.exists else Node.opaque(f"the context value {key} is given at deployment", span)
        )


def _is_named(call: Call) -> bool:
    """Whether the second argument is an id, as constructs have one."""
    return "id" in call.props.entries or (len(call.args) >= 2 and isinstance(call.args[1], Node))


def _foreign_kind(name: str, call: Call) -> str:
    """What a construct of another library is, as its properties show."""
    props = call.props
    leaf = name.rpartition(".")[2]
    if "solutions" in name and f"solutions.{leaf}" in all_kinds():
        return f"solutions.{leaf}"
    shape = kind_by_shape(props)
    if shape is not None:
        return shape
    if leaf.endswith("Policy") and given(prop(props, "actions")) and given(prop(props, "resources")):
        return "iam.DenyPolicy" if "Deny" in leaf else "iam.AllowPolicy"
    if leaf.endswith("Alarm"):
        return "solutions.Alarm"
    if given(prop(props, "lambdaFunctionProps")):
        return "solutions.Lambda"
    return f"{name.rpartition('/')[2]}"
