"""Evaluates one template instance: intrinsic functions give symbolic text (see goatherd.core.value)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.finding import Diagnosis
from goatherd.core.value import placeholder
from goatherd.frontends.cloudformation.conditions import Conditions
from goatherd.frontends.cloudformation.expand import expand, expand_root, needs_expansion
from goatherd.frontends.cloudformation.intrinsics import FUNCTIONS
from goatherd.frontends.cloudformation.nested import NestedStacks
from goatherd.frontends.cloudformation.parameters import at, parameter_value, read_parameters
from goatherd.frontends.cloudformation.pseudo import pseudo_parameter
from goatherd.frontends.node import Node
from goatherd.frontends.symbols import symbolic_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.core.source import Span
    from goatherd.frontends.budget import Budget
    from goatherd.frontends.cloudformation.source import TemplateSource
    from goatherd.frontends.cloudformation.workspace import Workspace


_MAX_COMPLAINTS = 500
_COST = 200  # of one more instance of a template, in steps


class Evaluator:
    """One use of a template: the root, or a nested stack with the arguments that its parent passes.

    `prefix` is put before ids ("" or "Child/"). Methods may raise OutOfBudget and RecursionError, which
    `stacks` turns into diagnoses; nothing else escapes.
    """

    def __init__(
        self,
        template: TemplateSource,
        workspace: Workspace,
        budget: Budget,
        prefix: str = "",
        arguments: Mapping[str, Node] | None = None,
        ancestors: tuple[str, ...] = (),
    ) -> None:
        self.template = template
        self.workspace = workspace
        self.budget = budget
        self.prefix = prefix
        self.arguments = arguments or {}
        self.ancestors = (*ancestors, template.path)
        self.diagnoses: dict[Diagnosis, None] = {}
        self.include_depth = 0
        self.parameters = read_parameters(template.root.get("Parameters"))
        self._open_outputs: set[str] = set()
        self.nested = NestedStacks(self)
        # Expanding evaluates: until it is done, names mean what is written.
        self.root = template.root
        self.conditions = Conditions(self.root.get("Conditions"), self)
        self.resources = self.root.get("Resources")
        self.outputs = self.root.get("Outputs")
        self.root = expand_root(self, template.root)
        self.conditions = Conditions(self._section("Conditions"), self)
        self.outputs = self._section("Outputs")
        self.resources = self._section("Resources")
        budget.spend(_COST + len(self.resources.entries))

    def _section(self, name: str) -> Node:
        section = self.root.get(name)
        return expand(self, section) if section.is_mapping else section

    def complain(self, span: Span, message: str, *, incomplete: bool = False) -> None:
        if len(self.diagnoses) < _MAX_COMPLAINTS:
            self.diagnoses[Diagnosis(span, message, incomplete)] = None

    def opened(self, path: str, prefix: str, arguments: Mapping[str, Node]) -> Evaluator:
        """The inside of a nested stack; it shares the budget."""
        template = self.workspace.templates[path]
        return Evaluator(template, self.workspace, self.budget, prefix, arguments, self.ancestors)

    # --- values ---

    def evaluate(self, node: Node) -> Node:
        """The value; `absent` for AWS::NoValue, `opaque` with the reason where it cannot be known."""
        kind = node.kind
        if kind == "scalar":
            return node
        if kind == "mapping":
            self.budget.spend(1 + len(node.entries))
            return self._mapping(node)
        if kind == "sequence":
            self.budget.spend(1 + len(node.elements))
            return self._sequence(node)
        return node

    def text(self, node: Node) -> str:
        """The value as a part of a longer text."""
        return symbolic_text(self.evaluate(node))

    def text_of(self, node: Node) -> str | None:
        """The value where only a text makes sense."""
        return self.evaluate(node).text()

    def _mapping(self, node: Node) -> Node:
        entries = node.entries
        if len(entries) == 1:
            ((name, argument),) = entries.items()
            if (function := FUNCTIONS.get(name)) is not None:
                return function(self, argument, node.span)
            if name.startswith("Fn::") and not name.startswith("Fn::ForEach::"):
                return Node.opaque(f"{name} is not a function that can be evaluated", node.span)
        if needs_expansion(node):
            return self._expanded(node)
        result: dict[str, Node] = {}
        same = True
        for key, value in entries.items():
            new = value if value.kind == "scalar" else self.evaluate(value)
            if new is not value:
                same = False
                if new.kind == "absent":
                    continue
            result[key] = new
        return node if same else Node("mapping", node.span, entries=result, key_spans=node.key_spans)

    def _expanded(self, node: Node) -> Node:
        self.include_depth += 1
        try:
            return self.evaluate(expand(self, node))
        finally:
            self.include_depth -= 1

    def _sequence(self, node: Node) -> Node:
        result = []
        same = True
        why = node.why
        for element in node.elements:
            new = element if element.kind == "scalar" else self.evaluate(element)
            if new is not element:
                same = False
                if new.kind == "absent":
                    why = why or new.why
                    continue
            result.append(new)
        return node if same else Node("sequence", node.span, elements=tuple(result), why=why)

    # --- names ---

    def id_of(self, name: str) -> str:
        """The id in the model of what the template calls `name`."""
        return self.prefix + self.template.names.get(name, name)

    def ref(self, name: str, span: Span) -> Node:
        """What `Ref` gives for a name."""
        parameter = self.parameters.get(name)
        if parameter is not None:
            value = parameter_value(parameter, self.arguments.get(name), span)
            self.budget.spend(len(value.elements))
            return value
        pseudo = pseudo_parameter(name, self.prefix, span)
        if pseudo is not None:
            return pseudo
        if self._may_exist(name):
            return Node.scalar(placeholder(self.id_of(name)), span)
        return Node.opaque(f"nothing in the template is called {name!r}", span)

    def attribute(self, id: str, attribute: str, span: Span) -> Node:
        """What `Fn::GetAtt` gives; an output of a nested stack is the value inside that stack."""
        output = attribute.removeprefix("Outputs.")
        if output != attribute and (child := self.nested.child(id)) is not None:
            return at(child.output(output, span), span)
        if self._may_exist(id):
            return Node.scalar(placeholder(self.id_of(id), attribute), span)
        return Node.opaque(f"nothing in the template is called {id!r}", span)

    def _may_exist(self, name: str) -> bool:
        """SAM and macros make resources that the text does not declare."""
        return name in self.resources.entries or self.template.sam or bool(self.template.macros)

    def output(self, name: str, span: Span) -> Node:
        """The value of one of the template's outputs."""
        if name in self._open_outputs:
            return Node.opaque(f"output {name} depends on itself", span)
        node = self.outputs.get(name)
        if not node.is_mapping:
            return Node.opaque(f"{self.template.path} has no output {name!r}", span)
        self._open_outputs.add(name)
        try:
            return self.evaluate(node.get("Value"))
        finally:
            self._open_outputs.discard(name)
