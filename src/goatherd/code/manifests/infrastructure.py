"""Packages that a program of the infrastructure is written with: they run where one deploys, and stay there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.core.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.model.package import Package

_TOOLS = regex(
    r"aws-?cdk[\w-]*(\.[\w.-]+)?|@aws-cdk/.*|constructs|cdk-[\w-]+|@aws-solutions-constructs/.*"
    r"|aws-solutions-constructs[\w.-]*|cdktf[\w-]*|@cdktf/.*|pulumi[\w-]*|@pulumi/.*|serverless|sst"
)
# what the skeleton of a program brings along
_BESIDE = frozenset({"source-map-support", "awscli", "ts-node", "typescript"})


def describes_infrastructure(packages: Iterable[Package]) -> bool:
    return any(_TOOLS.fullmatch(package.name) for package in packages)


def as_development(packages: list[Package]) -> list[Package]:
    """The packages of one manifest, those of infrastructure marked as what is not deployed."""
    beside = _BESIDE if describes_infrastructure(packages) else ()
    return [
        evolve(p, development=True) if not p.development and (p.name in beside or _TOOLS.fullmatch(p.name)) else p
        for p in packages
    ]
