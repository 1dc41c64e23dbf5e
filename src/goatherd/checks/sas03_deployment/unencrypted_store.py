"""A database, cache or file system that keeps its data unencrypted.

## Why it matters
Snapshots and discarded disks are then readable by whoever gets hold of them, and encryption cannot be switched on
later without making the store anew.

## Vulnerable
```yaml template.yaml
Resources:
  Orders:  # GOAT0311
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres, DBInstanceClass: db.t4g.micro}
```

## Fixed
```yaml template.yaml
Resources:
  Orders:
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres, DBInstanceClass: db.t4g.micro, StorageEncrypted: true}
```

## Vulnerable: a cluster
```yaml template.yaml
Resources:
  Orders:  # GOAT0311
    Type: AWS::RDS::DBCluster
    Properties: {Engine: postgres}
  Parts:
    Type: AWS::RDS::DBCluster
    Properties: {Engine: aurora-postgresql, StorageEncrypted: false}  # GOAT0311
```

## Fixed: a cluster
```yaml template.yaml
Resources:
  Orders:
    Type: AWS::RDS::DBCluster
    Properties: {Engine: postgres, StorageEncrypted: true}
  Parts:  # new clusters of Aurora are encrypted by default
    Type: AWS::RDS::DBCluster
    Properties: {Engine: aurora-postgresql}
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_db_instance" "orders" {  # GOAT0311
  engine                      = "postgres"
  instance_class              = "db.t4g.micro"
  username                    = "orders"
  manage_master_user_password = true
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_db_instance" "orders" {
  engine                      = "postgres"
  instance_class              = "db.t4g.micro"
  username                    = "orders"
  manage_master_user_password = true
  storage_encrypted           = true
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: orders
provider:
  name: aws
resources:
  Resources:
    Orders:  # GOAT0311
      Type: AWS::RDS::DBInstance
      Properties: {Engine: postgres, DBInstanceClass: db.t4g.micro}
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: orders
provider:
  name: aws
resources:
  Resources:
    Orders:
      Type: AWS::RDS::DBInstance
      Properties: {Engine: postgres, DBInstanceClass: db.t4g.micro, StorageEncrypted: true}
```

## Remedy
Set `StorageEncrypted: true` (ElastiCache: `AtRestEncryptionEnabled`, EFS: `Encrypted`, search domains:
`EncryptionAtRestOptions: {Enabled: true}`).

## Remedy in Terraform
Set `storage_encrypted = true` (ElastiCache: `at_rest_encryption_enabled`, EFS: `encrypted`, search domains:
`encrypt_at_rest { enabled = true }`).

## Remedy in the CDK
Set `storageEncrypted: true` (ElastiCache: `atRestEncryptionEnabled`, EFS: `encrypted`, search domains:
`encryptionAtRest: { enabled: true }`).

## References
- https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html
- https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html
- https://cwe.mitre.org/data/definitions/311.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.trials import is_of_example
from goatherd.core.finding import INFO, MEDIUM, Finding
from goatherd.core.value import is_false
from goatherd.model.application import Application
from goatherd.model.resource import Database


@check("GOAT0311", sas=3, cwe=311, severity=MEDIUM, since="0.1")
def unencrypted_store(database: Database, app: Application) -> Iterator[Finding]:
    if is_false(database.encrypted):
        span = (database.encrypted.span if database.encrypted.explicit else None) or database.span
        yield Finding(
            span=span,
            message=f"{database.noun.capitalize()} {database.id} keeps its data unencrypted",
            severity=INFO if is_of_example(app, span) else None,
        )
