"""All templates of a tree together: what one may take from another."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from goatherd.frontends.budget import Budget, OutOfBudget
from goatherd.frontends.cloudformation.evaluate import Evaluator
from goatherd.frontends.cloudformation.exports import Exports
from goatherd.frontends.cloudformation.locate import Locator
from goatherd.frontends.cloudformation.nested import LOCATION_PROPERTY
from goatherd.frontends.cloudformation.overrides import overridden
from goatherd.frontends.document import read_document

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.cloudformation.source import TemplateSource
    from goatherd.frontends.node import Node
    from goatherd.frontends.parsed import Parsed
    from goatherd.tree import Tree

_FAILURES = (OutOfBudget, RecursionError)


class Workspace:
    def __init__(self, tree: Tree, templates: dict[str, TemplateSource]) -> None:
        self.tree = tree
        self.templates = templates
        self._evaluators: dict[str, Evaluator | None] = {}
        self._fragments: dict[str, Parsed] = {}

    @cached_property
    def roots(self) -> list[str]:
        """The templates that are no nested stack of another one; of a cycle, the first."""
        children = {path: self._children(path) for path in self.templates}
        nested = set().union(*children.values()) if children else set()
        roots = [path for path in self.templates if path not in nested]
        reached: set[str] = set()
        for path in roots:
            _reach(path, children, reached)
        for path in sorted(nested - reached):
            if path not in reached:
                roots.append(path)
                _reach(path, children, reached)
        return sorted(roots)

    def _children(self, path: str) -> set[str]:
        resources = self.templates[path].root.get("Resources")
        if not any(_may_nest(key, resource) for key, resource in resources.items()):
            return set()
        try:
            evaluator = self.evaluator(path)
            found = {evaluator.nested.template_of(id) for id in evaluator.nested.ids()} if evaluator else set()
        except _FAILURES:
            return set()
        return {child for child in found if child in self.templates and child != path}

    def evaluator(self, path: str) -> Evaluator | None:
        """The evaluator of a template that is used as a root; None when it is too large or deep to begin with."""
        if path not in self._evaluators:
            try:
                template = self.templates[path]
                given = overridden(self.tree, path, template.root)
                self._evaluators[path] = Evaluator(template, self, Budget(), arguments=given)
            except _FAILURES:
                self._evaluators[path] = None
        return self._evaluators[path]

    @cached_property
    def _locator(self) -> Locator:
        return Locator(self.tree)

    def locate(self, location: str, folder: str) -> str | None:
        return self._locator.locate(location, folder)

    def fragment(self, path: str) -> Parsed:
        """A file that a template includes."""
        if path not in self._fragments:
            self._fragments[path] = read_document(self.tree, path)
        return self._fragments[path]

    @cached_property
    def _exports(self) -> Exports:
        return Exports(e for e in map(self.evaluator, self.roots) if e is not None)

    def imported(self, importer: Evaluator, name: str, span: Span) -> Node:
        return self._exports.value(importer, name, span)

    def stack_output(self, importer: Evaluator, stack: str, output: str, span: Span) -> Node | None:
        """An output of a stack by its name, None where no template of the tree makes it."""
        return self._exports.output(importer, stack, output, span)


def _may_nest(key: str, resource: Node) -> bool:
    return key.startswith("Fn::") or resource.get("Type").text() in LOCATION_PROPERTY


def _reach(path: str, children: dict[str, set[str]], reached: set[str]) -> None:
    pending = [path]
    while pending:
        current = pending.pop()
        if current not in reached:
            reached.add(current)
            pending.extend(children.get(current, ()))
