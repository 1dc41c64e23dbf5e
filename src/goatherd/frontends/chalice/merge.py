"""Templates that `chalice package --merge-template` puts over the one that Chalice makes itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.paths import ancestors, join, name, parent
from goatherd.core.errors import ReadError
from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.frontends.cloudformation.source import SERVERLESS, Sources, TemplateSource
from goatherd.frontends.cloudformation.stacks import read_stacks
from goatherd.frontends.document import read_document
from goatherd.frontends.files import CHALICE_FOLDER
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.frontends.aws.stack import Stack
    from goatherd.tree import Tree

# What the tutorials call it, beside `app.py`.
_USUAL = tuple(f"resources.{ending}" for ending in ("json", "yaml", "yml"))
_OPTION = regex(r"--merge-template(?:[ \t]+|=)[\"']?([\w./-]{1,200})")
_SCRIPTS = frozenset({"Makefile", "makefile", "package.json", "Taskfile.yml", "tasks.py"})
_SCRIPT_ENDINGS = (".sh", ".yml", ".yaml", ".mk")
_SECTIONS = ("Resources", "Outputs", "Parameters", "Conditions", "Mappings")
_MAX_DEPTH = 40


def with_templates(tree: Tree, stack: Stack, sources: Sources, merged: Iterable[str] = ()) -> Stack:
    """The stack with what the templates say, which are taken out of `sources`: they are none of their own.

    `merged` are those of which more is known than what scripts say.
    """
    for path in dict.fromkeys((*_templates(tree, parent(stack.path)), *merged)):
        parsed = read_document(tree, path)
        root = parsed.documents[0] if parsed.documents else Node.absent(Span(path, 1))
        if root.get("Resources").is_mapping:
            sources.templates.pop(path, None)
            sources.parts.add(path)
            stack = _merged(tree, stack, root)
            stack.templates.append(path)
        stack.diagnoses += parsed.diagnoses
    return stack


def _templates(tree: Tree, folder: str) -> Iterator[str]:
    """The ones that a script of the application names, else the usual one."""
    named = [path for script in _scripts(tree, folder) for path in _named(tree, script, folder)]
    usual = [join(place, file) for place in (folder, join(folder, CHALICE_FOLDER) or "") for file in _USUAL]
    yield from (path for path in named or usual if path is not None and path in tree)


def _scripts(tree: Tree, folder: str) -> Iterator[str]:
    for around in ancestors(folder):
        for path in tree.listing(around):
            if name(path) in _SCRIPTS or path.endswith(_SCRIPT_ENDINGS):
                yield path


def _named(tree: Tree, script: str, folder: str) -> Iterator[str]:
    try:
        text = tree.read(script)
    except ReadError:
        return
    for match in _OPTION.finditer(text):
        # Who calls Chalice stands in the folder of the application, or begins with it.
        places = (join(folder, match[1]), join(parent(script), match[1]))
        found = next((place for place in places if place is not None and place in tree), None)
        if found is not None:
            yield found


def _merged(tree: Tree, stack: Stack, written: Node) -> Stack:
    """The stack that the two templates make together."""
    span = Span(stack.path, 1)
    resources = {
        id: Node.mapping({"Type": Node.scalar(one.type, one.span), "Properties": one.properties}, {}, one.span)
        for id, one in stack.resources.items()
    }
    own = Node.mapping(resources, {id: one.span for id, one in stack.resources.items()}, span)
    sections = {section: written.get(section) for section in _SECTIONS if written.get(section).exists}
    root = Node.mapping({**sections, "Resources": _over(own, written.get("Resources"))}, written.key_spans, span)
    source = TemplateSource(stack.path, root, ((SERVERLESS, Node.scalar(SERVERLESS, span)),), stack.framework)
    (read,) = read_stacks(tree, Sources({stack.path: source}, {stack.path: []}))
    read.templates = list(dict.fromkeys([*stack.templates, *read.templates]))
    read.diagnoses = [*stack.diagnoses, *read.diagnoses]
    return read


def _over(under: Node, over: Node, depth: int = _MAX_DEPTH) -> Node:
    """As Chalice merges: mappings key by key, lists one after the other, and else what the template says."""
    if under.kind == over.kind == "sequence":
        return Node.sequence(under.elements + over.elements, under.span)
    if not (under.is_mapping and over.is_mapping) or depth == 0:
        return over
    entries = dict(under.entries)
    for key, value in over.items():
        entries[key] = _over(entries[key], value, depth - 1) if key in entries else value
    return Node.mapping(entries, {**over.key_spans, **under.key_spans}, under.span)
