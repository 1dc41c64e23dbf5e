"""Event data is compiled as a regular expression.

## Why it matters
A pattern that the sender writes can run for minutes on a short text: the function times out, and you pay. It can also
match more than was meant. That is all there is to it where a database tries it, which is low: what is looked for by
an exact name is guessed letter by letter (`^a.*`), and every record is read for it.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Search:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /search, Method: get}}
```
```javascript app.js
const PAGES = ["home", "shop"];

exports.handler = async (event) => {
  const wanted = new RegExp(event.queryStringParameters.search); // GOAT0114
  return { statusCode: 200, body: JSON.stringify(PAGES.filter((page) => wanted.test(page))) };
};
```

## Fixed
```javascript app.js
const PAGES = ["home", "shop"];

exports.handler = async (event) => {
  const wanted = event.queryStringParameters.search;
  return { statusCode: 200, body: JSON.stringify(PAGES.filter((page) => page.includes(wanted))) };
};
```

## Vulnerable, in a query of a database
```javascript app.js
const { MongoClient } = require("mongodb");

const shop = new MongoClient(process.env.SHOP).db("shop");

exports.handler = async (event) => {
  const wanted = event.queryStringParameters.user;
  const found = await shop.collection("users").findOne({ $or: [{ name: { $regex: wanted } }] }); // GOAT0114
  return { statusCode: 200, body: JSON.stringify({ taken: found !== null }) };
};
```

## Fixed, in a query of a database
```javascript app.js
const { MongoClient } = require("mongodb");

const shop = new MongoClient(process.env.SHOP).db("shop");

exports.handler = async (event) => {
  const wanted = event.queryStringParameters.user;
  const found = await shop.collection("users").findOne({ name: { $regex: wanted.replace(/[^a-z]/g, "") } });
  return { statusCode: 200, body: JSON.stringify({ taken: found !== null }) };
};
```

## Remedy
Search for text, or escape the value before it becomes part of a pattern.

## Remedy in Python
Write `value in text`, or escape with `re.escape`.

## Remedy in JavaScript
Write `text.includes(value)`, or escape with `RegExp.escape` (since Node.js 24) or lodash's `escapeRegExp`.

## References
- https://cwe.mitre.org/data/definitions/1333.html
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from goatherd.checks.api import check
from goatherd.core.finding import LOW, MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0114", sas=1, cwe=1333, severity=MEDIUM, since="0.1")
def event_data_as_pattern(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "regex"):
        yield flow.finding(f"{flow.source.path} is compiled as a regular expression")
    for flow in app.flows(function, "query-pattern"):
        finding = flow.finding(f"{flow.source.path} is a regular expression that the database tries on its records")
        yield evolve(finding, severity=LOW)
