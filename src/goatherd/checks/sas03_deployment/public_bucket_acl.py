"""A bucket's access control list lets everybody in.

## Why it matters
`PublicRead` lists and serves every object to the internet, `PublicReadWrite` lets the internet replace and delete
them too, and what a function later reads from the bucket is then anybody's data.

## Vulnerable
```yaml template.yaml
Resources:
  Uploads:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: PublicReadWrite  # GOAT0301
```

## Fixed
```yaml template.yaml
Resources:
  Uploads:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: Private
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_s3_bucket" "uploads" {
  bucket = "shop-uploads"
}

resource "aws_s3_bucket_ownership_controls" "uploads" {
  bucket = aws_s3_bucket.uploads.id

  rule {
    object_ownership = "BucketOwnerPreferred"
  }
}

resource "aws_s3_bucket_acl" "uploads" {
  depends_on = [aws_s3_bucket_ownership_controls.uploads]
  bucket     = aws_s3_bucket.uploads.id
  acl        = "public-read-write"  # GOAT0301
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_s3_bucket" "uploads" {
  bucket = "shop-uploads"
}

resource "aws_s3_bucket_ownership_controls" "uploads" {
  bucket = aws_s3_bucket.uploads.id

  rule {
    object_ownership = "BucketOwnerPreferred"
  }
}

resource "aws_s3_bucket_acl" "uploads" {
  depends_on = [aws_s3_bucket_ownership_controls.uploads]
  bucket     = aws_s3_bucket.uploads.id
  acl        = "private"
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
      accessControl: PublicReadWrite  # GOAT0301
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
      accessControl: Private
functions:
  resize:
    handler: app.handler
    events:
      - s3: uploads
```

## Vulnerable in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { Bucket, BucketAccessControl } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new Bucket(this, 'Uploads', {
      accessControl: BucketAccessControl.PUBLIC_READ_WRITE,  // GOAT0301
    });
  }
}
```

## Fixed in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { Bucket, BucketAccessControl } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new Bucket(this, 'Uploads', {
      accessControl: BucketAccessControl.PRIVATE,
    });
  }
}
```

## Remedy
Remove `AccessControl`, and serve public files through CloudFront with origin access control.

## Remedy in Terraform
Remove the `acl`, and serve public files through CloudFront with origin access control.

## Remedy in the CDK
Remove `accessControl` and `publicReadAccess`, and serve public files through CloudFront with origin access control.

## Remedy in Google's cloud
Remove the `predefined_acl`, set `uniform_bucket_level_access = true` and `public_access_prevention = "enforced"`.

## References
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl
- https://cwe.mitre.org/data/definitions/732.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.policies import NEW_BUCKETS_REFUSE
from goatherd.checks.published import lists_for_everybody, open_reads, shows_pictures
from goatherd.core.finding import CRITICAL, HIGH, LOW, MEDIUM, Finding, Severity
from goatherd.core.value import is_true, known
from goatherd.model.application import Application
from goatherd.model.resource import Bucket

PUBLIC: dict[str, tuple[str, Severity]] = {
    "PublicReadWrite": ("Anybody can read, list, replace and delete the objects of", CRITICAL),
    "PublicRead": ("Anybody can list and read the objects of", HIGH),
    "AuthenticatedRead": ("Anybody with any AWS account can list and read the objects of", HIGH),
}


@check("GOAT0301", sas=3, cwe=732, severity=HIGH, since="0.1")
def public_bucket_acl(bucket: Bucket, app: Application) -> Iterator[Finding]:
    acl = known(bucket.acl) or ""
    if acl not in PUBLIC or (is_true(bucket.ignore_public_acls) and bucket.ignore_public_acls.explicit):
        return
    effect, severity = PUBLIC[acl]
    if acl == "PublicRead" and is_true(bucket.website):
        severity = LOW  # its pages are meant to be read, and how they are called is hardly worth more
    elif acl == "PublicRead" and shows_pictures(bucket):
        severity = MEDIUM
    blocked_by_default = is_true(bucket.block_public_acls) and not bucket.block_public_acls.explicit
    block = (bucket.public_access_span,) if bucket.public_access_span is not None else ()
    yield Finding(
        span=bucket.acl.span or bucket.span,
        message=f"{effect} bucket {bucket.id} ({acl})",
        severity=severity,
        locations=(*block, *(open_reads(bucket, app) if lists_for_everybody(bucket) else ())),
        reasons=NEW_BUCKETS_REFUSE if blocked_by_default else (),
    )
