"""Event data is deserialized by a library that runs code.

## Why it matters
pickle, yaml.load, node-serialize and their like rebuild objects by calling what the data names. A crafted message
runs code before the function has looked at a single field.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Convert:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /convert, Method: post}}
```
```python app.py
import base64
import pickle


def handler(event, context):
    basket = pickle.loads(base64.b64decode(event["body"]))  # GOAT0103
    return {"statusCode": 200, "body": str(len(basket))}
```

## Fixed
```python app.py
import json


def handler(event, context):
    basket = json.loads(event["body"])
    return {"statusCode": 200, "body": str(len(basket))}
```

## Vulnerable in Terraform
```hcl main.tf
data "archive_file" "code" {
  type        = "zip"
  source_file = "${path.module}/app.py"
  output_path = "${path.module}/code.zip"
}

resource "aws_iam_role" "basket" {
  name = "basket"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_lambda_function" "basket" {
  function_name = "basket"
  role          = aws_iam_role.basket.arn
  runtime       = "python3.13"
  handler       = "app.handler"
  filename      = data.archive_file.code.output_path
}

resource "aws_apigatewayv2_api" "shop" {
  name          = "shop"
  protocol_type = "HTTP"
  target        = aws_lambda_function.basket.arn
}

resource "aws_lambda_permission" "basket" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.basket.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.shop.execution_arn}/*"
}
```
```python app.py
import base64
import pickle


def handler(event, context):
    basket = pickle.loads(base64.b64decode(event["body"]))  # GOAT0103
    return {"statusCode": 200, "body": str(len(basket))}
```

## Fixed in Terraform
```python app.py
import json


def handler(event, context):
    basket = json.loads(event["body"])
    return {"statusCode": 200, "body": str(len(basket))}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: basket
provider:
  name: aws
  runtime: python3.13
functions:
  count:
    handler: app.handler
    events:
      - http: POST basket
```
```python app.py
import base64
import pickle


def handler(event, context):
    basket = pickle.loads(base64.b64decode(event["body"]))  # GOAT0103
    return {"statusCode": 200, "body": str(len(basket))}
```

## Fixed in the Serverless Framework
```python app.py
import json


def handler(event, context):
    basket = json.loads(event["body"])
    return {"statusCode": 200, "body": str(len(basket))}
```

## Vulnerable, where callers may write what is read
```python app.py
import boto3
import joblib

s3 = boto3.client("s3")


def handler(event, context):
    name = event["queryStringParameters"]["model"]
    if event["body"]:
        s3.put_object(Bucket="models", Key="models/" + name, Body=event["body"])
    s3.download_file("models", "models/" + name, "/tmp/model")
    return {"statusCode": 200, "body": joblib.load("/tmp/model").version}  # GOAT0103
```

## Fixed, where they only name it
```python app.py
import boto3
import joblib

s3 = boto3.client("s3")


def handler(event, context):
    name = event["queryStringParameters"]["model"]
    s3.download_file("models", "models/" + name, "/tmp/model")
    return {"statusCode": 200, "body": joblib.load("/tmp/model").version}
```

## Remedy
Use a format that carries data only (JSON), or a loader that makes no objects of other classes.

## Remedy in Python
Read it with `json.loads`, and YAML with `yaml.safe_load`.

## Remedy in JavaScript
Read it with `JSON.parse`, and YAML with js-yaml's `load` in its default schema.

## References
- https://cwe.mitre.org/data/definitions/502.html
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from goatherd.checks.api import check
from goatherd.core.confidence import unseen
from goatherd.core.finding import CRITICAL, MEDIUM, Finding
from goatherd.engine.kinds import CHOOSES_FILE
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0103", sas=1, cwe=502, severity=CRITICAL, since="0.1")
def event_data_deserialized(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "deserialization"):
        if any(reason.words == CHOOSES_FILE for reason in flow.reasons):
            what = (
                f"{flow.source.path} chooses the file that {flow.sink_name} reads, which runs code that the file names"
            )
            doubt = unseen("who can put a file into its folder is not known")
            yield evolve(flow.finding(what), severity=MEDIUM, reasons=(*flow.reasons, *doubt))
        else:
            yield flow.finding(
                f"{flow.source.path} is deserialized by {flow.sink_name}, which runs code that the data names"
            )
