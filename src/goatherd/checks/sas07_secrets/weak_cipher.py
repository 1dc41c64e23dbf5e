"""Data is encrypted with a cipher that does not protect it.

## Why it matters
DES, RC4 and Blowfish are broken or too small for today's machines. ECB, whatever the cipher, shows which blocks are the
same. Who gets hold of the encrypted data reads it, or enough of it.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Seal:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Post: {Type: HttpApi, Properties: {Path: /seal, Method: post}}
```
```javascript index.js
const crypto = require("crypto");

exports.handler = async (event) => {
  const cipher = crypto.createCipheriv("aes-256-ecb", process.env.KEY, null); // GOAT0722
  return { statusCode: 200, body: cipher.update(event.body, "utf8", "hex") + cipher.final("hex") };
};
```

## Fixed
```javascript index.js
const crypto = require("crypto");

exports.handler = async (event) => {
  const iv = crypto.randomBytes(12);
  const cipher = crypto.createCipheriv("aes-256-gcm", process.env.KEY, iv);
  const sealed = cipher.update(event.body, "utf8", "hex") + cipher.final("hex");
  return { statusCode: 200, body: iv.toString("hex") + sealed + cipher.getAuthTag().toString("hex") };
};
```

## Vulnerable, in Python
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Seal:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Post: {Type: HttpApi, Properties: {Path: /seal, Method: post}}
```
```python app.py
import os

from Crypto.Cipher import AES

def handler(event, context):
    cipher = AES.new(os.environ["KEY"].encode(), AES.MODE_ECB)  # GOAT0722
    return {"statusCode": 200, "body": cipher.encrypt(event["body"].encode()).hex()}
```

## Fixed, in Python
```python app.py
import os

from Crypto.Cipher import AES

def handler(event, context):
    cipher = AES.new(os.environ["KEY"].encode(), AES.MODE_GCM)
    sealed, tag = cipher.encrypt_and_digest(event["body"].encode())
    return {"statusCode": 200, "body": (cipher.nonce + tag + sealed).hex()}
```

## Remedy
Use AES in GCM mode with a new nonce each time, or let KMS encrypt.

## Remedy in Python
Call `AESGCM(key).encrypt(os.urandom(12), data, None)` of the cryptography package.

## Remedy in JavaScript
Call `crypto.createCipheriv("aes-256-gcm", key, crypto.randomBytes(12))`.

## References
- https://cheatsheetseries.owasp.org/cheatsheets/Cryptographic_Storage_Cheat_Sheet.html
- https://cwe.mitre.org/data/definitions/327.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.model.flow import LibraryCall

# PyCryptodome under both of its names; the standard library has no ciphers
_MODULE = re.compile(r"Crypto(?:dome)?\.Cipher\.(?P<cipher>\w+)\.new")
_NODE = frozenset({"crypto.createCipheriv", "crypto.createDecipheriv"})
_NODE_WITHOUT_IV = frozenset({"crypto.createCipher", "crypto.createDecipher"})
_BROKEN = frozenset({"DES", "DES3", "ARC2", "ARC4", "Blowfish", "CAST"})
_BROKEN_NAME = re.compile(r"^(?:des|rc2|rc4|bf|blowfish|cast5?|idea|seed)\b|-ecb$", re.IGNORECASE)


@check("GOAT0722", sas=7, cwe=327, severity=MEDIUM, since="0.1")
def weak_cipher(call: LibraryCall) -> Iterator[Finding]:
    weakness = _weakness(call)
    if weakness:
        yield Finding(span=call.span, message=f"{call.name} is used {weakness}")


def _weakness(call: LibraryCall) -> str:
    module = _MODULE.fullmatch(call.name)
    if module and module["cipher"] in _BROKEN:
        return f"with the broken cipher {module['cipher']}"
    if module and any(str(value).endswith(".MODE_ECB>") for value in _mode(call)):
        return "in ECB mode"
    if call.name in _NODE_WITHOUT_IV:
        return "without an initialisation vector"
    if call.name in _NODE:
        broken = [v for v in call.constants.get("0", ()) if isinstance(v, str) and _BROKEN_NAME.search(v)]
        return f"with {broken[0]}" if broken else ""
    return ""


def _mode(call: LibraryCall) -> tuple[object, ...]:
    return call.constants.get("1", ()) + call.constants.get("mode", ())
