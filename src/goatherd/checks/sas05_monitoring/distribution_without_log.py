"""Nobody writes down what is fetched through a distribution.

## Why it matters
What a distribution answers from its cache never reaches the API or the bucket behind it, so that their logs do not show
it either: after an incident nobody can tell who fetched what. Distributions of nothing but a bucket's files, such as
the pages of a web site, are left out.

## Vulnerable
```yaml template.yaml
Resources:
  Shop:  # GOAT0508
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        DefaultCacheBehavior: {TargetOriginId: pages, ViewerProtocolPolicy: redirect-to-https}
        ViewerCertificate:
          AcmCertificateArn: arn:aws:acm:us-east-1:123456789012:certificate/shop
          MinimumProtocolVersion: TLSv1.2_2021
```

## Fixed
```yaml template.yaml
Resources:
  Shop:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        DefaultCacheBehavior: {TargetOriginId: pages, ViewerProtocolPolicy: redirect-to-https}
        Logging: {Bucket: logs.s3.amazonaws.com, Prefix: shop/}
        ViewerCertificate:
          AcmCertificateArn: arn:aws:acm:us-east-1:123456789012:certificate/shop
          MinimumProtocolVersion: TLSv1.2_2021
```

## Fixed, or never broken: it hands out the files of a bucket
```yaml template.yaml
Resources:
  Pages: {Type: AWS::S3::Bucket}
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Origins: [{Id: pages, DomainName: !GetAtt Pages.RegionalDomainName, S3OriginConfig: {}}]
        DefaultCacheBehavior: {TargetOriginId: pages, ViewerProtocolPolicy: redirect-to-https}
        ViewerCertificate:
          AcmCertificateArn: arn:aws:acm:us-east-1:123456789012:certificate/shop
          MinimumProtocolVersion: TLSv1.2_2021
```

## Remedy
Set `Logging` of the `DistributionConfig` with a bucket for logs, or deliver the access logs to CloudWatch Logs.

## Remedy in Terraform
Write `logging_config` with a bucket for logs.

## Remedy in the CDK
Set `enableLogging: true` (and `logBucket`).

## References
- https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/AccessLogs.html
- https://cwe.mitre.org/data/definitions/778.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.trials import is_trial
from goatherd.checks.wording import listed
from goatherd.core.finding import INFO, Finding
from goatherd.core.value import is_false
from goatherd.model.application import Application
from goatherd.model.resource import Bucket, Distribution

_DELIVERY = "AWS::Logs::DeliverySource"


@check("GOAT0508", sas=5, cwe=778, severity=INFO, since="0.1")
def distribution_without_log(app: Application) -> Iterator[Finding]:
    delivered = any(resource.type == _DELIVERY for resource in app.resources.values())
    silent = [one for one in app.of(Distribution) if is_false(one.access_logging) and not _hands_out_files(one, app)]
    if silent and not delivered and not is_trial(app):
        yield Finding(
            span=silent[0].span,
            locations=tuple(one.span for one in silent[1:]),
            message=f"What is fetched through {listed([one.id for one in silent])} leaves no access log",
        )


def _hands_out_files(distribution: Distribution, app: Application) -> bool:
    origins = [app.resources.get(id) for id in distribution.origins]
    return distribution.of_buckets or (bool(origins) and all(isinstance(origin, Bucket) for origin in origins))
