"""A role may hand any role of the account to a service.

## Why it matters
`iam:PassRole` on `*` with the right to create a function, a task or a build is every permission in the account:
make one, pass it the administrator's role, let it run.

## Vulnerable
```yaml template.yaml
Resources:
  DeployerRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: run
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: [ecs:RunTask, iam:PassRole]  # GOAT0402
                Resource: "*"
```

## Fixed
```yaml template.yaml
Resources:
  DeployerRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: run
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: ecs:RunTask
                Resource: "*"
              - Effect: Allow
                Action: iam:PassRole
                Resource: arn:aws:iam::123456789012:role/worker
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_iam_role" "deployer" {
  name = "deployer"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
```
```hcl policy.tf
resource "aws_iam_role_policy" "run" {
  name = "run"
  role = aws_iam_role.deployer.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["ecs:RunTask", "iam:PassRole"] # GOAT0402
      Resource = "*"
    }]
  })
}
```

## Fixed in Terraform
```hcl policy.tf
resource "aws_iam_role" "worker" {
  name = "worker"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ecs-tasks.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy" "run" {
  name = "run"
  role = aws_iam_role.deployer.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "ecs:RunTask", Resource = "*" },
      { Effect = "Allow", Action = "iam:PassRole", Resource = aws_iam_role.worker.arn },
    ]
  })
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: deployer
provider:
  name: aws
  runtime: python3.13
  iam:
    role:
      statements:
        - Effect: Allow
          Action: [ecs:RunTask, iam:PassRole]  # GOAT0402
          Resource: "*"
functions:
  deploy:
    handler: app.handler
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: deployer
provider:
  name: aws
  runtime: python3.13
  iam:
    role:
      statements:
        - Effect: Allow
          Action: ecs:RunTask
          Resource: "*"
        - Effect: Allow
          Action: iam:PassRole
          Resource: arn:aws:iam::${aws:accountId}:role/worker
functions:
  deploy:
    handler: app.handler
```

## Remedy
Move `iam:PassRole` into a statement of its own whose `Resource` is the one role that is passed, with the condition
`StringEquals: {iam:PassedToService: …}`.

## Remedy in Terraform
Move `iam:PassRole` into a statement of its own whose resource is the one role that is passed, with a `StringEquals`
condition on `iam:PassedToService`.

## Remedy in the CDK
Write `role.grantPassRole(fn.grantPrincipal)` for the one role that is passed, or a statement of its own with a
`StringEquals` condition on `iam:PassedToService`.

## References
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
- https://cwe.mitre.org/data/definitions/269.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.policies import actions_with_spans, matches, narrowed
from goatherd.checks.roles import belongs_to_application, users_of
from goatherd.core.finding import HIGH, MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.role import Role


@check("GOAT0402", sas=4, cwe=269, severity=HIGH, since="0.1")
def pass_any_role(role: Role, app: Application) -> Iterator[Finding]:
    if not belongs_to_application(role, app):
        return
    for statement in role.statements:
        if statement.effect != "Allow" or statement.not_action or not _every_role(statement.resources):
            continue
        for action, span in actions_with_spans(statement):
            # `*` and `iam:*` are reported as such
            if action.lower().startswith("iam:pass") and matches(action, "iam:PassRole"):
                yield Finding(
                    span=span,
                    subject=users_of(role, app),
                    message=f"{users_of(role, app)} may pass any role of the account to a service",
                    severity=MEDIUM if narrowed(statement) else HIGH,
                )


def _every_role(resources: tuple[str, ...]) -> bool:
    return any(resource == "*" or resource.endswith(":role/*") for resource in resources)
