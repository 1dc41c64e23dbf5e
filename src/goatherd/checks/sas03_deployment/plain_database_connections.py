"""A database with an address on the internet takes connections that are not encrypted.

## Why it matters
Its password and everything that is asked and answered can be read and changed on the way. The firewall of the instance
says who may connect, not how.

## Vulnerable
```hcl main.tf
resource "google_sql_database_instance" "orders" {
  name             = "orders"
  database_version = "POSTGRES_17"

  settings { # GOAT0331
    tier = "db-f1-micro"
  }
}

resource "google_cloudfunctions2_function" "orders" {
  name     = "orders"
  location = "europe-west1"

  build_config {
    runtime     = "python313"
    entry_point = "orders"
  }

  service_config {
    service_account_email = "orders@shop.iam.gserviceaccount.com"
  }
}
```

## Fixed
```hcl main.tf
resource "google_sql_database_instance" "orders" {
  name             = "orders"
  database_version = "POSTGRES_17"

  settings {
    tier = "db-f1-micro"

    ip_configuration {
      ipv4_enabled    = false
      private_network = "projects/shop/global/networks/shop"
      ssl_mode        = "ENCRYPTED_ONLY"
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

  service_config {
    service_account_email = "orders@shop.iam.gserviceaccount.com"
  }
}
```

## Remedy
Set `ssl_mode = "ENCRYPTED_ONLY"` under `ip_configuration`, and `ipv4_enabled = false` with a `private_network` where
the functions reach one.

## References
- https://cloud.google.com/sql/docs/postgres/configure-ssl-instance
- https://cwe.mitre.org/data/definitions/319.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.core.value import is_true
from goatherd.model.resource import Database


@check("GOAT0331", sas=3, cwe=319, severity=MEDIUM, since="0.1")
def plain_database_connections(database: Database) -> Iterator[Finding]:
    if is_true(database.address) and is_true(database.plain_connections):
        yield Finding(
            span=database.plain_connections.span or database.span,
            message=f"Database {database.id} has an address on the internet and takes unencrypted connections",
        )
