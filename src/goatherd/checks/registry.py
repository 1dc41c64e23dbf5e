"""Which checks there are: every decorated function in the packages below goatherd.checks."""

from __future__ import annotations

import pkgutil
import re
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from goatherd.checks.api import Check
from goatherd.core.errors import GoatherdError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

_CATEGORY = re.compile(r"sas\d\d_")


@cache
def all_checks() -> tuple[Check, ...]:
    """The checks that come with goatherd, sorted by id; raises GoatherdError when an id or a slug is taken twice."""
    package = import_module("goatherd.checks")
    found: list[Check] = []
    for category in pkgutil.iter_modules(package.__path__):
        if category.ispkg and _CATEGORY.match(category.name):
            found += checks_in(import_module(f"goatherd.checks.{category.name}"))
    return ordered(found)


def checks_in(package: ModuleType) -> list[Check]:
    """The checks declared in the modules directly inside a package."""
    found: list[Check] = []
    for module in pkgutil.iter_modules(package.__path__):
        contents = vars(import_module(f"{package.__name__}.{module.name}"))
        declared = (getattr(value, "__goatherd_check__", None) for value in contents.values())
        found += [c for c in declared if isinstance(c, Check) and c.module == f"{package.__name__}.{module.name}"]
    return found


def ordered(checks: Iterable[Check]) -> tuple[Check, ...]:
    taken: dict[str, Check] = {}
    for check in checks:
        for name in (check.id, check.slug):
            other = taken.setdefault(name, check)
            if other is not check:
                raise GoatherdError(
                    f"{name} is declared twice, in {other.module} and in {check.module}",
                    help="give one of them the next free number and another function name",
                )
    return tuple(sorted(set(taken.values()), key=lambda c: c.id))
