"""Parameters that are empty by default, and that `samconfig.toml` gives a value where they are deployed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code.paths import ancestors, parent
from goatherd.core.value import declared_secret
from goatherd.frontends.cloudformation.parameters import read_parameters
from goatherd.frontends.heads import head_of
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from goatherd.tree import Tree

_FILES = ("samconfig.toml", "samconfig.yaml", "samconfig.yml")


def overridden(tree: Tree, path: str, root: Node) -> dict[str, Node]:
    """What stands for these parameters of a template: a value that differs from one environment to the next."""
    parameters = read_parameters(root.get("Parameters"))
    empty = [parameter for parameter in parameters.values() if parameter.default.text() == ""]
    file = _nearest(tree, path) if empty else ""
    lines = head_of(tree, file).splitlines() if file else []
    text = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
    found = {}
    for parameter in empty:
        if re.search(rf"\b{re.escape(parameter.name)}(?:,ParameterValue)?=(?:\\?[\"'])?[^\"'\\\s,\]]", text):
            why = f"{file} gives parameter {parameter.name} a value"
            found[parameter.name] = Node.opaque(declared_secret(why) if parameter.no_echo else why, parameter.span)
    return found


def _nearest(tree: Tree, path: str) -> str:
    places = (f"{folder}/{file}".lstrip("/") for folder in ancestors(parent(path)) for file in _FILES)
    return next((place for place in places if place in tree), "")
