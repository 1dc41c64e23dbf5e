"""A server on the internet is spoken to without encryption.

## Why it matters
Whoever is on the way between the function and the server reads the password and the rows, and can change both. A host
that is the machine itself, a container beside it or in a network of one's own is not told.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Environment:
        Variables:
          STORE: postgres://db.shop.example/orders?sslmode=disable # GOAT0337
  Weather:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: weather.handler, CodeUri: .}
```
```python app.py
import os

import grpc
import psycopg2

channel = grpc.insecure_channel("prices.shop.example:443") # GOAT0337
store = psycopg2.connect(host="db.shop.example", user="shop", password=os.environ["KEY"], sslmode="disable") # GOAT0337
local = grpc.insecure_channel("localhost:50051")
own = psycopg2.connect(host="10.0.3.7", user="shop", password=os.environ["KEY"], sslmode="disable")


def handler(event, context):
    return channel, store, local, own
```
```python weather.py
import os

import requests


def handler(event, context):
    key = os.environ["WEATHER_API_KEY"]
    requests.get("http://api.weather.example/now", params={"appid": key}, timeout=5) # GOAT0337
    requests.get("http://api.weather.example/places", params={"page": 1}, timeout=5)
    return requests.get("http://localhost:8080/now", params={"appid": key}, timeout=5).text
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Environment:
        Variables:
          STORE: postgres://db.shop.example/orders?sslmode=verify-full
```
```python app.py
import os

import grpc
import psycopg2

channel = grpc.secure_channel("prices.shop.example:443", grpc.ssl_channel_credentials())
store = psycopg2.connect(host="db.shop.example", user="shop", password=os.environ["KEY"], sslmode="verify-full")


def handler(event, context):
    return channel, store
```
```python weather.py
import os

import requests


def handler(event, context):
    key = os.environ["WEATHER_API_KEY"]
    return requests.get("https://api.weather.example/now", params={"appid": key}, timeout=5).text
```

## Vulnerable, in JavaScript
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
```
```javascript index.js
const { Pool } = require("pg");
const knex = require("knex");
const mysql = require("mysql2/promise");

const pool = new Pool({ connectionString: "postgres://db.shop.example/orders?sslmode=disable" }); // GOAT0337
const store = knex({ client: "pg", connection: { host: "db.shop.example", user: "shop", ssl: false } }); // GOAT0337
const near = mysql.createPool({ host: "localhost", user: "shop", ssl: false });
const named = mysql.createPool({ host: process.env.HOST, user: "shop", ssl: false });
const headers = { Authorization: `Bearer ${process.env.PRICES_TOKEN}` };
const prices = fetch("http://prices.shop.example/all", { headers }); // GOAT0337

exports.handler = async () => [pool, store, near, named, await prices].length;
```

## Fixed, in JavaScript
```javascript index.js
const fs = require("fs");
const { Pool } = require("pg");
const knex = require("knex");

const ssl = { ca: fs.readFileSync("/opt/ca.pem") };
const pool = new Pool({ connectionString: "postgres://db.shop.example/orders", ssl });
const store = knex({ client: "pg", connection: { host: "db.shop.example", user: "shop", ssl } });

exports.handler = async () => [pool, store].length;
```

## Remedy
Connect with TLS and check the certificate of the server (`sslmode=verify-full`).

## References
- https://www.postgresql.org/docs/current/libpq-ssl.html
- https://cwe.mitre.org/data/definitions/319.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.core.confidence import only_possible
from goatherd.core.finding import LOW, MEDIUM, Finding
from goatherd.core.lazy import regex
from goatherd.core.local_runs import is_local_server
from goatherd.core.value import known
from goatherd.model.application import Application
from goatherd.model.function import Function

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.model.flow import LibraryCall

_DRIVERS = (
    *("pg.", "pg-", "postgres", "mysql", "knex", "sequelize", "typeorm.", "serverless-postgres", "serverless-mysql"),
    *("psycopg", "asyncpg.", "pg8000.", "aiopg.", "sqlalchemy.create_engine"),
)
_PLAIN_CHANNELS = ("grpc.insecure_channel", "grpc.aio.insecure_channel")
# Databases of clouds, most of which have private addresses under public names.
_MANAGED = (".amazonaws.com", ".azure.com", ".windows.net")
_PERHAPS_INSIDE = only_possible("the name may stand for an address in a network of the application's own")
_ADDRESS = regex(
    r"[a-z][a-z0-9+]{1,20}://(?:[^\s/@]{0,200}@)?([\w.-]{1,200})(?::\d+)?/[^\s?]{0,100}\?(?:\S{0,200}&)?sslmode=disable\b.*"
)
_PLAIN = regex(r"http://(?:[^\s/@]{0,200}@)?([\w.-]{1,200}(?::\d+)?)(?=[/?#]|$)")
_PUBLIC = regex(r"(?=.*[a-z])[\w-]+(?:\.[\w-]+)*\.[a-z]{2,24}")
_ENDPOINT = regex(r"(?i)(.+?)_?(?:ENDPOINT|(?:BASE_?)?UR[IL]|HOST|ADDRESS|API)")
_KEY = regex(r"(?i)_?(?:(?:API|SERVICE|ACCESS|SECRET|AUTH)_?)?(?:KEY|TOKEN|SECRET|PASSWORD)")
_INTERNAL = frozenset({"internal", "local", "localdomain", "lan", "svc", "localhost", "test", "consul"})
_RANGES = regex(r"(?:10|127)\..*|192\.168\..*|172\.(?:1[6-9]|2\d|3[01])\..*|169\.254\..*")
_NUMBERS = regex(r"\d{1,3}(?:\.\d{1,3}){3}")


@check("GOAT0337", sas=3, cwe=319, severity=MEDIUM, since="0.1")
def connection_without_tls(function: Function, app: Application) -> Iterator[Finding]:
    for name, value in function.environment.items():
        host = _told_plainly(known(value) or "") or _asked_with_key(name, known(value) or "", function.environment)
        if host:
            said = f"{name} of function {function.id} says to speak to {host} without encryption"
            yield _finding(value.span or function.span, said, host)
    places = set()
    for call in app.behaviour(function).calls:
        host = _host_of(call) or _sent_to(call)
        if host and call.span not in places:
            places.add(call.span)
            yield _finding(call.span, f"{call.name} speaks to {host} without encryption", host)


def _finding(span: Span, message: str, host: str) -> Finding:
    managed = host.endswith(_MANAGED)
    return Finding(span, message, severity=LOW if managed else None, reasons=_PERHAPS_INSIDE if managed else ())


def _host_of(call: LibraryCall) -> str:
    """The server on the internet that a call speaks to in plain text, "" for none or one that is not known."""
    if call.name in _PLAIN_CHANNELS:
        return next((host for text in _texts(call, "0", "target") if (host := _on_the_internet(text))), "")
    if not call.name.startswith(_DRIVERS):
        return ""
    told = _texts(call, "0", "dsn", "conninfo", "connectionString", "uri", "url")
    in_address = next((host for text in told if (host := _told_plainly(text))), "")
    if in_address:
        return in_address
    plain = any(value is False for value in call.constants.get("ssl", ())) or "disable" in call.constants.get(
        "sslmode", ()
    )
    hosts = [_on_the_internet(text) for text in _texts(call, "host")]
    return hosts[0] if plain and hosts and all(hosts) else ""


def _sent_to(call: LibraryCall) -> str:
    """The server that a request over plain HTTP gives a secret to, "" for none."""
    if not any(source.kind == "secret" for sources in call.labels.values() for source in sources):
        return ""
    hosts = [_on_the_internet(told[1]) for text in _texts(call, "0", "1", "url") if (told := _PLAIN.match(text))]
    return hosts[0] if hosts and all(hosts) else ""


def _texts(call: LibraryCall, *arguments: str) -> Iterator[str]:
    for argument in arguments:
        yield from (value for value in call.constants.get(argument, ()) if isinstance(value, str))
        yield from (text for texts in call.texts.get(argument, ()) for text in texts)


def _told_plainly(address: str) -> str:
    match = _ADDRESS.fullmatch(address) if len(address) < 2_000 else None
    return _on_the_internet(match[1]) if match else ""


def _asked_with_key(name: str, address: str, environment: Mapping[str, object]) -> str:
    """The server whose address a variable gives, where another has a key for it ("SHOP_URL", "SHOP_API_KEY")."""
    told, called = _PLAIN.match(address), _ENDPOINT.fullmatch(name)
    if told is None or called is None:
        return ""
    keyed = any(other.startswith(called[1]) and _KEY.fullmatch(other[len(called[1]) :]) for other in environment)
    return _on_the_internet(told[1]) if keyed else ""


def _on_the_internet(server: str) -> str:
    """The host of a server that has a public name or address, else ""."""
    host = server.strip().lower().partition(":")[0]
    if is_local_server(host) or _RANGES.fullmatch(host) or host.rpartition(".")[2] in _INTERNAL:
        return ""
    return host if _PUBLIC.fullmatch(host) or _NUMBERS.fullmatch(host) else ""
