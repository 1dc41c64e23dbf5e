"""Stolen credentials of a function read what the function itself never reads.

## Why it matters
A role that allows more than the code needs turns a leak in one small function into a leak of everything.

## How it is proved
An attack brings the role's credentials to the outsider. Calls with these, which the function's code never makes, give
rows, objects or secrets with planted texts.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Users:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: userId, AttributeType: S}]
      KeySchema: [{AttributeName: userId, KeyType: HASH}]
  Look:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Policies: [DynamoDBReadPolicy: {TableName: !Ref Users}]
      Events:
        Call: {Type: HttpApi, Properties: {Path: /look, Method: get}}
```
```python app.py
import os


def handler(event, context):
    os.system("ls /tmp/" + event["queryStringParameters"]["name"])  # GOAT0451
    return {"statusCode": 204}
```

## Fixed: a role that allows nothing
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Users:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: userId, AttributeType: S}]
      KeySchema: [{AttributeName: userId, KeyType: HASH}]
  Look:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /look, Method: get}}
```

## Remedy
Allow only the actions and resources that the code uses (`goatherd scan` prints such a policy), and close the way by
which the credentials leave.

## References
- https://cwe.mitre.org/data/definitions/250.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.attack.evidence.privileges import gained
from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.attack.payloads.exfiltration import PLACES, payloads, secrets_in, seen
from goatherd.core.finding import HIGH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.trace import Trace


@oracle("GOAT0451", sas=4, cwe=250, severity=HIGH, since="0.2", places=PLACES)
def role_allows_more(opportunity: Opportunity) -> Iterator[Attack]:
    if opportunity.link is None:
        return
    host = f"{opportunity.marks.new()}.example"
    function, leaked = opportunity.link.function, []

    def judge(trace: Trace) -> str:
        found = secrets_in(seen(trace, host), opportunity.pod.canaries)
        if not any(c.kind == "credentials" and c.place == f"the credentials of {function}" for c in found):
            return ""
        leaked.append(host)
        more = list(gained(function, opportunity.pod))
        return f"the stolen credentials of {function} read {', '.join(more[:3])}" if more else ""

    for value in payloads(opportunity, host):
        yield opportunity.attack(value, judge)
        if leaked:
            return
