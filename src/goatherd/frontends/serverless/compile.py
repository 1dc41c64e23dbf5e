"""A service -> the CloudFormation template that the Framework would deploy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.frontends.build import mapping
from goatherd.frontends.serverless.events import compile_events, finish_apis
from goatherd.frontends.serverless.functions import compile_functions
from goatherd.frontends.serverless.merge import merged_all
from goatherd.frontends.serverless.plugins import compile_plugins, declare_functions
from goatherd.frontends.serverless.roles import compile_roles

if TYPE_CHECKING:
    from goatherd.frontends.node import Node
    from goatherd.frontends.serverless.service import Service

_SECTIONS = ("Resources", "Outputs", "Conditions", "Parameters", "Mappings")
_MAX_PARTS = 5_000
_ID = re.compile(r"[A-Za-z0-9_-]+")


def compile_service(service: Service) -> Node:
    declare_functions(service)
    compile_functions(service)
    compile_events(service)
    compile_plugins(service)
    finish_apis(service)
    compile_roles(service)
    return service.template.root(_written(service))


def _written(service: Service) -> Node:
    """The sections of `resources`, a mapping or a list of them; `extensions` change what the Framework makes."""
    resources = service.root.get("resources")
    sections: dict[str, list[Node]] = {}
    for part in resources.list()[:_MAX_PARTS]:
        if part.kind == "opaque":
            service.lost(part.span, "a part of the resources", part)
        for key, node in part.items():
            section = "Resources" if key == "extensions" else key
            if node.kind == "opaque":
                service.lost(node.span, f"the section {key} of the resources", node)
            elif section in _SECTIONS and node.is_mapping:
                sections.setdefault(section, []).append(node)
    return mapping({name: merged_all(parts, parts[0].span) for name, parts in sections.items()}, resources.span)


def names_of(service: Service, root: Node) -> dict[str, str]:
    """Ids of functions to the names that people write, where no resource is called so."""
    ids = root.get("Resources").entries
    return {f.id: key for key, f in service.functions.items() if key not in ids and _ID.fullmatch(key)}
