"""A script gives a role that is far too broad.

## Why it matters
What a script attaches counts as much as what a template does, and nobody sees it there. Whoever takes over one
function, or the account that deploys, may read and delete everything of the service, or of the whole account.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler, CodeUri: src/}
```
```python src/app.py
def handler(event, context):
    return 1
```
```sh scripts/roles.sh
aws iam attach-role-policy \\
    --role-name "$ROLE" \\
    --policy-arn arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
aws iam attach-role-policy \\
    --role-name "$ROLE" \\
    --policy-arn arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess  # GOAT0441
```
```sh scripts/account.sh
ROLE="roles/owner"
gcloud projects add-iam-policy-binding "$PROJECT" \\
    --member="serviceAccount:$ACCOUNT" \\
    --role="$ROLE" # GOAT0441
```
```sh scripts/azure.sh
az role assignment create --assignee "$APP" --role "Contributor" --scope "/subscriptions/$SUBSCRIPTION" # GOAT0441
```

## Fixed
```sh scripts/roles.sh
aws iam attach-role-policy --role-name "$ROLE" \\
    --policy-arn arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
aws iam put-role-policy --role-name "$ROLE" --policy-name orders --policy-document file://orders.json
# was: aws iam attach-role-policy --role-name "$ROLE" --policy-arn arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess
```
```sh scripts/account.sh
ROLE="roles/cloudfunctions.developer"
gcloud projects add-iam-policy-binding "$PROJECT" --member="serviceAccount:$ACCOUNT" --role="$ROLE"
```
```sh scripts/azure.sh
az role assignment create --assignee "$APP" --role "Contributor" \\
    --scope "/subscriptions/$SUBSCRIPTION/resourceGroups/shop"
```

## Remedy
Grant the actions that the code calls on the resources that it names: with `aws iam put-role-policy`, with
`gcloud … add-iam-policy-binding` of the single bucket, topic or secret, with `--scope` of the single resource.

## References
- https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
- https://cwe.mitre.org/data/definitions/250.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.broad import broad_reference
from goatherd.checks.wording import listed
from goatherd.core.confidence import unseen
from goatherd.core.finding import CRITICAL, HIGH, LOW, MEDIUM, Finding
from goatherd.model.application import Application

if TYPE_CHECKING:
    from goatherd.core.source import Span

_WHOSE = unseen("what takes the role on, and for how long, is decided elsewhere")


@check("GOAT0441", sas=4, cwe=250, severity=MEDIUM, since="0.1")
def script_grants_too_much(app: Application) -> Iterator[Finding]:
    """One finding a script."""
    scripts: dict[str, list[tuple[str, bool, Span]]] = {}
    for grant in app.script_grants:
        broad = broad_reference(grant)
        if broad is not None and broad[1] > LOW:
            scripts.setdefault(grant.span.path, []).append((broad[0], broad[1] >= CRITICAL, grant.span))
    for grants in scripts.values():
        names = list(dict.fromkeys(name for name, _, _ in grants))
        yield Finding(
            span=grants[0][2],
            locations=tuple(span for _, _, span in grants[1:]),
            message=f"The script gives out what is made for administrators: {listed(names)}",
            severity=HIGH if any(everything for _, everything, _ in grants) else MEDIUM,
            reasons=_WHOSE,
        )
