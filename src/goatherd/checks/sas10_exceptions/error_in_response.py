"""The text of an error is sent to the caller.

## Why it matters
Exceptions name files, queries, tables, hosts and versions: what an attacker needs to know for the next step, and
sometimes the data itself. A stack trace shows the code.

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
import boto3

def handler(event, context):
    try:
        return {"statusCode": 200, "body": boto3.client("dynamodb").list_tables()["TableNames"][0]}
    except Exception as error:
        return {"statusCode": 500, "body": str(error)}  # GOAT1001
```

## Fixed
```python app.py
import logging

import boto3

def handler(event, context):
    try:
        return {"statusCode": 200, "body": boto3.client("dynamodb").list_tables()["TableNames"][0]}
    except Exception:
        logging.exception("the account could not be shown")
        return {"statusCode": 500, "body": "The account could not be shown"}
```

## Vulnerable, because more is caught than the name of a key
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
import boto3
from botocore.exceptions import ClientError

def handler(event, context):
    try:
        return {"statusCode": 200, "body": boto3.client("dynamodb").list_tables()["TableNames"][0]}
    except (KeyError, ClientError) as error:
        return {"statusCode": 400, "body": str(error)}  # GOAT1001
```

## Fixed, with the name of the key that is missing, or the place where the JSON is broken
```python app.py
import json

def handler(event, context):
    try:
        return {"statusCode": 200, "body": json.loads(event["body"])["name"]}
    except KeyError as error:
        return {"statusCode": 400, "body": f"{error} is missing"}
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        return {"statusCode": 400, "body": str(error)}
```

## Fixed, what a schema says of the caller's own data
```python app.py
from marshmallow import Schema, ValidationError, fields

class Account(Schema):
    name = fields.String()

def handler(event, context):
    try:
        return {"statusCode": 200, "body": Account().loads(event["body"])["name"]}
    except ValidationError as error:
        return {"statusCode": 400, "body": str(error)}
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
exports.handler = async (event) => {
  try {
    return { statusCode: 200, body: JSON.parse(event.body).name };
  } catch (error) {
    return { statusCode: 500, body: error.stack }; // GOAT1001
  }
};
```

## Fixed, since what JavaScript itself says of the caller's data shows nothing of the program
```javascript index.js
const named = (account) => {
  if (!account.name) {
    throw new Error('An account has a name');
  }
  return account.name;
};

exports.handler = async (event) => {
  try {
    return { statusCode: 200, body: named(JSON.parse(event.body)) };
  } catch (error) {
    return { statusCode: 400, body: error.message };
  }
};
```

## Fixed, in JavaScript
```javascript index.js
exports.handler = async (event) => {
  try {
    return { statusCode: 200, body: JSON.parse(event.body).name };
  } catch (error) {
    console.error("the account could not be shown", error);
    return { statusCode: 500, body: "The account could not be shown" };
  }
};
```

## Vulnerable, in an object that only the catch fills
```javascript app.js
const AWS = require('aws-sdk');
const db = new AWS.DynamoDB.DocumentClient();

exports.handler = async (event) => {
  const result = { id: '1' };
  try {
    result.item = await db.get({ TableName: 'orders', Key: { id: '1' } }).promise();
    return { statusCode: 200, body: result };
  } catch (error) {
    result.error = error.message;
    return { statusCode: 500, body: result };  // GOAT1001
  }
};
```
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Show:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      CodeUri: .
      Events:
        Get: {Type: HttpApi, Properties: {Path: /order, Method: get}}
```

## Fixed, where an answer is only given without an error
```javascript app.js
const AWS = require('aws-sdk');
const db = new AWS.DynamoDB.DocumentClient();

exports.handler = async (event) => {
  const result = { id: '1' };
  try {
    result.item = await db.get({ TableName: 'orders', Key: { id: '1' } }).promise();
  } catch (error) {
    result.error = error.message;
  }
  if (result.error) {
    return { statusCode: 500, body: 'The order cannot be shown' };
  }
  return { statusCode: 200, body: JSON.stringify(result) };
};
```

## Fixed, where the text is only compared, and with the item that failed a condition
```javascript app.js
const { DynamoDBDocument } = require('@aws-sdk/lib-dynamodb');
const { ConditionalCheckFailedException, DynamoDB } = require('@aws-sdk/client-dynamodb');
const db = DynamoDBDocument.from(new DynamoDB({}));

exports.handler = async (event) => {
  try {
    await db.update({ TableName: 'orders', Key: { id: '1' }, UpdateExpression: 'SET a = b' });
    return { statusCode: 204 };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException && error.Item) {
      return { statusCode: 409, body: `An order that is ${error.Item.status} stays as it is` };
    }
    if (error.message === 'busy') {
      return { statusCode: 429, body: `The table is ${error.message}` };
    }
    const late = error.message.includes('timed out');
    return { statusCode: 500, body: JSON.stringify({ late, known: error.message === 'unknown' }) };
  }
};
```

## Vulnerable, in callbacks that are given an error
```javascript app.js
const AWS = require('aws-sdk');
const mongoose = require('mongoose');
const mysql = require('mysql');
const driver = require('a-driver-that-nobody-knows');
const Order = mongoose.model('Order', new mongoose.Schema({}));
const connection = mysql.createConnection({ host: process.env.HOST });
const db = new AWS.DynamoDB.DocumentClient();

exports.handler = (event, context, callback) => {
  const fail = (body) => callback(null, { statusCode: 500, body });  // GOAT1001
  connection.query('SELECT 1', (err, rows) => {
    if (err) {
      return callback(null, { statusCode: 500, body: JSON.stringify({ sql: err.sql, at: err.stack }) }); // GOAT1001
    }
    db.get({ TableName: 'orders', Key: { id: '1' } }, function (error, data) {
      if (error) {
        callback(null, { statusCode: 500, body: JSON.stringify(error) });  // GOAT1001
        return;
      }
      Order.find({}).exec((failure, orders) => failure
        ? callback(null, { statusCode: 500, body: 'The orders cannot be shown' })
        : Order.create({}, (err) => err && fail(`Not written: ${err}`)));
    });
  });
  driver.open().read('orders', (err, orders) => callback(null, err
    ? { statusCode: 500, body: err.message }  // GOAT1001
    : { statusCode: 200, body: 'read' }));
};
```
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Show:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      CodeUri: .
      Events:
        Get: {Type: HttpApi, Properties: {Path: /order, Method: get}}
```

## Fixed, in callbacks: what is told when nothing failed holds no error, and elements of a list are none
```javascript app.js
const AWS = require('aws-sdk');
const mysql = require('mysql');
const driver = require('a-driver-that-nobody-knows');
const connection = mysql.createConnection({ host: process.env.HOST });
const db = new AWS.DynamoDB.DocumentClient();

exports.handler = (event, context, callback) => {
  connection.query('SELECT 1', (err, rows) => {
    if (err) {
      console.error(err);
      return callback(null, { statusCode: 500, body: 'The orders cannot be shown' });
    }
    db.get({ TableName: 'orders', Key: { id: '1' } }, (error, data) => {
      if (error) {
        console.error(error.message);
        callback(null, { statusCode: 500, body: 'The order cannot be shown' });
      } else {
        callback(null, { statusCode: 200, body: JSON.stringify({ error, order: 'one' }) });
      }
    });
  });
  const wrong = driver.validate({}).errors.map((err, index) => `${index}: ${err.message}`);
  callback(null, { statusCode: 400, body: JSON.stringify(wrong) });
};
```

## Fixed, or never broken: outside of a handler there is no error to tell of
```python app.py
import traceback

import boto3

def stored(order):
    try:
        boto3.client("dynamodb").put_item(TableName="orders", Item=order)
    except Exception:
        return False
    return True

def handler(event, context):
    if not stored({"id": {"S": "1"}}):
        return {"statusCode": 500, "body": f"The order was not stored: {traceback.format_exc()}"}
    return {"statusCode": 200}
```
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Store:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Post: {Type: HttpApi, Properties: {Path: /order, Method: post}}
```

## Vulnerable, in a framework's handler of whatever nobody caught
```python app.py
import traceback

import boto3
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from mangum import Mangum

app = FastAPI()

@app.exception_handler(Exception)
async def failed(request: Request, error: Exception):
    return JSONResponse(status_code=500, content={"error": str(error), "trace": traceback.format_exc()})  # GOAT1001

@app.get("/orders")
def orders():
    return boto3.client("dynamodb").list_tables()["TableNames"]

handler = Mangum(app)
```
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Get: {Type: HttpApi, Properties: {Path: /orders, Method: get}}
```

## Fixed, in a framework's handlers: own errors, errors made for the caller, and those of the caller's data
```python app.py
import logging

import boto3
from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from mangum import Mangum

app = FastAPI()

class NoSuchOrder(Exception):
    pass

@app.exception_handler(Exception)
async def failed(request: Request, error: Exception):
    logging.exception("the orders could not be shown")
    return JSONResponse(status_code=500, content={"error": "The orders could not be shown"})

@app.exception_handler(NoSuchOrder)
async def missing(request: Request, error: NoSuchOrder):
    return JSONResponse(status_code=404, content={"error": str(error)})

@app.exception_handler(HTTPException)
async def refused(request: Request, error: HTTPException):
    return JSONResponse(status_code=error.status_code, content={"error": error.detail})

@app.exception_handler(RequestValidationError)
async def invalid(request: Request, error: RequestValidationError):
    return JSONResponse(status_code=422, content={"error": str(error)})

@app.get("/orders")
def orders():
    names = boto3.client("dynamodb").list_tables()["TableNames"]
    if not names:
        raise NoSuchOrder("there is none")
    if len(names) > 100:
        raise HTTPException(500, detail="there are too many")
    return names

handler = Mangum(app)
```

## Vulnerable, in what a bot answers in the chat that it was asked in
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Bot:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Post: {Type: HttpApi, Properties: {Path: /bot, Method: post}}
```
```python app.py
import json
import os

import boto3
import requests

ADDRESS = f"https://api.telegram.org/bot{os.environ['TOKEN']}/sendMessage"

def tell(chat, text):
    requests.post(ADDRESS, json={"chat_id": chat, "text": text}, timeout=3)  # GOAT1001

def handler(event, context):
    chat = json.loads(event["body"])["message"]["chat"]["id"]
    try:
        tell(chat, boto3.client("dynamodb").list_tables()["TableNames"][0])
    except Exception as error:
        tell(chat, f"It went wrong: {error}")
    return {"statusCode": 200}
```

## Fixed, where those who operate the bot are told
```python app.py
import json
import os

import boto3
import requests

ADDRESS = f"https://api.telegram.org/bot{os.environ['TOKEN']}/sendMessage"

def tell(chat, text):
    requests.post(ADDRESS, json={"chat_id": chat, "text": text}, timeout=3)

def handler(event, context):
    chat = json.loads(event["body"])["message"]["chat"]["id"]
    try:
        tell(chat, boto3.client("dynamodb").list_tables()["TableNames"][0])
    except Exception as error:
        tell(os.environ["OPERATORS"], f"It went wrong: {error}")
        tell(chat, "It went wrong")
    return {"statusCode": 200}
```

## Vulnerable, in an error that a resolver of AppSync raises, whose message is answered
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Shop:
    Type: AWS::AppSync::GraphQLApi
    Properties: {Name: shop, AuthenticationType: API_KEY}
  Source:
    Type: AWS::AppSync::DataSource
    Properties:
      ApiId: !GetAtt Shop.ApiId
      Name: orders
      Type: AWS_LAMBDA
      LambdaConfig: {LambdaFunctionArn: !GetAtt Orders.Arn}
  Resolver:
    Type: AWS::AppSync::Resolver
    Properties: {ApiId: !GetAtt Shop.ApiId, TypeName: Query, FieldName: orders, DataSourceName: !GetAtt Source.Name}
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      CodeUri: .
```
```javascript app.js
const { DynamoDBClient, ListTablesCommand } = require('@aws-sdk/client-dynamodb');
const db = new DynamoDBClient({});

exports.handler = async (event) => {
  try {
    return (await db.send(new ListTablesCommand({}))).TableNames;
  } catch (error) {
    throw new Error(`Cannot list: ${error.message}`); // GOAT1001
  }
};
```

## Fixed, in an error that a resolver raises
```javascript app.js
const { DynamoDBClient, ListTablesCommand } = require('@aws-sdk/client-dynamodb');
const db = new DynamoDBClient({});

exports.handler = async (event) => {
  try {
    return (await db.send(new ListTablesCommand({}))).TableNames;
  } catch (error) {
    console.error(error);
    throw new Error('Cannot list');
  }
};
```

## Remedy
Log the error with an id, and answer with the id and a sentence of your own.

## Remedy in Python
`logging.exception` logs it with its stack.

## Remedy in JavaScript
`console.error(error)` logs it with its stack.

## References
- https://cheatsheetseries.owasp.org/cheatsheets/Error_Handling_Cheat_Sheet.html
- https://cwe.mitre.org/data/definitions/209.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.checks.api import check
from goatherd.checks.callers import authenticates
from goatherd.checks.flows import answered_at, mended_at_sink
from goatherd.core.finding import INFO, LOW, MEDIUM, Finding
from goatherd.engine.interpreter.messages import SINK
from goatherd.engine.labels import IS_READ
from goatherd.model.application import Application
from goatherd.model.trigger import Exposure

if TYPE_CHECKING:
    from goatherd.core.finding import Severity, Step
    from goatherd.core.source import Span
    from goatherd.model.flow import Flow

TRACE = re.compile(r"stack|traceback|format_exc", re.IGNORECASE)
_ISSUES = re.compile(r"(?:\bjwt\.encode|jsonwebtoken\.sign|\.SignJWT\(\)\.sign)$")  # tokens
# What only errors of validation have: which of the caller's own fields are wrong.
_OF_FIELDS = re.compile(r"\.(?:errors|issues|fieldErrors)(?![\w$])")
# The body of what answered a request, as axios keeps it with its error.
_PASSED_ON = re.compile(r"\.response\.data(?![\w$])")


@check("GOAT1001", sas=10, cwe=209, severity=LOW, since="0.1")
def error_in_response(app: Application) -> Iterator[Finding]:
    told: set[Span] = set()
    for flow, finding in _told(app, _reaches_outsiders):
        told.add(flow.sink)
        yield finding
    for flow, finding in _told(app, _answers_the_account):
        if flow.sink not in told:
            yield evolve(finding, severity=INFO)


def _told(app: Application, wanted: Callable[[Flow], bool]) -> Iterator[tuple[Flow, Finding]]:
    def told(flow: Flow) -> bool:
        return wanted(flow) and _OF_FIELDS.search(flow.source.path) is None

    traces = _traces(app, told)
    for flow, finding in mended_at_sink(app, "error-response", told, _message, _is_trace, _taken):
        is_trace = flow.sink in traces
        severity = _severity(is_trace, known=_is_told_to_known(app, flow) or _is_of_another(flow))
        yield flow, evolve(finding, message=_message(flow, is_trace), severity=severity, alike=True)


def _severity(is_trace: bool, *, known: bool) -> Severity:
    """Callers who have signed in, or were given a key, are told less by it that they could not ask for."""
    if known:
        return LOW if is_trace else INFO
    return MEDIUM if is_trace else LOW


def _is_of_another(flow: Flow) -> bool:
    """Whether it is what another service answered, which the program passes on."""
    return _PASSED_ON.search(flow.source.path) is not None


def _is_told_to_known(app: Application, flow: Flow) -> bool:
    function = flow.function
    if flow.source.reach < Exposure.ANONYMOUS:
        return True
    behaviour = app.behaviour(function)
    signs_in = any(_ISSUES.search(call.name) for call in behaviour.calls)  # it fails before it knows who that is
    return function.exposure is Exposure.AUTHENTICATED or (authenticates(behaviour) and not signs_in)


def _traces(app: Application, wanted: Callable[[Flow], bool]) -> set[Span]:
    """Where a stack trace leaves, in any function: a place that several share is told once, by the worst of them."""
    flows = (flow for function in app.functions for flow in app.flows(function, "error-response"))
    return {flow.sink for flow in flows if wanted(flow) and _is_trace(flow)}


def _message(flow: Flow, is_trace: bool = False) -> str:
    what = "The stack trace of an error" if is_trace else "The text of an error"
    return f"{what} is part of {'a message to the caller' if _is_message(flow) else 'the response'}"


def _is_message(flow: Flow) -> bool:
    return flow.sink_name == SINK or flow.sink_name.startswith("apigatewaymanagementapi.")


def _is_trace(flow: Flow) -> bool:
    return TRACE.search(flow.source.path) is not None


def _taken(flow: Flow) -> tuple[Span, ...]:
    """Where the text of the error goes into what answers, else where it is read: a helper answers for many.

    A helper that calls another one is no place to mend by itself: both calls are named, or that from another file.
    """
    own = flow.sink
    calls = [step.span for step in flow.steps[1:] if step.kind == "call" and step.span != flow.steps[0].span]
    answered = answered_at(flow)
    if answered:
        return tuple(dict.fromkeys((*[span for span in calls if span.path != own.path][-1:], *answered)))
    calls = [span for span in calls if (span.path, span.line) != (own.path, own.line)]
    read = [step.span for step in flow.steps[1:-1] if _is_taken(step) and step.span.line != own.line]
    return tuple(calls[-2:]) or tuple(read[-1:])


def _is_taken(step: Step) -> bool:
    return step.kind == "text" or step.note.endswith(IS_READ)


def _reaches_outsiders(flow: Flow) -> bool:
    return (flow.function.exposure or Exposure.INTERNAL) >= Exposure.AUTHENTICATED


def _answers_the_account(flow: Flow) -> bool:
    """Whether principals of the account call it over HTTP (AWS_IAM)."""
    return any(trigger.is_http and trigger.exposure is Exposure.ACCOUNT for trigger in flow.function.triggers)
