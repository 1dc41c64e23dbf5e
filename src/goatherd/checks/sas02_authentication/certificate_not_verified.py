"""The certificate of a server is not verified.

## Why it matters
Without that check the function talks to whoever answers: whoever stands in between reads the request with its
credentials and writes the answer.

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
import requests

def handler(event, context):
    answer = requests.get("https://bank.example/account", verify=False, timeout=3)  # GOAT0221
    return {"statusCode": 200, "body": answer.text}
```

## Fixed
```python app.py
import requests

def handler(event, context):
    answer = requests.get("https://bank.example/account", timeout=3)
    return {"statusCode": 200, "body": answer.text}
```

## Remedy
Leave the check on; for a private authority, name its certificate (`verify="/opt/ca.pem"`).

## References
- https://cwe.mitre.org/data/definitions/295.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.model.flow import LibraryCall

CLIENTS = ("requests.", "httpx.", "aiohttp.", "urllib3.", "boto3.", "botocore.")
# the keyword that switches the check off, and the constant that does it
SWITCHES = {"verify": False, "verify_ssl": False, "ssl": False, "cert_reqs": "CERT_NONE"}


@check("GOAT0221", sas=2, cwe=295, severity=MEDIUM, since="0.1")
def certificate_not_verified(call: LibraryCall) -> Iterator[Finding]:
    if not call.name.startswith(CLIENTS):
        return
    for keyword, off in SWITCHES.items():
        if any(value is off or (value == off and isinstance(off, str)) for value in call.constants.get(keyword, ())):
            yield Finding(span=call.span, message=f"{call.name} does not verify the server's certificate")
