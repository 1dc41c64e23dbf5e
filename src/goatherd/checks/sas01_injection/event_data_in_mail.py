"""Event data is put into an HTML mail, or decides who gets it.

## Why it matters
The application's own address sends what a stranger wrote: phishing that passes every sender check.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Thanks:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /thanks, Method: post}}
```
```python app.py
import boto3
import json

mail = boto3.client("ses")
READER = {"ToAddresses": ["me@example.org"]}


def handler(event, context):
    name = json.loads(event["body"])["name"]
    body = {"Html": {"Data": f"<p>Thank you, {name}</p>"}}
    message = {"Subject": {"Data": "Thanks"}, "Body": body}
    mail.send_email(Source="us@example.org", Destination=READER, Message=message)  # GOAT0111
```

## Fixed
```python app.py
import boto3
import html
import json

mail = boto3.client("ses")
READER = {"ToAddresses": ["me@example.org"]}


def handler(event, context):
    name = html.escape(json.loads(event["body"])["name"])
    body = {"Html": {"Data": f"<p>Thank you, {name}</p>"}}
    message = {"Subject": {"Data": "Thanks"}, "Body": body}
    mail.send_email(Source="us@example.org", Destination=READER, Message=message)
```

## Vulnerable, where only line breaks are replaced
```python app.py
import boto3
import json

mail = boto3.client("ses")
READER = {"ToAddresses": ["me@example.org"]}


def handler(event, context):
    text = json.loads(event["body"])["text"].replace("\\n", "<br>")
    message = {"Subject": {"Data": "Thanks"}, "Body": {"Html": {"Data": f"<p>{text}</p>"}}}
    mail.send_email(Source="us@example.org", Destination=READER, Message=message)  # GOAT0111
```

## Fixed, by a function of the program's own, in front of them
```python app.py
import boto3
import json

mail = boto3.client("ses")
READER = {"ToAddresses": ["me@example.org"]}


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def handler(event, context):
    text = escaped(json.loads(event["body"])["text"]).replace("\\n", "<br>")
    message = {"Subject": {"Data": "Thanks"}, "Body": {"Html": {"Data": f"<p>{text}</p>"}}}
    mail.send_email(Source="us@example.org", Destination=READER, Message=message)
```

## Vulnerable, in Firebase
```json firebase.json
{"functions": {"source": "."}}
```
```json package.json
{"main": "index.js", "dependencies": {"firebase-functions": "6.3.0", "firebase-admin": "13.0.0", "nodemailer": "7.0.0"}}
```
```javascript index.js
const { onCall } = require('firebase-functions/v2/https');
const admin = require('firebase-admin');
const nodemailer = require('nodemailer');

exports.forgot = onCall(async (request) => {
  const mail = nodemailer.createTransport({ host: 'mail.example.org' });
  const link = `https://example.org/forgot?${request.data.email}`;
  await mail.sendMail({ to: 'us@example.org', html: `<a href="${link}">Reset</a>` }); // GOAT0111
});
```

## Fixed, in Firebase, which makes the link
```javascript index.js
const { onCall } = require('firebase-functions/v2/https');
const admin = require('firebase-admin');
const nodemailer = require('nodemailer');

exports.forgot = onCall(async (request) => {
  const mail = nodemailer.createTransport({ host: 'mail.example.org' });
  const link = await admin.auth().generatePasswordResetLink(request.data.email);
  await mail.sendMail({ to: 'us@example.org', html: `<a href="${link}">Reset</a>` });
});
```

## Remedy
Escape data for HTML, and send only to addresses that the application has verified.

## Remedy in Python
`html.escape` escapes it.

## Remedy in JavaScript
lodash's `escape` escapes it.

## References
- https://cwe.mitre.org/data/definitions/79.html
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0111", sas=1, cwe=79, severity=MEDIUM, since="0.1")
def event_data_in_mail(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "mail-html"):
        yield flow.finding(f"{flow.source.path} is put into an HTML mail without escaping")
    for flow in app.flows(function, "mail-header"):
        yield evolve(
            flow.finding(f"{flow.source.path} can add headers to the mail that {flow.sink_name} sends"), cwe=93
        )
