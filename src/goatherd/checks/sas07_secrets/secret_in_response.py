"""A secret is sent to the caller.

## Why it matters
The function is trusted with the secret, its callers are not: what is in a response is in browsers, proxies and logs.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Account:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Get: {Type: HttpApi, Properties: {Path: /account, Method: get}}
```
```python app.py
import boto3

secrets = boto3.client("secretsmanager")

def handler(event, context):
    key = secrets.get_secret_value(SecretId="bank")["SecretString"]
    return {"statusCode": 200, "body": key}  # GOAT0720
```

## Fixed
```python app.py
import boto3

secrets = boto3.client("secretsmanager")

def handler(event, context):
    key = secrets.get_secret_value(SecretId="bank")["SecretString"]
    return {"statusCode": 200, "body": "signed" if key else "not signed"}
```

## Fixed, or never broken: an id, whoever keeps it in a store
```python app.py
import boto3

parameters = boto3.client("ssm")

def handler(event, context):
    key = parameters.get_parameter(Name="/shop/payments/key-id", WithDecryption=True)["Parameter"]["Value"]
    return {"statusCode": 200, "body": key}
```

## Vulnerable, in JavaScript
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Login:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Environment: {Variables: {CLIENT_SECRET: "{{resolve:secretsmanager:shop}}"}}
      Events:
        Get: {Type: HttpApi, Properties: {Path: /login, Method: get}}
```
```javascript index.js
exports.handler = async () => ({
  statusCode: 200,
  body: `state=${process.env.CLIENT_SECRET}`, // GOAT0720
});
```

## Fixed, in JavaScript
```javascript index.js
const { createHmac, randomBytes } = require("crypto");

exports.handler = async () => {
  const nonce = randomBytes(16).toString("hex");
  const signature = createHmac("sha256", process.env.CLIENT_SECRET).update(nonce).digest("hex");
  return { statusCode: 200, body: `state=${nonce}.${signature}` };
};
```

## Remedy
Use the secret inside the function and return only what was made with it.

## References
- https://cwe.mitre.org/data/definitions/201.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.confidential import is_called_secret, is_confidential, is_one_of_many
from goatherd.checks.flows import mended_at_sink
from goatherd.core.confidence import Confidence
from goatherd.core.finding import HIGH, Finding
from goatherd.model.application import Application

if TYPE_CHECKING:
    from goatherd.model.flow import Flow


@check("GOAT0720", sas=7, cwe=201, severity=HIGH, since="0.1")
def secret_in_response(app: Application) -> Iterator[Finding]:
    def is_the_secret(flow: Flow) -> bool:
        # what a client answers that was made with a secret is not the secret: such flows are doubted
        kept = is_confidential(flow, app) and is_called_secret(flow)
        return flow.confidence is Confidence.HIGH and kept and not is_one_of_many(flow)

    for _, finding in mended_at_sink(app, "secret-response", is_the_secret, _message):
        yield finding


def _message(flow: Flow) -> str:
    return f"The secret {flow.source.path.removeprefix('secret ')} is part of the response"
