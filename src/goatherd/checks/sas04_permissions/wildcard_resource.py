"""A role may do something to every resource where it could be limited to one.

## Why it matters
`Resource: "*"` is every table, bucket and queue of the account, those of other applications included. For
actions that know resources it is never needed; others (`cloudwatch:PutMetricData`) know none, and are left alone, as
are mail and the models of Bedrock, which hold nothing. A role that only services such as Step Functions take on, which
run what its owner has written, is low unless it may hand out rights or read secrets.

## Vulnerable
```yaml template.yaml
Resources:
  StoreRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: store
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: [dynamodb:PutItem, cloudwatch:PutMetricData]
                Resource: "*"  # GOAT0421
```

## Fixed
```yaml template.yaml
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
  StoreRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: store
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: dynamodb:PutItem
                Resource: !GetAtt Orders.Arn
              - Effect: Allow
                Action: cloudwatch:PutMetricData
                Resource: "*"
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_iam_role" "store" {
  name = "store"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
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

resource "aws_iam_policy" "store" {
  name   = "store"
  policy = data.aws_iam_policy_document.store.json
}

resource "aws_iam_role_policy_attachment" "store" {
  role       = aws_iam_role.store.name
  policy_arn = aws_iam_policy.store.arn
}
```
```hcl store.tf
data "aws_iam_policy_document" "store" {
  statement {
    actions   = ["dynamodb:PutItem", "cloudwatch:PutMetricData"]
    resources = ["*"] # GOAT0421
  }
}
```

## Fixed in Terraform
```hcl store.tf
data "aws_iam_policy_document" "store" {
  statement {
    actions   = ["dynamodb:PutItem"]
    resources = [aws_dynamodb_table.orders.arn]
  }

  statement {
    actions   = ["cloudwatch:PutMetricData"]
    resources = ["*"]
  }
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: store
provider:
  name: aws
  runtime: python3.13
  iam:
    role:
      statements:
        - Effect: Allow
          Action: [dynamodb:PutItem, cloudwatch:PutMetricData]
          Resource: "*"  # GOAT0421
functions:
  store:
    handler: app.handler
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: store
provider:
  name: aws
  runtime: python3.13
  iam:
    role:
      statements:
        - Effect: Allow
          Action: dynamodb:PutItem
          Resource: !GetAtt Orders.Arn
        - Effect: Allow
          Action: cloudwatch:PutMetricData
          Resource: "*"
functions:
  store:
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

## Vulnerable in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const store = new Function(this, 'Store', {
      runtime: Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: Code.fromInline('def handler(event, context): return 1'),
    });
    store.addToRolePolicy(new PolicyStatement({
      actions: ['dynamodb:PutItem', 'cloudwatch:PutMetricData'],
      resources: ['*'],  // GOAT0421
    }));
  }
}
```

## Fixed in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const store = new Function(this, 'Store', {
      runtime: Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: Code.fromInline('def handler(event, context): return 1'),
    });
    const orders = new Table(this, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
    orders.grant(store, 'dynamodb:PutItem');
    store.addToRolePolicy(new PolicyStatement({ actions: ['cloudwatch:PutMetricData'], resources: ['*'] }));
  }
}
```

## Remedy
Name the resources: `!GetAtt Table.Arn`, `!Sub ${Bucket.Arn}/*`. Keep `*` in a statement of its own for the actions
that know no resources.

## Remedy in Terraform
Name the resources: `aws_dynamodb_table.orders.arn`, `"${aws_s3_bucket.uploads.arn}/*"`. Keep `*` in a statement of
its own for the actions that know no resources.

## Remedy in the CDK
Name the resources: `table.tableArn`, `bucket.arnForObjects("*")`, or let them grant what is needed
(`table.grantReadData(fn)`). Keep `*` in a statement of its own for the actions that know no resources.

## References
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
- https://cwe.mitre.org/data/definitions/250.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.policies import allows_any_of, narrowed, resources_with_spans
from goatherd.checks.privileges import advice_for, names_of, serves_functions, unused_parts
from goatherd.checks.roles import functions_of, users_of
from goatherd.checks.wording import listed
from goatherd.core.confidence import Confidence
from goatherd.core.finding import INFO, LOW, MEDIUM, Finding, Severity
from goatherd.core.value import HOLE
from goatherd.iam.actions import Access, covers_everything, describe, expanded
from goatherd.iam.paste import can_be_named, statements_text
from goatherd.iam.platform import CUSTOMARY, NETWORK
from goatherd.iam.resources import ANY_RESOURCE
from goatherd.iam.use import is_wide
from goatherd.model.application import Application
from goatherd.model.role import Role

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.iam.actions import Action
    from goatherd.model.role import Statement

# Sending mail is hardly ever limited to an identity, nor answers to the one API of WebSockets; asking a model holds no
# data of anybody's, and passing roles has a check of its own.
_LEFT_ALONE = (
    *("ses:Send", "execute-api:ManageConnections", "bedrock:InvokeModel", "iam:PassRole"),
    *CUSTOMARY,
    *NETWORK,
)
# Services that do what its owner has described, and run no code.
_BY_DESCRIPTION = frozenset({"states", "events", "pipes", "scheduler"})
# What these tell is how resources are set up, not what is in them.
_TELLS_OF_SETTINGS = ("Describe", "List")


@check("GOAT0421", sas=4, cwe=250, severity=MEDIUM, since="0.1")
def wildcard_resource(role: Role, app: Application) -> Iterator[Finding]:
    if not serves_functions(role, app):
        return
    found = [
        (wide, actions) for s in role.statements if (wide := _wide(s, app)) and (actions := _to_limit(s, role, app))
    ]
    judged = [(_severity(actions, runs_code=_runs_code(role, app)), wide, actions) for wide, actions in found]
    for severity in dict.fromkeys(severity for severity, _, _ in judged):
        alike = [(wide, actions) for each, wide, actions in judged if each == severity]
        wide = [each for places, _ in alike for each in places]
        limitable = list(dict.fromkeys(action.name for _, actions in alike for action in actions))
        yield Finding(
            span=wide[0][1],
            subject=users_of(role, app),
            message=f"{users_of(role, app)} may use {listed(limitable)} on every resource (`{wide[0][0]}`)",
            remedy=_remedy(role, app, set(limitable), wide),
            severity=severity,
            locations=tuple(dict.fromkeys(span for _, span in wide if span != wide[0][1])),
        )


def _wide(statement: Statement, app: Application) -> list[tuple[str, Span]]:
    """The resources that are all of their kind; beside a named one, only those that are all of a service.

    An action may need several types of resource, of which one cannot be named ahead (a new snapshot).
    """
    names = names_of(app)
    found = [(text, span) for text, span in resources_with_spans(statement) if is_wide(names.canonical(text))]
    if len(found) < len(statement.resources):
        found = [(text, span) for text, span in found if text.rpartition(":")[2].strip("*") == ""]
    return found


def _to_limit(statement: Statement, role: Role, app: Application) -> list[Action]:
    """Without what the code does not use: that goes, and GOAT0420 says so."""
    limitable = _limitable(statement, role, app)
    if not limitable or advice_for(role, app).confidence is Confidence.LOW:
        return limitable
    unused = {a for use, _ in unused_parts(role, app) if use.entry.span == statement.span for a in use.unused}
    return [action for action in limitable if action.name not in unused]


def _limitable(statement: Statement, role: Role, app: Application) -> list[Action]:
    """The actions that could be limited to resources; whole services are another check's."""
    if statement.effect != "Allow" or statement.origin or statement.not_action or statement.not_resource:
        return []
    if narrowed(statement):
        return []
    patterns = [action for action in statement.actions if not covers_everything(action) and not action.endswith(":*")]
    described = (describe(action) for action in expanded(patterns))
    # A text message, say, has no resource: the code shows that nothing less than `*` would do.
    unlimited = {need.action for need in advice_for(role, app).needs if ANY_RESOURCE in need.resources}
    if any(name.startswith("cognito-idp.") for trusted in role.trust for _, name in trusted.principals):
        unlimited.add("sns:Publish")  # a user pool sends its codes to telephone numbers
    limitable = [action for action in described if action and action.resource_level and action.name not in unlimited]
    return [action for action in limitable if not action.name.startswith(_LEFT_ALONE)]


