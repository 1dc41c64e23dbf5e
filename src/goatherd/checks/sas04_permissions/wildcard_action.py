"""A role may do everything, or everything with one service.

## Why it matters
Whoever makes the function run their code, or call AWS with their parameters, has all of the role's permissions.
With `s3:*` that includes deleting the bucket and rewriting its policy; with `*` it is the whole account.

## Vulnerable
```yaml template.yaml
Resources:
  WriterRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: data
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action:
                  - logs:PutLogEvents
                  - dynamodb:*  # GOAT0401
                Resource: "*"
```

## Fixed
```yaml template.yaml
Resources:
  WriterRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: data
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action:
                  - logs:PutLogEvents
                  - dynamodb:PutItem
                Resource: "*"
```

## Vulnerable in Terraform
```hcl main.tf
data "aws_iam_policy_document" "lambda" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "writer" {
  name               = "writer"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

resource "aws_iam_role_policy" "data" {
  name   = "data"
  role   = aws_iam_role.writer.id
  policy = data.aws_iam_policy_document.data.json
}
```
```hcl data.tf
data "aws_iam_policy_document" "data" {
  statement {
    actions = [
      "logs:PutLogEvents",
      "dynamodb:*", # GOAT0401
    ]
    resources = ["*"]
  }
}
```

## Fixed in Terraform
```hcl data.tf
data "aws_iam_policy_document" "data" {
  statement {
    actions = [
      "logs:PutLogEvents",
      "dynamodb:PutItem",
    ]
    resources = ["*"]
  }
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: writer
provider:
  name: aws
  runtime: python3.13
  iam:
    role:
      statements:
        - Effect: Allow
          Action:
            - cloudwatch:PutMetricData
            - dynamodb:*  # GOAT0401
          Resource: "*"
functions:
  write:
    handler: app.handler
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: writer
provider:
  name: aws
  runtime: python3.13
  iam:
    role:
      statements:
        - Effect: Allow
          Action:
            - cloudwatch:PutMetricData
            - dynamodb:PutItem
          Resource: "*"
functions:
  write:
    handler: app.handler
```

## Vulnerable in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const writer = new Function(this, 'Writer', {
      runtime: Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: Code.fromInline('def handler(event, context): return 1'),
    });
    writer.addToRolePolicy(new PolicyStatement({
      actions: [
        'logs:PutLogEvents',
        'dynamodb:*',  // GOAT0401
      ],
      resources: ['*'],
    }));
  }
}
```

## Fixed in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const writer = new Function(this, 'Writer', {
      runtime: Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: Code.fromInline('def handler(event, context): return 1'),
    });
    const orders = new Table(this, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
    orders.grantWriteData(writer);
  }
}
```

## Remedy
List the actions that the code calls instead of the wildcard.

## References
- https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
- https://cwe.mitre.org/data/definitions/250.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.broad import allows, broad_action
from goatherd.checks.policies import actions_with_spans
from goatherd.checks.replacement import replacement_at
from goatherd.checks.roles import belongs_to_application, functions_of, users_of, weighed
from goatherd.checks.wording import listed
from goatherd.core.finding import HIGH, LOW, MEDIUM, Finding, Kind
from goatherd.model.application import Application
from goatherd.model.role import Role

_NAMED = "roles may do everything with resources that they name"


@check("GOAT0401", sas=4, cwe=250, severity=HIGH, since="0.1")
def wildcard_action(role: Role, app: Application) -> Iterator[Finding]:
    if not belongs_to_application(role, app):
        return
    found = [
        (judged, span, statement)
        for statement in role.statements
        if allows(statement)
        for action, span in actions_with_spans(statement)
        if (judged := broad_action(action, statement))
    ]
    if found:
        worst = max(severity for (_, severity), _, _ in found)
        what = listed(list(dict.fromkeys(words for (words, _), _, _ in found)))
        places = {statement.span for _, _, statement in found}
        yield Finding(
            span=found[0][1],
            locations=tuple(span for _, span, _ in found[1:]),
            subject=users_of(role, app),
            message=f"{users_of(role, app)} may do {what}",
            remedy=replacement_at(places.pop(), role, app) if len(places) == 1 else "",
            severity=weighed(worst, role, app) if functions_of(role, app) else min(worst, MEDIUM),
            one_of=Kind(_NAMED, f"{what} by {users_of(role, app)}") if worst <= LOW else None,
        )
