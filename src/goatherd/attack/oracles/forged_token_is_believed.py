"""A token that anybody can make is believed.

## Why it matters
Whoever writes somebody else's name into a token is that person to the application.

## How it is proved
A token with another user's claims, which nobody has signed or whose signature is the outsider's own, brings that
user's data or makes the function act for that user. With a text that is no token it does not.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Profiles:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: userId, AttributeType: S}]
      KeySchema: [{AttributeName: userId, KeyType: HASH}]
  Profile:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Environment: {Variables: {TABLE: !Ref Profiles, JWT_SECRET: "{{resolve:ssm:jwt}}"}}
      Policies: [DynamoDBReadPolicy: {TableName: !Ref Profiles}]
      Events:
        Call: {Type: HttpApi, Properties: {Path: /profile, Method: get}}
```
```python app.py
import base64
import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):  # GOAT0251
    token = event["headers"].get("authorization", "").removeprefix("Bearer ")
    if token.count(".") != 2:
        return {"statusCode": 401}
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    return {"statusCode": 200, "body": json.dumps(table.get_item(Key={"userId": claims["sub"]}).get("Item"))}
```

## Fixed
```python app.py
import base64
import hashlib
import hmac
import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    token = event["headers"].get("authorization", "").removeprefix("Bearer ")
    if token.count(".") != 2:
        return {"statusCode": 401}
    head, body, signature = token.split(".")
    right = hmac.new(os.environ["JWT_SECRET"].encode(), f"{head}.{body}".encode(), hashlib.sha256).digest()
    if not hmac.compare_digest(base64.urlsafe_b64encode(right).decode().rstrip("="), signature):
        return {"statusCode": 401}
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    return {"statusCode": 200, "body": json.dumps(table.get_item(Key={"userId": claims["sub"]}).get("Item"))}
```

## Vulnerable: an authorizer
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Auth: {DefaultAuthorizer: Tokens, Authorizers: {Tokens: {FunctionArn: !GetAtt Decide.Arn}}}
  Decide:
    Type: AWS::Serverless::Function
    Properties: {Runtime: nodejs20.x, Handler: decide.handler}
  Page:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: page.handler
      Events:
        Call: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /page, Method: get}}
```
```javascript page.js
exports.handler = async () => ({ statusCode: 200, body: "hello" });
```
```javascript decide.js
exports.handler = async (event) => { // GOAT0251
  const [, body] = event.authorizationToken.replace("Bearer ", "").split(".");
  const claims = JSON.parse(Buffer.from(body, "base64url"));
  const Effect = claims.sub ? "Allow" : "Deny";
  const Statement = [{ Action: "execute-api:Invoke", Effect, Resource: event.methodArn }];
  return { principalId: claims.sub, policyDocument: { Version: "2012-10-17", Statement } };
};
```

## Fixed
```javascript decide.js
exports.handler = async (event) => {
  const Statement = [{ Action: "execute-api:Invoke", Effect: "Deny", Resource: event.methodArn }];
  return { principalId: "nobody", policyDocument: { Version: "2012-10-17", Statement } };
};
```

## Remedy
Let an authorizer of the API check the token, or verify its signature, issuer, audience and expiry with a library before
a claim is used.

## Remedy in Python
With PyJWT: `jwt.decode(token, key, algorithms=["RS256"], audience=…, issuer=…)`.

## Remedy in JavaScript
With jsonwebtoken: `jwt.verify(token, key, { algorithms: ["RS256"], audience, issuer })`; for Cognito's there is
aws-jwt-verify.

## References
- https://cwe.mitre.org/data/definitions/347.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from goatherd.attack.events.identity import Identity, carries_token, token_in
from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.attack.payloads.forgery import forged
from goatherd.core.finding import CRITICAL
from goatherd.model.trigger import Exposure, Kind
from goatherd.sandbox.tenants import VICTIM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.trace import Trace

_AUTHORIZERS = frozenset({Kind.AUTHORIZER_TOKEN, Kind.AUTHORIZER_REQUEST})
_LOOKS = ("Get", "BatchGet", "AdminGet", "AdminList", "List", "Describe", "Head", "Query", "Scan")
_NO_TOKEN = "goatherd"
_WHO = (VICTIM.subject, VICTIM.username, VICTIM.email)


@oracle("GOAT0251", sas=2, cwe=347, severity=CRITICAL, since="0.2", places=("seed",))
def forged_token_is_believed(opportunity: Opportunity) -> Iterator[Attack]:
    attempt = opportunity.seed.attempt
    trigger = attempt.target.trigger
    deciding = trigger.kind in _AUTHORIZERS
    if not deciding and (trigger.authorizer is not None or trigger.exposure < Exposure.ANONYMOUS):
        return
    carriers = [each for each in attempt.values if carries_token(each)]
    if not carriers:
        return
    harmless = {**attempt.values, **dict.fromkeys(carriers, _NO_TOKEN)}
    for username in (VICTIM.username, VICTIM.subject):
        for how, token in forged(Identity(VICTIM.subject, username, VICTIM.email), opportunity.marks):

            def judge(trace: Trace, how: str = how) -> str:
                gained = _allowed(trace) if deciding else _gained(opportunity, trace)
                return f"a token {how} is believed: {gained}" if gained else ""

            yield Attack({**harmless, **{each: token_in(each, token) for each in carriers}}, judge, harmless)


def _allowed(trace: Trace) -> str:
    answer = trace.first.response
    allows = isinstance(answer, dict) and (answer.get("isAuthorized") is True or '"Allow"' in json.dumps(answer))
    return "the authorizer lets it in" if allows else ""


def _gained(opportunity: Opportunity, trace: Trace) -> str:
    if trace.reply is None or trace.reply.failed or trace.reply.status >= 400:
        return ""
    for canary in opportunity.pod.canaries.in_text(trace.reply.text):
        if canary.owner == VICTIM.username:
            return f"the answer holds {canary.place}"
    for link, record in trace.records("call"):
        done = not record["denied"] and record["status"] < 400 and not record["operation"].startswith(_LOOKS)
        if done and any(map(_names_victim, record["parameters"].values())):
            return f"{link.function} calls {record['service']} {record['operation']} for {VICTIM.username}"
    known = any(who in trace.reply.text for who in (VICTIM.subject, VICTIM.email))
    return f"the answer takes the caller for {VICTIM.username}" if known else ""


def _names_victim(value: Any) -> bool:
    return isinstance(value, str) and any(value == who or f'"{who}"' in value for who in _WHO)
