"""An API keeps cached responses unencrypted.

## Why it matters
The cache holds what the API answered, personal data included.

## Vulnerable
```yaml template.yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: shop}
  Prod:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      StageName: prod
      CacheClusterEnabled: true
      MethodSettings:
        - {HttpMethod: "*", ResourcePath: "/*", CachingEnabled: true, CacheDataEncrypted: false}  # GOAT0314
```

## Fixed
```yaml template.yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: shop}
  Prod:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      StageName: prod
      CacheClusterEnabled: true
      MethodSettings:
        - {HttpMethod: "*", ResourcePath: "/*", CachingEnabled: true, CacheDataEncrypted: true}
```

## Remedy
Set `CacheDataEncrypted: true` in the stage's method settings.

## Remedy in Terraform
Set `cache_data_encrypted = true` in `settings` of `aws_api_gateway_method_settings`.

## Remedy in the CDK
Set `cacheDataEncrypted: true` in `deployOptions`.

## References
- https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
- https://cwe.mitre.org/data/definitions/311.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding
from goatherd.core.value import is_false
from goatherd.model.resource import Api


@check("GOAT0314", sas=3, cwe=311, severity=LOW, since="0.1")
def unencrypted_cache(api: Api) -> Iterator[Finding]:
    if api.cache_encrypted is not None and is_false(api.cache_encrypted):
        yield Finding(
            span=api.cache_encrypted.span or api.span,
            message=f"API {api.id} keeps cached responses unencrypted",
        )
