"""An API key is all that a caller has to show.

## Why it matters
API keys are for metering. They do not expire by themselves, are the same for every user of a client, end up in
web pages and mobile applications, and say nothing about who is calling.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Refund:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: |
        def handler(event, context):
            return {"statusCode": 200}
      Events:
        Post:  # GOAT0203
          Type: Api
          Properties:
            Path: /refunds
            Method: post
            Auth: {ApiKeyRequired: true}
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Refund:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: |
        def handler(event, context):
            return {"statusCode": 200}
      Events:
        Post:
          Type: Api
          Properties:
            Path: /refunds
            Method: post
            Auth: {ApiKeyRequired: true, Authorizer: AWS_IAM}
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_api_gateway_rest_api" "shop" {
  name = "shop"
}

resource "aws_api_gateway_resource" "refunds" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  parent_id   = aws_api_gateway_rest_api.shop.root_resource_id
  path_part   = "refunds"
}

resource "aws_api_gateway_method" "refund" {  # GOAT0203
  rest_api_id      = aws_api_gateway_rest_api.shop.id
  resource_id      = aws_api_gateway_resource.refunds.id
  http_method      = "POST"
  authorization    = "NONE"
  api_key_required = true
}
```
```hcl function.tf
resource "aws_lambda_function" "refund" {
  function_name = "refund"
  role          = "arn:aws:iam::123456789012:role/refund"
  runtime       = "python3.13"
  handler       = "app.handler"
  s3_bucket     = "shop-code"
  s3_key        = "refund.zip"
}

resource "aws_api_gateway_integration" "refund" {
  rest_api_id             = aws_api_gateway_rest_api.shop.id
  resource_id             = aws_api_gateway_resource.refunds.id
  http_method             = aws_api_gateway_method.refund.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.refund.invoke_arn
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_api_gateway_rest_api" "shop" {
  name = "shop"
}

resource "aws_api_gateway_resource" "refunds" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  parent_id   = aws_api_gateway_rest_api.shop.root_resource_id
  path_part   = "refunds"
}

resource "aws_api_gateway_method" "refund" {
  rest_api_id      = aws_api_gateway_rest_api.shop.id
  resource_id      = aws_api_gateway_resource.refunds.id
  http_method      = "POST"
  authorization    = "AWS_IAM"
  api_key_required = true
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: refunds
provider:
  name: aws
  runtime: python3.13
  apiGateway:
    apiKeys: [mobile]
functions:
  refund:
    handler: app.handler
    events:
      - http: {path: refunds, method: post, private: true}  # GOAT0203
```
```python app.py
def handler(event, context):
    return {"statusCode": 200}
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: refunds
provider:
  name: aws
  runtime: python3.13
  apiGateway:
    apiKeys: [mobile]
functions:
  refund:
    handler: app.handler
    events:
      - http: {path: refunds, method: post, private: true, authorizer: aws_iam}
```

## Vulnerable, a GraphQL API
```yaml template.yaml
Resources:
  Shop:  # GOAT0203
    Type: AWS::AppSync::GraphQLApi
    Properties: {Name: shop, AuthenticationType: API_KEY}
```

## Fixed, a GraphQL API
```yaml template.yaml
Resources:
  Shop:
    Type: AWS::AppSync::GraphQLApi
    Properties: {Name: shop, AuthenticationType: AWS_IAM}
```

## Remedy
Keep the key for the usage plan and add an authorizer (Cognito, JWT, IAM or a Lambda authorizer) to the route.

## References
- https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
- https://cwe.mitre.org/data/definitions/287.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.callers import authenticates, hedge
from goatherd.checks.wording import listed, shown
from goatherd.core.confidence import unseen
from goatherd.core.finding import LOW, Finding
from goatherd.core.value import is_true
from goatherd.model.application import Application
from goatherd.model.resource import Api


@check("GOAT0203", sas=2, cwe=287, severity=LOW, since="0.1")
def api_key_as_authentication(app: Application) -> Iterator[Finding]:
    told: set[str | None] = set()
    for function in app.functions:
        routes = [t for t in function.triggers if t.api_key and not t.authorizer]
        if not routes:
            continue
        told.update(trigger.source for trigger in routes)
        behaviour = app.behaviour(function)
        if authenticates(behaviour):
            continue
        but = hedge(behaviour)
        spans = list(dict.fromkeys(trigger.span for trigger in routes))
        names = list(dict.fromkeys(shown(f"{t.method.upper()} {t.path}".strip() or t.detail) for t in routes))
        yield Finding(
            span=spans[0],
            locations=tuple(spans[1:]),
            message=f"An API key alone opens {listed(names)} of function {function.id}{but}",
            reasons=unseen(but.removeprefix(", ")) if but else (),
            function=function.id,
        )
    for api in app.of(Api):
        # what no function of this template answers: the schema, tables behind it, sources of other stacks
        if api.api_key_only and api.id not in told and not is_true(api.private):
            yield Finding(span=api.span, message=f"An API key alone opens the GraphQL API {api.id}")
