"""Logs are deleted before anybody looks.

## Why it matters
Break-ins are noticed weeks after they happened. A log that is gone after a day or three tells nobody what was done, nor
whose data was read.

## Vulnerable
```yaml template.yaml
Resources:
  Log:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: /aws/lambda/orders, RetentionInDays: 1}  # GOAT0509
```

## Fixed
```yaml template.yaml
Resources:
  Log:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: /aws/lambda/orders, RetentionInDays: 90}
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_cloudwatch_log_group" "log" {
  name              = "/aws/lambda/orders"
  retention_in_days = 3  # GOAT0509
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_cloudwatch_log_group" "log" {
  name              = "/aws/lambda/orders"
  retention_in_days = 90
}
```

## Remedy
Keep logs for weeks at least: `RetentionInDays: 30` and more, as long as your own rules on data allow.

## Remedy in Terraform
Keep logs for weeks at least: `retention_in_days = 30` and more, as long as your own rules on data allow.

## Remedy in the Serverless Framework
Keep logs for weeks at least: `provider.logRetentionInDays: 30` and more, as long as your own rules on data allow.

## Remedy in the CDK
Keep logs for weeks at least: `retention: logs.RetentionDays.ONE_MONTH` and more, as long as your own rules on data
allow.

## References
- https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html
- https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html
- https://cwe.mitre.org/data/definitions/778.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.trials import is_trial
from goatherd.checks.wording import listed
from goatherd.core.finding import LOW, Finding
from goatherd.core.value import Known
from goatherd.model.application import Application
from goatherd.model.resource import LogGroup

FEW = 3  # days


@check("GOAT0509", sas=5, cwe=778, severity=LOW, since="0.1")
def log_kept_too_briefly(app: Application) -> Iterator[Finding]:
    brief = [(group, days) for group in app.of(LogGroup) if (days := _days(group)) and days <= FEW]
    if brief and not is_trial(app):
        spans = [group.retention_days.span or group.span for group, _ in brief if group.retention_days is not None]
        least = min(days for _, days in brief)
        kept = "a day" if least == 1 else f"{least} days"
        yield Finding(
            span=spans[0],
            locations=tuple(dict.fromkeys(spans[1:])),
            message=f"What is in log {listed([group.id for group, _ in brief])} is deleted after {kept}",
        )


def _days(group: LogGroup) -> int:
    """0 where nobody knows, or it is kept for ever."""
    return group.retention_days.value if isinstance(group.retention_days, Known) else 0
