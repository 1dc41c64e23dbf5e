"""Files in Bicep and ARM templates of a tree -> one stack for each that no other one calls, its modules with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.classify import why_not_by_name
from goatherd.code.paths import join, parent
from goatherd.core.errors import ReadError
from goatherd.frontends.aws.stack import Stack
from goatherd.frontends.azure.templates.arm import resources_of
from goatherd.frontends.azure.templates.bicep import read_bicep
from goatherd.frontends.azure.templates.configs import with_configs
from goatherd.frontends.azure.templates.shown import of_arm, of_bicep
from goatherd.frontends.azure.templates.translate import instance_of
from goatherd.frontends.document import parse_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.frontends.azure.templates.bicep import Resource
    from goatherd.frontends.node import Node
    from goatherd.tree import Tree

_MAX_BYTES = 500_000
_MAX_MODULES = 300
_SCHEMA = "deploymentTemplate.json"


def read_templates(tree: Tree) -> Iterator[Stack]:
    texts = dict(_texts(tree, ".bicep"))
    called: set[str] = set()
    for path, text in texts.items():
        called |= {place for _, written, _ in read_bicep(text, path, {}).modules if (place := _place(path, written))}
    for path in texts:
        if path not in called:
            stack = Stack(path, "bicep")
            found: list[tuple[str, Resource]] = []
            _add(stack, found, texts, path, "", {}, ())
            _declare(stack, found)
            if stack.elsewhere:
                yield stack
    for path, text in _texts(tree, ".json"):
        stack = Stack(path, "arm", templates=[path])
        for root in parse_document(text, path).documents[:1]:
            if root.get("metadata", "_generator", "name").text() == "bicep" and f"{path[:-5]}.bicep" in texts:
                continue  # made of the file that was read
            _declare(stack, [(path, resource) for resource in resources_of(root)])
            stack.parameters, stack.outputs = of_arm(root)
        if stack.elsewhere:
            yield stack


def _texts(tree: Tree, ending: str) -> Iterator[tuple[str, str]]:
    for path in tree.files:
        if path.endswith(ending) and not why_not_by_name(path):
            if ending == ".json" and _SCHEMA.encode() not in _head(tree, path):
                continue
            try:
                yield path, tree.read(path, _MAX_BYTES)
            except ReadError:
                continue  # what is too large or no text declares nothing that anybody deploys


def _head(tree: Tree, path: str) -> bytes:
    try:
        return tree.head(path, 2_000)
    except ReadError:
        return b""


def _place(path: str, written: str) -> str | None:
    return join(parent(path), written) if written.endswith(".bicep") else None


def _add(
    stack: Stack,
    found: list[tuple[str, Resource]],
    texts: dict[str, str],
    path: str,
    prefix: str,
    given: dict[str, Node],
    around: tuple[str, ...],
) -> None:
    """A file and the modules that it calls; one that calls itself is read once."""
    if path in around or path not in texts or len(stack.templates) > _MAX_MODULES:
        return
    file = read_bicep(texts[path], path, given, prefix)
    stack.templates.append(path)
    parameters, outputs = of_bicep(texts[path], path)
    stack.parameters += [] if around else parameters
    stack.outputs += outputs
    found += [(path, resource) for resource in file.resources]
    for symbol, written, body in file.modules:
        place = _place(path, written)
        if place is not None:
            values = dict(body.get("params").items())
            _add(stack, found, texts, place, f"{prefix}{symbol}-", values, (*around, path))


def _declare(stack: Stack, found: list[tuple[str, Resource]]) -> None:
    """What the files of a deployment hold; a part of an app may stand in another module than the app."""
    resources = list(with_configs(resource for _, resource in found))
    declared = {resource.id: resource for resource in resources}
    paths = {resource.id: path for path, resource in found}
    instances = (instance_of(resource, paths[id], declared) for id, resource in declared.items())
    stack.elsewhere += [instance for instance in instances if instance is not None]
