"""The key of a user of the account is kept in Terraform's state.

## Why it matters
Terraform writes the secret of an access key that it makes into its state, in plain text. Whoever may read the state, a
bucket or a file that pipelines and developers share, has a key to the account that is good until somebody revokes it.
Earlier versions of the state hold it too.

## Vulnerable
```hcl main.tf
resource "aws_iam_user" "ci" {
  name = "shop-ci"
}

resource "aws_iam_access_key" "ci" { # GOAT0729
  user = aws_iam_user.ci.name
}
```

## Fixed: encrypted for whoever takes it
```hcl main.tf
resource "aws_iam_user" "ci" {
  name = "shop-ci"
}

resource "aws_iam_access_key" "ci" {
  user    = aws_iam_user.ci.name
  pgp_key = "keybase:shop"
}
```

## Fixed: a role that is lent for an hour
```hcl main.tf
resource "aws_iam_role" "ci" {
  name = "shop-ci"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
      Condition = {
        StringEquals = {
          "token.actions.githubusercontent.com:sub" = "repo:shop/api:ref:refs/heads/main"
          "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
        }
      }
    }]
  })
}
```

## Never vulnerable: CloudFormation keeps no state that shows it
```yaml template.yaml
Resources:
  Deployer:
    Type: AWS::IAM::User
  Key:
    Type: AWS::IAM::AccessKey
    Properties: {UserName: !Ref Deployer}
```

## Remedy
Let what needs it take a role by OpenID Connect in place of a user with a key; where there has to be one, make it where
nothing keeps a copy.

## Remedy in Terraform
Let what needs it take a role by OpenID Connect in place of a user with a key; where there has to be one, make it where
nothing keeps a copy, or encrypt it with `pgp_key`.

## References
- https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_access_key
- https://cwe.mitre.org/data/definitions/312.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.core.value import is_false
from goatherd.model.application import Application
from goatherd.model.resource import AccessKey


@check("GOAT0729", sas=7, cwe=312, severity=MEDIUM, since="0.1")
def access_key_in_state(app: Application) -> Iterator[Finding]:
    for key in app.of(AccessKey) if app.framework == "terraform" else ():
        if is_false(key.encrypted):
            yield Finding(
                span=key.span,
                message=f"The state of Terraform holds the secret of {key.id}, a key that does not expire",
            )
