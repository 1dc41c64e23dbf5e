"""What is known of people is written to the log.

## Why it matters
Mail addresses, telephone numbers and whole records of people stand in the log for as long as it is kept, for everybody
who may read it and in every system that it is copied to: nobody deletes them there when a person asks for it, and a
leak of the log is a leak of the database.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Invite:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Post: {Type: HttpApi, Properties: {Path: /invite, Method: post}}
```
```python app.py
import json
import logging

logging.getLogger().setLevel(logging.INFO)


def handler(event, context):
    guest = json.loads(event["body"])
    logging.info("inviting %s to %s", guest["email"], guest["party"])  # GOAT0523
    return {"statusCode": 204}
```

## Fixed
```python app.py
import json
import logging

logging.getLogger().setLevel(logging.INFO)


def handler(event, context):
    guest = json.loads(event["body"])
    logging.info("inviting somebody of %s to %s", guest["email"].split("@")[1], guest["party"])
    logging.debug("it is %s", guest["email"])
    return {"statusCode": 204}
```

## Vulnerable, a whole message in which somebody is
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::SQS::Queue
  Ship:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      CodeUri: .
      Events:
        Order: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn}}
```
```javascript app.js
exports.handler = async (event) => {
  for (const record of event.Records) {
    const order = JSON.parse(record.body);
    console.log('shipping', JSON.stringify(order));  // GOAT0523
    await send(order.customer.phoneNumber, `Your order ${order.id} is on its way`);
  }
};

const send = async (number, text) => {};
```

## Fixed, the number of the order
```javascript app.js
exports.handler = async (event) => {
  for (const record of event.Records) {
    const order = JSON.parse(record.body);
    console.log('shipping', order.id, order.things.length);
    await send(order.customer.phoneNumber, `Your order ${order.id} is on its way`);
  }
};

const send = async (number, text) => {};
```

## Vulnerable, rows of a table
```python app.py
import os

import psycopg2


def handler(event, context):
    cursor = psycopg2.connect(os.environ["DATABASE"]).cursor()
    cursor.execute("SELECT id, email, birth_date FROM members WHERE active")
    members = cursor.fetchall()
    print(members)  # GOAT0523
    return {"statusCode": 204}
```

## Fixed, how many they are
```python app.py
import os

import psycopg2


def handler(event, context):
    cursor = psycopg2.connect(os.environ["DATABASE"]).cursor()
    cursor.execute("SELECT id, email, birth_date FROM members WHERE active")
    members = cursor.fetchall()
    print(len(members), "members")
    return {"statusCode": 204}
```

## Vulnerable, all that a token says of its holder
```javascript app.js
const jwt = require('jsonwebtoken');

exports.handler = async (event) => {
  const claims = jwt.verify(event.token, process.env.KEY, { algorithms: ['RS256'] });
  console.log('called by', JSON.stringify(claims));  // GOAT0523
  return { sub: claims.sub };
};
```

## Fixed, who it is
```javascript app.js
const jwt = require('jsonwebtoken');

exports.handler = async (event) => {
  const claims = jwt.verify(event.token, process.env.KEY, { algorithms: ['RS256'] });
  console.log('called by', claims.sub);
  return { sub: claims.sub };
};
```

## Vulnerable, what people write to a bot
```javascript app.js
exports.handler = async (event) => {
  const update = JSON.parse(event.body);
  console.log(`${update.message.chat.id} says ${update.message.text}`);  // GOAT0523
  return { statusCode: 200 };
};
```
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Bot:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      CodeUri: .
      Events:
        Post: {Type: HttpApi, Properties: {Path: /bot, Method: post}}
```

## Fixed, how much they write
```javascript app.js
exports.handler = async (event) => {
  const update = JSON.parse(event.body);
  console.log(`${update.message.chat.id} says ${update.message.text.length} letters`);
  return { statusCode: 200 };
};
```

## Vulnerable, a whole document of somebody
```json firebase.json
{"functions": {"source": "functions"}}
```
```json functions/package.json
{"main": "index.js", "engines": {"node": "22"}, "dependencies": {"firebase-functions": "6.0.0"}}
```
```javascript functions/index.js
const { onRequest } = require("firebase-functions/v2/https");
const { getFirestore } = require("firebase-admin/firestore");

const db = getFirestore();

exports.remind = onRequest(async (req, res) => {
  const users = await db.collection("users").get();
  users.forEach((user) => {
    console.log("reminding", user.data()); // GOAT0523
  });
  const games = await db.collection("games").get();
  games.forEach((game) => console.log(game.data()));
  res.send("done");
});
```

## Fixed, which one it is
```javascript functions/index.js
const { onRequest } = require("firebase-functions/v2/https");
const { getFirestore } = require("firebase-admin/firestore");

const db = getFirestore();

exports.remind = onRequest(async (req, res) => {
  const users = await db.collection("users").get();
  users.forEach((user) => {
    console.log("reminding", user.id, user.data().score);
  });
  res.send("done");
});
```

## Remedy
Log an id by which the person can be looked up, and mask the rest.

## References
- https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html
- https://cwe.mitre.org/data/definitions/532.html
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from goatherd.checks.api import check
from goatherd.checks.flows import logged_at
from goatherd.checks.wording import listed, shown
from goatherd.core.finding import LOW, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function
from goatherd.model.trigger import PERSONAL_KINDS


@check("GOAT0523", sas=5, cwe=532, severity=LOW, since="0.1")
def personal_data_in_log(function: Function, app: Application) -> Iterator[Finding]:
    """One finding for every function: what it logs in several places is one habit."""
    personal = any(trigger.kind in PERSONAL_KINDS for trigger in function.triggers)
    whole = {flow.sink for flow in app.flows(function, "log-event")} if personal else set()
    flows = [flow for flow in app.flows(function, "log-personal") if flow.sink not in whole]
    if not flows:
        return
    first = max(flows, key=lambda flow: (flow.confidence, flow.handed is not None))
    places = dict.fromkeys(place for flow in flows for place in (logged_at(flow), flow.sink))
    places.pop(logged_at(first))
    said = listed(list(dict.fromkeys(shown(flow.source.path) for flow in flows)), limit=3)
    yield evolve(
        first.finding(f"What is known of people is written to the log: {said}"),
        span=logged_at(first),
        subject=said,
        locations=tuple(places),
        whatever_source=True,
        inside=False,  # who reads logs need not send what is in them
        invoked=False,
    )
