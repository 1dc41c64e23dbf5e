"""How a check is written: one decorated function in one file.

The annotation of the function's first parameter says what it is run on; further ones receive the Function or
Application that they are annotated with (see goatherd.checks.runner).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import frozen

from goatherd.core.finding import Finding, Severity
from goatherd.rules.rule import Rule

CheckFunction = Callable[..., Iterator[Finding]]


@frozen
class Check(Rule):
    """A rule that reads: `function` is run on the nouns of the model."""

    function: CheckFunction


def check(id: str, *, sas: int, cwe: int, severity: Severity, since: str) -> Callable[[CheckFunction], CheckFunction]:
    """Declare a check. `sas` is the number of the risk (1 to 10), `cwe` of the weakness."""

    def declare(function: CheckFunction) -> CheckFunction:
        slug = function.__name__.replace("_", "-")
        function.__goatherd_check__ = Check(  # type: ignore[attr-defined]
            id, slug, sas, cwe, severity, since, function.__module__, function
        )
        return function

    return declare
