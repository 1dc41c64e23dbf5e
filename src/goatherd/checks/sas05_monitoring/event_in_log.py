"""The whole event, or the whole body of a request, is written to the log.

## Why it matters
Events carry tokens, cookies, addresses and payment data. In the log they are kept for years, are copied to other
systems and are read by more people than the data itself. Events of which only a caller inside of the account knows the
content are reported where that caller hands on what an outsider sent. Events of nothing but routes that everybody may
read (GET, without an authorizer) are left out where the code asks for no token either: they hold neither.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Order:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /order, Method: post}}
```
```python app.py
import json


def handler(event, context):
    print(json.dumps(event))  # GOAT0522
    return {"statusCode": 204}
```

## Fixed
```python app.py
def handler(event, context):
    print("request", event["requestContext"]["requestId"])
    return {"statusCode": 204}
```

## Vulnerable, where nothing is declared: the code takes the event for a request
```python lambdas/order.py
import json


def lambda_handler(event, context):
    print(json.dumps(event))  # GOAT0522
    return {"statusCode": 200, "body": json.loads(event["body"])["order"]}
```

## Fixed, or never broken: of an event that nothing is declared for nobody knows what is in it
```python lambdas/order.py
import json


def lambda_handler(event, context):
    print(json.dumps(event))
    return {"statusCode": 200, "body": json.dumps(event["order"])}
```

## Fixed, or never broken: a page that everybody may read
```python app.py
import json


def handler(event, context):
    print(json.dumps(event))
    return {"statusCode": 200, "body": "<h1>Our shop</h1>"}
```
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Order:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /, Method: get}}
```

## Vulnerable, all headers, through a logger of the application's own
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Order:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Call: {Type: HttpApi, Properties: {Path: /order, Method: post}}
```
```javascript log.js
const write = (level, text) => console.log(`${level}: ${text}`);
exports.info = (text) => write('info', text);
```
```javascript index.js
const log = require('./log');

exports.handler = async (event) => {
  log.info(`called with ${JSON.stringify(event.headers)}`);  // GOAT0522
  return { statusCode: 204 };
};
```

## Fixed, one header
```javascript log.js
const write = (level, text) => console.log(`${level}: ${text}`);
exports.info = (text) => write('info', text);
```
```javascript index.js
const log = require('./log');

exports.handler = async (event) => {
  log.info(`called by ${JSON.stringify(event.headers['user-agent'])}`);
  return { statusCode: 204 };
};
```

## Vulnerable, because a variable asks Powertools for it
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Order:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Environment:
        Variables:
          POWERTOOLS_LOGGER_LOG_EVENT: "true"  # GOAT0522
      Events:
        Call: {Type: HttpApi, Properties: {Path: /order, Method: post}}
```
```python app.py
from aws_lambda_powertools import Logger

logger = Logger()


@logger.inject_lambda_context
def handler(event, context):
    return {"statusCode": 204}
```

## Vulnerable, the body of a request, parsed or not
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Order:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Call: {Type: HttpApi, Properties: {Path: /order, Method: post}}
```
```python app.py
import json
import logging


def handler(event, context):
    logging.warning("called with %s", event["body"])  # GOAT0522
    order = json.loads(event["body"])
    print(json.dumps(order))
    return {"statusCode": 204}
```

## Fixed, what is left of a body, and what is worked out of it
```python app.py
import json
import logging


def handler(event, context):
    order = json.loads(event["body"])
    logging.warning("order %s of %s things", order["id"], len(order["things"]))
    logging.warning({**order, "password": "***"})
    logging.warning({name: value for name, value in order.items() if name != "password"})
    logging.warning(sorted(order))
    order.pop("card")
    logging.warning(json.dumps(order))
    return {"statusCode": 204}
```

## Vulnerable, the body of a request, in a framework
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Order:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      CodeUri: .
      Events:
        Call: {Type: HttpApi, Properties: {Path: /order, Method: post}}
```
```javascript app.js
const express = require('express');
const serverless = require('serverless-http');

const app = express();
app.use(express.json());
app.post('/order', (req, res) => {
  console.log('order', req.body);  // GOAT0522
  res.sendStatus(204);
});
exports.handler = serverless(app);
```

## Fixed, where fields are taken out or masked
```javascript app.js
const express = require('express');
const serverless = require('serverless-http');

const app = express();
app.use(express.json());
app.post('/order', (req, res) => {
  const { password, ...rest } = req.body;
  console.log('order', rest);
  console.log('order', JSON.stringify({ ...req.body, password: '***' }));
  delete req.body.password;
  console.log('order', req.body);
  res.sendStatus(204);
});
exports.handler = serverless(app);
```

## Remedy
Log the fields that are needed (request id, route, result), and redact the rest.

## References
- https://cwe.mitre.org/data/definitions/532.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.checks.api import check
from goatherd.checks.callers import asks_callers
from goatherd.checks.chosen import is_of_request, sent_over_http
from goatherd.checks.flows import logged_at
from goatherd.checks.open_routes import is_open_to_readers
from goatherd.core.finding import LOW, Finding
from goatherd.core.value import known
from goatherd.model.application import Application
from goatherd.model.function import Function
from goatherd.model.trigger import HTTP_KINDS, PERSONAL_KINDS, Kind

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.core.value import Value
    from goatherd.model.flow import Flow

# events whose content only their sender knows
OF_CALLERS = frozenset({Kind.DIRECT, Kind.STEP_FUNCTIONS, Kind.UNKNOWN})

# the variable that makes Powertools' decorators write the event, and the decorators
_ASKS = "POWERTOOLS_LOGGER_LOG_EVENT"
_INJECTS = frozenset({"inject_lambda_context", "injectLambdaContext"})


@check("GOAT0522", sas=5, cwe=532, severity=LOW, since="0.1")
def event_in_log(function: Function, app: Application) -> Iterator[Finding]:
    if _says_little(function, app):
        return
    kinds = {trigger.kind for trigger in function.triggers}
    personal = not kinds.isdisjoint(PERSONAL_KINDS) or _is_taken_for_a_request(function, app)
    if not personal and kinds.isdisjoint(OF_CALLERS):
        return
    asked = function.environment.get(_ASKS)
    if personal and asked is not None and _is_on(asked) and app.behaviour(function).names & _INJECTS:
        yield Finding(
            span=asked.span or function.span,
            message=f"{_ASKS} has the whole event written to the log, with tokens and personal data in it",
            whatever_source=True,
        )
    # what an internal caller sends is personal where it hands on what an outsider sent to it
    logged = app.flows(function, "log-event")
    flows = [flow for flow in logged if bool(flow.via) != personal or _is_body(flow, personal=personal)]
    if not flows:
        return
    first = min(flows, key=lambda flow: _PARTS.index(_part(flow)))
    sent = "whatever personal data its caller sends"
    what = "tokens and personal data" if personal and _part(first) != _BODY else sent
    finding = evolve(
        first.finding(f"{_part(first)} written to the log, with {what} in it"),
        span=logged_at(first),
        whatever_source=True,
        locations=tuple(_places(flows, first)),
        alike=True,
    )
    yield finding


def _says_little(function: Function, app: Application) -> bool:
    """Whether all that sets it off is requests of strangers without a body and without anything to prove who asks."""
    behaviour = app.behaviour(function)
    return (
        bool(function.triggers)
        and all(trigger.kind in HTTP_KINDS and is_open_to_readers(trigger) for trigger in function.triggers)
        and not (behaviour.asks_caller or behaviour.gated or asks_callers(behaviour))
    )


def _is_taken_for_a_request(function: Function, app: Application) -> bool:
    """Whether the code looks for the parts of a request in its events, where nothing says what sends them."""
    if any(trigger.kind != Kind.UNKNOWN for trigger in function.triggers):
        return False
    calls = app.behaviour(function).calls
    return any(is_of_request(source) for call in calls for labels in call.labels.values() for source in labels)


def _is_body(flow: Flow, *, personal: bool) -> bool:
    """Whether it is what the code takes for the body of a request, where nothing says what sends the event."""
    return not personal and sent_over_http(flow) and flow.source.path == "event.body"


_EVENT, _BODY, _HEADERS = "The whole event is", "The whole body of the request is", "All headers of the request are"
_PARTS = (_EVENT, _BODY, _HEADERS)  # what holds most first


def _part(flow: Flow) -> str:
    name = flow.source.path.lower().rpartition(".")[2]
    return _EVENT if flow.via else _HEADERS if name.endswith("headers") else _BODY if name == "body" else _EVENT


def _is_on(value: Value[str]) -> bool:
    return (known(value) or "").lower() in ("true", "1", "on", "yes", "y", "t")


def _places(flows: list[Flow], first: Flow) -> dict[Span, None]:
    """Where else it is written, and where it is handed to what writes it (a logger of the application's own)."""
    places = {span: None for flow in flows for span in (flow.sink, *flow.entered)}
    places.pop(logged_at(first), None)
    return places
