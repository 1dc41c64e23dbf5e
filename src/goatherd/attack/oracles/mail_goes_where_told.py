"""Anybody can have the function send any message to anybody.

## Why it matters
A form that sends what it is given to whom it is told is a relay for spam and phishing under the owner's name: the
account's reputation goes with it, and every text message to an expensive number is paid for.

## How it is proved
Without signing in, an event names a recipient of its own, and the call of SES or SNS has this recipient and a content
that stood in the event, too. Whether the service would accept the sender's address is not asked.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Recommend:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Policies: [{Statement: [{Effect: Allow, Action: "ses:SendEmail", Resource: "*"}]}]
      Events:
        Call: {Type: HttpApi, Properties: {Path: /recommend, Method: post}}
```
```python app.py
import json

import boto3

ses = boto3.client("ses")


def handler(event, context):
    form = json.loads(event["body"])
    ses.send_email(  # GOAT0168
        Source="shop@example.com",
        Destination={"ToAddresses": [form["friend"]]},
        Message={"Subject": {"Data": "Have a look"}, "Body": {"Text": {"Data": form["text"]}}},
    )
    return {"statusCode": 204}
```

## Fixed
```python app.py
import json

import boto3

ses = boto3.client("ses")


def handler(event, context):
    form = json.loads(event["body"])
    ses.send_email(
        Source="shop@example.com",
        Destination={"ToAddresses": [form["friend"]]},
        Message={"Subject": {"Data": "Have a look"}, "Body": {"Text": {"Data": "A friend recommends our shop."}}},
    )
    return {"statusCode": 204}
```

## Vulnerable by text message
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Remind:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Policies: [{Statement: [{Effect: Allow, Action: "sns:Publish", Resource: "*"}]}]
      Events:
        Call: {Type: HttpApi, Properties: {Path: /remind, Method: get}}
```
```python app.py
import boto3

sns = boto3.client("sns")


def handler(event, context):
    asked = event["queryStringParameters"]
    sns.publish(PhoneNumber=asked["phone"], Message="Remember: " + asked["text"])  # GOAT0168
    return {"statusCode": 204}
```

## Fixed
```python app.py
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    asked = event["queryStringParameters"]
    sns.publish(PhoneNumber=os.environ.get("PHONE", "+15005550000"), Message="Remember: " + asked["text"])
    return {"statusCode": 204}
```

## Remedy
Send to addresses that are stored or confirmed, let the event choose among texts of your own, and let only users who
have signed in send at all.

## References
- https://cwe.mitre.org/data/definitions/441.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.core.finding import MEDIUM
from goatherd.model.trigger import Exposure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.trace import Trace

_SENDING = ("ses.SendEmail", "sesv2.SendEmail", "sns.Publish")
_RECIPIENT = re.compile(r"Destination\.|PhoneNumber$")
_CONTENT = re.compile(r"(?:Message|Content|Subject)\b")


@oracle("GOAT0168", sas=1, cwe=441, severity=MEDIUM, since="0.2", places=("call",))
def mail_goes_where_told(opportunity: Opportunity) -> Iterator[Attack]:
    call, parameter, seed = opportunity.note["call"], opportunity.note["parameter"], opportunity.seed
    trigger = seed.attempt.target.trigger
    if call not in _SENDING or not _RECIPIENT.match(parameter) or trigger.exposure < Exposure.ANONYMOUS:
        return
    number, _ = opportunity.marks.product()
    recipient = (
        f"+1500555{number}"[:12] if parameter == "PhoneNumber" else f"{opportunity.marks.new()}@attacker.example"
    )
    others = [mark for mark, given in seed.marks.items() if given != opportunity.input]

    def judge(trace: Trace) -> str:
        for _, record in trace.records("call"):
            given = {name: str(value) for name, value in record["parameters"].items()}
            content = next((name for name, text in given.items() if _CONTENT.match(name) and _any(others, text)), "")
            # Senders have to be verified, which is nothing that code shows: what SES answers does not count.
            if content and given.get(parameter) == recipient and not record["denied"]:
                return f"{call} was called for {recipient} with a content of the event's: {given[content][:80]}"
        return ""

    yield opportunity.attack(recipient, judge)


def _any(marks: list[str], text: str) -> bool:
    return any(mark in text for mark in marks)
