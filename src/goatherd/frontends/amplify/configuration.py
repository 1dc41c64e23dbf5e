"""Backends of Amplify (first generation): the stack around the templates of its resources, which no file holds.

`backend-config.json` says which resources there are, and whose outputs each is given as parameters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.frontends.build import build
from goatherd.frontends.cloudformation.source import TemplateSource
from goatherd.frontends.document import read_document

if TYPE_CHECKING:
    from goatherd.frontends.cloudformation.source import Sources
    from goatherd.frontends.node import Node
    from goatherd.tree import Tree

_FRAMEWORK = "amplify"


def add_backends(tree: Tree, paths: list[str], sources: Sources) -> None:
    """Add one template for every backend whose resources have templates among the sources."""
    for path in paths:
        parsed = read_document(tree, path)
        resources = _resources(tree, sources, parsed.documents[0]) if parsed.documents else {}
        if resources:
            root = build({"Resources": resources}, parsed.documents[0].span)
            sources.templates[path] = TemplateSource(path, root, framework=_FRAMEWORK)
            sources.remarks[path] = list(parsed.diagnoses)


def _resources(tree: Tree, sources: Sources, config: Node) -> dict[str, Any]:
    folder = config.span.path.rpartition("/")[0]
    resources: dict[str, Any] = {}
    for category, members in config.items():
        for name, settings in members.items():
            place = f"{category}/{name}"
            template = _template(sources, f"{folder}/{place}" if folder else place)
            if template:
                properties = {
                    "TemplateURL": template[len(folder) :].lstrip("/"),
                    "Parameters": {**_written(tree, template), **_outputs(settings)},
                }
                stack = {"Type": "AWS::CloudFormation::Stack", "Properties": properties}
                resources[f"{category}{name}"] = build(stack, members.key_span(name))
    return resources


def _template(sources: Sources, folder: str) -> str:
    """The template in a resource's folder, or in that of what the tool has built of it."""
    found = [path for path in sources.templates if path.rpartition("/")[0] in (folder, f"{folder}/build")]
    return found[0] if len(found) == 1 else next((path for path in found if "-cloudformation-template." in path), "")


def _written(tree: Tree, template: str) -> dict[str, Any]:
    """The values of `parameters.json` beside the template."""
    path = f"{template.rpartition('/')[0]}/parameters.json"
    documents = read_document(tree, path).documents if path in tree else []
    return dict(documents[0].items()) if documents else {}


def _outputs(settings: Node) -> dict[str, Any]:
    """Parameters that take the outputs of the resources that this one depends on."""
    given: dict[str, Any] = {}
    for needed in settings.get("dependsOn").list():
        id = f"{needed.get('category').text()}{needed.get('resourceName').text()}"
        for attribute in needed.get("attributes").texts():
            given[f"{id}{attribute}"] = {"Fn::GetAtt": [id, f"Outputs.{attribute}"]}
    return given
