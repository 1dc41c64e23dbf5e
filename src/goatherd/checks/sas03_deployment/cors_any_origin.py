"""Pages of any site may call an API with the browser of its user.

## Why it matters
The browser keeps other sites from reading an API's answers unless the API says otherwise. With `*` every site may, and
where an API knows its users by their network, those sites act in the user's name. Browsers send no credentials where
the answer is `*`; but for `https://*` an HTTP API answers with the origin that asks, and then they do.

An API that is open to everybody anyway, or asks for a token that other sites do not have, has little to lose by it:
that is only told at the lowest severity, and once for all APIs of a scan.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Shop:
    Type: AWS::Serverless::HttpApi
    Properties:
      CorsConfiguration:
        AllowOrigins: ["*"]  # GOAT0304
        AllowMethods: [GET, POST]
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
        AllowMethods: [GET, POST]
```

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

## Vulnerable in Terraform
```hcl main.tf
resource "aws_apigatewayv2_api" "shop" {
  name          = "shop"
  protocol_type = "HTTP"

  cors_configuration {
    allow_origins = ["*"]  # GOAT0304
    allow_methods = ["GET", "POST"]
  }
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_apigatewayv2_api" "shop" {
  name          = "shop"
  protocol_type = "HTTP"

  cors_configuration {
    allow_origins = ["https://shop.example"]
    allow_methods = ["GET", "POST"]
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
    cors: true  # GOAT0304
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
functions:
  orders:
    handler: app.handler
    events:
      - httpApi: GET /orders
```

## Vulnerable in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { Cors, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new RestApi(this, 'Shop', {
      defaultCorsPreflightOptions: {
        allowOrigins: Cors.ALL_ORIGINS,  // GOAT0304
        allowMethods: ['GET', 'POST'],
      },
    });
  }
}
```

## Fixed in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new RestApi(this, 'Shop', {
      defaultCorsPreflightOptions: {
        allowOrigins: ['https://shop.example'],
        allowMethods: ['GET', 'POST'],
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
from goatherd.core.finding import HIGH, INFO, LOW, Finding, Kind
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
    """One finding for the first rule that lets any site in."""
    for rule in rules:
        scheme = by_scheme and not _SCHEMES.isdisjoint(rule.origins)
        if "*" not in rule.origins and not scheme:
            continue
        if rule.credentials and scheme:
            severity, more = HIGH, ", with the user's credentials"
        else:
            severity, more = LOW if helped else INFO, ""
        yield Finding(
            span=rule.span,
            message=f"Pages of any site may call {name} from a browser{more}",
            severity=severity,
            one_of=Kind("APIs let pages of any site call them", name, anywhere=True) if severity == INFO else None,
        )
        return
