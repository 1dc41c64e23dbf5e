"""Event data stands unencoded in the query of a request that carries a key.

## Why it matters
A value with `&` in it adds parameters to the request: to a search it adds filters and other indexes, to an API other
fields and accounts, and whatever the key of the function allows there. A `#` cuts off what should follow.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Search:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Get: {Type: HttpApi, Properties: {Path: /search, Method: get}}
```
```javascript index.js
exports.handler = async (event) => {
  const { words } = event.queryStringParameters;
  const address = `https://shop.search.windows.net/indexes/items/docs?search=${words}&$filter=visible`;
  const found = await fetch(address, { headers: { 'api-key': process.env.SEARCH_KEY } }); // GOAT0135
  return { statusCode: 200, body: await found.text() };
};
```

## Fixed
```javascript index.js
exports.handler = async (event) => {
  const query = new URLSearchParams({ search: event.queryStringParameters.words, $filter: 'visible' });
  const address = `https://shop.search.windows.net/indexes/items/docs?${query}`;
  const found = await fetch(address, { headers: { 'api-key': process.env.SEARCH_KEY } });
  return { statusCode: 200, body: await found.text() };
};
```

## Fixed, or never broken: encoded, a number, and a request that anybody could send
```javascript index.js
exports.handler = async (event) => {
  const { words, page } = event.queryStringParameters;
  const address = `https://shop.search.windows.net/docs?search=${encodeURIComponent(words)}&$skip=${Number(page)}`;
  const found = await fetch(address, { headers: { 'api-key': process.env.SEARCH_KEY } });
  const told = await fetch(`https://weather.example/now?place=${words}`);
  return { statusCode: 200, body: await found.text() + await told.text() };
};
```

## Vulnerable, in Python
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Search:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Get: {Type: HttpApi, Properties: {Path: /search, Method: get}}
```
```python app.py
import os

import requests


def handler(event, context):
    words = event["queryStringParameters"]["words"]
    key = os.environ["PLACES_KEY"]
    found = requests.get(f"https://places.example/find?key={key}&q={words}", timeout=3)  # GOAT0135
    return {"statusCode": 200, "body": found.text}
```

## Fixed, in Python
```python app.py
import os

import requests


def handler(event, context):
    params = {"key": os.environ["PLACES_KEY"], "q": event["queryStringParameters"]["words"]}
    found = requests.get("https://places.example/find", params=params, timeout=3)
    return {"statusCode": 200, "body": found.text}
```

## Remedy
Let the client make the query, or encode each value before it becomes part of the address.

## Remedy in Python
Hand the values over as `params=` of the request, or encode each with `urllib.parse.quote(value, safe="")`.

## Remedy in JavaScript
Make the query with `new URLSearchParams({…})`, or encode each value with `encodeURIComponent(value)`.

## References
- https://owasp.org/www-community/attacks/Web_Parameter_Tampering
- https://cwe.mitre.org/data/definitions/74.html
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from goatherd.checks.api import check
from goatherd.checks.chosen import chosen_outside, sent_over_http, unknown_sender
from goatherd.core.finding import LOW, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0135", sas=1, cwe=74, severity=LOW, since="0.1")
def event_data_in_query(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "url-query"):
        if sent_over_http(flow) or (chosen_outside(flow) and not unknown_sender(flow)):
            told = f"{flow.source.path} can add parameters to the request of {flow.sink_name}, which carries a key"
            made = [s.span for s in flow.steps if s.span.path == flow.sink.path and s.span.line != flow.sink.line][-1:]
            yield evolve(flow.finding(told), locations=tuple(made), alike=True)
