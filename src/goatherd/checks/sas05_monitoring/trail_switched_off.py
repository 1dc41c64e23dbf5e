"""A trail of the account's API calls is switched off.

## Why it matters
CloudTrail's record says who called which AWS API, from where, and when. Without it nobody can tell what an attacker did
with credentials of a function.

## Vulnerable
```yaml template.yaml
Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties:
      S3BucketName: trails
      IsLogging: false  # GOAT0507
```

## Fixed
```yaml template.yaml
Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties:
      S3BucketName: trails
      IsLogging: true
```

## Remedy
Set `IsLogging: true`, or remove the trail where another one records the same.

## Remedy in Terraform
Set `enable_logging = true`, or remove the trail where another one records the same.

## Remedy in the CDK
Set `isLogging: true`, or remove the trail where another one records the same.

## References
- https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-user-guide.html
- https://cwe.mitre.org/data/definitions/778.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.core.value import is_false
from goatherd.model.resource import Trail


@check("GOAT0507", sas=5, cwe=778, severity=MEDIUM, since="0.1")
def trail_switched_off(trail: Trail) -> Iterator[Finding]:
    if is_false(trail.logging):
        yield Finding(span=trail.logging.span or trail.span, message=f"Trail {trail.id} records nothing")
