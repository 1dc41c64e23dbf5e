"""Plans as JSON (`terraform show -json`): resources with the values that Terraform itself computed.

What it could not know yet is said by the plan's own copy of the configuration: the resources that are referred to.
Source: Terraform's documentation, "JSON Output Format".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from goatherd.code.paths import ancestors, parent
from goatherd.core.errors import ReadError
from goatherd.core.value import placeholder
from goatherd.frontends.document import read_document
from goatherd.frontends.folders_of_tests import is_test_folder
from goatherd.frontends.node import Node
from goatherd.frontends.terraform.deployment import Deployment
from goatherd.frontends.terraform.detect import is_configuration, may_be_plan
from goatherd.frontends.terraform.functions.files import in_tree
from goatherd.frontends.terraform.instance import Instance
from goatherd.frontends.terraform.paths import with_paths
from goatherd.frontends.terraform.resources import attribute
from goatherd.frontends.terraform.values import is_empty, mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.finding import Diagnosis
    from goatherd.frontends.terraform.configuration import Configurations
    from goatherd.tree import Tree

_MAX_DEPTH = 30
_CALL = re.compile(r"module\.([\w-]+)(\[[^\]]*\])?$")
_REFERENCE = re.compile(
    r"(?:module\.(?P<call>[\w-]+)|(?P<type>(?:aws|google|azurerm)_\w+)\.(?P<name>[\w-]+))(?P<key>\[[^\]]*\])?\.(?P<rest>\w+)"
)
_INPUT = re.compile(r"var\.([\w-]+)")


@define(eq=False)
class Plan:
    path: str
    instances: list[Instance] = field(factory=list)
    diagnoses: list[Diagnosis] = field(factory=list)


@frozen(eq=False)
class _Module:
    """One use of a module: its part of the plan's configuration, and the call that it is."""

    prefix: str
    configuration: Node
    call: Node
    parent: _Module | None = None


def read_plans(configurations: Configurations) -> Iterator[Plan]:
    """The plans of a tree, but those of a configuration that is read itself: it says more."""
    tree = configurations.tree
    for path in tree.files:
        if not may_be_plan(path) or is_configuration(path) or is_test_folder(path) or not _looks_like_one(tree, path):
            continue
        if any(folder in configurations.folders for folder in ancestors(parent(path))):
            tree.skipped.append((path, "plan of a configuration that is read itself"))
        elif (plan := read_plan(configurations, path)) is not None:
            yield plan


def _looks_like_one(tree: Tree, path: str) -> bool:
    try:
        return b'"format_version"' in tree.head(path, 400)
    except ReadError:
        return False


def read_plan(configurations: Configurations, path: str) -> Plan | None:
    """The resources of a plan; None where the file is no plan."""
    parsed = read_document(configurations.tree, path)
    if not parsed.documents or not parsed.documents[0].get("planned_values").is_mapping:
        return None
    reader = _Reader(configurations, path, parsed.documents[0])
    return Plan(path, list(reader.instances()), parsed.diagnoses)


