"""Layers and custom resources."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from goatherd.core.value import Known, is_symbolic, sole_placeholder
from goatherd.frontends.aws.resources.common import common, reference
from goatherd.model.resource import CustomResource, Layer, Resource

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.aws.stack import Declared, Stack
    from goatherd.tree import Tree


def read_layer(declared: Declared) -> Layer:
    content = declared.properties.get("ContentUri" if "Serverless" in declared.type else "Content").text() or ""
    return Layer(**common(declared, "LayerName"), path=_local_path(content, declared.template))


def _local_path(content: str, template: str) -> str:
    if not content or is_symbolic(content) or "://" in content:
        return ""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(template), content))
    return "" if path.startswith(("..", "/")) else path


def mark_extensions(resources: dict[str, Resource], tree: Tree) -> None:
    for layer in resources.values():
        if isinstance(layer, Layer) and layer.path:
            layer.extension = bool(tree.below(f"{layer.path}/extensions"))


def mark_public_layers(stack: Stack, resources: dict[str, Resource]) -> None:
    for permission in stack.of("AWS::Lambda::LayerVersionPermission"):
        layer = resources.get(reference(permission.properties.get("LayerVersionArn")))
        principal = permission.properties.get("Principal")
        if not isinstance(layer, Layer) or permission.enabled is False:
            continue
        if principal.text() == "*" and not permission.properties.get("OrganizationId").exists:
            layer.public = Known(True, principal.span)


def read_custom_resource(declared: Declared) -> CustomResource:
    """`function` is set where the token is a plain reference; the wiring finds it behind ARNs and names."""
    target = sole_placeholder(declared.properties.get("ServiceToken").text() or "")
    return CustomResource(**common(declared), function=target[0] if target else None)


READERS: dict[str, Callable[[Declared], Resource]] = {
    "AWS::Lambda::LayerVersion": read_layer,
    "AWS::Serverless::LayerVersion": read_layer,
    "AWS::CloudFormation::CustomResource": read_custom_resource,
}
