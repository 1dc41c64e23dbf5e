"""A database runs on an engine that is no longer patched.

## Why it matters
Holes that are found from then on stay open. Where the cloud goes on patching for money, it upgrades by itself when that
ends as well, at a time that nobody chose.

## Vulnerable
```yaml template.yaml
Resources:
  Orders:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      EngineVersion: "12.8"  # GOAT0620
      DBInstanceClass: db.t4g.micro
      ManageMasterUserPassword: true
      StorageEncrypted: true
```

## Fixed
```yaml template.yaml
Resources:
  Orders:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      EngineVersion: "17.6"
      DBInstanceClass: db.t4g.micro
      ManageMasterUserPassword: true
      StorageEncrypted: true
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id       = "sessions"
  description                = "sessions"
  engine                     = "redis"
  engine_version             = "5.0.6" # GOAT0620
  at_rest_encryption_enabled = true
}

resource "aws_rds_cluster" "orders" {
  cluster_identifier          = "orders"
  engine                      = "aurora-mysql"
  engine_version              = "5.7.mysql_aurora.2.11.1" # GOAT0620
  storage_encrypted           = true
  manage_master_user_password = true
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id       = "sessions"
  description                = "sessions"
  engine                     = "valkey"
  engine_version             = "8.0"
  at_rest_encryption_enabled = true
}

resource "aws_rds_cluster" "orders" {
  cluster_identifier          = "orders"
  engine                      = "aurora-mysql"
  engine_version              = "8.0.mysql_aurora.3.08.0"
  storage_encrypted           = true
  manage_master_user_password = true
}
```

## Vulnerable in Google's cloud
```hcl main.tf
resource "google_sql_database_instance" "orders" {
  name             = "orders"
  database_version = "POSTGRES_11" # GOAT0620

  settings {
    tier = "db-f1-micro"

    ip_configuration {
      ipv4_enabled = false
    }
  }
}

resource "google_cloudfunctions2_function" "orders" {
  name     = "orders"
  location = "europe-west1"

  build_config {
    runtime     = "python313"
    entry_point = "orders"
  }
}
```

## Fixed in Google's cloud
```hcl main.tf
resource "google_sql_database_instance" "orders" {
  name             = "orders"
  database_version = "POSTGRES_17"

  settings {
    tier = "db-f1-micro"

    ip_configuration {
      ipv4_enabled = false
    }
  }
}

resource "google_cloudfunctions2_function" "orders" {
  name     = "orders"
  location = "europe-west1"

  build_config {
    runtime     = "python313"
    entry_point = "orders"
  }
}
```

## Remedy
Upgrade to a version that is patched for some years, first in a copy made from a snapshot.

## References
- https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support.html
- https://cwe.mitre.org/data/definitions/1104.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.engines import end_of_engine
from goatherd.core.finding import LOW, Finding
from goatherd.core.value import known
from goatherd.model.application import Application
from goatherd.model.resource import Database

_OF_SERVICES = {"AWS::DocDB::DBCluster": "docdb"}


@check("GOAT0620", sas=6, cwe=1104, severity=LOW, since="0.1")
def ended_engine(database: Database, app: Application) -> Iterator[Finding]:
    version = known(database.version) or ""
    engine = _OF_SERVICES.get(database.type) or (known(database.engine) or "").lower()
    end = end_of_engine(engine, version, on_rds=database.type.startswith("AWS::RDS::"))
    if end is not None and end < app.today:
        yield Finding(
            span=database.version.span or database.span,
            message=f"{engine} {version} of {database.noun} {database.id} has had no patches for everybody since {end}",
        )
