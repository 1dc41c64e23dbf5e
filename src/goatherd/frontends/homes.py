"""Which files say that the folder they lie in is the home of an application, by the names that its tools look for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.frontends.cloudformation.detect import find_templates

if TYPE_CHECKING:
    from goatherd.tree import Tree

_NAMES = re.compile(
    r"(?:^|/)(?:serverless\.(?:ya?ml|json|[cm]?[jt]s)|(?:cdk|host|firebase)\.json|zappa_settings\.(?:json|ya?ml|toml)"
    r"|\.chalice/config[^/]*\.json|[^/]+\.(?:tf|tofu)(?:\.json)?)$"
)


def holds_infrastructure(tree: Tree) -> bool:
    """Whether any file of a tree is a template, or a program or configuration that deploys functions."""
    return any(map(_NAMES.search, tree.files)) or bool(find_templates(tree).templates)
