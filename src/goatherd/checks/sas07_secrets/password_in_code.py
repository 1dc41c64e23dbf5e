"""A password or key is a constant of the code.

## Why it matters
Everybody who can read the repository or the deployed package has it, and it is the same in every deployment. Changing
it means deploying again, so it stays. What is only used beside a server on the developer's own machine, or under a
stage that nobody deploys, is an information; what was issued for trials ("sk_test_") is low, for no customer's money or
data is behind it, and what by its name or the code around it is for tests is medium.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Setup:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /setup, Method: post}}
```
```python app.py
import boto3

users = boto3.client("cognito-idp")
ADMIN_PASSWORD = "Tr0ub4dor&3"  # GOAT0723


def handler(event, context):
    users.admin_set_user_password(UserPoolId="pool", Username="admin", Password=ADMIN_PASSWORD, Permanent=True)
```

## Fixed
```python app.py
import boto3
import secrets

users = boto3.client("cognito-idp")


def handler(event, context):
    password = secrets.token_urlsafe(24)
    users.admin_set_user_password(UserPoolId="pool", Username="admin", Password=password, Permanent=False)
```

## Vulnerable, where a variable is not set
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Setup:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /setup, Method: post}}
```
```javascript index.js
const key = process.env.API_KEY || "8f14e45fceea167a5a36dedd4bea2543"; // GOAT0723
const store = "postgres://reader:Tr0ub4dor-3@db.internal/app"; // GOAT0723
const errors = { invalid_password: "Password must have 8 characters" };

exports.handler = async () => fetch("https://api.internal/", { headers: { key, store } }).catch(() => errors);
```

## Fixed, with what the deployment sets
```javascript index.js
const key = process.env.API_KEY;
const store = process.env.STORE;
const errors = { invalid_password: "Password must have 8 characters" };

exports.handler = async () => fetch("https://api.internal/", { headers: { key, store } }).catch(() => errors);
```

## Vulnerable, a key of words
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Sign:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
```
```python app.py
from shop import application

application.secret_key = "correct horse battery staple"  # GOAT0723
application.config["JWT_SECRET_KEY"] = "changeme-please"  # GOAT0723
PUBLIC_KEY = "not a secret at all"
SECRET_KEY_NAME = "the key of the shop"


def handler(event, context):
    return application.answer(event)
```

## Fixed, a key of words
```python app.py
import os

from shop import application

application.secret_key = os.environ["SECRET_KEY"]
application.config["JWT_SECRET_KEY"] = "<your secret key here>"


def handler(event, context):
    return application.answer(event)
```

## Vulnerable, in comments
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
```
```javascript index.js
// password: hunter2 // GOAT0723
// const store = connect("mongodb+srv://shop:Tr0ub4dor-3@orders.example.net/shop"); // GOAT0723
/*
 * token = 8f14e45fceea167a5a36dedd4bea2543 // GOAT0723
 * password: what the user types
 */
exports.handler = async () => ({ statusCode: 204 });
```

## Fixed, in comments
```javascript index.js
// password: see the secret shop/orders
// const store = connect(process.env.STORE);  mongodb+srv://<user>:<password>@host/database
// @param {string} token the token, e.g. token = 8f14e45fceea167a5a36dedd4bea2543
// const password = event.password;  const apiKey = process.env.API_KEY1
exports.handler = async () => ({ statusCode: 204 });
```

## Fixed, or never broken: what Firebase gives out for pages, and the address of a device
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Tell:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
```
```javascript index.js
const admin = require('firebase-admin');

admin.initializeApp({
  apiKey: 'AIzaSyB7qk2fYw0mT4xv9Lr3dNe8GhJp5sKzUcQ',
  authDomain: 'our-shop.firebaseapp.com',
  projectId: 'our-shop',
});
const registrationToken = 'fQx3kR9bTmK:APA91bGm2Yw7tVqLx0PzN4sDcE8rKjHuB6oTfXa1iWv5eZ3yQnMlJgRdCkUpSh';

exports.handler = () => admin.messaging().send({ token: registrationToken, data: { hello: 'world' } });
```

## Remedy
Keep it in Secrets Manager or as a SecureString parameter, read it when it is needed, and change it: this one is
known.

## References
- https://cwe.mitre.org/data/definitions/798.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.checks.api import check
from goatherd.core import secrets
from goatherd.core.confidence import by_name, one_of_several, owners_choice
from goatherd.core.finding import HIGH, INFO, LOW, MEDIUM, Finding, Kind
from goatherd.core.local_runs import container_account, is_container_address
from goatherd.core.value import known
from goatherd.model.application import Application
from goatherd.model.function import Function

if TYPE_CHECKING:
    from goatherd.core.confidence import Reasons
    from goatherd.core.finding import Severity
    from goatherd.core.source import Span
    from goatherd.model.flow import AwsCall, Literal

_NAMES = ("SecretId", "Name", "Names")
_DEFAULTS = "addresses of containers, which are used where no other is set, hold a password in plain text"
_FOR_TRIALS = one_of_several("the code says that it is for tests, where it may open nothing of worth")
_ISSUED_FOR_TRIALS = owners_choice("whoever issued it gives it out for trials, where no money and no customer is")
_IN_CONTAINERS = owners_choice("it is for a container beside the program, where the deployment sets no other address")
_AT_HOME = owners_choice("it is for a server, or a stage, on the machine of whoever develops this")


@check("GOAT0723", sas=7, cwe=798, severity=HIGH, since="0.1")
def password_in_code(function: Function, app: Application) -> Iterator[Finding]:
    behaviour = app.behaviour(function)
    # what a library takes as a key is told there (GOAT0721)
    told: set[str | bytes] = {key for call in behaviour.calls for key in call.keys}
    told |= {text for call in behaviour.aws_calls for text in _called(call)}
    # what a file beside the code or the template sets stands there, and is reported there
    told |= {setting.value for setting in app.settings}
    told |= {text for value in function.environment.values() if (text := known(value))}
    found: dict[tuple[str, str, Reasons], list[Literal]] = {}
    for literal in behaviour.literals:
        judged = secrets.judge_in_code(literal.name, literal.value)
        if literal.name in function.environment:
            continue  # in place of a variable that is set where it is deployed
        if judged is not None and literal.value not in told:
            told.add(literal.value)
            what, reasons = judged
            if literal.at_home:
                reasons = _IN_CONTAINERS if is_container_address(literal.value) else _AT_HOME
            elif secrets.is_for_trials(literal.value):
                reasons = _ISSUED_FOR_TRIALS
            elif literal.for_trials or "test" in secrets.words(literal.value):
                reasons = reasons or _FOR_TRIALS
            elif literal.in_comment and literal.name:
                reasons = reasons or by_name("nothing but a comment calls it one")
            named = literal.name and not what.endswith("webhook")  # of which each channel has one, in one list
            said = f"{literal.name} is {what} in plain text" if named else f"The code holds {what} in plain text"
            found.setdefault((literal.span.path, said, reasons), []).append(literal)
    # those of one name in a file are mended together, and one secret wherever it is written
    for (_, said, reasons), literals in found.items():
        severity = _severity(reasons)
        first, *more = sorted({place for literal in literals for place in _places(app, literal)})
        yield Finding(
            span=first,
            message=said,
            reasons=reasons,
            severity=severity,
            locations=tuple(more),
            one_of=Kind(_DEFAULTS, container_account(literals[0].value), anywhere=True)
            if reasons is _IN_CONTAINERS
            else None,
        )


def _severity(reasons: Reasons) -> Severity | None:
    if reasons is _AT_HOME:
        return INFO
    if reasons in (_ISSUED_FOR_TRIALS, _IN_CONTAINERS):
        return LOW
    return MEDIUM if reasons else None


def _places(app: Application, wanted: Literal) -> Iterator[Span]:
    """Where each function of the application has the same constant first, if that is under the same name."""
    for function in app.functions:
        literals = app.behaviour(function).literals
        first = next((literal for literal in literals if literal.value == wanted.value), None)
        if first is not None and evolve(first, span=wanted.span) == wanted:
            yield first.span


def _called(call: AwsCall) -> Iterator[str]:
    """The names by which a store of secrets is asked for one."""
    for parameter in _NAMES if call.service in ("secretsmanager", "ssm") else ():
        yield from call.parameters.get(parameter, ())
