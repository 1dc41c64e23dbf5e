"""Values of a root module's variables: what units of Terragrunt and files of values (`*.tfvars`) give.

Those files that Terraform loads by itself count as they are. Of the others, and of the units (one for each
environment, as a rule), what all agree on counts; a variable that they give different values is unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.core.errors import ReadError
from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.frontends.node import Node
from goatherd.frontends.terraform.evaluate import Evaluator
from goatherd.frontends.terraform.json_syntax import parse_json_values
from goatherd.frontends.terraform.parse import parse_hcl
from goatherd.frontends.terraform.value_files import loaded_files, named_files, outside_files
from goatherd.frontends.terraform.values import same

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from goatherd.frontends.budget import Budget
    from goatherd.frontends.terraform.configuration import Configuration
    from goatherd.frontends.terraform.deployment import Deployment
    from goatherd.frontends.terraform.functions.common import Function
    from goatherd.frontends.terraform.scope import Inputs
    from goatherd.frontends.terraform.terragrunt.units import RootIn
    from goatherd.tree import Tree

_MAX_BYTES = 500_000
_MAX_UNITS = 50


@define(eq=False)
class _NoNames:
    """The scope of a file of values, which can refer to nothing."""

    budget: Budget
    tree: Tree
    folder: str
    functions: Mapping[str, Function] = field(factory=dict)

    def name(self, name: str, span: Span) -> Node:
        return Node.opaque("a file of values cannot refer to anything", span)


def given_variables(deployment: Deployment, module: Configuration, root_in: RootIn) -> Inputs:
    """What a root is given, by name; later sources come before earlier ones. `root_in` opens other root modules."""
    units = deployment.configurations.units
    paths = units.of(deployment.folder)[:_MAX_UNITS]
    values = _agreed(deployment, (units.inputs(path, deployment.budget, root_in) for path in paths))
    values |= _agreed(deployment, (_values(deployment, path) for path in named_files(deployment)))
    outside = (_values(deployment, path) for path in outside_files(deployment))
    fitting = [file for file in outside if file and file.keys() <= module.variables.keys()]
    values |= _agreed(deployment, fitting)
    for path in loaded_files(deployment):
        values |= _values(deployment, path)
    return values


def _agreed(deployment: Deployment, sources: Iterable[Inputs]) -> Inputs:
    """What all that say anything of a variable agree on, computed when it is asked for."""
    said: dict[str, list[Callable[[], Node]]] = {}
    for source in sources:
        for name, value in source.items():
            said.setdefault(name, []).append(value)
    return {name: _same_for_all(deployment, name, values) for name, values in said.items()}


def _same_for_all(deployment: Deployment, name: str, values: list[Callable[[], Node]]) -> Callable[[], Node]:
    def value() -> Node:
        one = values[0]()
        for other in (other() for other in values[1:]):
            if not same(one, other, deployment.budget):
                places = f"{one.span.path} and {other.span.path}"
                return Node.opaque(f"variable {name} has different values in {places}", one.span)
        return one

    return value


def _values(deployment: Deployment, path: str) -> Inputs:
    try:
        text = deployment.tree.read(path, _MAX_BYTES)
    except ReadError as error:
        deployment.diagnoses[Diagnosis(error.span or Span(path, 1), error.message)] = None
        return {}
    file = parse_json_values(text, path) if path.endswith(".json") else parse_hcl(text, path)
    deployment.diagnoses |= dict.fromkeys(file.diagnoses)
    e = Evaluator(_NoNames(deployment.budget, deployment.tree, deployment.folder), {})
    return {name: _constant(e.evaluate(value)) for name, value in file.body.attributes.items()}


def _constant(value: Node) -> Callable[[], Node]:
    return lambda: value
