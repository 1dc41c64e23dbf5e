"""An endpoint still speaks an old version of TLS.

## Why it matters
TLS 1.0 and 1.1 have known weaknesses and were withdrawn in 2021; an attacker in the middle makes both sides
fall back to them.

## Vulnerable
```yaml template.yaml
Resources:
  Domain:
    Type: AWS::ApiGateway::DomainName
    Properties:
      DomainName: api.example.org
      SecurityPolicy: TLS_1_0  # GOAT0312
```

## Fixed
```yaml template.yaml
Resources:
  Domain:
    Type: AWS::ApiGateway::DomainName
    Properties:
      DomainName: api.example.org
      SecurityPolicy: TLS_1_2
```

## Fixed, or never broken: the certificate that every distribution has
Its callers may come with TLS 1.0, and nothing can forbid it without a domain name of one's own.

```yaml template.yaml
Resources:
  Pages:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        DefaultCacheBehavior: {TargetOriginId: pages, ViewerProtocolPolicy: redirect-to-https}
        ViewerCertificate:
          CloudFrontDefaultCertificate: true
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_api_gateway_domain_name" "api" {
  domain_name              = "api.example.org"
  regional_certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/api"
  security_policy          = "TLS_1_0"  # GOAT0312

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_api_gateway_domain_name" "api" {
  domain_name              = "api.example.org"
  regional_certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/api"
  security_policy          = "TLS_1_2"

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
plugins:
  - serverless-domain-manager
custom:
  customDomain:
    domainName: api.example.org
    securityPolicy: tls_1_0  # GOAT0312
functions:
  orders:
    handler: app.handler
    events:
      - http: GET /orders
```
```python app.py
def handler(event, context):
    return {"statusCode": 200}
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
plugins:
  - serverless-domain-manager
custom:
  customDomain:
    domainName: api.example.org
    securityPolicy: tls_1_2
functions:
  orders:
    handler: app.handler
    events:
      - http: GET /orders
```

## Remedy
Set `SecurityPolicy: TLS_1_2` (CloudFront: `MinimumProtocolVersion: TLSv1.2_2021`, load balancers: a `TLS13` policy).

## Remedy in Terraform
Set `security_policy = "TLS_1_2"` (CloudFront: `minimum_protocol_version = "TLSv1.2_2021"`, load balancers:
`ssl_policy` with a `TLS13` policy).

## Remedy in the Serverless Framework
Set `securityPolicy: tls_1_2` of serverless-domain-manager's `customDomain`, or under `resources` `SecurityPolicy:
TLS_1_2` (CloudFront: `MinimumProtocolVersion: TLSv1.2_2021`, load balancers: a `TLS13` policy).

## Remedy in the CDK
Set `securityPolicy: apigateway.SecurityPolicy.TLS_1_2` (CloudFront: `minimumProtocolVersion:
cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021`, load balancers: `sslPolicy: elbv2.SslPolicy.RECOMMENDED_TLS`).

## Remedy in Azure Functions
Set `minimum_tls_version = "1.2"` in the `site_config` and of servers of databases (storage accounts: `min_tls_version =
"TLS1_2"`, PostgreSQL and MySQL: `ssl_minimal_tls_version_enforced`).

## References
- https://www.rfc-editor.org/rfc/rfc8996
- https://cwe.mitre.org/data/definitions/326.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.core.value import Known, is_false
from goatherd.model.application import Application
from goatherd.model.resource import Api, Database, Distribution, DomainName, Endpoint, Listener, Resource

if TYPE_CHECKING:
    from goatherd.core.source import Span

OLD = re.compile(
    r"TLS_1_[01]|TLSv1(_2016|\.1_2016)?|SSLv3|ELBSecurityPolicy-(2016-08|2015-05|TLS-1-[01]-.*|FS-2018-06)"
)


@check("GOAT0312", sas=3, cwe=326, severity=MEDIUM, since="0.1")
def old_tls(app: Application) -> Iterator[Finding]:
    endpoints = [
        *((domain, domain.minimum_tls) for domain in app.of(DomainName)),
        *((api, api.minimum_tls) for api in app.of(Api)),
        *((distribution, distribution.minimum_tls) for distribution in app.of(Distribution)),
        *((listener, listener.tls_policy) for listener in app.of(Listener)),
        *((endpoint, endpoint.minimum_tls) for endpoint in app.of(Endpoint)),
        *((database, database.minimum_tls) for database in app.of(Database)),
    ]
    told: set[Span] = set()  # an API has the policy of its domain name
    for endpoint, version in endpoints:
        if isinstance(version, Known) and version.explicit and OLD.fullmatch(version.value) and not _is_moot(endpoint):
            span = version.span or endpoint.span
            if span in told:
                continue
            told.add(span)
            yield Finding(
                span=span,
                message=f"{endpoint.id} accepts connections with an old version of TLS ({version.value})",
            )


def _is_moot(endpoint: Resource) -> bool:
    """With CloudFront's own certificate the least version cannot be chosen, whatever is written."""
    return isinstance(endpoint, Distribution) and is_false(endpoint.own_certificate)
