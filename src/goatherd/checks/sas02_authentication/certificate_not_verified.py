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

## Less, where some page is fetched
```python app.py
import requests

def handler(event, context):
    for address in event["pages"]:
        print(len(requests.get(address, verify=False, timeout=3).text))  # GOAT0221
```

## Fixed
```python app.py
import requests

def handler(event, context):
    answer = requests.get("https://bank.example/account", timeout=3)
    return {"statusCode": 200, "body": answer.text}
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
const https = require("https");
const axios = require("axios");
const { Pool } = require("pg");
const { Sequelize } = require("sequelize");

process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0"; // GOAT0221
const pool = new Pool({ ssl: { rejectUnauthorized: false } }); // GOAT0221
const rows = new Sequelize(process.env.ORDERS, {
  dialectOptions: { ssl: { require: true, rejectUnauthorized: false } }, // GOAT0221
});

exports.handler = async () => {
  const httpsAgent = new https.Agent({ rejectUnauthorized: false }); // GOAT0221
  const answer = await axios.get("https://bank.example/account", { httpsAgent });
  https.get({ host: "bank.example", rejectUnauthorized: false }); // GOAT0221
  return { statusCode: 200, body: answer.data };
};
```

## Vulnerable, where a file is missing
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
const { DataSource } = require("typeorm");
const { existsSync, readFileSync } = require("fs");

const ca = existsSync("ca.pem") ? readFileSync("ca.pem", "utf8") : undefined;
const source = new DataSource({
  type: "postgres",
  host: process.env.HOST,
  ssl: ca
    ? { rejectUnauthorized: true, ca }
    : { rejectUnauthorized: false }, // GOAT0221
});

exports.handler = async () => {
  await source.initialize();
  return { statusCode: 200 };
};
```

## Fixed, in JavaScript
```javascript index.js
const https = require("https");
const axios = require("axios");
const fs = require("fs");

const httpsAgent = new https.Agent({ ca: fs.readFileSync("/opt/ca.pem"), rejectUnauthorized: true });

