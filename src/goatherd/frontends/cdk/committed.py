"""Templates that somebody synthesized and committed beside the program: the program says the same, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.frontends.aws.stack import Stack
    from goatherd.frontends.cloudformation.source import Sources, TemplateSource
    from goatherd.tree import Tree

_FUNCTION = "AWS::Lambda::Function"
WHY = "synthesized from a program that is read itself"


def leave_out(tree: Tree, sources: Sources, stacks: Iterable[Stack]) -> None:
    """Leave out templates all of whose functions a program in their folder or below makes as well."""
    made = [(stack.path, {function.id for function in stack.of(_FUNCTION)}) for stack in stacks]
    for path, source in list(sources.templates.items()):
        written = _functions(source)
        below = f"{source.folder}/" if source.folder else ""
        if written and any(written <= functions for place, functions in made if place.startswith(below)):
            del sources.templates[path]
            tree.skipped.append((path, WHY))


def _functions(source: TemplateSource) -> set[str]:
    """The constructs that the functions of a synthesized template come from; none for any other template."""
    paths = [
        resource.get("Metadata", "aws:cdk:path").text()
        for _, resource in source.root.get("Resources").items()
        if resource.get("Type").text() == _FUNCTION
    ]
    return {"/".join(path.split("/")[1:-1]) for path in paths if path} if all(paths) else set()
