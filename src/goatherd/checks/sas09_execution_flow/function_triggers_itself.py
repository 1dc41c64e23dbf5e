"""A function may write to what triggers it.

## Why it matters
A function that writes into the bucket, queue or topic that it is triggered by starts itself again, without end: each
round is paid, and one event from outside is enough to begin. A prefix or suffix that its own output does not have
breaks the loop.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Images:
    Type: AWS::S3::Bucket
  Resize:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
      Policies:
        - Statement:
            - {Effect: Allow, Action: "s3:PutObject", Resource: !Sub "arn:aws:s3:::${Images}/*"}
      Events:
        Upload:  # GOAT0902
          Type: S3
          Properties: {Bucket: !Ref Images, Events: "s3:ObjectCreated:*"}
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Images:
    Type: AWS::S3::Bucket
  Resize:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
      Policies:
        - Statement:
            - {Effect: Allow, Action: "s3:PutObject", Resource: !Sub "arn:aws:s3:::${Images}/*"}
      Events:
        Upload:
          Type: S3
          Properties:
            Bucket: !Ref Images
            Events: "s3:ObjectCreated:*"
            Filter: {S3Key: {Rules: [{Name: prefix, Value: incoming/}]}}
```

## Fixed, by code that only tags what was put there
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Images:
    Type: AWS::S3::Bucket
  Resize:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Environment: {Variables: {IMAGES: !Ref Images}}
      Policies:
        - Statement:
            - Effect: Allow
              Action: ["s3:PutObject", "s3:PutObjectTagging"]
              Resource: !Sub "arn:aws:s3:::${Images}/*"
      Events:
        Upload:
          Type: S3
          Properties: {Bucket: !Ref Images, Events: "s3:ObjectCreated:*"}
```
```python app.py
import os
import boto3

s3 = boto3.client("s3")

def handler(event, context):
    for record in event["Records"]:
        tags = {"TagSet": [{"Key": "seen", "Value": "yes"}]}
        s3.put_object_tagging(Bucket=os.environ["IMAGES"], Key=record["s3"]["object"]["key"], Tagging=tags)
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_s3_bucket_notification" "images" {
  bucket = aws_s3_bucket.images.id

  lambda_function {  # GOAT0902
    lambda_function_arn = aws_lambda_function.resize.arn
    events              = ["s3:ObjectCreated:*"]
  }
}
```
```hcl function.tf
resource "aws_s3_bucket" "images" {
  bucket = "shop-images"
}

data "aws_iam_policy_document" "lambda" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "write" {
  statement {
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.images.arn}/*"]
  }
}

resource "aws_iam_role" "resize" {
  name               = "resize"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

resource "aws_iam_role_policy" "write" {
  role   = aws_iam_role.resize.id
  policy = data.aws_iam_policy_document.write.json
}

resource "aws_lambda_function" "resize" {
  function_name = "resize"
  role          = aws_iam_role.resize.arn
  runtime       = "python3.13"
  handler       = "app.handler"
  s3_bucket     = "shop-code"
  s3_key        = "resize.zip"
}

resource "aws_lambda_permission" "images" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.resize.function_name
  principal     = "s3.amazonaws.com"
  source_arn    = aws_s3_bucket.images.arn
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_s3_bucket_notification" "images" {
  bucket = aws_s3_bucket.images.id

  lambda_function {
    lambda_function_arn = aws_lambda_function.resize.arn
    events              = ["s3:ObjectCreated:*"]
    filter_prefix       = "incoming/"
  }
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: images
provider:
  name: aws
  runtime: python3.13
  iam:
    role:
      statements:
        - Effect: Allow
          Action: s3:PutObject
          Resource: arn:aws:s3:::shop-images/*
functions:
  resize:
    handler: app.handler
    events:
      - s3: shop-images  # GOAT0902
```
```python app.py
def handler(event, context):
    return len(event["Records"])
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: images
provider:
  name: aws
  runtime: python3.13
  iam:
    role:
      statements:
        - Effect: Allow
          Action: s3:PutObject
          Resource: arn:aws:s3:::shop-images/*
functions:
  resize:
    handler: app.handler
    events:
      - s3:
          bucket: shop-images
          rules:
            - prefix: incoming/
```

## Remedy
Write the results where they do not trigger the function, or filter the trigger by what they do not have (a prefix).

## References
- https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
- https://cwe.mitre.org/data/definitions/674.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.policies import allows_any_of
from goatherd.checks.privileges import names_of
from goatherd.checks.roles import functions_of
from goatherd.core.confidence import only_possible, unseen
from goatherd.core.finding import LOW, MEDIUM, Finding
from goatherd.core.value import placeholders
from goatherd.iam.usage import NO_CALLS, usage
from goatherd.model.application import Application
from goatherd.model.function import Function
from goatherd.model.trigger import Kind, Trigger

if TYPE_CHECKING:
    from goatherd.core.confidence import Reasons
    from goatherd.iam.arn import Names

# what makes the trigger fire again, and the SAM policy templates that allow it
WRITES: dict[str, tuple[tuple[str, ...], frozenset[str]]] = {
    Kind.S3: (("s3:PutObject",), frozenset({"S3CrudPolicy", "S3WritePolicy", "S3FullAccessPolicy"})),
    Kind.SQS: (("sqs:SendMessage",), frozenset({"SQSSendMessagePolicy"})),
    Kind.SNS: (("sns:Publish",), frozenset({"SNSPublishMessagePolicy", "SNSCrudPolicy"})),
    Kind.KINESIS: (("kinesis:PutRecord", "kinesis:PutRecords"), frozenset({"KinesisCrudPolicy"})),
}


@check("GOAT0902", sas=9, cwe=674, severity=MEDIUM, since="0.1")
def function_triggers_itself(trigger: Trigger, function: Function, app: Application) -> Iterator[Finding]:
    if trigger.kind not in WRITES or not trigger.source or trigger.prefix or trigger.suffix or trigger.filtered:
        return
    doubt = _doubt(function, trigger.kind, app)
    if doubt is not None and _may_write(function, trigger.kind, trigger.source, names_of(app)):
        yield Finding(
            span=trigger.span,
            message=f"Function {function.id} may write to {trigger.source}, which triggers it: it can start itself "
            "without end",
            # a queue or topic is often written to on purpose, to go on later
            severity=MEDIUM if trigger.kind == Kind.S3 else LOW,
            reasons=doubt,
        )


def _doubt(function: Function, kind: str, app: Application) -> Reasons | None:
    """Why the code may not write where the role lets it; None where it is seen not to."""
    actions = WRITES[kind][0]
    used = usage(function, app, names_of(app))
    needs = [need.certain for need in used.needs if need.action in actions]
    if any(needs):
        return unseen("whether what it writes starts it again depends on what it writes")
    if function.role is not None and len(functions_of(function.role, app)) > 1:
        return None  # the right to write is that of the others
    if used.unreadable or used.is_blind(actions[0]):
        return unseen(used.unreadable or used.blinded_by(actions[0]))
    unsure = needs or NO_CALLS in used.unseen or any(used.may_call(action) for action in actions)
    return only_possible("its role lets it, and no call was seen that does it for certain") if unsure else None


def _may_write(function: Function, kind: str, target: str, names: Names) -> bool:
    actions, templates = WRITES[kind]
    role = function.role
    if role is None:
        return False
    for statement in role.statements:
        named = any(_is_of(resource, target, names) for resource in statement.resources)
        if named and not statement.not_resource and allows_any_of(statement, actions):
            return True
    for reference in role.references:
        arguments = (id for value in reference.parameters.values() for id, _ in placeholders(value))
        if reference.name in templates and target in arguments:
            return True
    return False


def _is_of(text: str, target: str, names: Names) -> bool:
    """Whether an ARN refers to the resource, or spells its name out."""
    owner = names.owner(names.canonical(text))
    return any(id == target for id, _ in placeholders(text)) or (owner is not None and owner[0] == target)
