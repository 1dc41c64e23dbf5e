"""One file of a service -> the template that it is deployed as.

One stage is read, the one that is deployed where nobody names another (`dev`, or what `provider.stage` says). Where
values exist for other stages only, the first of those is taken. What is deployed in other stages only (a function, a
resource, an event, a statement) is added with the condition "stage NAME".
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.core.value import HOLE, is_symbolic
from goatherd.frontends import replaceable
from goatherd.frontends.budget import OutOfBudget
from goatherd.frontends.build import build
from goatherd.frontends.cloudformation.source import TemplateSource
from goatherd.frontends.document import read_document
from goatherd.frontends.exported import exported
from goatherd.frontends.node import Node
from goatherd.frontends.serverless.compile import compile_service, names_of
from goatherd.frontends.serverless.detect import PROGRAMS
from goatherd.frontends.serverless.merge import as_mapping
from goatherd.frontends.serverless.service import Service
from goatherd.frontends.serverless.settings import settings_of
from goatherd.frontends.serverless.stages import with_stages
from goatherd.frontends.serverless.template import Template, TooManyResources
from goatherd.frontends.serverless.variables.files import Files
from goatherd.frontends.serverless.variables.resolver import Resolver

if TYPE_CHECKING:
    from goatherd.code.modules import Modules
    from goatherd.frontends.cloudformation.source import Sources
    from goatherd.tree import Tree

_DEFAULT_STAGE, _DEFAULT_REGION = "dev", "us-east-1"
_MAX_STAGES = 6
_TOO_MUCH = (OutOfBudget, RecursionError, TooManyResources)


def add_service(modules: Modules, path: str, sources: Sources) -> None:
    """Add the template of a service for AWS, or what is wrong with it."""
    files = Files(modules, path.rpartition("/")[0])
    root, remarks = _document(modules, path)
    if root is None or not root.is_mapping:
        told = [d for d in remarks if d.incomplete][:1]
        sources.unreadable += told or [_no_service(path, root)]
        return
    source, lost = _as_far_as_possible(modules.tree, path, root, files)
    if source is None:
        sources.unreadable += lost
        return
    sources.templates[path] = source
    sources.remarks[path] = [*remarks, *lost, *(d for found in files.read.values() for d in found)]
    sources.parts.update(files.parts(path))


def _as_far_as_possible(
    tree: Tree, path: str, root: Node, files: Files
) -> tuple[TemplateSource | None, list[Diagnosis]]:
    """The template, or that of the first half of the functions, of a quarter … where all are too much."""
    written = _functions(root, files)
    left = len(written.entries)
    while True:
        try:
            source, lost = _source(tree, path, root, files)
        except _TOO_MUCH:
            left //= 2
            if not left:
                return None, [Diagnosis(Span(path, 1), "service expands to more than can be evaluated")]
            root = _with_functions(root, written, left)
            continue
        if left < len(written.entries):
            first_lost = list(written.entries)[left]
            message = (
                f"only the first {left:,} of {len(written.entries):,} functions are read, those before {first_lost!r}: "
                "all together are more than can be evaluated"
            )
            lost = [*lost, Diagnosis(written.key_span(first_lost), message)]
        return source, lost


def _functions(root: Node, files: Files) -> Node:
    try:
        return as_mapping(Resolver(root, files, "").at(root, "functions"))
    except (OutOfBudget, RecursionError):
        return as_mapping(root.get("functions"))


def _with_functions(root: Node, functions: Node, number: int) -> Node:
    entries = dict(islice(functions.entries.items(), number))
    fewer = Node.mapping(entries, functions.key_spans, functions.span)
    return Node.mapping({**root.entries, "functions": fewer}, root.key_spans, root.span)


def _no_service(path: str, root: Node | None) -> Diagnosis:
    if root is not None and root.kind == "opaque":
        return Diagnosis(Span(path, 1), f"which service it exports cannot be known: {root.why}")
    return Diagnosis(Span(path, 1), "it holds no service: a mapping is expected")


def _document(modules: Modules, path: str) -> tuple[Node | None, list[Diagnosis]]:
    if path.endswith(PROGRAMS):
        return exported(modules, path, path.rpartition("/")[0])
    parsed = read_document(modules.tree, path)
    return next(iter(parsed.documents), None), parsed.diagnoses


def _source(tree: Tree, path: str, root: Node, files: Files) -> tuple[TemplateSource | None, list[Diagnosis]]:
    stage = _default_stage(root, files)
    resolver = Resolver(root, files, stage, _DEFAULT_REGION)
    provider = resolver.at(root, "provider")
    name = provider.text() if provider.kind == "scalar" else provider.get("name").text()
    if name is None:
        why = provider.why or provider.get("name").why or "it names no provider"
        if provider.kind == "sequence":
            why = "`provider` is a list"
        message = f"which cloud the service is for cannot be known: {why}"
        return None, [Diagnosis(Span(path, 1), message, incomplete=path.endswith(PROGRAMS) or provider.exists)]
    if name != "aws":
        return None, []
    service = _service(tree, path, resolver)
    template = compile_service(service)
    names = names_of(service, template)
    others = []
    for other in [name for name in resolver.stages if name != stage][:_MAX_STAGES]:
        variant = _service(tree, path, Resolver(root, files, other, _DEFAULT_REGION))
        others.append((other, compile_service(variant)))
        names = {**names_of(variant, template), **names}
    template = with_stages(template, stage, others)
    source = TemplateSource(
        path,
        template,
        framework="serverless",
        names=names,
        stack_name=service.stack_name,
        settings=tuple(settings_of(service)),
    )
    return source, service.remarks


def _default_stage(root: Node, files: Files) -> str:
    stage = Resolver(root, files, "").at(root, "provider.stage").text()
    return stage if stage and not is_symbolic(stage) else _DEFAULT_STAGE


def _service(tree: Tree, path: str, resolver: Resolver) -> Service:
    root = resolver.resolve(resolver.root)
    if root.kind == "opaque":
        raise OutOfBudget
    if root.get("provider").kind == "scalar":
        entries = {**root.entries, "provider": build({"name": root.get("provider")}, root.get("provider").span)}
        root = Node.mapping(entries, root.key_spans, root.span)
    stage = HOLE if replaceable.are_ignored() else resolver.stage
    service = Service(path, root, stage, tree, Template(Span(path, 1)))
    if service.custom.kind == "opaque":
        service.lost(root.key_span("custom"), "the section custom", service.custom)
    return service
