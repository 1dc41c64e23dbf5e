"""A database, stream, queue, cache or file system that keeps its data unencrypted.

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

## Vulnerable: streams and queues
```yaml template.yaml
Resources:
  Orders:  # GOAT0311
    Type: AWS::Kinesis::Stream
    Properties: {ShardCount: 1}
  Mails:
    Type: AWS::SQS::Queue
    Properties: {SqsManagedSseEnabled: false}  # GOAT0311
```

## Fixed: streams and queues
```yaml template.yaml
Resources:
  Orders:
    Type: AWS::Kinesis::Stream
    Properties: {ShardCount: 1, StreamEncryption: {EncryptionType: KMS, KeyId: alias/aws/kinesis}}
  Mails:  # queues are encrypted by default
    Type: AWS::SQS::Queue
```

## Vulnerable: streams and queues, in Terraform
```hcl main.tf
resource "aws_kinesis_stream" "orders" { # GOAT0311
  name        = "orders"
  shard_count = 1
}
```

## Fixed: streams and queues, in Terraform
```hcl main.tf
resource "aws_kinesis_stream" "orders" {
  name            = "orders"
  shard_count     = 1
  encryption_type = "KMS"
  kms_key_id      = "alias/aws/kinesis"
}
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
`EncryptionAtRestOptions: {Enabled: true}`, streams: `StreamEncryption: {EncryptionType: KMS, KeyId:
alias/aws/kinesis}`).

## Remedy in Terraform
Set `storage_encrypted = true` (ElastiCache: `at_rest_encryption_enabled`, EFS: `encrypted`, search domains:
`encrypt_at_rest { enabled = true }`, streams: `encryption_type = "KMS"` with `kms_key_id = "alias/aws/kinesis"`).

## Remedy in the CDK
Set `storageEncrypted: true` (ElastiCache: `atRestEncryptionEnabled`, EFS: `encrypted`, search domains:
`encryptionAtRest: { enabled: true }`).

## References
- https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html
- https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html
- https://docs.aws.amazon.com/streams/latest/dev/what-is-sse.html
- https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-sqs-sse-queue.html
- https://cwe.mitre.org/data/definitions/311.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.trials import is_of_example
from goatherd.core.finding import INFO, LOW, MEDIUM, Finding
from goatherd.core.value import is_false, place_of
from goatherd.model.application import Application
from goatherd.model.resource import Database, Queue, Stream

if TYPE_CHECKING:
    from goatherd.core.finding import Severity


@check("GOAT0311", sas=3, cwe=311, severity=MEDIUM, since="0.1")
def unencrypted_store(app: Application) -> Iterator[Finding]:
    for database in app.of(Database):
        if is_false(database.encrypted):
            yield _finding(app, database, database.noun, MEDIUM)
    # what passes through is there for days, and its disks are the cloud's own
    for stream in app.of(Stream):
        if is_false(stream.encrypted):
            yield _finding(app, stream, "stream", LOW)
    for queue in app.of(Queue):
        if is_false(queue.encrypted):
            yield _finding(app, queue, "queue", LOW)


def _finding(app: Application, store: Database | Stream | Queue, noun: str, severity: Severity) -> Finding:
    span = place_of(store.encrypted, store.span)
    return Finding(
        span=span,
        message=f"{noun.capitalize()} {store.id} keeps its data unencrypted",
        severity=INFO if is_of_example(app, span) else severity,
    )
