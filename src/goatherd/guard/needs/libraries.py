"""What libraries do that a policy has to name, from libraries.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("libraries.toml").read_text(encoding="utf-8"))


@cache
def listed(section: str, key: str) -> frozenset[str]:
    return frozenset(_table()[section][key].split())


@cache
def in_order(section: str, key: str) -> tuple[str, ...]:
    return tuple(_table()[section][key].split())


@cache
def pairs(section: str, key: str) -> dict[str, str]:
    return dict(_table()[section][key])


def is_quiet(module: str) -> bool:
    """Whether a package computes and does nothing else; `module` as it is imported: "lodash/merge", "jose.jwt"."""
    names = {module.partition("/")[0], module.partition("/")[0].partition(".")[0]}
    return not names.isdisjoint(listed("quiet", "javascript") | listed("quiet", "python"))


def is_of(name: str, libraries: Iterable[str]) -> bool:
    """Whether a dotted name is one of these, or a member of one: "requests.get" of "requests"."""
    return any(name == each or name.startswith((f"{each}.", f"{each}/")) for each in libraries)
