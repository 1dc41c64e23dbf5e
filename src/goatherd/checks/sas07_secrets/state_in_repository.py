"""A state or plan of Terraform is in the repository.

## Why it matters
A state holds every attribute of what is deployed, in plain text: passwords of databases, keys that were made, variables
of functions, and the ids of everything in the account. A plan is an archive that holds the state it was made from.
Everybody who may read the repository has them, in its history for good.

## Vulnerable
```hcl infra/main.tf
resource "aws_sqs_queue" "orders" {
  name = "orders"
}
```
```json infra/terraform.tfstate
{ # GOAT0730
  "version": 4,
  "terraform_version": "1.12.2",
  "resources": [{"mode": "managed", "type": "aws_sqs_queue", "name": "orders", "instances": []}]
}
```

## Fixed
```json infra/terraform.tfstate
{"version": 4, "terraform_version": "1.12.2", "resources": []}
```

## Remedy
Keep the state in a backend (`backend "s3"`) that is encrypted and that only pipelines read, take states and plans out
of the repository and its history, add them to `.gitignore`, and change the secrets that they hold.

## References
- https://developer.hashicorp.com/terraform/language/state/sensitive-data
- https://cwe.mitre.org/data/definitions/538.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.flow import STATE_OF_TERRAFORM


@check("GOAT0730", sas=7, cwe=538, severity=MEDIUM, since="0.1")
def state_in_repository(app: Application) -> Iterator[Finding]:
    """One finding for all of them: they are kept elsewhere at once."""
    spans = [secret.span for secret in app.committed if secret.what == STATE_OF_TERRAFORM]
    if spans:
        yield Finding(
            span=spans[0],
            locations=tuple(spans[1:]),
            message="The repository holds what Terraform knows of everything that is deployed, secrets included",
        )