exports.handler = async () => {
  const answer = await axios.get("https://bank.example/account", { httpsAgent });
  return { statusCode: 200, body: answer.data };
};
```

## Remedy
Leave the check on; for a private authority, name its certificate.

## Remedy in Python
Write `verify="/opt/ca.pem"` with requests, else `ssl.create_default_context(cafile="/opt/ca.pem")`.

## Remedy in JavaScript
Write `new https.Agent({ ca: fs.readFileSync("/opt/ca.pem") })`.

## References
- https://cwe.mitre.org/data/definitions/295.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.core.confidence import one_of_several
from goatherd.core.finding import LOW, MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.flow import LibraryCall
from goatherd.model.function import Function
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from goatherd.core.source import Span

CLIENTS = ("requests.", "httpx.", "aiohttp.", "urllib3.", "boto3.", "botocore.")
# the keyword that switches the check off, and the constant that does it
SWITCHES: dict[str, tuple[object, ...]] = {
    "verify": (False,),
    "verify_ssl": (False,),
    "ssl": (False,),
    "cert_reqs": ("CERT_NONE",),
}
# ... whatever is called with it
ANYWHERE: dict[str, tuple[object, ...]] = {
    "verify_certs": (False,),
    "tlsAllowInvalidCertificates": (True,),
    "tlsInsecure": (True,),
    "ssl_cert_reqs": ("none", "CERT_NONE", "<ssl.CERT_NONE>"),
}
UNVERIFIED = ("ssl._create_unverified_context",)
IN_NODE: dict[str, tuple[bool, ...]] = {
    "rejectUnauthorized": (False,),
    "strictSSL": (False,),
    "tlsAllowInvalidCertificates": (True,),
    "tlsInsecure": (True,),
    "trustServerCertificate": (True,),
}


# How each library is given the certificate of an authority, where it is not as the remedies of the language say: by the
# switch that is set, or by what is called, by the first part of its name.
_CA = 'ca: fs.readFileSync("/opt/ca.pem")'
_BY_SWITCH = {
    "trustServerCertificate": "Write `trustServerCertificate: false`; for a private authority, name its certificate "
    f"(`cryptoCredentialsDetails: {{ {_CA} }}`).",
    "ssl_cert_reqs": 'Write `ssl_cert_reqs="required"`, and for a private authority `ssl_ca_certs="/opt/ca.pem"`.',
    "verify_certs": 'Leave `verify_certs` on, and for a private authority write `ca_certs="/opt/ca.pem"`.',
}
_BY_LIBRARY = {
    "sequelize": f"`dialectOptions: {{ ssl: {{ {_CA} }} }}`",
    **dict.fromkeys(("pg", "postgres", "mysql", "mysql2", "mariadb", "typeorm", "knex"), f"`ssl: {{ {_CA} }}`"),
    "redis": f"`socket: {{ tls: true, {_CA} }}`",
    **dict.fromkeys(("ioredis", "nodemailer"), f"`tls: {{ {_CA} }}`"),
    "request": f"`{_CA}`",
}
_OF_MONGO = frozenset({"tlsAllowInvalidCertificates", "tlsInsecure"})
_OF_THE_PROCESS = "Remove it; for a private authority, set `NODE_EXTRA_CA_CERTS` to the file of its certificate."
_FETCHED = frozenset({"0", "url", "verify", "timeout", "params", "stream", "allow_redirects"})
_INVOKING = frozenset({("lambda", "Invoke"), ("lambda", "InvokeAsync")})
# what copies options does not use them
COPIES = ("Object.", "JSON.", "console.", "structuredClone")
VARIABLE = "process.env.NODE_TLS_REJECT_UNAUTHORIZED"


@check("GOAT0221", sas=2, cwe=295, severity=MEDIUM, since="0.1")
def certificate_not_verified(call: LibraryCall, function: Function, app: Application) -> Iterator[Finding]:
    severity = LOW if _is_run_by_hand(function, app) else MEDIUM
    name = call.name.removeprefix("process.env.").removeprefix("?.").replace("()", "")
    if _switched_off_in_node(call):
        place = _place(call)
        more = (call.span,) if place != call.span else ()
        message = f"{name} switches off the check of the server's certificate"
        reasons = one_of_several("another setting of the deployment leaves it on") if _is_left_on_too(call) else ()
        yield Finding(
            place,
            message,
            locations=more,
            severity=severity,
            reasons=reasons,
            remedy=_remedy(call, IN_NODE),
            alike=True,
        )
        return
    if (
        call.name in UNVERIFIED
        or _is_told(call, ANYWHERE)
        or (call.name.startswith(CLIENTS) and _is_told(call, SWITCHES))
    ):
        message = f"{name} does not verify the server's certificate"
        severity = LOW if _only_fetches(call) else severity
        yield Finding(call.span, message, severity=severity, remedy=_remedy(call, ANYWHERE), alike=True)


def _remedy(call: LibraryCall, switches: Mapping[str, tuple[object, ...]]) -> str:
    """What to write with the library that is called; "" where the remedies of the language say it."""
    if call.name == VARIABLE:
        return _OF_THE_PROCESS
    switch = next((name for name, offs in switches.items() if _is_told(call, {name: offs})), "")
    if switch in _OF_MONGO:
        sign = "=" if call.span.path.endswith(".py") else ": "
        return f'Leave the check on; for a private authority, write `tlsCAFile{sign}"/opt/ca.pem"`.'
    option = _BY_LIBRARY.get(call.name.partition(".")[0].partition("/")[0], "") if switch in IN_NODE else ""
    named = f"Leave the check on; for a private authority, write {option}." if option else ""
    return _BY_SWITCH.get(switch, named)


def _is_told(call: LibraryCall, switches: Mapping[str, tuple[object, ...]]) -> bool:
    return any(
        any(value is off or (value == off and isinstance(off, str)) for off in offs)
        for keyword, offs in switches.items()
        for value in call.constants.get(keyword, ())
    )


def _only_fetches(call: LibraryCall) -> bool:
    """Whether some page is fetched, which is no better known for its certificate, and nothing is shown to its host."""
    fixed = call.constants.get("0") or call.constants.get("url") or call.texts.get("0") or call.texts.get("url")
    return call.name.startswith("requests.") and not fixed and _FETCHED.issuperset(call.arguments)


def _is_run_by_hand(function: Function, app: Application) -> bool:
    """Whether nothing calls it, so that people do, now and then: a migration."""
    if function.guessed or any(trigger.kind != Kind.DIRECT for trigger in function.triggers):
        return False
    calls = (call for behaviour in app.behaviours.values() for call in behaviour.aws_calls)
    return not any((call.service, call.operation) in _INVOKING for call in calls)


def _is_left_on_too(call: LibraryCall) -> bool:
    """Whether the same switch is also given the other way: the program decides which of the two it is."""
    given = {name: call.constants.get(name, ()) for name in IN_NODE}
    return any(
        any(value is off for value in given[name]) and any(value is (not off) for value in given[name])
        for name, offs in IN_NODE.items()
        for off in offs
    )


def _place(call: LibraryCall) -> Span:
    """Where the switch is written, which is the line to change."""
    places = [span for (name, value), span in call.places.items() if value in IN_NODE.get(name, ())]
    return next((span for span in places if span.path == call.span.path), call.span)


def _switched_off_in_node(call: LibraryCall) -> bool:
    if call.name == VARIABLE:
        return any(str(value) == "0" for value in call.constants.get("value", ()))
    return not call.name.startswith(COPIES) and any(
        value is off for name, offs in IN_NODE.items() for value in call.constants.get(name, ()) for off in offs
    )