def _runs_code(role: Role, app: Application) -> bool:
    """Whether code, or somebody who may pass on roles, may come to use the role, not a service by its description."""
    principals = [principal for trusted in role.trust for principal in trusted.principals]
    own = all(kind == "Service" and name.partition(".")[0] in _BY_DESCRIPTION for kind, name in principals)
    return bool(functions_of(role, app)) or not principals or not own or _passes_roles(role)


def _passes_roles(role: Role) -> bool:
    return any(allows_any_of(statement, ("iam:PassRole",)) for statement in role.statements)


def _severity(actions: list[Action], *, runs_code: bool) -> Severity:
    if all(action.name.partition(":")[2].startswith(_TELLS_OF_SETTINGS) for action in actions):
        return INFO
    strongest = max(action.access for action in actions)
    if strongest == Access.PERMISSIONS or any(action.reads_secrets for action in actions):
        return MEDIUM
    return MEDIUM if strongest >= Access.WRITE and runs_code else LOW


def _remedy(role: Role, app: Application, names: set[str], wide: list[tuple[str, Span]]) -> str:
    """The statements with the resources that the code names, "" where it does not tell all, or tells no less."""
    advice = advice_for(role, app)
    needs = [need for need in advice.needs if need.action in names]
    if advice.unreadable or {need.action for need in needs} != names:
        return ""
    names_here = advice.grants.names
    asked = {resource for need in needs for resource in need.resources}
    granted = [names_here.canonical(text) for text, _ in wide]
    if HOLE in asked or any(names_here.covers(resource, text) for resource in asked for text in granted):
        return ""
    if not can_be_named(needs, names_here):
        return ""
    return f"Name the resources that the code uses:\n{statements_text(needs, advice.grants.names, role)}"
