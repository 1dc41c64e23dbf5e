"""How a check is written: one decorated function in one file.

The annotation of the function's first parameter says what it is run on; further ones receive the Function or
Application that they are annotated with (see goatherd.checks.runner).
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator

from attrs import frozen

from goatherd.core.finding import Finding, Severity

CheckFunction = Callable[..., Iterator[Finding]]


@frozen
class Check:
    """One check with its metadata."""

    id: str
    slug: str
    sas: int
    cwe: int
    severity: Severity
    since: str
    function: CheckFunction
    module: str

    @property
    def documentation(self) -> str:
        return inspect.cleandoc(sys.modules[self.module].__doc__ or "")

    @property
    def summary(self) -> str:
        return self.documentation.split("\n", 1)[0]


def check(id: str, *, sas: int, cwe: int, severity: Severity, since: str) -> Callable[[CheckFunction], CheckFunction]:
    """Declare a check. `sas` is the number of the risk (1 to 10), `cwe` of the weakness."""

    def declare(function: CheckFunction) -> CheckFunction:
        slug = function.__name__.replace("_", "-")
        function.__goatherd_check__ = Check(  # type: ignore[attr-defined]
            id, slug, sas, cwe, severity, since, function, function.__module__
        )
        return function

    return declare
