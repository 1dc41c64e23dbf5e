"""A role holds permissions that together carry data out of the account.

## Why it matters
Who may write the policy of any bucket can open it to the world; who may share snapshots hands over whole databases. And
a role that reads every secret of the account, in a function that answers anybody, is one flaw away from telling them.

## Vulnerable
```yaml template.yaml
Resources:
  SharingRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: share
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action:
                  - s3:PutBucketPolicy  # GOAT0424
                Resource: "*"
```

## Fixed
```yaml template.yaml
Resources:
  Downloads:
    Type: AWS::S3::Bucket
  SharingRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: share
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action:
                  - s3:PutBucketPolicy
                Resource: !GetAtt Downloads.Arn
```

## Vulnerable: secrets, and a way out
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Show:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: |
        def handler(event, context):
            return 1
      FunctionUrlConfig: {AuthType: NONE}
      Policies:
        - Statement:
            - Effect: Allow
              Action:
                - secretsmanager:GetSecretValue  # GOAT0424
              Resource: "*"
```

## Fixed: secrets, and a way out
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Password:
    Type: AWS::SecretsManager::Secret
  Show:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: |
        def handler(event, context):
            return 1
      FunctionUrlConfig: {AuthType: NONE}
      Policies:
        - Statement:
            - Effect: Allow
              Action:
                - secretsmanager:GetSecretValue
              Resource: !Ref Password
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_iam_role" "backup" {
  name = "backup"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
```
```hcl policy.tf
resource "aws_iam_role_policy" "backup" {
  role = aws_iam_role.backup.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = [
        "rds:CreateDBSnapshot",
        "rds:ModifyDBSnapshotAttribute", # GOAT0424
      ]
      Resource = "*"
    }]
  })
}
```

## Fixed in Terraform
```hcl policy.tf
resource "aws_iam_role_policy" "backup" {
  role = aws_iam_role.backup.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["rds:CreateDBSnapshot"]
      Resource = "*"
    }]
  })
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: keys
provider:
  name: aws
  runtime: python3.13
  iam:
    role:
      statements:
        - Effect: Allow
          Action:
            - kms:PutKeyPolicy  # GOAT0424
          Resource: "*"
functions:
  rotate:
    handler: app.handler
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: keys
provider:
  name: aws
  runtime: python3.13
  iam:
    role:
      statements:
        - Effect: Allow
          Action:
            - kms:PutKeyPolicy
          Resource: !GetAtt Key.Arn
functions:
  rotate:
    handler: app.handler
resources:
  Resources:
    Key:
      Type: AWS::KMS::Key
      Properties:
        EnableKeyRotation: true
        KeyPolicy:
          Version: "2012-10-17"
          Statement:
            - {Effect: Allow, Principal: {AWS: "arn:aws:iam::123456789012:root"}, Action: "kms:*", Resource: "*"}
```

## Remedy
Name the one bucket, secret, key or snapshot that the action is meant for, or move the work to a deployment pipeline.

## References
- https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
- https://cwe.mitre.org/data/definitions/732.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.broad import is_broad
from goatherd.checks.privileges import advice_for, serves_functions
from goatherd.checks.roles import functions_of, users_of, weighed
from goatherd.checks.wording import listed
from goatherd.core.finding import HIGH, MEDIUM, Finding, Severity, Step
from goatherd.iam.combinations import ways
from goatherd.iam.exfiltration import opened, read_whole, ways_out
from goatherd.model.application import Application
from goatherd.model.role import Role
from goatherd.model.trigger import Exposure, Kind

if TYPE_CHECKING:
    from goatherd.iam.combinations import Held

_ANSWERS = frozenset(
    {Kind.REST_API, Kind.REST_API_MAPPED, Kind.HTTP_API, Kind.HTTP_API_V1, Kind.FUNCTION_URL, Kind.ALB}
)


@check("GOAT0424", sas=4, cwe=732, severity=HIGH, since="0.1")
def data_exfiltration(role: Role, app: Application) -> Iterator[Finding]:
    if not serves_functions(role, app):
        return
    grants = advice_for(role, app).grants
    # whole services and administrators' policies are told as such
    told = {grant.span for entry in grants.entries if is_broad(entry) for grant in entry.grants()}
    found = [each for each in opened(grants) if not told.issuperset(each[1])]
    if found:
        yield _finding(found, f"{users_of(role, app)} can {ways(found)}", role, app)
    opening = {spans[-1] for _, spans in found}  # one policy is replaced once
    read = [each for each in read_whole(grants) if not told.issuperset(each[1]) and each[1][-1] not in opening]
    out = _way_out(role, app) or ways(list(ways_out(grants))[:1])
    if read and out:
        yield _finding(read, f"{users_of(role, app)} can {ways(read)}, and {out}", role, app, MEDIUM)


def _finding(found: list[Held], message: str, role: Role, app: Application, severity: Severity = HIGH) -> Finding:
    places = list(dict.fromkeys(spans[-1] for _, spans in found))
    granted = dict.fromkeys(
        (place, action)
        for combination, spans in found
        for place, action in zip(spans, combination.actions, strict=True)
    )
    return Finding(
        span=places[0],
        locations=tuple(places[1:]),
        subject=users_of(role, app),
        message=message,
        severity=weighed(severity, role, app),
        steps=tuple(Step(place, f"{action} is granted on any resource") for place, action in granted),
    )


def _way_out(role: Role, app: Application) -> str:
    """Functions of the role that answer anybody, in words; its only one has been named by then."""
    functions = functions_of(role, app)
    open_to_all = [
        function.id
        for function in functions
        if any(t.exposure == Exposure.ANONYMOUS and t.kind in _ANSWERS for t in function.triggers)
    ]
    if not open_to_all:
        return ""
    if len(functions) == 1:
        return "the function answers anybody"
    return f"{listed(open_to_all, 2)} answer{'s' if len(open_to_all) == 1 else ''} anybody"
