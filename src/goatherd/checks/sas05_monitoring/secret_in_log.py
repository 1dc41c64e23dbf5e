"""A secret is written to the log.

## Why it matters
Logs are read by more people than secrets are, are kept longer and are copied to other systems. A secret in the log is a
secret no longer.

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
import random

import boto3

secrets = boto3.client("secretsmanager")

def handler(event, context):
    key = secrets.get_secret_value(SecretId="bank")["SecretString"]
    print("using key", key)  # GOAT0520
    otp = random.randint(100000, 999999)
    print("sent", otp)  # GOAT0520
    return {"statusCode": 200, "body": "ok"}
```

## Fixed
```python app.py
import boto3

secrets = boto3.client("secretsmanager")

def handler(event, context):
    key = secrets.get_secret_value(SecretId="bank")
    print("using version", key["VersionId"])
    return {"statusCode": 200, "body": "ok"}
```

## Fixed, with what stands beside the secret
```python app.py
import boto3
import json

secrets = boto3.client("secretsmanager")

def handler(event, context):
    account = json.loads(secrets.get_secret_value(SecretId="bank")["SecretString"])
    print("signing in as", account["username"])
    return {"statusCode": 200, "body": "ok"}
```

## Fixed, with a setting that is read like a secret
```python app.py
import boto3

ssm = boto3.client("ssm")

def read(name):
    return ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]

def handler(event, context):
    image = read("/bank/image")
    print("starting", image)
    return {"statusCode": 200, "body": "ok"}
```

## Vulnerable, among the settings in a parameter
```python app.py
import boto3
import json

ssm = boto3.client("ssm")

def handler(event, context):
    settings = json.loads(ssm.get_parameter(Name="/bank", WithDecryption=True)["Parameter"]["Value"])
    print("downloads go to", settings["downloadFolder"])
    print("connecting with", settings["database"]["password"])  # GOAT0520
    return {"statusCode": 200, "body": "ok"}
```

## Fixed, or never broken: an address that ends by itself
```python app.py
import boto3

store = boto3.client("s3")


def handler(event, context):
    address = store.generate_presigned_url("get_object", Params={"Bucket": "pictures", "Key": "one"}, ExpiresIn=300)
    print("signed", address)
    return {"statusCode": 200, "body": address}
```

## Vulnerable, in Google's cloud
```python main.py
import functions_framework
import google.oauth2.id_token
from google.auth.transport.requests import Request


@functions_framework.http
def call(request):
    token = google.oauth2.id_token.fetch_id_token(Request(), "https://orders.example.org")
    print(f"calling with {token}")  # GOAT0520
    return "ok"
```
```text requirements.txt
functions-framework==3.9.2
```

## Fixed, in Google's cloud
```python main.py
import functions_framework
import google.oauth2.id_token
from google.auth.transport.requests import Request


@functions_framework.http
def call(request):
    token = google.oauth2.id_token.fetch_id_token(Request(), "https://orders.example.org")
    print(f"calling with a token of {len(token)} characters")
    return "ok"
```

## Vulnerable, the whole answer to a request for a token
```javascript app.js
const axios = require('axios');

exports.handler = async (event) => {
  const grant = new URLSearchParams({ grant_type: 'client_credentials', client_id: process.env.CLIENT });
  const response = await axios.post('https://accounts.example.com/oauth/token', grant);
  console.log('signed in', response.data);  // GOAT0520
  return { statusCode: 204 };
};
```

## Fixed, the whole answer to a request for a token
```javascript app.js
const axios = require('axios');

exports.handler = async (event) => {
  const grant = new URLSearchParams({ grant_type: 'client_credentials', client_id: process.env.CLIENT });
  const response = await axios.post('https://accounts.example.com/oauth/token', grant);
  console.log('signed in', response.status, response.data.expires_in);
  return { statusCode: 204 };
};
```

## Vulnerable, in the error of a request
```javascript app.js
const axios = require('axios');

const partner = axios.create({ baseURL: 'https://partner.example.com', timeout: 3000 });

async function send(order) {
  return partner.post('/orders', order, { headers: { authorization: `Bearer ${process.env.PARTNER_TOKEN}` } });
}

exports.handler = async (event) => {
  try {
    await send(JSON.parse(event.body));
  } catch (error) {
    console.error('not sent', error);  // GOAT0520
  }
  return { statusCode: 204 };
};
```

## Fixed, in the error of a request
```javascript app.js
const axios = require('axios');

const partner = axios.create({ baseURL: 'https://partner.example.com', timeout: 3000 });

async function send(order) {
  return partner.post('/orders', order, { headers: { authorization: `Bearer ${process.env.PARTNER_TOKEN}` } });
}

exports.handler = async (event) => {
  try {
    await send(JSON.parse(event.body));
  } catch (error) {
    console.error('not sent', error.code, error.message, error.response?.data);
    if (!axios.isAxiosError(error)) console.error(error);
    console.error(`not sent: ${error}`);
  }
  return { statusCode: 204 };
};
```

## Vulnerable, in the error of a request whose address has a token
```python app.py
import os

import requests

CHAT = f"https://chat.example.com/bot{os.environ['CHAT_TOKEN']}/send"


def handler(event, context):
    try:
        requests.post(CHAT, json={"text": "an order"}, timeout=3).raise_for_status()  # GOAT0520
    except requests.RequestException as error:
        print(f"nobody was told: {error}")
```

## Fixed, in the error of a request whose address has none
```python app.py
import os

import requests

HEADERS = {"authorization": f"Bearer {os.environ['CHAT_TOKEN']}"}


def handler(event, context):
    try:
        requests.post("https://chat.example.com/send", json={"text": "an order"}, headers=HEADERS, timeout=3)
    except requests.RequestException as error:
        print(f"nobody was told: {error}")
```

## Vulnerable, the signature that a forged request would need
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Hook:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Call: {Type: HttpApi, Properties: {Path: /hook, Method: post}}
```
```python app.py
import base64
import hashlib
import hmac
import logging
import os


def handler(event, context):
    digest = hmac.new(os.environ["HOOK_SECRET"].encode(), event["body"].encode(), hashlib.sha256).digest()
    expected = base64.b64encode(digest).decode()
    if not hmac.compare_digest(expected, event["headers"]["x-signature"]):
        logging.warning(f"expected {expected}")  # GOAT0520
        return {"statusCode": 403}
    return {"statusCode": 204}
```

## Fixed, the signature that came
```python app.py
import base64
import hashlib
import hmac
import logging
import os


def handler(event, context):
    digest = hmac.new(os.environ["HOOK_SECRET"].encode(), event["body"].encode(), hashlib.sha256).digest()
    expected = base64.b64encode(digest).decode()
    if not hmac.compare_digest(expected, event["headers"]["x-signature"]):
        logging.warning("the signature does not fit, %s characters", len(expected))
        return {"statusCode": 403}
    return {"statusCode": 204}
```

## Remedy
Log the secret's name or version, and of an error its status and message; never the value. Change the
secrets that are in the log already.

## References
- https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html
- https://cwe.mitre.org/data/definitions/532.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.checks.api import check
from goatherd.checks.confidential import is_called_secret, is_confidential, is_one_of_many
from goatherd.checks.flows import logged_at
from goatherd.core.confidence import Confidence, only_possible
from goatherd.core.finding import LOW, MEDIUM, Finding
from goatherd.engine.interpreter.clients import SHOWN
from goatherd.model.application import Application
from goatherd.model.flow import Flow

if TYPE_CHECKING:
    from goatherd.core.source import Span


@check("GOAT0520", sas=5, cwe=532, severity=MEDIUM, since="0.1")
def secret_in_log(flow: Flow, app: Application) -> Iterator[Finding]:
    if flow.kind != "log-secret" or flow.source.kind == "link":  # a link ends by itself
        return
    if not is_confidential(flow, app) or not is_called_secret(flow):
        return
    if flow.source.kind == "event" and flow.confidence is Confidence.LOW:
        return  # what a library made of the event is no longer what the caller sent
    place = logged_at(flow)
    request = next((step.span for step in flow.steps if step.note.endswith(SHOWN)), None)
    if request is not None and request.path.endswith(".py"):
        yield _in_address(flow, request, place)
        return
    finding = evolve(
        flow.finding(f"{flow.source.path} is written to the log{_way(flow)}"),
        span=place,
        locations=tuple(span for span in dict.fromkeys((flow.sink, *flow.entered)) if span != place),
        alike=True,
    )
    if is_one_of_many(flow):
        doubt = only_possible("it is one of several parameters read at once, most of which are settings")
        finding = evolve(finding, reasons=(*finding.reasons, *doubt), severity=LOW)
    yield finding


def _in_address(flow: Flow, request: Span, logged: Span) -> Finding:
    """Of one request, wherever its errors are logged: clients of Python say no more of it than its address."""
    return evolve(
        flow.finding(f"{flow.source.path} stands in an address that errors of this request say, and the log shows"),
        span=request,
        locations=(logged,),
        severity=LOW,
        alike=True,
        whatever_source=True,
    )


def _way(flow: Flow) -> str:
    return ", in what a client shows of the request that it is part of" if flow.source.kind == "request" else ""
