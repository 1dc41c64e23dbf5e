"""Event data names the function, queue, table or bucket that is used.

## Why it matters
The sender turns the function's role to another resource: invokes an administrative function, writes into another
bucket, reads another table. Permissions that end in `*` make it worse. Senders within the account are not reported:
they could call the service themselves.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Order:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /order, Method: post}}
```
```python app.py
import boto3
import json

client = boto3.client("lambda")


def handler(event, context):
    order = json.loads(event["body"])
    client.invoke(FunctionName=order["action"], Payload=event["body"])  # GOAT0116
    return {"statusCode": 202}
```

## Fixed
```python app.py
import boto3
import json

client = boto3.client("lambda")
ACTIONS = {"pay": "shop-pay", "ship": "shop-ship"}


def handler(event, context):
    order = json.loads(event["body"])
    client.invoke(FunctionName=ACTIONS[order["action"]], Payload=event["body"])
    return {"statusCode": 202}
```

## Fixed, with the bucket that S3 names
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Uploads:
    Type: AWS::S3::Bucket
    Properties:
      NotificationConfiguration:
        QueueConfigurations: [{Event: "s3:ObjectCreated:*", Queue: !GetAtt Waiting.Arn}]
  Waiting: {Type: AWS::SQS::Queue}
  Order:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Upload: {Type: SQS, Properties: {Queue: !GetAtt Waiting.Arn}}
        Call: {Type: HttpApi, Properties: {Path: /order, Method: post}}
```
```python app.py
import boto3
import json

s3 = boto3.client("s3")


def handler(event, context):
    for record in json.loads(event["Records"][0]["body"])["Records"]:
        s3.get_object(Bucket=record["s3"]["bucket"]["name"], Key="manifest")
```

## Vulnerable in Terraform
```hcl main.tf
data "archive_file" "code" {
  type        = "zip"
  source_file = "${path.module}/app.py"
  output_path = "${path.module}/code.zip"
}

resource "aws_iam_role" "order" {
  name = "order"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_lambda_function" "order" {
  function_name = "order"
  role          = aws_iam_role.order.arn
  runtime       = "python3.13"
  handler       = "app.handler"
  filename      = data.archive_file.code.output_path
}

resource "aws_apigatewayv2_api" "shop" {
  name          = "shop"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_integration" "order" {
  api_id                 = aws_apigatewayv2_api.shop.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.order.invoke_arn
  payload_format_version = "2.0"
}

resource "aws_apigatewayv2_route" "order" {
  api_id    = aws_apigatewayv2_api.shop.id
  route_key = "POST /order"
  target    = "integrations/${aws_apigatewayv2_integration.order.id}"
}

resource "aws_apigatewayv2_stage" "live" {
  api_id      = aws_apigatewayv2_api.shop.id
  name        = "$default"
  auto_deploy = true
}

resource "aws_lambda_permission" "order" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.order.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.shop.execution_arn}/*"
}
```
```python app.py
import boto3
import json

client = boto3.client("lambda")


def handler(event, context):
    order = json.loads(event["body"])
    client.invoke(FunctionName=order["action"], Payload=event["body"])  # GOAT0116
    return {"statusCode": 202}
```

## Fixed in Terraform
```python app.py
import boto3
import json

client = boto3.client("lambda")
ACTIONS = {"pay": "shop-pay", "ship": "shop-ship"}


def handler(event, context):
    order = json.loads(event["body"])
    client.invoke(FunctionName=ACTIONS[order["action"]], Payload=event["body"])
    return {"statusCode": 202}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
functions:
  order:
    handler: app.handler
    events:
      - httpApi:
          path: /order
          method: post
```
```python app.py
import boto3
import json

client = boto3.client("lambda")


def handler(event, context):
    order = json.loads(event["body"])
    client.invoke(FunctionName=order["action"], Payload=event["body"])  # GOAT0116
    return {"statusCode": 202}
```

## Fixed in the Serverless Framework
```python app.py
import boto3
import json

client = boto3.client("lambda")
ACTIONS = {"pay": "shop-pay", "ship": "shop-ship"}


def handler(event, context):
    order = json.loads(event["body"])
    client.invoke(FunctionName=ACTIONS[order["action"]], Payload=event["body"])
    return {"statusCode": 202}
```

## Vulnerable in Azure Functions
```json host.json
{}
```
```json package.json
{"main": "app.js", "dependencies": {"@azure/functions": "4.5.0", "@azure/storage-blob": "12.26.0"}}
```
```javascript app.js
const { app } = require('@azure/functions');
const { generateBlobSASQueryParameters, StorageSharedKeyCredential } = require('@azure/storage-blob');
const key = new StorageSharedKeyCredential(process.env.ACCOUNT, process.env.KEY);

app.http('link', { authLevel: 'anonymous', handler: async (request) => {
  const place = { containerName: request.query.get('container'), blobName: request.query.get('name') };
  return { body: generateBlobSASQueryParameters({ ...place, expiresOn: soon() }, key).toString() };  // GOAT0116
} });

const soon = () => new Date(Date.now() + 60000);
```

## Fixed in Azure Functions
```javascript app.js
const { app } = require('@azure/functions');
const { generateBlobSASQueryParameters, StorageSharedKeyCredential } = require('@azure/storage-blob');
const key = new StorageSharedKeyCredential(process.env.ACCOUNT, process.env.KEY);

app.http('link', { authLevel: 'anonymous', handler: async (request) => {
  const place = { containerName: 'brochures', blobName: request.query.get('name') };
  return { body: generateBlobSASQueryParameters({ ...place, expiresOn: soon() }, key).toString() };
} });

const soon = () => new Date(Date.now() + 60000);
```

## Remedy
Look the name up in a table of those that are allowed.

## References
- https://cwe.mitre.org/data/definitions/99.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.checks.api import check
from goatherd.checks.chosen import chosen_outside, unknown_sender
from goatherd.core.finding import LOW, MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from goatherd.model.flow import Flow


@check("GOAT0116", sas=1, cwe=99, severity=MEDIUM, since="0.1")
def event_data_names_resource(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "dispatch", "collection"):
        if chosen_outside(flow) and not _is_name_of_object(flow):
            finding = flow.finding(f"{flow.source.path} names what {flow.sink_name} uses")
            yield evolve(finding, severity=LOW) if unknown_sender(flow) else finding


def _is_name_of_object(flow: Flow) -> bool:
    """Whether a place in Firestore is made of an object's name, which the rules of the storage have let through."""
    trigger = flow.source.trigger
    return flow.kind == "collection" and trigger is not None and trigger.kind == Kind.CLOUD_STORAGE
