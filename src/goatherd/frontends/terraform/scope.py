"""One use of a module: what the names in its files stand for."""

from __future__ import annotations

from posixpath import relpath
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.core.value import HOLE, declared_secret, placeholder
from goatherd.frontends import replaceable
from goatherd.frontends.budget import OutOfBudget
from goatherd.frontends.node import Node
from goatherd.frontends.terraform.blocks import META, evaluated
from goatherd.frontends.terraform.calls import opened
from goatherd.frontends.terraform.data import data_attribute
from goatherd.frontends.terraform.evaluate import Evaluator
from goatherd.frontends.terraform.ignored_changes import with_ignored_changes
from goatherd.frontends.terraform.images import with_image
from goatherd.frontends.terraform.instance import ELSEWHERE, Instance
from goatherd.frontends.terraform.modules import STAND_IN
from goatherd.frontends.terraform.once import Once
from goatherd.frontends.terraform.paths import with_paths
from goatherd.frontends.terraform.repeat import Key, Repeated, key_suffix, repeated
from goatherd.frontends.terraform.resources import argument_of
from goatherd.frontends.terraform.resources import attribute as cloudformation_attribute
from goatherd.frontends.terraform.resources.elsewhere import filled
from goatherd.frontends.terraform.sensitive import is_secret
from goatherd.frontends.terraform.types import conformed
from goatherd.frontends.terraform.values import Named, Reference, is_null, relocated, truth
from goatherd.frontends.terraform.variables import given_variables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from goatherd.frontends.budget import Budget
    from goatherd.frontends.terraform.configuration import Configuration
    from goatherd.frontends.terraform.deployment import Deployment
    from goatherd.frontends.terraform.evaluate import Bindings
    from goatherd.frontends.terraform.functions.common import Function
    from goatherd.frontends.terraform.syntax import Block
    from goatherd.tree import Tree

Inputs = dict[str, "Callable[[], Node]"]


