"""Templates that programs were synthesized to, left out where the program is read: it says the same, and where."""

from __future__ import annotations

from posixpath import basename
from typing import TYPE_CHECKING

from goatherd.frontends.cdk.apps import app_folder
from goatherd.frontends.cdk.names import FUNCTION

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from goatherd.frontends.aws.stack import Stack
    from goatherd.frontends.cdk.read import Programs
    from goatherd.frontends.cloudformation.source import Sources, TemplateSource
    from goatherd.tree import Tree

_WHY = "synthesized from a program that is read itself"


def leave_out(
    tree: Tree, sources: Sources, assemblies: Collection[str], programs: Programs, stacks: Iterable[Stack]
) -> None:
    """Leave out parts of outputs that no manifest describes, and copies of them that were committed elsewhere.

    `assemblies` are the folders that a manifest describes, `stacks` what the programs were read to.
    """
    made = [(stack.path, {function.id for function in stack.of(FUNCTION)}) for stack in stacks]
    for path, source in list(sources.templates.items()):
        if source.folder in assemblies:
            continue
        output = basename(source.folder).startswith("cdk.out")
        if _is_copy(source, made) or (output and programs.functions(app_folder(tree, source.folder))):
            del sources.templates[path]
            tree.skipped.append((path, _WHY))


def _is_copy(source: TemplateSource, made: Iterable[tuple[str, set[str]]]) -> bool:
    """Whether a program in the template's folder or below makes all functions of the template as well."""
    written = _functions(source)
    below = f"{source.folder}/" if source.folder else ""
    return bool(written) and any(written <= functions for place, functions in made if place.startswith(below))


def _functions(source: TemplateSource) -> set[str]:
    """The constructs that the functions of a synthesized template come from; none for any other template."""
    paths = [
        resource.get("Metadata", "aws:cdk:path").text()
        for _, resource in source.root.get("Resources").items()
        if resource.get("Type").text() == FUNCTION
    ]
    return {"/".join(path.split("/")[1:-1]) for path in paths if path} if all(paths) else set()
