"""Values of a root module's variables: what the files of values (`*.tfvars`) beside and below it give.

Those that Terraform loads by itself count as they are. Of the others (one for each environment, as a rule) what all
agree on counts; a variable that they give different values is unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define

from goatherd.core.errors import ReadError
from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.frontends.node import Node
from goatherd.frontends.terraform.evaluate import Evaluator
from goatherd.frontends.terraform.json_syntax import parse_json_values
from goatherd.frontends.terraform.parse import parse_hcl
from goatherd.frontends.terraform.values import same

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.budget import Budget
    from goatherd.frontends.terraform.deployment import Deployment
    from goatherd.frontends.terraform.scope import Inputs
    from goatherd.tree import Tree

_SUFFIXES = (".tfvars", ".tfvars.json")
_LOADED = (".auto.tfvars", ".auto.tfvars.json")
_MAX_BYTES = 500_000
_MAX_FILES = 50

Values = dict[str, Node]


@define(eq=False)
class _NoNames:
    """The scope of a file of values, which can refer to nothing."""

    budget: Budget
    tree: Tree
    folder: str

    def name(self, name: str, span: Span) -> Node:
        return Node.opaque("a file of values cannot refer to anything", span)


def given_variables(deployment: Deployment) -> Inputs:
    loaded, others = _files(deployment)
    values: Values = {}
    for file in [_values(deployment, path) for path in others]:
        for name, value in file.items():
            values[name] = _agreed(deployment, name, values[name], value) if name in values else value
    for path in loaded:
        values |= _values(deployment, path)
    return {name: _constant(value) for name, value in values.items()}


def _constant(value: Node) -> Callable[[], Node]:
    return lambda: value


def _agreed(deployment: Deployment, name: str, one: Node, other: Node) -> Node:
    if same(one, other, deployment.budget):
        return one
    return Node.opaque(f"variable {name} has different values in {one.span.path} and {other.span.path}", one.span)


def _files(deployment: Deployment) -> tuple[list[str], list[str]]:
    """Those that are loaded by themselves, the last one first to ask; and those that somebody has to name."""
    configurations, folder = deployment.configurations, deployment.folder
    loaded: list[str] = []
    others: list[str] = []
    for path in deployment.tree.below(folder):
        if not path.endswith(_SUFFIXES):
            continue
        place, _, name = path.rpartition("/")
        if place == folder and (name.startswith("terraform.tfvars") or name.endswith(_LOADED)):
            loaded.append(path)
        elif _nearest(place, folder, configurations.folders) == folder:
            others.append(path)
    loaded.sort(key=lambda path: (path.endswith(_LOADED), path))
    return loaded, others[:_MAX_FILES]


def _nearest(place: str, folder: str, configured: dict[str, list[str]]) -> str:
    """The nearest folder upwards that is a module."""
    while place != folder and place not in configured:
        place = place.rpartition("/")[0]
    return place


def _values(deployment: Deployment, path: str) -> Values:
    try:
        text = deployment.tree.read(path, _MAX_BYTES)
    except ReadError as error:
        deployment.diagnoses[Diagnosis(error.span or Span(path, 1), error.message)] = None
        return {}
    file = parse_json_values(text, path) if path.endswith(".json") else parse_hcl(text, path)
    deployment.diagnoses |= dict.fromkeys(file.diagnoses)
    e = Evaluator(_NoNames(deployment.budget, deployment.tree, deployment.folder), {})
    return {name: e.evaluate(value) for name, value in file.body.attributes.items()}
