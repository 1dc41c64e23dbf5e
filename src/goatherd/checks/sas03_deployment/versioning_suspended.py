"""A bucket's versioning is suspended.

## Why it matters
Objects that are overwritten or deleted, by mistake or by ransomware, cannot be brought back from then on.

## Vulnerable
```yaml template.yaml
Resources:
  Invoices:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: {Status: Suspended}  # GOAT0316
```

## Fixed
```yaml template.yaml
Resources:
  Invoices:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: {Status: Enabled}
```

## Remedy
Set `VersioningConfiguration: {Status: Enabled}`, with a lifecycle rule for old versions.

## Remedy in Terraform
Set `versioning_configuration { status = "Enabled" }`, with a lifecycle rule for old versions.

## Remedy in the CDK
Set `versioned: true`, with a lifecycle rule for old versions (`noncurrentVersionExpiration`).

## References
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
- https://cwe.mitre.org/data/definitions/693.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding
from goatherd.core.value import is_true
from goatherd.model.resource import Bucket


@check("GOAT0316", sas=3, cwe=693, severity=LOW, since="0.1")
def versioning_suspended(bucket: Bucket) -> Iterator[Finding]:
    if is_true(bucket.versioning_suspended):
        yield Finding(
            span=bucket.versioning_suspended.span or bucket.span,
            message=f"Versioning of bucket {bucket.id} is suspended: what is overwritten or deleted is lost",
        )
