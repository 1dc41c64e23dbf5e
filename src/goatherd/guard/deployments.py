"""An application as every deployment of it has it, not only the one where nobody chooses anything.

Names and variables that a stage, a parameter or another choice of whoever deploys is part of hold a hole there. A
policy that was made from them holds for the stage `prod` as well as for the default one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.value import HOLE, Known, Unknown
from goatherd.frontends import read_applications, replaceable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.code.modules import Modules
    from goatherd.core.value import Value
    from goatherd.model.application import Application
    from goatherd.model.function import Function

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_CHOSEN = Unknown("what is deployed decides it")


def opened(applications: Iterable[Application], modules: Modules) -> None:
    """Put holes into the applications; `modules` are of the same tree, in which nothing was read yet."""
    before = len(modules.tree.skipped)
    with replaceable.ignored():
        found, _ = read_applications(modules)
    del modules.tree.skipped[before:]
    open_ones = {application.name: application for application in found}
    for application in applications:
        if application.templates:
            _open(application, open_ones.get(application.name))


def _open(application: Application, other: Application | None) -> None:
    functions = {function.id: function for function in other.functions} if other else {}
    places = {function.span: function for function in other.functions} if other else {}
    for function in application.functions:
        there = functions.get(function.id) or places.get(function.span)
        values = there.environment if there else {}
        function.environment = {name: _either(value, values.get(name)) for name, value in function.environment.items()}
        function.physical_name = _name(function, there)
    resources = other.resources if other else {}
    for id, resource in application.resources.items():
        if id in resources:
            resource.physical_name = _either(resource.physical_name, resources[id].physical_name, Known(HOLE))


def _name(function: Function, there: Function | None) -> Value[str]:
    return _either(function.physical_name, there.physical_name if there else None, Known(HOLE))


def _either(value: Value[str], other: Value[str] | None, unknown: Value[str] = _CHOSEN) -> Value[str]:
    """The value where every deployment has it, else what is common to all. What is secret, or not known, stays."""
    if not isinstance(value, Known) or value == other or (not value.explicit and other is None):
        return value
    if isinstance(other, Known):
        return Known(other.value, value.span, value.explicit, value.replaceable)
    address = _ADDRESS.match(value.value)
    if address:
        return Known(address[0] + HOLE, value.span, value.explicit, value.replaceable)
    if unknown is _CHOSEN:
        return Unknown(other.why if other else _CHOSEN.why, value.span, value.explicit)
    return unknown
