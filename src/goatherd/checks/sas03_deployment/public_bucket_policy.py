"""A bucket policy lets everybody in.

## Why it matters
A statement for the principal `*` without a condition is for the whole internet. Whoever can write to the bucket
controls what functions later read from it, and can start those that it triggers.

Reading the objects of a website is not reported. Reading others is medium: somebody has written a policy for it, and
may not have thought of all that is in the bucket. It is low where the public access block was lifted for it as well,
or where certain folders are meant.

## Vulnerable
```yaml template.yaml
Resources:
  Uploads:
    Type: AWS::S3::Bucket
  UploadsPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Uploads
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: "*"
            Action:
              - s3:PutObject  # GOAT0302
            Resource: !Sub ${Uploads.Arn}/*
```

## Fixed
```yaml template.yaml
Resources:
  Uploads:
    Type: AWS::S3::Bucket
  UploadsPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Uploads
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: "*"
            Action:
              - s3:PutObject
            Resource: !Sub ${Uploads.Arn}/*
            Condition:
              StringEquals: {aws:PrincipalOrgID: o-exampleorg}
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_s3_bucket" "uploads" {
  bucket = "shop-uploads"
}

data "aws_iam_policy_document" "uploads" {
  statement {
    actions   = ["s3:PutObject"]  # GOAT0302
    resources = ["${aws_s3_bucket.uploads.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

resource "aws_s3_bucket_policy" "uploads" {
  bucket = aws_s3_bucket.uploads.id
  policy = data.aws_iam_policy_document.uploads.json
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_s3_bucket" "uploads" {
  bucket = "shop-uploads"
}

data "aws_iam_policy_document" "uploads" {
  statement {
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.uploads.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalOrgID"
      values   = ["o-exampleorg"]
    }
  }
}

resource "aws_s3_bucket_policy" "uploads" {
  bucket = aws_s3_bucket.uploads.id
  policy = data.aws_iam_policy_document.uploads.json
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: photos
provider:
  name: aws
resources:
  Resources:
    Uploads:
      Type: AWS::S3::Bucket
    UploadsPolicy:
      Type: AWS::S3::BucketPolicy
      Properties:
        Bucket: !Ref Uploads
        PolicyDocument:
          Statement:
            - Effect: Allow
              Principal: "*"
              Action:
                - s3:PutObject  # GOAT0302
              Resource: !Join ["", [!GetAtt Uploads.Arn, "/*"]]
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: photos
provider:
  name: aws
resources:
  Resources:
    Uploads:
      Type: AWS::S3::Bucket
    UploadsPolicy:
      Type: AWS::S3::BucketPolicy
      Properties:
        Bucket: !Ref Uploads
        PolicyDocument:
          Statement:
            - Effect: Allow
              Principal: "*"
              Action:
                - s3:PutObject
              Resource: !Join ["", [!GetAtt Uploads.Arn, "/*"]]
              Condition:
                StringEquals: {aws:PrincipalOrgID: o-exampleorg}
```

## Vulnerable in Google's cloud, a role of one's own
```hcl main.tf
resource "google_storage_bucket" "drafts" {
  name     = "drafts"
  location = "EU"
}

resource "google_project_iam_custom_role" "drafts" {
  role_id     = "drafts"
  title       = "Drafts"
  permissions = ["storage.objects.get", "storage.buckets.setIamPolicy"]
}

resource "google_storage_bucket_iam_member" "everybody" {
  bucket = google_storage_bucket.drafts.name
  role   = google_project_iam_custom_role.drafts.name
  member = "allUsers"  # GOAT0302
}

resource "google_cloudfunctions_function" "list" {
  name                  = "list"
  runtime               = "python312"
  entry_point           = "handler"
  trigger_http          = true
  source_archive_bucket = "code"
  source_archive_object = "list.zip"
}
```

## Fixed in Google's cloud, a role of one's own
```hcl main.tf
resource "google_storage_bucket" "drafts" {
  name     = "drafts"
  location = "EU"
}

resource "google_project_iam_custom_role" "drafts" {
  role_id     = "drafts"
  title       = "Drafts"
  permissions = ["storage.objects.get", "storage.buckets.setIamPolicy"]
}

resource "google_storage_bucket_iam_member" "editors" {
  bucket = google_storage_bucket.drafts.name
  role   = google_project_iam_custom_role.drafts.name
  member = "group:editors@shop.example"
}

resource "google_cloudfunctions_function" "list" {
  name                  = "list"
  runtime               = "python312"
  entry_point           = "handler"
  trigger_http          = true
  source_archive_bucket = "code"
  source_archive_object = "list.zip"
}
```

## Remedy
Name the principals that need it, or let clients write through presigned URLs; keep the public access block on.

## Remedy in Google's cloud
Name the principals that need it in place of `allUsers` and `allAuthenticatedUsers`, or let clients use signed URLs; set
`public_access_prevention = "enforced"`.

## Remedy in Azure Functions
Set `container_access_type = "private"` and the account's `allow_nested_items_to_be_public = false`; let clients use
shared access signatures.

## References
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
- https://cwe.mitre.org/data/definitions/732.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.checks.api import check
from goatherd.checks.policies import NEW_BUCKETS_REFUSE, actions_with_spans, allows_any_of, matches, opens_to_everybody
from goatherd.checks.published import READS, is_published, lists_for_everybody, reads_for_everybody
from goatherd.checks.wording import listed
from goatherd.core.finding import CRITICAL, HIGH, LOW, MEDIUM, Finding
from goatherd.core.lazy import regex
from goatherd.core.value import is_true
from goatherd.model.application import Application
from goatherd.model.resource import Bucket, ResourcePolicy

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.model.role import Statement

WRITES = ("s3:PutObject", "s3:DeleteObject", "s3:PutObjectAcl", "s3:PutBucketPolicy", "s3:DeleteBucket")
LISTS = ("s3:ListBucket", "s3:ListBucketVersions")
_SYMBOL = regex(r"\$\{[^{}]*\}")  # may have a slash in it


@check("GOAT0302", sas=3, cwe=732, severity=HIGH, since="0.1")
def public_bucket_policy(policy: ResourcePolicy, app: Application) -> Iterator[Finding]:
    bucket = next((b for b in app.of(Bucket) if b.id in policy.targets), None)
    if bucket is None and "S3" not in policy.type:
        return
    if bucket and is_true(bucket.restrict_public_buckets) and bucket.restrict_public_buckets.explicit:
        return
    name = f"{bucket.noun} {bucket.id}" if bucket else f"bucket {policy.targets[0] if policy.targets else policy.id}"
    opened = bucket is not None and bucket.public_access_span is not None
    for statement in policy.statements:
        if reads_for_everybody(statement) and bucket and lists_for_everybody(bucket):
            continue  # public-bucket-acl tells it, with this place
        if opens_to_everybody(statement):
            for finding in _judge(statement, name, bucket is not None and is_published(bucket, app), opened):
                block = bucket.public_access_span if bucket is not None else None
                yield evolve(finding, locations=(block,) if block is not None else ())


def _judge(statement: Statement, bucket: str, published: bool, opened: bool) -> Iterator[Finding]:
    actions: tuple[str, ...]
    if allows_any_of(statement, WRITES):
        verb, severity, actions = "write to or delete from", CRITICAL, WRITES
    elif allows_any_of(statement, READS) and not published:
        folders = _folders(statement)
        decided = folders or (opened and reads_for_everybody(statement))  # somebody has chosen what is for everybody
        verb = f"read what lies below {listed(folders)} in" if folders else "read the objects of"
        severity, actions = LOW if decided else MEDIUM, READS
    elif allows_any_of(statement, LISTS):
        verb, severity, actions = "list the objects of", LOW, LISTS
    else:
        return
    yield Finding(
        span=_span(statement, actions),
        message=f"Anybody can {verb} {bucket}",
        severity=severity,
        reasons=() if opened else NEW_BUCKETS_REFUSE,
    )


def _folders(statement: Statement) -> list[str]:
    """The folders that a statement is about; none where it is about the whole of a bucket."""
    paths = [_SYMBOL.sub("-", resource).partition("/")[2] for resource in statement.resources]
    limited = not statement.not_resource and all(path.count("*") == 1 and len(path) > 2 for path in paths)
    return [path.removesuffix("*") for path in paths] if limited and all(path.endswith("/*") for path in paths) else []


def _span(statement: Statement, actions: tuple[str, ...]) -> Span:
    """Where the pattern that opens the bucket stands."""
    for pattern, span in actions_with_spans(statement):
        if any(matches(pattern, action) for action in actions):
            return span
    return statement.span
