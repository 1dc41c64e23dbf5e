"""A function may run for longer than a minute.

## Why it matters
Whoever can call it can make it expensive.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Convert:
    Type: AWS::Serverless::Function
    Properties: {Timeout: 900}  # GOAT9901
```

## Remedy
Lower the timeout.
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding, Step
from goatherd.core.value import known_or
from goatherd.model.function import Function


@check("GOAT9901", sas=8, cwe=400, severity=LOW, since="0.1")
def gauge_of_the_test_suite(function: Function) -> Iterator[Finding]:
    seconds = known_or(function.timeout, 0)
    if seconds > 60 and function.timeout.span:
        step = Step(function.span, f"{function.id} is declared here")
        yield Finding(
            function.timeout.span,
            f"{function.id} may run for {seconds} seconds",
            steps=(step, Step(function.timeout.span, "and may run as long as this")),
        )