class ModuleScope:
    """`prefix` stands before the addresses of its resources ("" or "module.api."), `inputs` is what the caller passes.

    `caller` is the scope of its call with the call, None for a root.
    `place` is the span of the call where the module is a stand-in: all that it declares stands there.
    Values are computed when they are asked for; one that needs itself is opaque. Methods may raise OutOfBudget.
    """

    def __init__(
        self,
        deployment: Deployment,
        module: Configuration,
        inputs: Inputs,
        prefix: str = "",
        caller: tuple[ModuleScope, Block] | None = None,
        place: Span | None = None,
    ) -> None:
        self.deployment = deployment
        self.module = module
        self.inputs = inputs
        self.prefix = prefix
        self.caller = caller
        self.depth: int = caller[0].depth + 1 if caller is not None else 0
        self.place = place
        self.budget: Budget = deployment.budget
        self.tree: Tree = deployment.tree
        self.folder = deployment.folder
        self.functions: Mapping[str, Function] = {}
        self._once = Once()
        self._repeated: dict[int, Repeated] = {}
        self._referred: dict[tuple[int, Span], Node] = {}
        self._children: dict[str, dict[Key, ModuleScope]] = {}

    # --- names ---

    def name(self, name: str, span: Span) -> Node:
        namespace = {
            "var": self._variable,
            "local": self._local,
            "module": self._module,
            "data": self._data_of_type,
            "path": self._path,
            "ephemeral": lambda kind, at: Node.opaque(f"ephemeral {kind} is known while it is deployed only", at),
            "terraform": lambda attribute, at: Node.scalar(HOLE, at),
        }.get(name)
        if namespace is None:
            if not any(kind == name for kind, _ in self.module.resources):
                return Node.opaque(f"there is no {name!r} here", span)

            def namespace(attribute: str, at: Span) -> Node:
                return self._resource(name, attribute, at)

        return Reference(f"{name} is not a value", span, namespace)

    def _variable(self, name: str, span: Span) -> Node:
        return self._once(("var", name), span, lambda: self._guarded(name, self._value_of_variable(name, span)))

    def _guarded(self, name: str, value: Node) -> Node:
        """The value of a variable; where nothing is known of it, that it is secret is."""
        block = self.module.variables.get(name)
        sensitive = block.body.attributes.get("sensitive") if block is not None else None
        if sensitive is None or value.kind != "opaque" or isinstance(value, Reference):
            return value
        return _as_secret(value) if truth(Evaluator(self, {}).evaluate(sensitive)) is True else value

    def _value_of_variable(self, name: str, span: Span) -> Node:
        block = self.module.variables.get(name)
        given = self.inputs.get(name)
        value = given() if given is not None else None
        if block is None:
            return value if value is not None else Node.opaque(f"there is no variable {name}", span)
        e = Evaluator(self, {})
        default = block.body.attributes.get("default")
        if self.depth == 0 and replaceable.are_ignored():
            return Node.opaque(replaceable.WHY, span)
        if value is None or (is_null(value) and default is not None and self._not_nullable(e, block)):
            if default is None:
                of_module = "what the module sets is not known from the tree"
                return Node.opaque(f"variable {name} has no default" if self.place is None else of_module, span)
            value = conformed(e, e.evaluate(default), block.body.attributes.get("type"))
            root = self.depth == 0 and value.kind == "scalar" and not is_null(value)
            return Node.default(value.value, value.span) if root else value
        return conformed(e, value, block.body.attributes.get("type"))

    def _not_nullable(self, e: Evaluator, block: Block) -> bool:
        nullable = block.body.attributes.get("nullable")
        return nullable is not None and e.evaluate(nullable).value is False

    def _local(self, name: str, span: Span) -> Node:
        expression = self.module.values.get(name)
        if expression is None:
            return Node.opaque(f"there is no local value {name}", span)
        return self._once(("local", name), span, lambda: Evaluator(self, {}).evaluate(expression))

    def _path(self, name: str, span: Span) -> Node:
        if name == "module":
            return Node.scalar(relpath(self.module.folder or ".", self.folder or "."), span)
        return Node.scalar(".", span)

    # --- resources ---

    def instances_of(self, block: Block) -> Repeated:
        known = self._repeated.get(id(block))
        if known is None:
            # While it is being decided, whoever asks sees one of unknown number.
            self._repeated[id(block)] = Repeated("many", {None: {}})
            known = self._repeated[id(block)] = repeated(Evaluator(self, {}), block)
            if known.too_many:
                words = ".".join(block.labels)
                message = f"{words} has {known.too_many:,} instances, which are too many to tell apart; one is read"
                self.deployment.diagnoses[Diagnosis(block.span, message)] = None
        return known

    def address(self, block: Block, key: Key) -> str:
        return f"{self.prefix}{'.'.join(block.labels)}{key_suffix(key)}"

    def _resource(self, kind: str, name: str, span: Span) -> Node:
        block = self.module.resources.get((kind, name))
        if block is None:
            return Node.opaque(f"there is no resource {kind}.{name}", span)
        return self._references(block, span, self.resource_attribute)

    def _references(
        self, block: Block, span: Span, attribute: Callable[[Block, Key, Bindings, str, Span], Node]
    ) -> Node:
        place = (id(block), span)
        if place in self._referred:
            return self._referred[place]
        instances = self.instances_of(block)
        self.budget.spend(len(instances.instances))
        words = ".".join(block.labels)

        def reference(key: Key, bindings: Bindings) -> Reference:
            def ask(name: str, at: Span) -> Node:
                return attribute(block, key, bindings, name, at)

            return Reference(f"{words} is a whole {block.type}", span, ask, many=instances.kind == "many")

        node = instances.node({key: reference(key, b) for key, b in instances.instances.items()}, span)
        if instances.kind != "many":  # which they also seem to be while their number is decided
            self._referred[place] = node
        return node

    def resource_attribute(self, block: Block, key: Key, bindings: Bindings, name: str, span: Span) -> Node:
        address = self.address(block, key)
        kind = block.labels[0]
        elsewhere = kind.startswith(ELSEWHERE)
        # Other providers' resources have no ids in the model.
        known = cloudformation_attribute(kind, name) if elsewhere or kind.startswith("aws_") else None
        if known == "" or (known and not elsewhere):
            written = block.body.attributes.get(name) if known == "" else None
            if written is not None:
                return Named(placeholder(address), span, lambda: Evaluator(self, bindings).evaluate(written))
            return Node.scalar(placeholder(address, known), span)
        argument = argument_of(kind, name)
        value = self._once(
            (address, f"{address}.{name}"), span, lambda: self._argument(block, bindings, argument, span)
        )
        if is_secret(kind, name):
            value = _as_secret(value)
        return filled(value, address, name) if elsewhere and name not in block.body.attributes else value

    def _argument(self, block: Block, bindings: Bindings, name: str, span: Span) -> Node:
        e = Evaluator(self, bindings)
        if (expression := block.body.attributes.get(name)) is not None:
            return e.evaluate(expression)
        found = evaluated(e, block.body, block.span, without={*META, *block.body.attributes}).get(name)
        if found.exists:
            return found
        if name == "output" and block.labels[0] == "terraform_data":
            return self._argument(block, bindings, "input", span)
        return Node.opaque(f"{name} of {'.'.join(block.labels)} is known after deployment", span)

    def _data_of_type(self, kind: str, span: Span) -> Node:
        return Reference(f"data.{kind} is not a value", span, lambda name, at: self._data(kind, name, at))

    def _data(self, kind: str, name: str, span: Span) -> Node:
        block = self.module.data.get((kind, name))
        if block is None:
            return Node.opaque(f"there is no data source {kind}.{name}", span)
        return self._references(block, span, self._data_attribute)

    def _data_attribute(self, block: Block, key: Key, bindings: Bindings, name: str, span: Span) -> Node:
        words = f"data.{self.address(block, key)}.{name}"
        value = self._once(("data", words), span, lambda: data_attribute(self, block, bindings, name, span))
        return _as_secret(value) if is_secret(block.labels[0], name, data=True) else value

    # --- modules ---

    def around(self) -> Iterator[Configuration]:
        """This use of a module and those that it is in, as the modules that they use."""
        scope: ModuleScope | None = self
        while scope is not None:
            yield scope.module
            scope = scope.caller[0] if scope.caller is not None else None

    def opened(self, module: Configuration, inputs: Inputs, call: Block, key: Key) -> ModuleScope:
        prefix = f"{self.prefix}module.{call.labels[0]}{key_suffix(key)}."
        place = self.place or (call.span if module.folder.startswith(STAND_IN) else None)
        return ModuleScope(self.deployment, module, inputs, prefix, (self, call), place)

    def children(self, name: str) -> dict[Key, ModuleScope]:
        """The inside of a module call, by instance; empty where its content is not known."""
        if name not in self._children:
            self._children[name] = {}
            self._children[name] = opened(self, self.module.calls[name])
        return self._children[name]

    def _module(self, name: str, span: Span) -> Node:
        block = self.module.calls.get(name)
        if block is None:
            return Node.opaque(f"there is no module {name}", span)
        if not self.children(name) and self.instances_of(block).instances:
            return Node.opaque(f"what module {name} gives is not known from the tree", span)
        return self._references(block, span, self._module_output)

    def _module_output(self, block: Block, key: Key, bindings: Bindings, name: str, span: Span) -> Node:
        child = self.children(block.labels[0]).get(key)
        return child.output(name, span) if child is not None else Node.opaque("it is not known from the tree", span)

    def output(self, name: str, span: Span) -> Node:
        block = self.module.outputs.get(name)
        value = block.body.attributes.get("value") if block is not None else None
        if value is None:
            return Node.opaque(f"the module has no output {name}", span)
        return self._once(("output", f"output {name}"), span, lambda: self._placed(Evaluator(self, {}).evaluate(value)))

    def _placed(self, node: Node) -> Node:
        return node if self.place is None else relocated(node, STAND_IN, self.place)

    def root_in(self, folder: str) -> ModuleScope | None:
        return other_root(self.deployment, folder)

    # --- what there is ---

    def instances(self) -> Iterator[Instance]:
        """The resources of this module without those of the modules that it calls."""
        for block in self.module.resources.values():
            for key, bindings in self.instances_of(block).instances.items():
                e = Evaluator(self, {**bindings, "self": self._self(block, key, bindings)})
                arguments = self._placed(evaluated(e, block.body, block.span))
                span, kind = self.place or block.span, block.labels[0]
                arguments = with_image(self, block, with_paths(self.deployment, kind, arguments))
                arguments = with_ignored_changes(block, arguments)
                yield Instance(self.address(block, key), kind, span, arguments, span.path)

    def _self(self, block: Block, key: Key, bindings: Bindings) -> Node:
        def ask(name: str, at: Span) -> Node:
            return self.resource_attribute(block, key, bindings, name, at)

        return Reference("self is a whole resource", block.span, ask)


