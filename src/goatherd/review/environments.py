"""Which environment lacks something, where several of them call the same module of Terraform."""

from __future__ import annotations

from posixpath import dirname
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.checks.wording import listed
from goatherd.core.finding import LOW

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.core.finding import Finding
    from goatherd.model.application import Application


def with_environments(findings: Iterable[Finding], applications: Iterable[Application]) -> list[Finding]:
    """The findings, those of little weight with the root modules that they are true of if it is not true of all.

    They point into a module, which may well be right; what decides is the root that calls it.
    """
    callers: dict[str, set[str]] = {}
    for application in applications:
        for path in application.templates if application.framework == "terraform" else ():
            callers.setdefault(path, set()).add(application.name)
    return [_named(finding, callers.get(finding.span.path, set())) for finding in findings]


def _named(finding: Finding, callers: set[str]) -> Finding:
    if (finding.severity or 0) > LOW or not finding.applications or not {*finding.applications} < callers:
        return finding
    roots = [dirname(name) or "the root folder" for name in finding.applications]
    return evolve(finding, message=f"{finding.message}; so it is in {listed(roots)}")
