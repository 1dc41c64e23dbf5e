"""A secret is sent in a message or a mail.

## Why it matters
A topic hands its messages to whoever has subscribed, a mail lies in mailboxes and passes through servers of others,
a queue and its dead letters keep what they hold for days. None of them asks for the right to read the secret, and
nobody sees who has read it.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Tell:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Daily: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
```
```python app.py
import boto3
import json
import os

sns, ses, sqs = boto3.client("sns"), boto3.client("ses"), boto3.client("sqs")
secrets = boto3.client("secretsmanager")


def handler(event, context):
    account = json.loads(secrets.get_secret_value(SecretId="bank")["SecretString"])
    sns.publish(TopicArn=os.environ["TOPIC"], Message="the password is " + account["password"])  # GOAT0726
    text = {"Subject": {"Data": "Your account"}, "Body": {"Text": {"Data": f"Token: {os.environ['API_TOKEN']}"}}}
    ses.send_email(Source="a@b.example", Destination={"ToAddresses": ["c@b.example"]}, Message=text)  # GOAT0726
    sqs.send_message(QueueUrl=os.environ["QUEUE"], MessageBody=json.dumps(account))  # GOAT0726
```

## Fixed
```python app.py
import boto3
import hashlib
import json
import os

sns, ses, sqs = boto3.client("sns"), boto3.client("ses"), boto3.client("sqs")
secrets, kms = boto3.client("secretsmanager"), boto3.client("kms")


def handler(event, context):
    answer = secrets.get_secret_value(SecretId="bank")
    account = json.loads(answer["SecretString"])
    sns.publish(TopicArn=os.environ["TOPIC"], Message="there is a new version: " + answer["VersionId"])
    text = {"Subject": {"Data": account["username"]}, "Body": {"Text": {"Data": f"See {os.environ['SITE']}"}}}
    ses.send_email(Source=account["sender_email"], Destination={"ToAddresses": ["c@b.example"]}, Message=text)
    sign = hashlib.sha256(account["password"].encode()).hexdigest()
    order = kms.decrypt(CiphertextBlob=event["order"])["Plaintext"].decode()
    sqs.send_message(QueueUrl=os.environ["QUEUE"], MessageBody=json.dumps({"sign": sign, "order": order}))
```

## Vulnerable, in JavaScript
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Tell:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
```
```javascript index.js
const { SNSClient, PublishCommand } = require("@aws-sdk/client-sns");
const { SSMClient, GetParameterCommand } = require("@aws-sdk/client-ssm");

const nodemailer = require("nodemailer");

const sns = new SNSClient({});
const ssm = new SSMClient({});
const mailer = nodemailer.createTransport({ host: process.env.HOST, auth: { pass: process.env.MAIL_PASSWORD } });

exports.handler = async () => {
  const read = new GetParameterCommand({ Name: "/shop/db/password", WithDecryption: true });
  const password = (await ssm.send(read)).Parameter.Value;
  await sns.send(new PublishCommand({ TopicArn: process.env.TOPIC, Message: `now it is ${password}` })); // GOAT0726
  await mailer.sendMail({ to: "a@b.example", subject: "the key", text: process.env.API_KEY }); // GOAT0726
};
```

## Fixed, in JavaScript
```javascript index.js
const { SNSClient, PublishCommand } = require("@aws-sdk/client-sns");
const { SSMClient, GetParameterCommand } = require("@aws-sdk/client-ssm");

const nodemailer = require("nodemailer");

const sns = new SNSClient({});
const ssm = new SSMClient({});
const mailer = nodemailer.createTransport({ host: process.env.HOST, auth: { pass: process.env.MAIL_PASSWORD } });

exports.handler = async () => {
  await mailer.sendMail({ to: "a@b.example", subject: "the key", text: process.env.KEY_NAME });
  const read = new GetParameterCommand({ Name: "/shop/title", WithDecryption: true });
  const title = (await ssm.send(read)).Parameter.Value;
  await sns.send(new PublishCommand({ TopicArn: process.env.TOPIC, Message: `${title}: the password has changed` }));
};
```

## Remedy
Send the secret's name and let the receiver read it with rights of its own; change the secrets that were sent.

## References
- https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
- https://cwe.mitre.org/data/definitions/201.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.checks.api import check
from goatherd.checks.confidential import is_called_secret, is_confidential, is_one_of_many
from goatherd.checks.flows import mended_at_sink
from goatherd.core.confidence import Confidence
from goatherd.core.finding import HIGH, MEDIUM, Finding
from goatherd.core.secrets import may_hold_secret
from goatherd.model.application import Application

if TYPE_CHECKING:
    from goatherd.model.flow import Flow

# Only programs read these, as a rule the application's own.
_OF_PROGRAMS = ("sqs.", "events.")
_DECRYPTED = ".Plaintext"  # what KMS gives back is whatever somebody encrypted, orders and letters too


@check("GOAT0726", sas=7, cwe=201, severity=HIGH, since="0.1")
def secret_in_message(app: Application) -> Iterator[Finding]:
    def is_the_secret(flow: Flow) -> bool:
        name = flow.source.path.rstrip("[]").rpartition(".")[2]
        if flow.confidence is not Confidence.HIGH or _DECRYPTED in flow.source.path or not may_hold_secret(name):
            return False
        return is_confidential(flow, app) and is_called_secret(flow) and not is_one_of_many(flow)

    for flow, finding in mended_at_sink(app, "secret-message", is_the_secret, _message):
        yield evolve(finding, severity=MEDIUM) if flow.sink_name.startswith(_OF_PROGRAMS) else finding


def _message(flow: Flow) -> str:
    return f"The secret {flow.source.path.removeprefix('secret ')} is sent by {flow.sink_name.partition(' ')[0]}"
