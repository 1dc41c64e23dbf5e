"""A Lambda authorizer's answer is kept and reused for other requests than it was given for.

## Why it matters
API Gateway keeps an authorizer's answer under the values of its identity sources. If those do not hold the
caller's credential (only a path or a stage variable, say), one caller's permission is handed to the next.

## Vulnerable
```yaml template.yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: shop}
  TenantAuthorizer:  # GOAT0204
    Type: AWS::ApiGateway::Authorizer
    Properties:
      Name: tenant
      Type: REQUEST
      RestApiId: !Ref Api
      AuthorizerUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Check.Arn}/invocations
      IdentitySource: context.path
      AuthorizerResultTtlInSeconds: 300
  Check:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Code: {ZipFile: "def handler(event, context): return {}"}
```

## Fixed
```yaml template.yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: shop}
  TenantAuthorizer:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      Name: tenant
      Type: REQUEST
      RestApiId: !Ref Api
      AuthorizerUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Check.Arn}/invocations
      IdentitySource: method.request.header.Authorization, context.path
      AuthorizerResultTtlInSeconds: 300
  Check:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Code: {ZipFile: "def handler(event, context): return {}"}
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_api_gateway_rest_api" "shop" {
  name = "shop"
}

resource "aws_api_gateway_authorizer" "tenant" {  # GOAT0204
  name                             = "tenant"
  type                             = "REQUEST"
  rest_api_id                      = aws_api_gateway_rest_api.shop.id
  authorizer_uri                   = aws_lambda_function.check.invoke_arn
  identity_source                  = "context.path"
  authorizer_result_ttl_in_seconds = 300
}
```
```hcl function.tf
resource "aws_lambda_function" "check" {
  function_name = "check"
  role          = "arn:aws:iam::123456789012:role/check"
  runtime       = "python3.13"
  handler       = "app.handler"
  s3_bucket     = "shop-code"
  s3_key        = "check.zip"
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_api_gateway_rest_api" "shop" {
  name = "shop"
}

resource "aws_api_gateway_authorizer" "tenant" {
  name                             = "tenant"
  type                             = "REQUEST"
  rest_api_id                      = aws_api_gateway_rest_api.shop.id
  authorizer_uri                   = aws_lambda_function.check.invoke_arn
  identity_source                  = "method.request.header.Authorization,context.path"
  authorizer_result_ttl_in_seconds = 300
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
functions:
  check:
    handler: app.check
  order:
    handler: app.order
    events:
      - http:
          path: orders
          method: post
          authorizer:  # GOAT0204
            name: check
            type: request
            identitySource: context.path
            resultTtlInSeconds: 300
```
```python app.py
def check(event, context):
    return {}

def order(event, context):
    return {"statusCode": 201}
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
functions:
  check:
    handler: app.check
  order:
    handler: app.order
    events:
      - http:
          path: orders
          method: post
          authorizer:
            name: check
            type: request
            identitySource: method.request.header.Authorization, context.path
            resultTtlInSeconds: 300
```

## Vulnerable, kept under a field that everybody writes alike
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Auth:
        DefaultAuthorizer: Tenant
        Authorizers:
          Tenant:  # GOAT0204
            FunctionPayloadType: REQUEST
            FunctionArn: !GetAtt Check.Arn
            Identity: {Headers: [X-Tenant], ReauthorizeEvery: 3600}
  Check:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: "def handler(event, context): return {}"
```

## Fixed, with the credential
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Auth:
        DefaultAuthorizer: Tenant
        Authorizers:
          Tenant:
            FunctionPayloadType: REQUEST
            FunctionArn: !GetAtt Check.Arn
            Identity: {Headers: [X-Tenant, Authorization], ReauthorizeEvery: 3600}
  Check:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: "def handler(event, context): return {}"
```

## Remedy
Name the header, cookie or query parameter that holds the credential as an identity source, or set
`AuthorizerResultTtlInSeconds: 0`.

## Remedy in Terraform
Name the header, cookie or query parameter that holds the credential in `identity_source` (HTTP APIs:
`identity_sources`) of the authorizer, or set `authorizer_result_ttl_in_seconds = 0`.

## Remedy in the Serverless Framework
Name the header, cookie or query parameter that holds the credential in `identitySource` of the authorizer, or set
`resultTtlInSeconds: 0`.

## Remedy in the CDK
Name the header, cookie or query parameter that holds the credential in `identitySources` (HTTP APIs:
`identitySource`) of the authorizer, or set `resultsCacheTtl: Duration.seconds(0)`.

## References
- https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization-with-console.html
- https://cwe.mitre.org/data/definitions/524.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.core.value import is_symbolic, known_or
from goatherd.model.resource import Authorizer

FROM_THE_CALLER = re.compile(r"(?i)(header|querystring|cookie|identity|token)")
# parts of a request that every caller may write alike: they say what is wanted, not who wants it
SAYS_NOTHING = re.compile(
    r"(?i)[.](x[-_])?((tenant|organi[sz]ation|org|account|client|customer|shop|store|site|region|locale|lang|language"
    r"|version|stage|env)([-_]?(id|name))?"
    r"|accept([-_].*)?|host|user-?agent|origin|referer|content-type|source-?ip|forwarded-?for|real-?ip|path|method"
    r"|correlation-?id|request-?id|amzn-trace-id)$"
)


@check("GOAT0204", sas=2, cwe=524, severity=MEDIUM, since="0.1")
def cached_decision_for_every_caller(authorizer: Authorizer) -> Iterator[Finding]:
    if authorizer.kind != "lambda-request" or known_or(authorizer.cache_seconds, 0) == 0:
        return
    sources = authorizer.identity_sources
    if not sources or any(is_symbolic(source) or _identifies(source) for source in sources):
        return
    yield Finding(
        span=authorizer.span,
        message=f"The answers of authorizer {authorizer.id} are kept under {', '.join(sources)}, "
        "which does not say who calls: one caller's permission serves the next",
    )


def _identifies(source: str) -> bool:
    """Whether the value may tell one caller from another."""
    return bool(FROM_THE_CALLER.search(source)) and not SAYS_NOTHING.search(source)
