"""One file of Terragrunt as a unit sees it: a scope for its expressions."""

from __future__ import annotations

from functools import partial
from posixpath import dirname
from typing import TYPE_CHECKING

from goatherd.frontends.node import Node
from goatherd.frontends.terraform.data.remote_state import of_another
from goatherd.frontends.terraform.evaluate import Evaluator
from goatherd.frontends.terraform.functions.files import in_tree
from goatherd.frontends.terraform.once import Once
from goatherd.frontends.terraform.syntax import Call, Expression, Object
from goatherd.frontends.terraform.terragrunt.functions import FUNCTIONS
from goatherd.frontends.terraform.values import Reference, known_text, mapping, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from goatherd.core.source import Span
    from goatherd.frontends.budget import Budget
    from goatherd.frontends.terraform.configuration import Configurations
    from goatherd.frontends.terraform.functions.common import Function
    from goatherd.frontends.terraform.scope import ModuleScope

    Inputs = dict[str, Callable[[], Node]]

_MAX_DEPTH = 8  # of files that read each other
_COST = 50  # of one more file, in steps


class Document:
    """`path` is the file, `folder` that of the unit, which its paths start at.

    `outputs` opens the module of the unit whose path it is given, where the tree has it. Values are computed when
    they are asked for; one that needs itself is opaque. Methods may raise OutOfBudget.
    """

    def __init__(
        self,
        configurations: Configurations,
        path: str,
        folder: str,
        budget: Budget,
        outputs: Callable[[str], ModuleScope | None],
        depth: int = 0,
    ) -> None:
        self.configurations = configurations
        self.tree = configurations.tree
        self.path = path
        self.folder = folder
        self.budget = budget
        self.outputs = outputs
        self.depth = depth
        self.body = configurations.parsed(path).body
        self._locals: Mapping[str, Expression] = {
            name: value for block in self.body.of("locals") for name, value in block.body.attributes.items()
        }
        self._once = Once()
        self._included: dict[str, Document] | None = None

    @property
    def functions(self) -> Mapping[str, Function]:
        return {name: partial(f, self) for name, f in FUNCTIONS.items()}

    def name(self, name: str, span: Span) -> Node:
        namespace = {"local": self._local, "dependency": self._dependency, "include": self._include}.get(name)
        if namespace is None:
            return Node.opaque(f"{name} of Terragrunt is not read", span)
        return Reference(f"{name} is not a value", span, namespace)

    # --- what the unit says ---

    def source(self) -> Node | None:
        """Where its module is, as written; None where it is the folder of the unit."""
        for document in (self, *self.included.values()):
            for block in document.body.of("terraform"):
                if (written := block.body.attributes.get("source")) is not None:
                    return document.evaluate(written)
        return None

    def inputs(self) -> Inputs:
        """Its own ones, and those of the files that it includes."""
        found: Inputs = {}
        for document in (*self.included.values(), self):
            if (written := document.body.attributes.get("inputs")) is not None:
                found |= document.entries(written)
        return found

    @property
    def included(self) -> dict[str, Document]:
        """The files that are included, by the names of the blocks."""
        if self._included is None:
            self._included = {}
            for block in self.body.of("include") if self.depth == 0 else ():
                path = block.body.attributes.get("path")
                place = known_text(self.evaluate(path)) if path is not None else None
                if place is not None and (document := self.read(place, self.folder)) is not None:
                    self._included["".join(block.labels)] = document
        return self._included

    def read(self, path: str, folder: str | None = None) -> Document | None:
        """Another file, which sees the paths of `folder`, or else of its own."""
        place = in_tree(self.folder, path)
        if place not in self.tree or self.depth >= _MAX_DEPTH:
            return None
        self.budget.spend(_COST)
        folder = dirname(place) if folder is None else folder
        return Document(self.configurations, place, folder, self.budget, self.outputs, self.depth + 1)

    def whole(self, span: Span) -> Node:
        """What `read_terragrunt_config` gives of this file."""
        parts = {"locals": self._local, "dependency": self._dependency, "inputs": self._input}

        def part(name: str, at: Span) -> Node:
            return Reference(f"{name} is not a value", at, parts[name]) if name in parts else Node.absent(at)

        return Reference("it is a whole file", span, part)

    def evaluate(self, expression: Expression) -> Node:
        return Evaluator(self, {}).evaluate(expression)

    def entries(self, expression: Expression) -> Inputs:
        """The entries of a map, each computed when it is asked for where the text tells which there are."""
        if isinstance(expression, Object):
            return {text_of(self.evaluate(key)): self._later(value) for key, value in expression.entries}
        if isinstance(expression, Call) and expression.name == "merge" and not expression.expand:
            return {name: value for part in expression.arguments for name, value in self.entries(part).items()}
        node = self._once(("entries", str(expression.span)), expression.span, lambda: self.evaluate(expression))
        return {name: _constant(value) for name, value in node.entries.items()}

    def _later(self, expression: Expression) -> Callable[[], Node]:
        return lambda: self.evaluate(expression)

    # --- names ---

    def _local(self, name: str, span: Span) -> Node:
        written = self._locals.get(name)
        if written is None:
            return Node.absent(span)
        return self._once(("local", name), span, lambda: self.evaluate(written))

    def _input(self, name: str, span: Span) -> Node:
        value = self.inputs().get(name)
        return Node.absent(span) if value is None else self._once(("input", name), span, value)

    def _include(self, name: str, span: Span) -> Node:
        document = self.included.get(name)
        return Node.absent(span) if document is None else document.whole(span)

    def _dependency(self, name: str, span: Span) -> Node:
        place = self._dependency_path(name)
        root = self.outputs(f"{in_tree(self.folder, place)}/terragrunt.hcl") if place is not None else None
        if root is None:
            return Node.opaque(f"what dependency {name} gives is not known from the tree", span)

        def output(output: str, at: Span) -> Node:
            return of_another(root, root.output(output, at))

        return mapping({"outputs": Reference("the outputs of another unit", span, output)}, span)

    def _dependency_path(self, name: str) -> str | None:
        for document in (self, *self.included.values()):
            for block in document.body.of("dependency"):
                path = block.body.attributes.get("config_path")
                if block.labels == (name,) and path is not None:
                    return known_text(document.evaluate(path))
        return None


def _constant(value: Node) -> Callable[[], Node]:
    return lambda: value
