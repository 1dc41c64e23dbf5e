"""An endpoint that serves its content without encryption.

## Why it matters
Everybody on the way reads and changes what goes over plain HTTP, tokens and cookies included.

## Vulnerable
```yaml template.yaml
Resources:
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        DefaultCacheBehavior:
          TargetOriginId: pages
          ViewerProtocolPolicy: allow-all  # GOAT0313
```

## Fixed
```yaml template.yaml
Resources:
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        DefaultCacheBehavior:
          TargetOriginId: pages
          ViewerProtocolPolicy: redirect-to-https
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_cloudfront_distribution" "site" {
  enabled = true

  origin {
    domain_name = "pages.example.org.s3.amazonaws.com"
    origin_id   = "pages"
  }

  default_cache_behavior {
    target_origin_id       = "pages"
    viewer_protocol_policy = "allow-all"  # GOAT0313
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    cache_policy_id        = "658327ea-f89d-4fab-a63d-7e88639e58f6"
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = true
  }
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_cloudfront_distribution" "site" {
  enabled = true

  origin {
    domain_name = "pages.example.org.s3.amazonaws.com"
    origin_id   = "pages"
  }

  default_cache_behavior {
    target_origin_id       = "pages"
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    cache_policy_id        = "658327ea-f89d-4fab-a63d-7e88639e58f6"
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = true
  }
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: site
provider:
  name: aws
  runtime: python3.13
functions:
  rewrite:
    handler: app.handler
    events:
      - cloudFront:
          eventType: viewer-request
          origin: https://pages.example.org
          behavior:
            ViewerProtocolPolicy: allow-all  # GOAT0313
```
```python app.py
def handler(event, context):
    return event["Records"][0]["cf"]["request"]
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: site
provider:
  name: aws
  runtime: python3.13
functions:
  rewrite:
    handler: app.handler
    events:
      - cloudFront:
          eventType: viewer-request
          origin: https://pages.example.org
          behavior:
            ViewerProtocolPolicy: redirect-to-https
```

## Remedy
Set `ViewerProtocolPolicy: redirect-to-https`; let a load balancer's HTTP listener redirect to HTTPS.

## Remedy in Terraform
Set `viewer_protocol_policy = "redirect-to-https"`; let a load balancer's HTTP listener redirect to HTTPS
(`default_action { type = "redirect" }`).

## Remedy in the Serverless Framework
Set `ViewerProtocolPolicy: redirect-to-https`, also under `behavior` of `cloudFront` events, which allow both where
nothing is said; let a load balancer's HTTP listener redirect to HTTPS.

## Remedy in the CDK
Set `viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS`; let a load balancer's HTTP listener
redirect (`elbv2.ListenerAction.redirect({ protocol: "HTTPS", port: "443" })`).

## Remedy in Azure Functions
Set `https_only = true` (storage accounts: `https_traffic_only_enabled = true`).

## References
- https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https.html
- https://cwe.mitre.org/data/definitions/319.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, MEDIUM, Finding
from goatherd.core.value import is_false, known, place_of
from goatherd.model.application import Application
from goatherd.model.resource import Distribution, Endpoint, Listener


@check("GOAT0313", sas=3, cwe=319, severity=MEDIUM, since="0.1")
def plain_http(app: Application) -> Iterator[Finding]:
    for distribution in app.of(Distribution):
        if known(distribution.viewer_protocol) == "allow-all":
            yield Finding(
                span=distribution.viewer_protocol.span or distribution.span,
                message=f"Distribution {distribution.id} serves its content over plain HTTP too",
            )
    for listener in app.of(Listener):
        if known(listener.protocol) == "HTTP" and not listener.redirects:
            yield Finding(
                span=listener.protocol.span or listener.span,
                message=f"Listener {listener.id} serves over plain HTTP",
                severity=LOW,  # the load balancer may be an internal one
            )
    for endpoint in app.of(Endpoint):
        if is_false(endpoint.https_only):
            yield Finding(
                span=place_of(endpoint.https_only, endpoint.span),
                message=f"{endpoint.noun[:1].upper()}{endpoint.noun[1:]} {endpoint.id} answers plain HTTP too",
                severity=LOW,  # clients have to ask for it
            )
