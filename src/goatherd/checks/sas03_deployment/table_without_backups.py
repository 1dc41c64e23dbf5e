"""Nothing brings back what is deleted from a table, or overwritten in it.

## Why it matters
A mistake in the code, a batch job that was run twice, or somebody who has got the function's rights changes or deletes
items, and DynamoDB keeps no earlier state unless it was told to. Told once for all tables of an application; tables of
sessions, connections, locks and caches are left out, which fill by themselves, and those whose items expire.

## Vulnerable
```yaml template.yaml
Resources:
  Orders:  # GOAT0338
    Type: AWS::DynamoDB::Table
    Properties:
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      BillingMode: PAY_PER_REQUEST
```

## Fixed
```yaml template.yaml
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      BillingMode: PAY_PER_REQUEST
      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
  WebSocketConnections:
    Type: AWS::DynamoDB::Table
    Properties:
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      BillingMode: PAY_PER_REQUEST
  Visits:
    Type: AWS::DynamoDB::Table
    Properties:
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      BillingMode: PAY_PER_REQUEST
      TimeToLiveSpecification: {AttributeName: expires, Enabled: true}
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_dynamodb_table" "orders" {  # GOAT0338
  name         = "orders"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }

  ttl {
    enabled = false
  }
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_dynamodb_table" "orders" {
  name         = "orders"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }
}
```

## Remedy
Set `PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}` for the tables whose data nobody could enter
again, or let AWS Backup save them.

## Remedy in Terraform
Set `point_in_time_recovery { enabled = true }` for the tables whose data nobody could enter again, or let AWS Backup
save them.

## Remedy in the CDK
Set `pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true }` for the tables whose data nobody could
enter again, or let AWS Backup save them.

## References
- https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html
- https://cwe.mitre.org/data/definitions/1188.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.trials import is_trial
from goatherd.checks.wording import listed
from goatherd.core.finding import INFO, Finding
from goatherd.core.lazy import regex
from goatherd.core.value import is_false, is_true, known
from goatherd.model.application import Application
from goatherd.model.resource import Table

_KINDS = ("AWS::DynamoDB::", "AWS::Serverless::SimpleTable")
_FILLS_BY_ITSELF = regex(
    r"(?i)session|connection|socket|lock|cache|idempoten|rate|throttl|lease|checkpoint|nonce|token|otp|temp(?!l)|dedup|state"
)


@check("GOAT0338", sas=3, cwe=1188, severity=INFO, since="0.1")
def table_without_backups(app: Application) -> Iterator[Finding]:
    """One finding per application: it was one decision as a rule."""
    found = [table for table in app.of(Table) if is_false(table.point_in_time_recovery) and _keeps_data(table)]
    if found and not is_trial(app):
        spans = list(dict.fromkeys(table.span for table in found))
        yield Finding(
            span=spans[0],
            locations=tuple(spans[1:]),
            message=f"Nothing brings back what is deleted from {listed([table.id for table in found], 4)}",
        )


def _keeps_data(table: Table) -> bool:
    named = f"{table.id} {known(table.physical_name) or ''}"
    return table.type.startswith(_KINDS) and not is_true(table.expires) and _FILLS_BY_ITSELF.search(named) is None
