"""An error is made and not raised, so that the code goes on as if nothing was wrong.

## Why it matters
The statement does nothing. What it should have refused goes on: a missing file, an input that is not valid, a caller
without a right. What happens then is not what anybody planned.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Pay:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /pay, Method: post}}
```
```python app.py
import json


def handler(event, context):
    amount = json.loads(event["body"]).get("amount")
    if not isinstance(amount, int) or amount <= 0:
        ValueError("an amount is a number above zero")  # GOAT1010
    return {"statusCode": 200, "body": json.dumps({"paid": amount})}
```

## Fixed
```python app.py
import json


def handler(event, context):
    amount = json.loads(event["body"]).get("amount")
    if not isinstance(amount, int) or amount <= 0:
        raise ValueError("an amount is a number above zero")
    return {"statusCode": 200, "body": json.dumps({"paid": amount})}
```

## Fixed, what is no error: a function with such a name
```python app.py
def ShowError(text):
    print(text)


def handler(event, context):
    ShowError("none")
    return {"statusCode": 200}
```

## Vulnerable in JavaScript
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Pay:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
```
```javascript app.js
exports.handler = async (event) => {
  if (!(event.amount > 0)) {
    new RangeError('an amount is above zero'); // GOAT1010
  }
  return { paid: event.amount };
};
```

## Fixed, and errors that are answered, kept or handed on
```javascript app.js
function refuse(reason) {
  return new Error(reason);
}

exports.handler = async (event, context, callback) => {
  if (!(event.amount > 0)) {
    throw new RangeError('an amount is above zero');
  }
  const late = new Error('too late');
  if (event.late) callback(new Error('late'));
  return event.refused ? refuse('refused') : { paid: event.amount, late };
};
```

## Remedy
Raise it.

## Remedy in Python
Put `raise` before it.

## Remedy in JavaScript
Put `throw` before it.

## References
- https://cwe.mitre.org/data/definitions/390.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT1010", sas=10, cwe=390, severity=LOW, since="0.1")
def error_not_raised(function: Function, app: Application) -> Iterator[Finding]:
    for place, name in sorted(app.behaviour(function).unraised):
        yield Finding(span=place, message=f"The {name} is made and not raised: the code goes on", function=function.id)
