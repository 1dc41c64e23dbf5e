"""A function has a role for everything of a kind in the project.

## Why it matters
What a function may do with one bucket, secret or database, a role on the project lets it do with all of them: those of
the other functions, the archives of their code, the state of Terraform. Whoever takes over the function has them too.

## Vulnerable
```hcl main.tf
locals {
  functions = {
    thumbnails = ["roles/storage.admin", "roles/logging.logWriter"] # GOAT0431
    orders     = ["roles/cloudsql.editor"] # GOAT0431
  }
  common = ["roles/secretmanager.secretAccessor"] # GOAT0431
  grants = merge([for name, roles in local.functions : {
    for role in concat(roles, local.common) : "${name}-${role}" => { name = name, role = role }
  }]...)
}

resource "google_service_account" "functions" {
  for_each   = local.functions
  account_id = each.key
}

resource "google_project_iam_member" "functions" {
  for_each = local.grants
  project  = "shop"
  role     = each.value.role
  member   = "serviceAccount:${google_service_account.functions[each.value.name].email}"
}

resource "google_cloudfunctions2_function" "functions" {
  for_each = local.functions
  name     = each.key
  location = "europe-west1"

  build_config {
    runtime     = "python313"
    entry_point = each.key
  }

  service_config {
    service_account_email = google_service_account.functions[each.key].email
  }
}
```

## Fixed
```hcl main.tf
resource "google_service_account" "thumbnails" {
  account_id = "thumbnails"
}

resource "google_storage_bucket_iam_member" "thumbnails" {
  bucket = "shop-thumbnails"
  role   = "roles/storage.objectUser"
  member = "serviceAccount:${google_service_account.thumbnails.email}"
}

resource "google_project_iam_member" "thumbnails" {
  project = "shop"
  role    = "roles/cloudsql.client"
  member  = "serviceAccount:${google_service_account.thumbnails.email}"
}

resource "google_cloudfunctions2_function" "thumbnails" {
  name     = "thumbnails"
  location = "europe-west1"

  build_config {
    runtime     = "python313"
    entry_point = "thumbnails"
  }

  service_config {
    service_account_email = google_service_account.thumbnails.email
  }
}
```

## Remedy
Grant a smaller role on the one resource: `roles/storage.objectUser` by `google_storage_bucket_iam_member`,
`roles/secretmanager.secretAccessor` by `google_secret_manager_secret_iam_member`. To connect to Cloud SQL,
`roles/cloudsql.client` is enough.

## References
- https://cloud.google.com/iam/docs/using-iam-securely
- https://cwe.mitre.org/data/definitions/250.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.finding import LOW, MEDIUM, Finding
from goatherd.model.application import Application

if TYPE_CHECKING:
    from goatherd.core.finding import Severity
    from goatherd.core.source import Span

_ROLES: dict[str, tuple[str, Severity]] = {
    "storage.admin": ("read, change and delete every bucket", MEDIUM),
    "storage.objectAdmin": ("read, change and delete what is in every bucket", LOW),
    "secretmanager.admin": ("read and change every secret", MEDIUM),
    "secretmanager.secretAccessor": ("read every secret", MEDIUM),
    "cloudsql.admin": ("change and delete every database instance and its users", MEDIUM),
    "cloudsql.editor": ("change every database instance", MEDIUM),
    "cloudkms.admin": ("change every key", MEDIUM),
    "pubsub.admin": ("change every topic and subscription", LOW),
    "bigquery.admin": ("read, change and delete every dataset", MEDIUM),
    "datastore.owner": ("read, change and delete every database", LOW),
    "cloudfunctions.admin": ("change every function and who may call it", MEDIUM),
    "run.admin": ("change every service and who may call it", MEDIUM),
    "iam.serviceAccountUser": ("act as every service account", MEDIUM),
}


@check("GOAT0431", sas=4, cwe=250, severity=MEDIUM, since="0.1")
def role_for_whole_project(app: Application) -> Iterator[Finding]:
    """One finding per role: what takes its place is the same for each of its holders."""
    holders: dict[str, list[tuple[Span, str]]] = {}
    for function in app.functions:
        for reference in function.role.references if function.role is not None else ():
            name = reference.name.removeprefix("roles/")
            if reference.kind == "google" and name in _ROLES:
                holders.setdefault(name, []).append((reference.span, function.id))
    for name, places in holders.items():
        may, severity = _ROLES[name]
        spans = list(dict.fromkeys(span for span, _ in places))
        ids = sorted({id for _, id in places})
        noun = "Function" if len(ids) == 1 else "Functions"
        yield Finding(
            span=spans[0],
            locations=tuple(spans[1:]),
            message=f"{noun} {listed(ids, 3)} may {may} of the project (`roles/{name}`)",
            severity=severity,
            function=ids[0] if len(ids) == 1 else "",
        )