def _as_secret(value: Node) -> Node:
    """The value; where nothing is known of it, that it is secret is."""
    opaque = value.kind == "opaque" and not isinstance(value, Reference)
    return Node.opaque(declared_secret(value.why), value.span) if opaque else value


def other_root(deployment: Deployment, folder: str) -> ModuleScope | None:
    """Another root module of the tree, for its outputs."""
    if folder not in deployment.configurations.folders:
        return None
    other = evolve(deployment, folder=folder, archives={}, contents={}, diagnoses={}, absent=set())
    return root_scope(evolve(other, unknown=frozenset()))


def root_scope(deployment: Deployment) -> ModuleScope:
    """The root module of a deployment with its variables; one for each folder."""
    roots, folder = deployment.roots, deployment.folder
    if folder not in roots:
        module, inputs = deployment.configurations.of(folder), Inputs()
        # What it is given may come from roots that ask for this one in turn.
        roots[folder] = ModuleScope(deployment, module, inputs)
        try:
            inputs |= given_variables(deployment, module, lambda other: other_root(deployment, other))
        except (OutOfBudget, RecursionError):
            message = "values of its variables ask for more than can be evaluated; they are left out"
            deployment.diagnoses[Diagnosis(Span(module.main_file, 1), message)] = None
        inputs |= _unknown(deployment, module)
    return roots[folder]


def _unknown(deployment: Deployment, module: Configuration) -> Inputs:
    def value(name: str) -> Callable[[], Node]:
        return lambda: Node.opaque(f"variable {name} is a switch", module.variables[name].span)

    return {name: value(name) for name in deployment.unknown}
