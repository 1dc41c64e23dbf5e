"""Who is responsible for which layer of this application, what is known of it, and what is open there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from attrs import frozen

from goatherd.core.finding import Severity
from goatherd.core.value import is_true, known
from goatherd.core.wording import counted
from goatherd.model.resource import Database
from goatherd.surface import evidence
from goatherd.surface.layers import (
    CLIENT,
    COMPUTE,
    CONFIGURATION,
    DATA,
    DATABASE,
    FUNCTIONS,
    IDENTITY,
    LAYERS,
    NETWORKING,
    REGIONS,
    STORAGE,
    SYSTEM,
    TRANSIT,
    layer_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from goatherd.core.finding import Finding
    from goatherd.model.application import Application
    from goatherd.surface.layers import Layer

Responsible = Literal["you", "shared", "provider"]

_EVIDENCE: dict[Layer, Callable[[Application], list[str]]] = {
    CLIENT: evidence.client,
    DATA: evidence.data,
    TRANSIT: evidence.transit,
    FUNCTIONS: evidence.functions,
    IDENTITY: evidence.identity,
    CONFIGURATION: evidence.configuration,
    SYSTEM: evidence.system,
    COMPUTE: evidence.compute,
    STORAGE: evidence.storage,
    DATABASE: evidence.database,
    NETWORKING: evidence.networking,
    REGIONS: evidence.regions,
}


@frozen
class Row:
    """`why` says why the provider is not alone responsible, "" where it is as always. `evidence` is what the
    application shows, `findings` are indexes of the open ones, `worst` is their highest severity.
    """

    layer: Layer
    responsible: Responsible
    why: str
    evidence: tuple[str, ...]
    findings: tuple[int, ...]
    worst: Severity | None


def matrix(application: Application, findings: Sequence[Finding]) -> tuple[Row, ...]:
    """One row for each of LAYERS, in that order."""
    layers = [layer_of(finding) for finding in findings]
    rows = []
    for layer in LAYERS:
        why = "" if layer.own else _SHARED.get(layer, _never)(application)
        responsible: Responsible = "you" if layer.own else "shared" if why else "provider"
        open = tuple(number for number, one in enumerate(layers) if one is layer)
        worst = max((_severity(findings[number]) for number in open), default=None)
        rows.append(Row(layer, responsible, why, _shown(layer, application), open, worst))
    return tuple(rows)


def _shown(layer: Layer, application: Application) -> tuple[str, ...]:
    if not application.templates and layer is not FUNCTIONS:
        return ("no template tells",)
    return tuple(_EVIDENCE[layer](application))


def _severity(finding: Finding) -> Severity:
    return finding.severity if finding.severity is not None else Severity.MEDIUM


def _never(application: Application) -> str:
    return ""


def _own_system(application: Application) -> str:
    if images := [f for f in application.functions if f.code.image]:
        return f"{counted(len(images), 'container image')}: you patch the system in it"
    custom = [f for f in application.functions if (known(f.runtime) or "").startswith("provided")]
    if custom:
        return f"{counted(len(custom), 'custom runtime')}: you build and patch the runtime"
    return ""


def _own_storage(application: Application) -> str:
    systems = [one for one in application.of(Database) if one.type.startswith("AWS::EFS")]
    return f"{counted(len(systems), 'file system')}: access points and permissions are yours" if systems else ""


def _own_database(application: Application) -> str:
    servers = [one for one in application.of(Database) if not one.type.startswith("AWS::EFS")]
    if not servers:
        return ""
    return f"{counted(len(servers), 'database server')}: versions, users and maintenance are yours"


def _own_network(application: Application) -> str:
    inside = [function for function in application.functions if is_true(function.in_vpc)]
    if inside:
        return f"{counted(len(inside), 'function')} in a VPC: subnets, routes and security groups are yours"
    groups = evidence.security_groups(application)
    return f"{counted(len(groups), 'security group')}: their rules are yours" if groups else ""


_SHARED: dict[Layer, Callable[[Application], str]] = {
    SYSTEM: _own_system,
    STORAGE: _own_storage,
    DATABASE: _own_database,
    NETWORKING: _own_network,
}
