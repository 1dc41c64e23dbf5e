"""`.chalice/config.json`: settings of the application, of a stage, and of one function in that stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.core.source import Span
from goatherd.frontends.document import read_document
from goatherd.frontends.files import CHALICE_FOLDER
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from goatherd.core.finding import Diagnosis
    from goatherd.tree import Tree

DEFAULT_STAGE = "dev"


@define
class Stage:
    """One stage; `path` is that of the configuration, "" where there is none."""

    path: str
    name: str
    layers: list[Node]  # from the most specific to the most general
    diagnoses: list[Diagnosis] = field(factory=list)

    def get(self, key: str, function: str = "") -> Node:
        """A setting of a function, or of all; absent where nothing says it."""
        for layer in self.layers:
            for node in (layer.get("lambda_functions", function, key) if function else None, layer.get(key)):
                if node is not None and node.exists:
                    return node
        return Node.absent(self.layers[-1].span)

    @property
    def environment(self) -> dict[str, Node]:
        return self.variables("")

    def variables(self, function: str) -> dict[str, Node]:
        """The environment variables of a function: those of all levels together."""
        merged: dict[str, Node] = {}
        for layer in reversed(self.layers):
            merged.update(layer.get("environment_variables").items())
            if function:
                merged.update(layer.get("lambda_functions", function, "environment_variables").items())
        return merged


def read_stage(tree: Tree, folder: str) -> Stage:
    """The stage that `chalice deploy` takes by default, else the first one that is configured."""
    path = _configuration(tree, folder)
    if not path:
        return Stage("", DEFAULT_STAGE, [Node.absent(Span(f"{folder}/app.py".lstrip("/"), 1))])
    parsed = read_document(tree, path)
    root = parsed.documents[0] if parsed.documents else Node.absent(Span(path, 1))
    stages = root.get("stages")
    name = DEFAULT_STAGE if DEFAULT_STAGE in stages.entries else next(iter(stages.entries), DEFAULT_STAGE)
    return Stage(path, name, [stages.get(name), root], parsed.diagnoses)


def _configuration(tree: Tree, folder: str) -> str:
    """The configuration, or the sample of one that is not checked in."""
    files = tree.listing(f"{folder}/{CHALICE_FOLDER}".lstrip("/"))
    found = [path for path in files if path.rpartition("/")[2].startswith("config") and path.endswith(".json")]
    return next((path for path in found if path.endswith("/config.json")), found[0] if found else "")
