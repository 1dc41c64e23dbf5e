"""A policy grants what the code of the function never uses.

## Why it matters
Whoever takes over the function through one flaw has everything that its role grants, not just what the code does.
An unused right to delete or to write is of use to an attacker only. The calls of the code say which rights those are.
Where a part of the code is not in the tree, or its client goes to code that is not, nothing is said. A package of a
registry hardly ever calls AWS by itself: where the code calls one and makes no call of the service, confidence is low.
Where SAM has no smaller policy template for what is used of one resource, all of them in a file are one information.

Whole services (`s3:*`) and full-access policies are reported by GOAT0401 and GOAT0403, with what the code uses of them.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::SimpleTable
  Show:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Environment:
        Variables: {TABLE: !Ref Orders}
      Policies:
        - DynamoDBCrudPolicy:  # GOAT0420
            TableName: !Ref Orders
```
```python app.py
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])

def handler(event, context):
    return table.get_item(Key={"id": "latest"})["Item"]["state"]
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::SimpleTable
  Show:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Environment:
        Variables: {TABLE: !Ref Orders}
      Policies:
        - DynamoDBReadPolicy:
            TableName: !Ref Orders
```

## Fixed, where the service acts with the function's rights
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::SimpleTable
  Exports:
    Type: AWS::S3::Bucket
  Show:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Environment:
        Variables: {TABLE: !GetAtt Orders.Arn, BUCKET: !Ref Exports}
      Policies:
        - Statement:
            - Effect: Allow
              Action: dynamodb:ExportTableToPointInTime
              Resource: !GetAtt Orders.Arn
            - Effect: Allow
              Action: [s3:PutObject, s3:PutObjectAcl, s3:AbortMultipartUpload]
              Resource: !Sub ${Exports.Arn}/*
```
```python app.py
import os
import boto3

database = boto3.client("dynamodb")

def handler(event, context):
    database.export_table_to_point_in_time(TableArn=os.environ["TABLE"], S3Bucket=os.environ["BUCKET"])
```

## Vulnerable in the CDK
```json cdk.json
{"app": "npx ts-node bin/shop.ts"}
```
```typescript bin/shop.ts
import { App } from 'aws-cdk-lib';
import { ShopStack } from '../lib/shop-stack';

new ShopStack(new App(), 'Shop');
```
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const orders = new Table(this, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
    const show = new Function(this, 'Show', {
      runtime: Runtime.PYTHON_3_13,
      handler: 'app.handler',
      code: Code.fromAsset('src'),
      environment: { TABLE: orders.tableName },
    });
    orders.grantReadWriteData(show);  // GOAT0420
  }
}
```
```python src/app.py
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])

def handler(event, context):
    return table.get_item(Key={"id": "latest"})["Item"]["state"]
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
    const orders = new Table(this, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
    const show = new Function(this, 'Show', {
      runtime: Runtime.PYTHON_3_13,
      handler: 'app.handler',
      code: Code.fromAsset('src'),
      environment: { TABLE: orders.tableName },
    });
    orders.grantReadData(show);
  }
}
```

## Vulnerable: a resource that is left alone
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::SimpleTable
  Customers:
    Type: AWS::Serverless::SimpleTable
  Show:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Environment:
        Variables: {TABLE: !Ref Orders}
      Policies:
        - Statement:
            - Effect: Allow
              Action: dynamodb:GetItem
              Resource:
                - !GetAtt Orders.Arn
                - !GetAtt Customers.Arn  # GOAT0420
```
```python app.py
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])

def handler(event, context):
    return table.get_item(Key={"id": "latest"})["Item"]
```

## Fixed: a resource that is left alone
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::SimpleTable
  Customers:
    Type: AWS::Serverless::SimpleTable
  Show:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Environment:
        Variables: {TABLE: !Ref Orders}
      Policies:
        - Statement:
            - Effect: Allow
              Action: dynamodb:GetItem
              Resource: !GetAtt Orders.Arn
```

## Vulnerable in Terraform
```hcl main.tf
data "archive_file" "code" {
  type        = "zip"
  source_file = "${path.module}/app.py"
  output_path = "${path.module}/code.zip"
}

resource "aws_iam_role" "show" {
  name = "show"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_lambda_function" "show" {
  function_name = "show"
  role          = aws_iam_role.show.arn
  runtime       = "python3.13"
  handler       = "app.handler"
  filename      = data.archive_file.code.output_path

  environment {
    variables = {
      TABLE = aws_dynamodb_table.orders.name
    }
  }
}

resource "aws_dynamodb_table" "orders" {
  name         = "orders"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }
}
```
```hcl policy.tf
resource "aws_iam_role_policy" "data" {
  role = aws_iam_role.show.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = [
        "dynamodb:GetItem",
        "dynamodb:DeleteItem", # GOAT0420
      ]
      Resource = aws_dynamodb_table.orders.arn
    }]
  })
}
```
```python app.py
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])

def handler(event, context):
    return table.get_item(Key={"id": "latest"})["Item"]["state"]
```

## Fixed in Terraform
```hcl policy.tf
resource "aws_iam_role_policy" "data" {
  role = aws_iam_role.show.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "dynamodb:GetItem"
      Resource = aws_dynamodb_table.orders.arn
    }]
  })
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
  environment:
    TABLE: !Ref Orders
  iam:
    role:
      statements:
        - Effect: Allow
          Action:
            - dynamodb:GetItem
            - dynamodb:DeleteItem  # GOAT0420
          Resource: !GetAtt Orders.Arn
functions:
  show:
    handler: app.handler
resources:
  Resources:
    Orders:
      Type: AWS::DynamoDB::Table
      Properties:
        BillingMode: PAY_PER_REQUEST
        AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
        KeySchema: [{AttributeName: id, KeyType: HASH}]
```
```python app.py
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])

def handler(event, context):
    return table.get_item(Key={"id": "latest"})["Item"]["state"]
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
  environment:
    TABLE: !Ref Orders
  iam:
    role:
      statements:
        - Effect: Allow
          Action: dynamodb:GetItem
          Resource: !GetAtt Orders.Arn
functions:
  show:
    handler: app.handler
resources:
  Resources:
    Orders:
      Type: AWS::DynamoDB::Table
      Properties:
        BillingMode: PAY_PER_REQUEST
        AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
        KeySchema: [{AttributeName: id, KeyType: HASH}]
```

## Remedy
Grant the actions that the code calls, on the resources that it names.

## Remedy in SST
Write what the code calls into `permissions` of the function. A `link` grants everything on what is linked: pass its
name in `environment` instead.

## References
- https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
- https://cwe.mitre.org/data/definitions/250.html
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.checks.api import check
from goatherd.checks.policies import resources_with_spans
from goatherd.checks.privileges import advice_for, unused_parts
from goatherd.checks.replacement import grant_text, replacement
from goatherd.checks.roles import users_of, weighed
from goatherd.checks.wording import listed
from goatherd.core.confidence import Confidence, confidence_of, owners_choice
from goatherd.core.finding import INFO, LOW, Finding, Kind, Severity
from goatherd.iam.actions import describe, expanded
from goatherd.iam.paste import resource_text
from goatherd.model.application import Application
from goatherd.model.role import Role

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.iam.least import Advice
    from goatherd.iam.use import EntryUse


LONGEST_MESSAGE = 160
_LEFT = owners_choice("it may be for what is to come, and harms nobody before the function is taken over")
_TEMPLATES = "policy templates grant more than is used, and none is smaller"
_POLICIES = "policies grant more than the code uses"


@check("GOAT0420", sas=4, cwe=250, severity=LOW, since="0.1")
def unused_permissions(role: Role, app: Application) -> Iterator[Finding]:
    """One finding for grants in one file that are to be changed alike."""
    alike: dict[Hashable, list[Finding]] = {}
    for finding in _findings(role, app):
        told = (finding.span.path, finding.message, finding.remedy, finding.severity)
        alike.setdefault(told, []).append(finding)
    for first, *others in alike.values():
        places = dict.fromkeys(span for each in (first, *others) for span in (each.span, *each.locations))
        yield evolve(first, locations=tuple(span for span in places if span != first.span))


def _findings(role: Role, app: Application) -> Iterator[Finding]:
    advice = advice_for(role, app)
    for use, severity in unused_parts(role, app):
        span, others = _spans(use)
        users = users_of(role, app)
        doubt = advice.doubt_of(use)
        if not use.everything:
            severity = min(severity, LOW)
        kind = _kind(use, users, severity)
        if not _opens_more(use):
            severity = INFO
        if confidence_of(doubt) is Confidence.LOW and not use.wide:
            continue  # hardly anything was seen of what the code calls
        yield Finding(
            span=span,
            subject=users,
            message=_message(use, users) if use.unused or use.everything else _of_resources(use, users, advice),
            remedy=replacement(use, advice, app),
            severity=weighed(severity, role, app),
            reasons=doubt if use.everything else (*doubt, *_LEFT),
            locations=others,
            one_of=kind,
        )


def _kind(use: EntryUse, users: str, severity: Severity) -> Kind | None:
    """What weighs little is one finding for all policies of a file."""
    if severity == INFO:
        return Kind(_TEMPLATES, f"{use.entry.name} of {users}")
    unused = f" ({listed(use.worst_unused, 2)})" if use.unused else ""
    together = severity <= LOW or not _opens_more(use)
    return Kind(_POLICIES, f"{_called(use)} of {users}{unused}") if together else None


def _opens_more(use: EntryUse) -> bool:
    """Whether what is unused lets more be done than what is used of it: somebody who may put may as well delete."""
    if use.wide or not use.proven or not use.unused:
        return True
    used, unused = (
        [described.access for action in actions if (described := describe(action)) is not None]
        for actions in (use.proven, use.unused)
    )
    return not used or max(unused, default=used[0]) > max(used)


def _message(use: EntryUse, users: str) -> str:
    """Names as many actions as fit on a line or two of a terminal."""
    messages = [_naming(number, use, users, services) for services in (True, False) for number in (3, 2, 1)]
    return next((message for message in messages if len(message) <= LONGEST_MESSAGE), messages[-1])


def _of_resources(use: EntryUse, users: str, advice: Advice) -> str:
    """What is granted on resources that are left alone."""
    names = [resource_text(text, advice.grants.names, advice.role) for text in use.unused_resources]
    return f"{users} uses {listed(use.used, 2)} on other resources, never on {listed(names, 2)}"


def _naming(number: int, use: EntryUse, users: str, services: bool) -> str:
    what = _called(use)
    unused = "most of all services" if use.everything else listed(use.worst_unused, number)
    where = " on every resource" if use.wide else ""
    if use.proven:
        names = use.unused_services if services else ()
        none_of = f"; nothing at all of {listed(names, number)}" if len(names) > 1 else ""
        return f"{users} uses only {listed(use.proven, number)} of {what}; unused{where}: {unused}{none_of}"
    if use.only_named:
        return f"{users} makes no call that needs {what}, as far as is seen; surely unused{where}: {unused}"
    if use.used or use.kept:
        return f"{users} never uses some of what {what} grants{where}: {unused}"
    return f"{users} never uses what {what} grants{where}: {unused}"


def _called(use: EntryUse) -> str:
    return use.entry.name or (grant_text(use, use.entry.grant) if use.entry.grant else "this statement")


def _spans(use: EntryUse) -> tuple[Span, tuple[Span, ...]]:
    """The places of the actions that nobody uses; the policy's own first where nothing of it is used."""
    if not use.unused and use.unused_resources:
        found = [span for text, span in _resources_with_spans(use) if text in use.unused_resources]
        return found[0], tuple(found[1:])
    unused = set(use.unused)
    grants = list(use.entry.grants())
    places = [g.span for g in grants if g.span != use.entry.span and _all_unused(g.action, unused)]
    places = list(dict.fromkeys(places))
    if len(places) != 1 and len(places) in (0, len(grants)):
        places.insert(0, use.entry.span)
    return places[0], tuple(places[1:])


def _resources_with_spans(use: EntryUse) -> Iterator[tuple[str, Span]]:
    for statement in use.entry.statements:
        yield from resources_with_spans(statement)


def _all_unused(pattern: str, unused: set[str]) -> bool:
    actions = expanded([pattern])
    return bool(actions) and unused.issuperset(actions)
