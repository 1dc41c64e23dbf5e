"""Methods that write are let through to files.

## Why it matters
A bucket behind a distribution is there to be read. Where PUT, POST and DELETE are let through to it, one permission too
many on the bucket is all that keeps strangers from changing the pages of everybody.

## Vulnerable
```yaml template.yaml
Resources:
  Shop:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Logging: {Bucket: logs.example.org}
        Origins:
          - Id: pages
            DomainName: pages.s3.eu-west-1.amazonaws.com
            S3OriginConfig: {OriginAccessIdentity: ""}
        ViewerCertificate:
          AcmCertificateArn: arn:aws:acm:us-east-1:123456789012:certificate/shop
          MinimumProtocolVersion: TLSv1.2_2021
        DefaultCacheBehavior:
          TargetOriginId: pages
          ViewerProtocolPolicy: redirect-to-https
          AllowedMethods: [GET, HEAD, OPTIONS, PUT, PATCH, POST, DELETE]  # GOAT0318
```

## Fixed
```yaml template.yaml
Resources:
  Shop:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Logging: {Bucket: logs.example.org}
        Origins:
          - Id: pages
            DomainName: pages.s3.eu-west-1.amazonaws.com
            S3OriginConfig: {OriginAccessIdentity: ""}
          - Id: api
            DomainName: api.example.org
            CustomOriginConfig: {OriginProtocolPolicy: https-only}
        ViewerCertificate:
          AcmCertificateArn: arn:aws:acm:us-east-1:123456789012:certificate/shop
          MinimumProtocolVersion: TLSv1.2_2021
        DefaultCacheBehavior:
          TargetOriginId: pages
          ViewerProtocolPolicy: redirect-to-https
          AllowedMethods: [GET, HEAD]
        CacheBehaviors:
          - PathPattern: /api/*
            TargetOriginId: api
            ViewerProtocolPolicy: https-only
            AllowedMethods: [GET, HEAD, OPTIONS, PUT, PATCH, POST, DELETE]
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_cloudfront_distribution" "shop" {
  enabled = true

  origin {
    origin_id                = "pages"
    domain_name              = "pages.s3.eu-west-1.amazonaws.com"
    origin_access_control_id = "E2QWRUHEXAMPLE"
  }

  logging_config {
    bucket = "logs.s3.amazonaws.com"
  }

  default_cache_behavior {
    target_origin_id       = "pages"
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods        = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"]  # GOAT0318
    cached_methods         = ["GET", "HEAD"]
  }

  viewer_certificate {
    acm_certificate_arn      = "arn:aws:acm:us-east-1:123456789012:certificate/shop"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_cloudfront_distribution" "shop" {
  enabled = true

  origin {
    origin_id                = "pages"
    domain_name              = "pages.s3.eu-west-1.amazonaws.com"
    origin_access_control_id = "E2QWRUHEXAMPLE"
  }

  logging_config {
    bucket = "logs.s3.amazonaws.com"
  }

  default_cache_behavior {
    target_origin_id       = "pages"
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
  }

  viewer_certificate {
    acm_certificate_arn      = "arn:aws:acm:us-east-1:123456789012:certificate/shop"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}
```

## Vulnerable in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { AllowedMethods, Distribution, ViewerProtocolPolicy } from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const pages = new Bucket(this, 'Pages');
    new Distribution(this, 'Shop', {
      certificate: Certificate.fromCertificateArn(this, 'Cert', 'arn:aws:acm:us-east-1:123456789012:certificate/shop'),
      enableLogging: true,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(pages),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        allowedMethods: AllowedMethods.ALLOW_ALL,  // GOAT0318
      },
    });
  }
}
```

## Fixed in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { AllowedMethods, Distribution, ViewerProtocolPolicy } from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const pages = new Bucket(this, 'Pages');
    new Distribution(this, 'Shop', {
      certificate: Certificate.fromCertificateArn(this, 'Cert', 'arn:aws:acm:us-east-1:123456789012:certificate/shop'),
      enableLogging: true,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(pages),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      },
    });
  }
}
```

## Remedy
Allow GET and HEAD (and OPTIONS) alone for paths whose origin is a bucket.

## References
- https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#DownloadDistValuesAllowedHTTPMethods
- https://cwe.mitre.org/data/definitions/650.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import INFO, Finding
from goatherd.model.resource import Distribution

WRITING = frozenset({"PUT", "POST", "PATCH", "DELETE"})


@check("GOAT0318", sas=3, cwe=650, severity=INFO, since="0.1")
def any_method_reaches_files(distribution: Distribution) -> Iterator[Finding]:
    open_to = [b for b in distribution.behaviours if b.to_bucket and not WRITING.isdisjoint(b.methods)]
    if open_to:
        yield Finding(
            span=open_to[0].span,
            locations=tuple(behaviour.span for behaviour in open_to[1:]),
            message=f"Distribution {distribution.id} lets methods that write through to a bucket ({open_to[0].path})",
        )
