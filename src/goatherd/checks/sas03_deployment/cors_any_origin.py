"""Pages of any site may call an API with the browser of its user.

## Why it matters
The browser keeps other sites from reading an API's answers unless the API says otherwise. For `https://*` an HTTP API
answers with the origin that asks, and where it allows credentials, every site acts in the name of the user whose
browser looks at it. With `*` browsers send no credentials: that matters where an API knows its users by something
else that browsers bring along, as one does that is only reached from a network.

An API that is open to everybody anyway, or asks for a token that other sites do not have, loses nothing by `*`, and is
left alone.

## Vulnerable, with the user's credentials
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Shop:
    Type: AWS::Serverless::HttpApi
    Properties:
      CorsConfiguration:
        AllowOrigins: ["https://*"]  # GOAT0304
        AllowCredentials: true
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Shop:
    Type: AWS::Serverless::HttpApi
    Properties:
      CorsConfiguration:
        AllowOrigins: ["https://shop.example"]
        AllowCredentials: true
```

## Fixed, or never broken: browsers send no credentials
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Shop:
    Type: AWS::Serverless::HttpApi
    Properties:
      CorsConfiguration:
        AllowOrigins: ["*"]
        AllowMethods: [GET, POST]
```

## Vulnerable, for users of a network
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Shop:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      EndpointConfiguration: {Type: PRIVATE}
      Cors: "'*'"  # GOAT0304
```

## Fixed, for users of a network
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Shop:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      EndpointConfiguration: {Type: PRIVATE}
      Cors: "'https://shop.example'"
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_apigatewayv2_api" "shop" {
  name          = "shop"
  protocol_type = "HTTP"

  cors_configuration {
    allow_origins     = ["https://*"]  # GOAT0304
    allow_credentials = true
  }
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_apigatewayv2_api" "shop" {
  name          = "shop"
  protocol_type = "HTTP"

  cors_configuration {
    allow_origins     = ["https://shop.example"]
    allow_credentials = true
  }
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
  httpApi:
    cors:
      allowedOrigins: ["https://*"]  # GOAT0304
      allowCredentials: true
functions:
  orders:
    handler: app.handler
    events:
      - httpApi: GET /orders
```
```python app.py
def handler(event, context):
    return []
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
  httpApi:
    cors:
      allowedOrigins: [https://shop.example]
      allowCredentials: true
functions:
  orders:
    handler: app.handler
    events:
      - httpApi: GET /orders
```

## Vulnerable in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new HttpApi(this, 'Shop', {
      corsPreflight: {
        allowOrigins: ['https://*'],  // GOAT0304
        allowCredentials: true,
      },
    });
  }
}
```

## Fixed in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new HttpApi(this, 'Shop', {
      corsPreflight: {
        allowOrigins: ['https://shop.example'],
        allowCredentials: true,
      },
    });
  }
}
```

## Remedy
List the origins of your own pages instead of `*`.

## Remedy in Terraform
List the origins of your own pages in `allow_origins` of the API's `cors_configuration` (function URL: `cors`) instead
of `*`.

## Remedy in the Serverless Framework
List the origins of your own pages, `cors: {origins: […]}` of the event or `provider.httpApi.cors.allowedOrigins`;
`cors: true` is `*` too.

## Remedy in the CDK
List the origins of your own pages instead of `*`: `allowOrigins` of `defaultCorsPreflightOptions` (HTTP APIs:
`corsPreflight`), `allowedOrigins` of a function URL's `cors`.

## Remedy in Chalice
Write `cors=CORSConfig(allow_origin="https://…")` with the origin of your own pages; `cors=True` is `*` too.

## Remedy in Azure Functions
List the origins of your own pages in `allowed_origins` of `cors` in the `site_config`.

## Remedy in SST
Write `cors: { allowOrigins: […] }` of the API, or of `url`, with the origins of your own pages; `*` is what holds where
nothing is written.

## References
- https://developer.mozilla.org/docs/Web/HTTP/CORS
- https://cwe.mitre.org/data/definitions/942.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import HIGH, LOW, Finding
from goatherd.core.value import is_true
from goatherd.model.application import Application
from goatherd.model.resource import Api, Authorizer, CorsRule, Endpoint

# What an HTTP API answers with the origin that asks; a plain `*` it answers as it is, and browsers send no credentials.
_SCHEMES = frozenset({"http://*", "https://*"})


@check("GOAT0304", sas=3, cwe=942, severity=LOW, since="0.1")
def cors_any_origin(app: Application) -> Iterator[Finding]:
    for api in app.of(Api):
        helped = is_true(api.private) or _asks_for_cookies(api, app)
        yield from _of_rules(api.cors, f"API {api.id}", helped, by_scheme=api.protocol == "http")
    for endpoint in app.of(Endpoint):
        yield from _of_rules(endpoint.cors, f"{endpoint.noun} {endpoint.id}", endpoint.asks_callers)


def _asks_for_cookies(api: Api, app: Application) -> bool:
    """Whether it knows callers by what browsers send along by themselves; a token they do not."""
    named = {route.authorizer for route in api.routes} | {api.default_authorizer}
    asked = (authorizer for authorizer in app.of(Authorizer) if authorizer.id in named)
    return any("cookie" in source.lower() for authorizer in asked for source in authorizer.identity_sources)


def _of_rules(rules: list[CorsRule], name: str, helped: bool, *, by_scheme: bool = False) -> Iterator[Finding]:
    """One finding for the first rule by which any site gets what it would not get without a browser's help."""
    for rule in rules:
        credentials = rule.credentials and by_scheme and not _SCHEMES.isdisjoint(rule.origins)
        if credentials or (helped and ("*" in rule.origins or not _SCHEMES.isdisjoint(rule.origins))):
            yield Finding(
                span=rule.span,
                message=f"Pages of any site may call {name} from a browser"
                + (", with the user's credentials" if credentials else ""),
                severity=HIGH if credentials else LOW,
            )
            return
