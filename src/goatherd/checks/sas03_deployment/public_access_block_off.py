"""The block against public access is switched off for a bucket.

## Why it matters
New buckets refuse public policies and access lists. Switching that off leaves a single line of a policy, written
later and elsewhere, between the objects and the internet.

## Vulnerable
```yaml template.yaml
Resources:
  Uploads:
    Type: AWS::S3::Bucket
    Properties:
      PublicAccessBlockConfiguration:  # GOAT0303
        BlockPublicAcls: true
        BlockPublicPolicy: false
        IgnorePublicAcls: true
        RestrictPublicBuckets: false
```

## Fixed
```yaml template.yaml
Resources:
  Uploads:
    Type: AWS::S3::Bucket
    Properties:
      PublicAccessBlockConfiguration:
        BlockPublicAcls: true
        BlockPublicPolicy: true
        IgnorePublicAcls: true
        RestrictPublicBuckets: true
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_s3_bucket" "uploads" {
  bucket = "shop-uploads"
}

resource "aws_s3_bucket_public_access_block" "uploads" {  # GOAT0303
  bucket                  = aws_s3_bucket.uploads.id
  block_public_acls       = true
  block_public_policy     = false
  ignore_public_acls      = true
  restrict_public_buckets = false
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_s3_bucket" "uploads" {
  bucket = "shop-uploads"
}

resource "aws_s3_bucket_public_access_block" "uploads" {
  bucket                  = aws_s3_bucket.uploads.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: photos
provider:
  name: aws
  runtime: python3.13
  s3:
    uploads:
      name: shop-uploads
      publicAccessBlockConfiguration:  # GOAT0303
        BlockPublicAcls: true
        BlockPublicPolicy: false
        IgnorePublicAcls: true
        RestrictPublicBuckets: false
functions:
  resize:
    handler: app.handler
    events:
      - s3: uploads
```
```python app.py
def handler(event, context):
    return len(event["Records"])
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: photos
provider:
  name: aws
  runtime: python3.13
  s3:
    uploads:
      name: shop-uploads
      publicAccessBlockConfiguration:
        BlockPublicAcls: true
        BlockPublicPolicy: true
        IgnorePublicAcls: true
        RestrictPublicBuckets: true
functions:
  resize:
    handler: app.handler
    events:
      - s3: uploads
```

## Vulnerable in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new Bucket(this, 'Uploads', {
      blockPublicAccess: new BlockPublicAccess({  // GOAT0303
        blockPublicAcls: true,
        blockPublicPolicy: false,
        ignorePublicAcls: true,
        restrictPublicBuckets: false,
      }),
    });
  }
}
```

## Fixed in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new Bucket(this, 'Uploads', { blockPublicAccess: BlockPublicAccess.BLOCK_ALL });
  }
}
```

## Remedy
Set all four settings to `true`, or remove the whole block: that is the default.

## Remedy in Terraform
Set all four settings of `aws_s3_bucket_public_access_block` to `true`: one that is left out is `false`. Without the
whole resource they are on, too.

## Remedy in the CDK
Set `blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL`, or leave it out: that is the default.

## References
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
- https://cwe.mitre.org/data/definitions/732.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.policies import opens_to_everybody
from goatherd.checks.published import is_published, lists_for_everybody, shows_pictures
from goatherd.checks.wording import listed
from goatherd.core.finding import LOW, MEDIUM, Finding
from goatherd.core.value import is_false
from goatherd.model.application import Application
from goatherd.model.resource import Bucket, ResourcePolicy


@check("GOAT0303", sas=3, cwe=732, severity=MEDIUM, since="0.1")
def public_access_block_off(bucket: Bucket, app: Application) -> Iterator[Finding]:
    settings = {
        "BlockPublicAcls": bucket.block_public_acls,
        "IgnorePublicAcls": bucket.ignore_public_acls,
        "BlockPublicPolicy": bucket.block_public_policy,
        "RestrictPublicBuckets": bucket.restrict_public_buckets,
    }
    off = [name for name, value in settings.items() if is_false(value)]
    # one of the two settings of a pair is enough to keep that way in closed
    acls = is_false(bucket.block_public_acls) and is_false(bucket.ignore_public_acls)
    policies = is_false(bucket.block_public_policy) and is_false(bucket.restrict_public_buckets)
    if bucket.public_access_span is None or not (acls or policies) or is_published(bucket, app):
        return  # what is meant for everybody could not be reached otherwise
    if lists_for_everybody(bucket) or _is_open_by_policy(bucket, app):
        return  # that is told, and why the block is off
    yield Finding(
        span=bucket.public_access_span,
        message=f"Bucket {bucket.id} switches off its block against public access ({listed(off)})",
        severity=LOW if shows_pictures(bucket) else MEDIUM,
    )


def _is_open_by_policy(bucket: Bucket, app: Application) -> bool:
    policies = (policy for policy in app.of(ResourcePolicy) if bucket.id in policy.targets)
    return any(opens_to_everybody(statement) for policy in policies for statement in policy.statements)
