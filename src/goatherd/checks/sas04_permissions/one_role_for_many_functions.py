"""Many functions share one role.

## Why it matters
The role has to hold what each of them needs, so each of them has what all the others need. A flaw in the least
important function is then a flaw with the permissions of the most important one.

Reported from seven functions on: fewer are mostly parts of one service that work on the same data, and hardly anybody
gives each a role.

## Vulnerable
```yaml template.yaml
Resources:
  Shared:  # GOAT0405
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: data
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: "dynamodb:PutItem", Resource: "arn:aws:dynamodb:eu-west-1:123456789012:table/a"}
  List:
    Type: AWS::Lambda::Function
    Properties: &shop
      Runtime: python3.13
      Handler: index.handler
      Role: !GetAtt Shared.Arn
      Code: {ZipFile: "def handler(event, context): return 1"}
  Show: {Type: AWS::Lambda::Function, Properties: *shop}
  Add: {Type: AWS::Lambda::Function, Properties: *shop}
  Change: {Type: AWS::Lambda::Function, Properties: *shop}
  Remove: {Type: AWS::Lambda::Function, Properties: *shop}
  Mail: {Type: AWS::Lambda::Function, Properties: *shop}
  Pay: {Type: AWS::Lambda::Function, Properties: *shop}
```

## Fixed
```yaml template.yaml
Resources:
  Own:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: data
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: "dynamodb:PutItem", Resource: "arn:aws:dynamodb:eu-west-1:123456789012:table/a"}
  Pay:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: !GetAtt Own.Arn
      Code: {ZipFile: "def handler(event, context): return 2"}
```

## Vulnerable: a role that is declared elsewhere
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.13, CodeUri: .}}
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: &shop {Handler: shop.handler, Role: "arn:aws:iam::123456789012:role/shop"}  # GOAT0405
  Mails: {Type: AWS::Serverless::Function, Properties: *shop}
  Bills: {Type: AWS::Serverless::Function, Properties: *shop}
  Goods: {Type: AWS::Serverless::Function, Properties: *shop}
  Users: {Type: AWS::Serverless::Function, Properties: *shop}
  Baskets: {Type: AWS::Serverless::Function, Properties: *shop}
  Returns: {Type: AWS::Serverless::Function, Properties: *shop}
```

## Fixed: a role that is declared elsewhere
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.13, CodeUri: .}}
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {Handler: orders.handler, Role: "arn:aws:iam::123456789012:role/orders"}
  Mails:
    Type: AWS::Serverless::Function
    Properties: {Handler: mails.handler, Role: "arn:aws:iam::123456789012:role/mails"}
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_iam_role" "shared" { # GOAT0405
  name = "shared"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy" "data" {
  role = aws_iam_role.shared.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "dynamodb:PutItem", Resource = aws_dynamodb_table.orders.arn }]
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

resource "aws_lambda_function" "others" {
  for_each = toset(["show", "add", "change", "remove", "mail", "pay"])

  function_name = each.key
  role          = aws_iam_role.shared.arn
  runtime       = "python3.13"
  handler       = "${each.key}.handler"
  s3_bucket     = "shop-releases"
  s3_key        = "shop.zip"
}
```
```hcl list.tf
resource "aws_lambda_function" "list" {
  function_name = "list"
  role          = aws_iam_role.shared.arn
  runtime       = "python3.13"
  handler       = "list.handler"
  s3_bucket     = "shop-releases"
  s3_key        = "shop.zip"
}
```

## Fixed in Terraform
```hcl list.tf
resource "aws_iam_role" "list" {
  name = "list"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_lambda_function" "list" {
  function_name = "list"
  role          = aws_iam_role.list.arn
  runtime       = "python3.13"
  handler       = "list.handler"
  s3_bucket     = "shop-releases"
  s3_key        = "shop.zip"
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
  iam:
    role:  # GOAT0405
      statements:
        - Effect: Allow
          Action: dynamodb:PutItem
          Resource: arn:aws:dynamodb:${aws:region}:${aws:accountId}:table/orders
functions:
  list: {handler: list.handler}
  show: {handler: show.handler}
  add: {handler: add.handler}
  change: {handler: change.handler}
  remove: {handler: remove.handler}
  mail: {handler: mail.handler}
  pay: {handler: pay.handler}
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
plugins:
  - serverless-iam-roles-per-function
functions:
  list: {handler: list.handler}
  show: {handler: show.handler}
  add: {handler: add.handler}
  change: {handler: change.handler}
  remove: {handler: remove.handler}
  mail: {handler: mail.handler}
  pay:
    handler: pay.handler
    iamRoleStatements:
      - Effect: Allow
        Action: dynamodb:PutItem
        Resource: arn:aws:dynamodb:${aws:region}:${aws:accountId}:table/orders
```

## Vulnerable, a role for functions of other stacks
```yaml template.yaml
Resources:
  Functions:  # GOAT0405
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: all
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: dynamodb:PutItem, Resource: "arn:aws:dynamodb:*:*:table/orders"}
              - {Effect: Allow, Action: ses:SendEmail, Resource: "arn:aws:ses:*:*:identity/shop.example"}
Outputs:
  RoleOfFunctions:
    Value: !GetAtt Functions.Arn
    Export: {Name: role-of-functions}
```

## Fixed, a role for functions of other stacks
```yaml template.yaml
Resources:
  Orders:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: orders
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: dynamodb:PutItem, Resource: "arn:aws:dynamodb:*:*:table/orders"}
Outputs:
  RoleOfOrders:
    Value: !GetAtt Orders.Arn
    Export: {Name: role-of-orders}
```

## Remedy
Give every function a role of its own; SAM makes one per function when `Role` is left out.

## Remedy in Terraform
Give every function an `aws_iam_role` of its own.

## Remedy in the Serverless Framework
Give every function a role of its own, with `iam.role.mode: perFunction` since version 4 or the plug-in
`serverless-iam-roles-per-function`.

## Remedy in the CDK
Give every function a role of its own; the CDK makes one per function when `role` is left out.

## References
- https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
- https://cwe.mitre.org/data/definitions/250.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.roles import functions_of
from goatherd.checks.wording import listed
from goatherd.core.confidence import owners_choice, unseen
from goatherd.core.finding import INFO, Finding, Kind
from goatherd.core.value import known, placeholders
from goatherd.iam.platform import NETWORK
from goatherd.iam.policy import expand
from goatherd.model.application import Application
from goatherd.model.role import Role

# roles that only write logs and traces, and reach a network, can be shared
SHARED = ("logs:", "xray:", "cloudwatch:", *(action.lower() for action in NETWORK))
MANY = 7
_SHARED_ROLES = "roles are shared by many functions each, which can do what any of them needs"
_MANY_SERVICES = 2  # one of them may be all that a single function needs


@check("GOAT0405", sas=4, cwe=250, severity=INFO, since="0.1")
def one_role_for_many_functions(role: Role, app: Application) -> Iterator[Finding]:
    names = [function.id for function in functions_of(role, app)]
    if not names and _is_for_others(role, app) and len(_services(role)) >= _MANY_SERVICES:
        yield Finding(
            span=role.span,
            message=f"Role {role.id} is exported for functions of other stacks: each can do what any of them needs",
            reasons=unseen("it may be for one function"),
        )
    if len(names) < MANY:
        return
    if _is_elsewhere(role):
        yield Finding(
            span=role.span,
            message=f"Functions {listed(names)} share role {role.id}: each can do what any of them needs",
            reasons=unseen("what the role may do is declared elsewhere"),
        )
    elif _has_powers(role):
        yield Finding(
            span=role.span,
            message=f"Functions {listed(names)} share role {role.id}: each can do what any of them needs",
            reasons=owners_choice("functions that work on the same data may share it"),
            one_of=Kind(_SHARED_ROLES, f"{role.id} ({role.span.path})", anywhere=True),
        )


def _is_for_others(role: Role, app: Application) -> bool:
    """Whether functions of other stacks are to have it: it trusts Lambda, and an output gives its ARN away."""
    trusted = {name for statement in role.trust for _, name in statement.principals}
    shown = (known(output.value) or "" for output in app.outputs if output.exported)
    named = {id for text in shown for id, _ in placeholders(text)}
    return "lambda.amazonaws.com" in trusted and role.id in named


def _services(role: Role) -> set[str]:
    allowed = [action.lower() for s in role.statements if s.effect == "Allow" for action in s.actions]
    return {action.partition(":")[0] for action in allowed if not action.startswith(SHARED)}


def _is_elsewhere(role: Role) -> bool:
    """Whether functions name a role, by its ARN, that the application does not declare."""
    return role.id.startswith("arn:") and not role.policies and bool(role.unreadable)


def _has_powers(role: Role) -> bool:
    statements = list(role.statements)
    for reference in role.references:
        expanded = expand(reference)
        if expanded is None:
            return True
        statements += expanded
    allowed = [statement for statement in statements if statement.effect == "Allow"]
    return any(s.not_action or not all(a.lower().startswith(SHARED) for a in s.actions) for s in allowed)
