"""Event data is written to the log as it is (log injection).

## Why it matters
Line breaks in the value forge entries, which misleads people and the rules that watch the log. What is printed is cut
into entries at its line breaks; the runtimes of Lambda keep a call of `console.log` or of `logging` as one entry, so
that these are not reported.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Login:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /login, Method: post}}
```
```python app.py
def handler(event, context):
    print("user " + event["headers"]["x-user"] + " signed in")  # GOAT0118
    return {"statusCode": 204}
```

## Fixed
```python app.py
import json


def handler(event, context):
    print(json.dumps({"signed_in": event["headers"]["x-user"]}))
    return {"statusCode": 204}
```

## Fixed, with the logger that the runtime sets up
```python app.py
import logging

logger = logging.getLogger()


def handler(event, context):
    logger.warning("user %s signed in", event["headers"]["x-user"])
    return {"statusCode": 204}
```

## Vulnerable in Terraform
```hcl main.tf
data "archive_file" "code" {
  type        = "zip"
  source_file = "${path.module}/app.py"
  output_path = "${path.module}/code.zip"
}

resource "aws_iam_role" "login" {
  name = "login"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_lambda_function" "login" {
  function_name = "login"
  role          = aws_iam_role.login.arn
  runtime       = "python3.13"
  handler       = "app.handler"
  filename      = data.archive_file.code.output_path
}

resource "aws_lambda_function_url" "login" {
  function_name      = aws_lambda_function.login.function_name
  authorization_type = "NONE"
}
```
```python app.py
def handler(event, context):
    print("user " + event["headers"]["x-user"] + " signed in")  # GOAT0118
    return {"statusCode": 204}
```

## Fixed in Terraform
```python app.py
import json


def handler(event, context):
    print(json.dumps({"signed_in": event["headers"]["x-user"]}))
    return {"statusCode": 204}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: login
provider:
  name: aws
  runtime: python3.13
functions:
  login:
    handler: app.handler
    events:
      - httpApi: POST /login
```
```python app.py
def handler(event, context):
    print("user " + event["headers"]["x-user"] + " signed in")  # GOAT0118
    return {"statusCode": 204}
```

## Fixed in the Serverless Framework
```python app.py
import json


def handler(event, context):
    print(json.dumps({"signed_in": event["headers"]["x-user"]}))
    return {"statusCode": 204}
```

## Remedy
Log structured entries (JSON), or take line breaks out of values.

## Remedy in Python
`json.dumps` escapes line breaks.

## Remedy in JavaScript
`JSON.stringify` escapes line breaks.

## References
- https://cwe.mitre.org/data/definitions/117.html
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.finding import INFO, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function

# what the runtimes of Lambda write as one entry, whatever line breaks are in it
ONE_ENTRY_A_CALL = ("console.", "logging.")


@check("GOAT0118", sas=1, cwe=117, severity=INFO, since="0.1")
def event_data_in_log(function: Function, app: Application) -> Iterator[Finding]:
    flows = [flow for flow in app.flows(function, "log") if not flow.sink_name.startswith(ONE_ENTRY_A_CALL)]
    if flows:
        paths = listed(list(dict.fromkeys(flow.source.path for flow in flows)), 3)
        finding = flows[0].finding(f"{paths} can forge lines in the log of {function.id}")
        yield evolve(finding, locations=tuple(dict.fromkeys(f.sink for f in flows if f.sink != flows[0].sink)))
