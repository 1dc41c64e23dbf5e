"""Event data runs as a shell command.

## Why it matters
Whoever sends the event runs commands in the function: they read its credentials from the environment and use its
role. A web application firewall does not see events that come from a bucket or a queue.

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
import subprocess


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    return subprocess.check_output(f"wc -w {name}", shell=True)  # GOAT0101
```

## Fixed
```python app.py
import subprocess


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    return subprocess.check_output(["wc", "-w", "--", name])
```

## Vulnerable in Terraform
```hcl main.tf
data "archive_file" "code" {
  type        = "zip"
  source_file = "${path.module}/app.py"
  output_path = "${path.module}/code.zip"
}

resource "aws_iam_role" "convert" {
  name = "convert"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_lambda_function" "convert" {
  function_name = "convert"
  role          = aws_iam_role.convert.arn
  runtime       = "python3.13"
  handler       = "app.handler"
  filename      = data.archive_file.code.output_path
}

resource "aws_lambda_function_url" "convert" {
  function_name      = aws_lambda_function.convert.function_name
  authorization_type = "NONE"
}
```
```python app.py
import subprocess


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    return subprocess.check_output(f"wc -w {name}", shell=True)  # GOAT0101
```

## Fixed in Terraform
```python app.py
import subprocess


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    return subprocess.check_output(["wc", "-w", "--", name])
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: convert
provider:
  name: aws
  runtime: python3.13
functions:
  convert:
    handler: app.handler
    events:
      - httpApi: POST /convert
```
```python app.py
import subprocess


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    return subprocess.check_output(f"wc -w {name}", shell=True)  # GOAT0101
```

## Fixed in the Serverless Framework
```python app.py
import subprocess


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    return subprocess.check_output(["wc", "-w", "--", name])
```

## Vulnerable, names of files that others chose: in an archive, in a folder, in a bucket
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Upload:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: upload.handler
      CodeUri: .
      Environment: {Variables: {PICTURES: !Ref Pictures}}
      Policies: [S3CrudPolicy: {BucketName: !Ref Pictures}]
      Events:
        Post: {Type: HttpApi, Properties: {Path: /pictures, Method: post}}
  Nightly:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: nightly.handler
      CodeUri: .
      Environment: {Variables: {PICTURES: !Ref Pictures}}
      Policies: [S3CrudPolicy: {BucketName: !Ref Pictures}]
      Events:
        Night: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
  Pictures: {Type: AWS::S3::Bucket}
```
```python upload.py
import base64
import glob
import io
import os
import zipfile

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    data = base64.b64decode(event["body"])
    name = event["queryStringParameters"]["name"]
    s3.put_object(Bucket=os.environ["PICTURES"], Key=name, Body=data)
    zipfile.ZipFile(io.BytesIO(data)).extractall("/tmp/pictures")
    for file in os.listdir("/tmp/pictures"):
        os.system("convert /tmp/pictures/" + file)  # GOAT0101
    with open("/tmp/single/" + os.path.basename(name), "wb") as file:
        file.write(data)
    os.system("convert " + " ".join(glob.glob("/tmp/single/*")))  # GOAT0101
```
```python nightly.py
import os

import boto3


def handler(event, context):
    pages = boto3.client("s3").get_paginator("list_objects_v2").paginate(Bucket=os.environ["PICTURES"])
    for page in pages:
        for item in page["Contents"]:
            os.system("convert " + item["Key"])  # GOAT0101
```

## Fixed, where the names are the program's own, or reach no shell
```python upload.py
import base64
import io
import os
import shlex
import subprocess
import uuid
import zipfile

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    data = base64.b64decode(event["body"])
    name = f"{uuid.uuid4()}.png"
    s3.put_object(Bucket=os.environ["PICTURES"], Key=name, Body=data)
    zipfile.ZipFile(io.BytesIO(data)).extractall("/tmp/pictures")
    for file in os.listdir("/tmp/pictures"):
        subprocess.run(["convert", "/tmp/pictures/" + file])
        os.system("convert /tmp/pictures/" + shlex.quote(file))
    with open("/tmp/single/" + name, "wb") as file:
        file.write(data)
    os.system("convert " + " ".join(os.listdir("/tmp/single")))
    for font in os.listdir("/opt/fonts"):
        os.system("fc-cache /opt/fonts/" + font)
```

## Remedy
Pass the program and its arguments as a list, without a shell, and what comes from the event behind `--`.

## Remedy in Python
Call `subprocess.run([program, "--", argument])`; where there must be a shell, quote with `shlex.quote`.

## Remedy in JavaScript
Call `execFile(program, ["--", argument])` or `spawn` of `node:child_process`, without `shell: true`.

## References
- https://owasp.org/www-project-serverless-top-10/
- https://cwe.mitre.org/data/definitions/78.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import CRITICAL, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0101", sas=1, cwe=78, severity=CRITICAL, since="0.1")
def event_data_in_shell(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "shell", "command"):
        yield flow.finding(f"{flow.source.path} runs as an operating system command through {flow.sink_name}")
