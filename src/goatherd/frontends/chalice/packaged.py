"""What `chalice package`, and then `aws cloudformation package`, wrote of an application whose program is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.paths import ancestors, name, parent
from goatherd.frontends.cloudformation.copies import COPY

if TYPE_CHECKING:
    from goatherd.frontends.aws.stack import Stack
    from goatherd.frontends.cloudformation.source import Sources, TemplateSource
    from goatherd.tree import Tree

_FUNCTION = "AWS::Serverless::Function"
_ARCHIVE, _UPLOADED = "deployment.zip", "s3://"
# https://aws.github.io/chalice/topics/cfn.html
_MADE = frozenset(
    {
        _FUNCTION,
        "AWS::Serverless::Api",
        "AWS::Serverless::LayerVersion",
        "AWS::Lambda::Permission",
        "AWS::Lambda::EventSourceMapping",
        "AWS::ApiGatewayV2::Api",
        "AWS::ApiGatewayV2::Deployment",
        "AWS::ApiGatewayV2::Integration",
        "AWS::ApiGatewayV2::Route",
        "AWS::ApiGatewayV2::Stage",
        "AWS::IAM::Role",
        "AWS::Logs::LogGroup",
    }
)


def without_packaged(tree: Tree, stacks: list[Stack], sources: Sources) -> dict[str, list[str]]:
    """By the path of each program, the templates of the tree that were merged into what was made of it.

    What was made is taken out of `sources` and added to `tree.skipped`.
    """
    homes = {parent(stack.path): stack for stack in stacks}
    near: dict[str, dict[str, TemplateSource]] = {stack.path: {} for stack in stacks}
    for path, source in sources.templates.items():
        home = next((folder for folder in ancestors(parent(path)) if folder in homes), None)
        if home is not None:
            near[homes[home].path][path] = source
    merged = {}
    for stack in stacks:
        made, merged[stack.path] = _made_of(stack, near[stack.path])
        for path in made:
            sources.templates.pop(path)
            sources.parts.add(path)
            tree.skipped.append((path, f"{COPY} {stack.path}"))
    return merged


def _made_of(stack: Stack, near: dict[str, TemplateSource]) -> tuple[list[str], list[str]]:
    """What was made of a program, and what was merged into that.

    A template that holds more than Chalice makes and other templates declare is read for itself.
    """
    copies = [path for path, source in near.items() if _is_copy(source, stack)]
    declared = {path: set(source.root.get("Resources").entries) for path, source in near.items()}
    made, merged = [], []
    for path in copies:
        parts = [other for other in near if other not in copies and declared[other] <= declared[path]]
        if _added(near[path]) <= {id for other in parts for id in declared[other]}:
            made.append(path)
            merged += parts
    return made, merged


def _is_copy(source: TemplateSource, stack: Stack) -> bool:
    """Whether all functions are deployed from an archive, and one of them is the program's."""
    functions = {
        id: resource.get("Properties", "CodeUri").text() or ""
        for id, resource in source.root.get("Resources").items()
        if resource.get("Type").text() == _FUNCTION
    }
    archived = all(name(code) == _ARCHIVE or code.startswith(_UPLOADED) for code in functions.values())
    return archived and not functions.keys().isdisjoint(stack.resources)


def _added(source: TemplateSource) -> set[str]:
    """The ids of resources that Chalice has not made of a program."""
    return {id for id, one in source.root.get("Resources").items() if one.get("Type").text() not in _MADE}
