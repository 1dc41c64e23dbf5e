"""Pages of any site may delete from a bucket with the browser of its user.

## Why it matters
A presigned URL or form that leaks to another site can then be used from there, by script, in the user's browser.

## Vulnerable
```yaml template.yaml
Resources:
  Uploads:
    Type: AWS::S3::Bucket
    Properties:
      CorsConfiguration:
        CorsRules:
          - AllowedMethods: [PUT, DELETE]
            AllowedOrigins: ["*"]  # GOAT0305
```

## Fixed
```yaml template.yaml
Resources:
  Uploads:
    Type: AWS::S3::Bucket
    Properties:
      CorsConfiguration:
        CorsRules:
          - AllowedMethods: [PUT, DELETE]
            AllowedOrigins: ["https://shop.example"]
```

## Fixed, or never broken: uploads, which need a signed address anyway
```yaml template.yaml
Resources:
  Uploads:
    Type: AWS::S3::Bucket
    Properties:
      CorsConfiguration:
        CorsRules:
          - AllowedMethods: [PUT, POST]
            AllowedOrigins: ["*"]
```

## Fixed, where Amplify writes the rule for the bucket that its libraries ask
```yaml template.yaml
Resources:
  Uploads:
    Type: AWS::S3::Bucket
```
```json amplify/backend/storage/photos/cloudformation-template.json
{"Resources": {"S3Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"CorsConfiguration": {"CorsRules": [
  {"AllowedMethods": ["PUT", "DELETE"], "AllowedOrigins": ["*"]}]}}}}}
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_s3_bucket" "uploads" {
  bucket = "shop-uploads"
}

resource "aws_s3_bucket_cors_configuration" "uploads" {
  bucket = aws_s3_bucket.uploads.id

  cors_rule {
    allowed_methods = ["PUT", "DELETE"]
    allowed_origins = ["*"]  # GOAT0305
  }
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_s3_bucket" "uploads" {
  bucket = "shop-uploads"
}

resource "aws_s3_bucket_cors_configuration" "uploads" {
  bucket = aws_s3_bucket.uploads.id

  cors_rule {
    allowed_methods = ["PUT", "DELETE"]
    allowed_origins = ["https://shop.example"]
  }
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
      corsConfiguration:
        CorsRules:
          - AllowedMethods: [PUT, DELETE]
            AllowedOrigins: ["*"]  # GOAT0305
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
      corsConfiguration:
        CorsRules:
          - AllowedMethods: [PUT, DELETE]
            AllowedOrigins: ["https://shop.example"]
functions:
  resize:
    handler: app.handler
    events:
      - s3: uploads
```

## Remedy
List the origins of your own pages under `AllowedOrigins`.

## Remedy in Terraform
List the origins of your own pages in `allowed_origins` of the `cors_rule`.

## Remedy in the CDK
List the origins of your own pages in `allowedOrigins` of the bucket's `cors` rule.

## Remedy in Google's cloud
List the origins of your own pages as `origin` of the bucket's `cors` block.

## Remedy in Azure Functions
List the origins of your own pages as `allowed_origins` of the `cors_rule`.

## Remedy in SST
Write `cors: { allowOrigins: […] }` of the bucket with the origins of your own pages, or `cors: false`.

## References
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
- https://cwe.mitre.org/data/definitions/942.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import INFO, Finding
from goatherd.model.resource import Bucket

WRITING = frozenset({"PUT", "POST", "DELETE"})
# Amplify's tool writes it, and asks nobody about origins.
_BY_AMPLIFY = re.compile(r"(?:^|/)amplify/backend/storage/[^/]+/(?:build/)?[\w-]*cloudformation-template\.json$")


@check("GOAT0305", sas=3, cwe=942, severity=INFO, since="0.1")
def bucket_cors_any_origin(bucket: Bucket) -> Iterator[Finding]:
    for rule in bucket.cors:
        methods = sorted(WRITING.intersection(rule.methods))
        if "*" in rule.origins and "DELETE" in methods and not _BY_AMPLIFY.search(rule.span.path):
            yield Finding(
                span=rule.span,
                message=f"Pages of any site may {', '.join(methods)} to bucket {bucket.id} from a browser",
            )
