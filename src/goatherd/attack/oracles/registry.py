"""All oracles, found by their files."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from goatherd.attack import oracles
from goatherd.attack.oracles.api import Oracle


@cache
def all_oracles() -> tuple[Oracle, ...]:
    """In the order of their ids."""
    found: dict[str, Oracle] = {}
    for module in pkgutil.iter_modules(oracles.__path__, f"{oracles.__name__}."):
        for value in vars(import_module(module.name)).values():
            declared = getattr(value, "__goatherd_oracle__", None)
            if isinstance(declared, Oracle):
                other = found.setdefault(declared.id, declared)
                assert other is declared, f"{declared.id} is declared in {other.module} and {declared.module}"
    return tuple(sorted(found.values(), key=lambda each: each.id))
