"""The whole way: the configurations of a tree -> evaluated stacks, one for each root module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.frontends.aws.stack import Stack
from goatherd.frontends.cloudformation.budget import OutOfBudget
from goatherd.frontends.terraform.blocks import evaluated
from goatherd.frontends.terraform.configuration import SUFFIXES, Configurations
from goatherd.frontends.terraform.data.archive import archive_source
from goatherd.frontends.terraform.deployment import Deployment
from goatherd.frontends.terraform.evaluate import Evaluator
from goatherd.frontends.terraform.functions.files import in_tree
from goatherd.frontends.terraform.resources import declared
from goatherd.frontends.terraform.roots import root_folders
from goatherd.frontends.terraform.scope import ModuleScope
from goatherd.frontends.terraform.values import known_text
from goatherd.frontends.terraform.variables import given_variables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.frontends.terraform.instance import Instance
    from goatherd.tree import Tree

_TOO_MUCH = {
    OutOfBudget: "asks for more than can be evaluated",
    RecursionError: "is nested too deeply to be evaluated",
}
_MAX_INSTANCES = 5000


def read_terraform(tree: Tree) -> list[Stack]:
    """Every root module of the tree with the modules that it calls, sorted by path."""
    if not any(path.endswith(SUFFIXES) for path in tree.files):
        return []
    configurations = Configurations(tree)
    return [_stack(configurations, folder) for folder in root_folders(configurations)]


def _stack(configurations: Configurations, folder: str) -> Stack:
    deployment = Deployment(configurations, folder)
    module = configurations.of(folder)
    scope = ModuleScope(deployment, module, given_variables(deployment))
    stack = Stack(_main_file(scope), "terraform")
    instances = read_instances(scope)
    for resource in declared(instances):
        stack.resources[resource.id] = resource
    stack.templates = list(
        dict.fromkeys([stack.path, *(path for s in _all(scope) if s.place is None for path in s.module.files)])
    )
    found = {d: None for s in _all(scope) for d in s.module.diagnoses} | deployment.diagnoses
    stack.diagnoses = sorted(found, key=lambda d: (d.span, d.message))
    return stack


def _main_file(scope: ModuleScope) -> str:
    """The file that the application is known by."""
    files = scope.module.files
    with_resources = [block.span.path for block in scope.module.resources.values()]
    main = [path for path in files if path.rpartition("/")[2].partition(".")[0] == "main"]
    return (main or sorted(with_resources) or files)[0]


def read_instances(scope: ModuleScope) -> list[Instance]:
    """The resources of a root module and of all modules below it."""
    deployment = scope.deployment
    found: list[Instance] = []
    try:
        _note_archives(scope)
        for inner in _all(scope):
            for instance in inner.instances():
                found.append(instance)
                if len(found) >= _MAX_INSTANCES:
                    raise OutOfBudget
    except (OutOfBudget, RecursionError) as error:
        span = Span(_main_file(scope), 1)
        deployment.diagnoses[Diagnosis(span, f"the configuration {_TOO_MUCH[type(error)]}; a part is left out")] = None
    return found


def _all(scope: ModuleScope) -> Iterator[ModuleScope]:
    yield scope
    for name in scope.module.calls:
        for child in scope.children(name).values():
            yield from _all(child)


def _note_archives(scope: ModuleScope) -> None:
    """Functions often name an archive's path again instead of referring to it."""
    for inner in _all(scope):
        blocks = [*inner.module.data.values(), *inner.module.resources.values()]
        for block in blocks:
            if block.labels[0] != "archive_file":
                continue
            for bindings in inner.instances_of(block).instances.values():
                arguments = evaluated(Evaluator(inner, bindings), block.body, block.span)
                output, source = known_text(arguments.get("output_path")), archive_source(inner, arguments)
                if output and source:
                    scope.deployment.archives[in_tree(inner.folder, output)] = source
