"""A check that fails on purpose."""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding
from goatherd.model.function import Function


@check("GOAT9902", sas=8, cwe=400, severity=LOW, since="0.1")
def crash(function: Function) -> Iterator[Finding]:
    yield Finding(function.span, f"{1 / 0}")
