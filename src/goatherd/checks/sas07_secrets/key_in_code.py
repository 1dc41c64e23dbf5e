"""A key or password stands in the code.

## Why it matters
It is in the repository, in its history and in every deployed package, and cannot be changed without a deployment. Who
can read the code can sign, decrypt or sign in.

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
import jwt

KEY = "b7Yx2Lq9ZtV4mNc8Rk1WfHs6"

def handler(event, context):
    return {"statusCode": 200, "body": jwt.encode({"sub": "x"}, KEY, algorithm="HS256")}  # GOAT0721
```

## Fixed
```python app.py
import boto3
import jwt

secrets = boto3.client("secretsmanager")

def handler(event, context):
    key = secrets.get_secret_value(SecretId="signing")["SecretString"]
    return {"statusCode": 200, "body": jwt.encode({"sub": "x"}, key, algorithm="HS256")}
```

## Vulnerable, in JavaScript
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Account:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Get: {Type: HttpApi, Properties: {Path: /account, Method: get}}
```
```javascript index.js
const jwt = require("jsonwebtoken");

exports.handler = async () => {
  return { statusCode: 200, body: jwt.sign({ sub: "x" }, "b7Yx2Lq9ZtV4mNc8Rk1WfHs6") }; // GOAT0721
};
```

## Fixed, in JavaScript
```javascript index.js
const jwt = require("jsonwebtoken");
const { SecretsManagerClient, GetSecretValueCommand } = require("@aws-sdk/client-secrets-manager");

const secrets = new SecretsManagerClient({});

exports.handler = async () => {
  const key = await secrets.send(new GetSecretValueCommand({ SecretId: "signing" }));
  return { statusCode: 200, body: jwt.sign({ sub: "x" }, key.SecretString) };
};
```

## Vulnerable, beside a key of the deployment
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Parameters:
  SigningKey: {Type: String, NoEcho: true, Default: unset}
Resources:
  Account:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Environment: {Variables: {KEY: !Ref SigningKey}}
      Events:
        Get: {Type: HttpApi, Properties: {Path: /account, Method: get}}
```
```javascript index.js
const jwt = require("jsonwebtoken");

exports.handler = async () => {
  return { statusCode: 200, body: jwt.sign({ sub: "x" }, "b7Yx2Lq9ZtV4mNc8Rk1WfHs6") }; // GOAT0721
};
```

## Fixed, with a key that the deployment sets
```javascript index.js
const jwt = require("jsonwebtoken");

exports.handler = async () => {
  return { statusCode: 200, body: jwt.sign({ sub: "x" }, process.env.KEY) };
};
```

## Vulnerable, where options hold it
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Account:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
```
```javascript index.js
const { SignJWT } = require("jose");
const session = require("express-session");
const mysql = require("mysql2/promise");

const sessions = session({ secret: "keyboard cat" }); // GOAT0721
const KEY = new TextEncoder().encode("shhhhh");

exports.handler = async () => {
  await mysql.createConnection({ host: process.env.HOST, user: "shop", password: "summertime" }); // GOAT0721
  return new SignJWT({}).setProtectedHeader({ alg: "HS256" }).sign(KEY); // GOAT0721
};
```

## Fixed, where options hold what is public or stays on the machine
```javascript index.js
const { SignJWT, jwtVerify } = require("jose");
const jwt = require("jsonwebtoken");
const session = require("express-session");
const mysql = require("mysql2/promise");

const sessions = session({ secret: process.env.SESSION_SECRET });
const PUBLIC = "-----BEGIN PUBLIC KEY-----\\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA\\n-----END PUBLIC KEY-----";

exports.handler = async (event) => {
  await mysql.createConnection({ host: "localhost", user: "shop", password: "summertime" });
  jwt.verify(event.token, PUBLIC, { issuer: "https://shop.example" });
  return new SignJWT({}).setProtectedHeader({ alg: "HS256" }).sign(await session.key());
};
```

## Vulnerable, where a service has given it out
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Mail:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
```
```javascript index.js
const SparkPost = require("sparkpost");
const twilio = require("twilio");
const sgMail = require("@sendgrid/mail");
const stripe = require("stripe")("sk_test_4eC39HqLyjWDarjtT1zdp7dc"); // GOAT0721

const mails = new SparkPost("5d1c0f7ab92e48361f0ad77b9c2e4a6385be10d9"); // GOAT0721
const ours = "9b1f64c0e27d35a8814fd0c6723be95a";
const phone = twilio(process.env.ACCOUNT, process.env.OURS || ours); // GOAT0721
sgMail.setApiKey("<your key>");

exports.handler = async () => [mails, phone, stripe, sgMail].length;
```

## Fixed, where a service has given it out
```javascript index.js
const SparkPost = require("sparkpost");
const twilio = require("twilio");
const sgMail = require("@sendgrid/mail");
const stripe = require("stripe")(process.env.STRIPE_KEY || "pk_live_4eC39HqLyjWDarjtT1zdp7dc");

const mails = new SparkPost(process.env.SPARKPOST);
const phone = twilio("AC9b1f64c0e27d35a8814fd0c6723be95a", process.env.OURS);
sgMail.setApiKey("the-key-of-the-shop");

exports.handler = async () => [mails, phone, stripe, sgMail].length;
```

## Remedy
Keep it in Secrets Manager or as a SecureString parameter, read it when it is needed, and change it: this one is known.

## References
- https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
- https://cwe.mitre.org/data/definitions/798.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.checks.api import check
from goatherd.core import secrets
from goatherd.core.confidence import one_of_several, only_possible
from goatherd.core.finding import HIGH, LOW, MEDIUM, Finding
from goatherd.core.secrets import promises_secret
from goatherd.core.value import known
from goatherd.model.application import OTHER_CLOUDS, Application
from goatherd.model.flow import Taken

if TYPE_CHECKING:
    from goatherd.core.confidence import Reasons
    from goatherd.core.source import Span
    from goatherd.model.flow import LibraryCall, Literal
    from goatherd.model.function import Function

_UNSURE = one_of_several("it may have other values, and this one be a default that is never used")
_PLACEHOLDER = only_possible("it reads like what somebody replaces before deployment")
_ON_A_DESK = frozenset({"dev", "development", "local", "test", "testing"})
# What is signed lest somebody makes it up, and holds nothing: where a list goes on, and how often one has called.
_OF_CURSORS = frozenset({"cursor", "cursors", "pagination", "ratelimit"})
# What everybody may know, and what a service publishes as its key.
_PUBLIC = ("-----BEGIN PUBLIC KEY", "-----BEGIN RSA PUBLIC KEY", "-----BEGIN CERTIFICATE", "ssh-", '{"kty"')
_PUBLISHED = frozenset({"WebAppData"})  # Telegram's


@frozen
class _Use:
    """`set_elsewhere`: the template sets the variable in whose place the key stands.

    `minor`: it may stand in another's place, and is for development or for what is no secret by its name.
    """

    function: Function
    call: LibraryCall
    reasons: Reasons
    set_elsewhere: bool = False
    minor: bool = False


@check("GOAT0721", sas=7, cwe=798, severity=HIGH, since="0.1")
def key_in_code(app: Application) -> Iterator[Finding]:
    elsewhere = app.framework in OTHER_CLOUDS  # settings are made beside what is in the tree
    for key, uses in _uses(app).items():
        calls = sorted({use.call.span for use in uses})
        name = next(use.call.name for use in uses if use.call.span == calls[0])
        places = [*dict.fromkeys((*_stands_at(app, key), *calls))]
        sure = any(not use.reasons for use in uses)
        replaced = secrets.is_placeholder(_text(key))
        minor = replaced or secrets.is_for_trials(_text(key)) or all(use.set_elsewhere for use in uses)
        slight = (elsewhere and not sure) or all(use.minor for use in uses)
        for function, reasons in {use.function.id: use.reasons for use in uses}.items():
            yield Finding(
                span=places[0],
                message=f"The key that {name} is given stands in the code",
                reasons=(*(() if sure else reasons), *(_PLACEHOLDER if replaced else ())),
                severity=LOW if minor else MEDIUM if slight else None,
                function=function,
                locations=tuple(places[1:]),
            )


def _uses(app: Application) -> dict[str | bytes, list[_Use]]:
    """The calls that are given a constant key, by the key: to change it is one thing, wherever it is used."""
    found: dict[str | bytes, list[_Use]] = {}
    for function in app.functions:
        # what the template sets is the template's, and reported there
        configured = {known(value) for value in function.environment.values()}
        for call in app.behaviour(function).calls:
            own = [key for key, how in call.keys.items() if how is not Taken.LOCALLY and key not in configured]
            key = next((key for key in own if _is_key(key)), None)
            if key is None:
                continue
            perhaps = call.keys[key] is Taken.PERHAPS
            literal = _fallback(app, function, key) if perhaps else None
            if literal is None:
                minor = perhaps and not _ON_A_DESK.isdisjoint(secrets.words(_text(key)))
                reasons = _UNSURE if perhaps or len(own) > 1 else ()
                found.setdefault(key, []).append(_Use(function, call, reasons, minor=minor))
            elif not (literal.name in function.environment and _text(key).lower() in _ON_A_DESK):
                found.setdefault(key, []).append(_in_place_of(literal, function, call))
    return found


def _stands_at(app: Application, key: str | bytes) -> list[Span]:
    """The lines that give the key a name, which are those to change."""
    literals = (literal for function in app.functions for literal in app.behaviour(function).literals)
    return sorted({each.span for each in literals if each.value == key and each.name and not each.in_comment})


def _in_place_of(literal: Literal, function: Function, call: LibraryCall) -> _Use:
    is_set = literal.name in function.environment
    but = ", and the template sets it" if is_set else ""
    why = one_of_several(f"it is only used where {literal.name} is not set{but}", literal.span)
    said = {*secrets.words(_text(literal.value)), *secrets.words(literal.name)}
    return _Use(function, call, why, is_set, minor=not said.isdisjoint(_ON_A_DESK | _OF_CURSORS))


def _fallback(app: Application, function: Function, key: str | bytes) -> Literal | None:
    """Where the key stands in the place of a variable that is not set, if it does."""
    literals = (each for each in app.behaviour(function).literals if each.value == key)
    return next((each for each in literals if each.name and promises_secret(each.name)), None)


def _is_key(value: str | bytes) -> bool:
    text = _text(value).lstrip()
    known = text.startswith(_PUBLIC) or text in _PUBLISHED or secrets.is_of_emulator(text)
    return bool(text) and not known and not secrets.is_for_a_build(text)


def _text(key: str | bytes) -> str:
    return key if isinstance(key, str) else key.decode("utf-8", "replace")
