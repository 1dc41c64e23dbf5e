"""A password is hashed with a function made for speed.

## Why it matters
MD5 and the SHA family are fast: of a stolen table, billions of guesses a second can be tried on one graphics card.

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
import hashlib
import json

def handler(event, context):
    body = json.loads(event["body"])
    digest = hashlib.sha256(body["password"].encode()).hexdigest()  # GOAT0222
    return {"statusCode": 200, "body": str(digest == "0")}
```

## Fixed
```python app.py
import hashlib
import json

def handler(event, context):
    body = json.loads(event["body"])
    digest = hashlib.scrypt(body["password"].encode(), salt=b"of this user", n=16384, r=8, p=1)
    return {"statusCode": 200, "body": str(digest == b"0")}
```

## Vulnerable, piece by piece
```python app.py
import json
from Crypto.Hash import SHA256

def handler(event, context):
    body = json.loads(event["body"])
    digest = SHA256.new()
    digest.update(body["name"].encode())
    digest.update(body["password"].encode())  # GOAT0222
    return {"statusCode": 200, "body": str(digest.hexdigest() == "0")}
```
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

## Fixed, by a function made for passwords
```python app.py
import json
from Crypto.Protocol.KDF import scrypt

def handler(event, context):
    body = json.loads(event["body"])
    digest = scrypt(body["password"], "of this user", 32, N=16384, r=8, p=1)
    return {"statusCode": 200, "body": str(digest == b"0")}
```

## Remedy
Let Cognito keep the passwords, or use Argon2, scrypt or bcrypt with a salt for each user.

## Remedy in Python
Use `hashlib.scrypt`, or `PasswordHasher().hash(password)` of argon2-cffi.

## Remedy in JavaScript
Use `crypto.scrypt`, or `argon2.hash(password)` of the argon2 package.

## References
- https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
- https://cwe.mitre.org/data/definitions/916.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.confidence import by_name
from goatherd.core.finding import MEDIUM, Finding, Step
from goatherd.model.flow import LibraryCall

FAST = re.compile(
    r"hashlib\.(?:md5|sha1|sha224|sha256|sha384|sha512)(?:\(\)\.update)?|crypto\.createHash(?:\(\))?\.update"
    r"|Crypto(?:dome)?\.Hash\.(?:MD5|SHA1|SHA224|SHA256|SHA384|SHA512)\.new(?:\(\)\.update)?"
    r"|crypto-js\.(?:MD5|SHA1|SHA256|SHA512)|(?:js-)?(?:md5|sha1|sha256|sha512)"
)
PASSWORD = re.compile(r"passw(?:or)?d|passphrase|passcode|\bpwd\b|\.(?:secret|pin)$", re.IGNORECASE)


@check("GOAT0222", sas=2, cwe=916, severity=MEDIUM, since="0.1")
def fast_password_hash(call: LibraryCall) -> Iterator[Finding]:
    if not FAST.fullmatch(call.name):
        return
    for source in call.labels.get("0", ()):
        if PASSWORD.search(source.path):
            name = call.name.replace("()", "")
            yield Finding(
                span=call.span,
                message=f"{name} hashes the password in {source.path}: made for speed, easy to guess against",
                reasons=by_name("only its name says that it is a password", source.span),
                steps=(Step(source.span, f"{source.path} is read"), Step(call.span, "is hashed")),
            )
            return