class _Reader:
    def __init__(self, configurations: Configurations, path: str, root: Node) -> None:
        self.root = root
        self.deployment = Deployment(configurations, path.rpartition("/")[0])
        self.path = path
        changes = root.get("resource_changes").list()
        self.unknown = {change.get("address").text(): change.get("change", "after_unknown") for change in changes}
        self._note_archives(root.get("prior_state", "values", "root_module"), 0)

    def instances(self) -> Iterator[Instance]:
        configuration = self.root.get("configuration", "root_module")
        module = _Module("", configuration, Node.absent(self.root.span))
        yield from self._module(self.root.get("planned_values", "root_module"), module, 0)

    def _module(self, planned: Node, module: _Module, depth: int) -> Iterator[Instance]:
        written = {node.get("address").text(): node for node in module.configuration.get("resources").list()}
        for resource in planned.get("resources").list():
            address, kind = resource.get("address").text(), resource.get("type").text()
            if address and kind and resource.get("mode").text() == "managed":
                own = written.get(f"{kind}.{resource.get('name').text()}", Node.absent(resource.span))
                arguments = self._arguments(resource, own.get("expressions"), module)
                arguments = with_paths(self.deployment, kind, arguments)
                yield Instance(address, kind, resource.get("address").span, arguments, self.path)
        for child in planned.get("child_modules").list() if depth < _MAX_DEPTH else ():
            address = child.get("address").text() or ""
            match = _CALL.search(address)
            call = module.configuration.get("module_calls", match[1]) if match else Node.absent(child.span)
            yield from self._module(child, _Module(f"{address}.", call.get("module"), call, module), depth + 1)

    def _arguments(self, resource: Node, expressions: Node, module: _Module) -> Node:
        values = resource.get("values")
        entries = {key: value for key, value in values.items() if not is_empty(value)}
        unknown = self.unknown.get(resource.get("address").text(), Node.absent(resource.span))
        for key, expression in expressions.items():
            if unknown.get(key).exists:
                filled = self._filled(values.get(key), unknown.get(key), expression, module)
                entries.update({key: filled} if not is_empty(filled) else {})
        return Node.mapping(entries, values.key_spans, values.span)

    def _filled(self, value: Node, unknown: Node, expression: Node, module: _Module) -> Node:
        """The value with what refers to other resources in the places that are not known."""
        if unknown.kind == "scalar":
            return self._reference(expression, module, 0) if unknown.value is True else value
        whole = expression.get("references").exists or expression.get("constant_value").exists
        if unknown.is_mapping:
            keys = dict.fromkeys((*value.entries, *unknown.entries))
            entries = {
                key: self._filled(
                    value.get(key), unknown.get(key), expression if whole else expression.get(key), module
                )
                for key in keys
            }
            return mapping(entries, value.span if value.exists else expression.span)
        if unknown.kind == "sequence" and unknown.elements:
            elements = tuple(
                self._filled(value.get(i), part, expression if whole else expression.get(i), module)
                for i, part in enumerate(unknown.elements)
            )
            return Node.sequence(elements, expression.span)
        return value

    def _reference(self, expression: Node, module: _Module, depth: int) -> Node:
        """The resource that an expression refers to, where it is one only."""
        if expression.get("constant_value").exists:
            return expression.get("constant_value")
        found: dict[str, Node] = {}
        for reference in expression.get("references").list() if depth < _MAX_DEPTH else ():
            node = self._resolved(reference, module, depth)
            if node is not None and (text := node.text()) is not None:
                found[text] = node
        if len(found) == 1:
            return next(iter(found.values()))
        return Node.opaque("it is known after the plan is applied", expression.span)

    def _resolved(self, reference: Node, module: _Module, depth: int) -> Node | None:
        text = reference.text() or ""
        if (match := _INPUT.fullmatch(text)) and module.parent is not None:
            return self._reference(module.call.get("expressions", match[1]), module.parent, depth + 1)
        match = _REFERENCE.fullmatch(text)
        if match is None:
            return None
        key = match["key"] or ""
        if match["call"]:
            call = module.configuration.get("module_calls", match["call"])
            inner = _Module(f"{module.prefix}module.{match['call']}{key}.", call.get("module"), call, module)
            return self._reference(call.get("module", "outputs", match["rest"], "expression"), inner, depth + 1)
        name = attribute(match["type"], match["rest"])
        if name is None:
            return None
        address = f"{module.prefix}{match['type']}.{match['name']}{key}"
        return Node.scalar(placeholder(address, name), reference.span)

    def _note_archives(self, module: Node, depth: int) -> None:
        for resource in module.get("resources").list():
            values = resource.get("values")
            source = values.get("source_dir").text() or values.get("source_file").text()
            output = values.get("output_path").text()
            if resource.get("type").text() == "archive_file" and source and output:
                folder = self.deployment.folder
                self.deployment.archives[in_tree(folder, output)] = in_tree(folder, source)
        for child in module.get("child_modules").list() if depth < _MAX_DEPTH else ():
            self._note_archives(child, depth + 1)
