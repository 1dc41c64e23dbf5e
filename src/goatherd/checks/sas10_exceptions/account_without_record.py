"""An account is made first and its record written behind: if that fails, the account stays without one.

## Why it matters
Whoever signed up cannot sign in, since the application does not find them, and cannot sign up again, since the user
pool has the account. Somebody has to mend that by hand. What can be made to fail, with a field that is too big, fills
the pool with accounts of nobody.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  SignUp:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Post: {Type: HttpApi, Properties: {Path: /signup, Method: post}}
```
```python app.py
import json
import os

import boto3

pool = boto3.client("cognito-idp")
users = boto3.resource("dynamodb").Table("users")


def handler(event, context):
    asked = json.loads(event["body"])
    made = pool.sign_up(ClientId=os.environ["CLIENT"], Username=asked["mail"], Password=asked["password"])
    users.put_item(Item={"id": made["UserSub"], "name": asked["name"]})  # GOAT1014
    return {"statusCode": 201}
```

## Fixed
```python app.py
import json
import os

import boto3

pool = boto3.client("cognito-idp")
users = boto3.resource("dynamodb").Table("users")


def handler(event, context):
    asked = json.loads(event["body"])
    made = pool.sign_up(ClientId=os.environ["CLIENT"], Username=asked["mail"], Password=asked["password"])
    try:
        users.put_item(Item={"id": made["UserSub"], "name": asked["name"]})
    except Exception:
        pool.admin_delete_user(UserPoolId=os.environ["POOL"], Username=asked["mail"])
        raise
    return {"statusCode": 201}
```

## Fixed, the record first
```python app.py
import json
import os

import boto3

pool = boto3.client("cognito-idp")
users = boto3.resource("dynamodb").Table("users")


def handler(event, context):
    asked = json.loads(event["body"])
    users.put_item(Item={"id": asked["mail"], "name": asked["name"]})
    pool.sign_up(ClientId=os.environ["CLIENT"], Username=asked["mail"], Password=asked["password"])
    return {"statusCode": 201}
```

## Remedy
Delete the account where the record cannot be written, or let the user pool call a function that writes the record when
the account is confirmed.

## References
- https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
- https://cwe.mitre.org/data/definitions/460.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function

_MAKES = frozenset({"SignUp", "AdminCreateUser"})


@check("GOAT1014", sas=10, cwe=460, severity=LOW, since="0.1")
def account_without_record(function: Function, app: Application) -> Iterator[Finding]:
    behaviour = app.behaviour(function)
    calls = [call for call in behaviour.aws_calls if call.service == "cognito-idp"]
    if not behaviour.behind_account or any(call.operation == "AdminDeleteUser" for call in calls):
        return
    first, *others = sorted(behaviour.behind_account)
    made = [call.span for call in calls if call.operation in _MAKES]
    yield Finding(
        span=first,
        locations=(*others, *made),
        message=f"If this is not written, the account that {function.id} has made in the user pool has no record",
        function=function.id,
    )
