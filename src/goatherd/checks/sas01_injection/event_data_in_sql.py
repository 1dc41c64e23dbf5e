"""Event data is part of an SQL statement.

## Why it matters
The sender changes what the statement does: reads other tenants' rows, signs in without a password, drops tables.
PartiQL for DynamoDB, Athena and the RDS Data API are as vulnerable as a database connection.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Price:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /items/{item}, Method: get}}
```
```python app.py
import sqlite3


def handler(event, context):
    item = event["pathParameters"]["item"]
    db = sqlite3.connect("/tmp/shop.db")
    rows = db.execute(f"select price from items where id = '{item}'")  # GOAT0104
    return {"statusCode": 200, "body": str(rows.fetchall())}
```

## Fixed
```python app.py
import sqlite3


def handler(event, context):
    item = event["pathParameters"]["item"]
    db = sqlite3.connect("/tmp/shop.db")
    rows = db.execute("select price from items where id = ?", (item,))
    return {"statusCode": 200, "body": str(rows.fetchall())}
```

## Vulnerable, where a helper runs what its callers put together
The line to change is the caller's; where the helper itself puts data into the statement, it is the helper's.
```python db.py
import sqlite3

db = sqlite3.connect("/tmp/shop.db")


def query(statement, values=()):
    return db.execute(statement, values).fetchall()


def named(name):
    return db.execute("select price from items where name = '" + name + "'").fetchall()  # GOAT0104
```
```python app.py
from db import named, query


def handler(event, context):
    asked = event["queryStringParameters"]
    rows = query("select price from items where id = ?", (asked["id"],))
    rows += query("select price from items order by " + asked["order"])  # GOAT0104
    rows += query(f"select price from items where kind = '{asked['kind']}'")  # GOAT0104
    statement = "select price from items where 1 = 1"
    if asked.get("colour"):
        statement += f" and colour = '{asked['colour']}'"  # GOAT0104
    rows += query(statement) + named(asked["name"])
    return {"statusCode": 200, "body": str(rows)}
```

## Fixed, where a helper runs what its callers put together
```python db.py
import sqlite3

db = sqlite3.connect("/tmp/shop.db")


def query(statement, values=()):
    return db.execute(statement, values).fetchall()
```
```python app.py
from db import query

ORDERS = {"price": "price", "newest": "made desc"}


def handler(event, context):
    asked = event["queryStringParameters"]
    rows = query("select price from items order by " + ORDERS[asked["order"]])
    rows += query("select price from items where kind = ?", (asked["kind"],))
    return {"statusCode": 200, "body": str(rows)}
```

## Vulnerable in Terraform
```hcl main.tf
data "archive_file" "code" {
  type        = "zip"
  source_file = "${path.module}/app.py"
  output_path = "${path.module}/code.zip"
}

resource "aws_iam_role" "price" {
  name = "price"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_lambda_function" "price" {
  function_name = "price"
  role          = aws_iam_role.price.arn
  runtime       = "python3.13"
  handler       = "app.handler"
  filename      = data.archive_file.code.output_path
}

resource "aws_apigatewayv2_api" "shop" {
  name          = "shop"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_integration" "price" {
  api_id                 = aws_apigatewayv2_api.shop.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.price.invoke_arn
  payload_format_version = "2.0"
}

resource "aws_apigatewayv2_route" "price" {
  api_id    = aws_apigatewayv2_api.shop.id
  route_key = "GET /items/{item}"
  target    = "integrations/${aws_apigatewayv2_integration.price.id}"
}

resource "aws_apigatewayv2_stage" "live" {
  api_id      = aws_apigatewayv2_api.shop.id
  name        = "$default"
  auto_deploy = true
}

resource "aws_lambda_permission" "price" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.price.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.shop.execution_arn}/*"
}
```
```python app.py
import sqlite3


def handler(event, context):
    item = event["pathParameters"]["item"]
    db = sqlite3.connect("/tmp/shop.db")
    rows = db.execute(f"select price from items where id = '{item}'")  # GOAT0104
    return {"statusCode": 200, "body": str(rows.fetchall())}
```

## Fixed in Terraform
```python app.py
import sqlite3


def handler(event, context):
    item = event["pathParameters"]["item"]
    db = sqlite3.connect("/tmp/shop.db")
    rows = db.execute("select price from items where id = ?", (item,))
    return {"statusCode": 200, "body": str(rows.fetchall())}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: price
provider:
  name: aws
  runtime: python3.13
functions:
  price:
    handler: app.handler
    events:
      - http:
          path: /items/{item}
          method: get
```
```python app.py
import sqlite3


def handler(event, context):
    item = event["pathParameters"]["item"]
    db = sqlite3.connect("/tmp/shop.db")
    rows = db.execute(f"select price from items where id = '{item}'")  # GOAT0104
    return {"statusCode": 200, "body": str(rows.fetchall())}
```

## Fixed in the Serverless Framework
```python app.py
import sqlite3


def handler(event, context):
    item = event["pathParameters"]["item"]
    db = sqlite3.connect("/tmp/shop.db")
    rows = db.execute("select price from items where id = ?", (item,))
    return {"statusCode": 200, "body": str(rows.fetchall())}
```

## Vulnerable, a query for a service
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Find:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Get: {Type: HttpApi, Properties: {Path: /contacts, Method: get}}
```
```javascript index.js
async function runSoql(query) {
  const response = await fetch(`https://crm.example.org/query?q=${encodeURIComponent(query)}`);
  return response.json();
}

exports.handler = async (event) => {
  const { name } = event.queryStringParameters;
  const found = await runSoql(`SELECT Id FROM Contact WHERE Name = '${name}'`); // GOAT0104
  const opened = await runSoql(`SELECT Id FROM Case WHERE ContactId = '${found.records[0].Id}'`);
  return { statusCode: 200, body: JSON.stringify(opened.records) };
};
```

## Fixed, a query for a service
```javascript index.js
async function runSoql(query) {
  const response = await fetch(`https://crm.example.org/query?q=${encodeURIComponent(query)}`);
  return response.json();
}

exports.handler = async (event) => {
  const { name } = event.queryStringParameters;
  if (!/^[a-zA-Z]{1,40}$/.test(name)) {
    return { statusCode: 400, body: 'a name has letters only' };
  }
  const found = await runSoql(`SELECT Id FROM Contact WHERE Name = '${name}'`);
  return { statusCode: 200, body: JSON.stringify(found.records) };
};
```

## Remedy
Write the statement with placeholders and give the values as parameters.

## Remedy in Python
Call `cursor.execute("SELECT … WHERE id = %s", (id,))`; sqlite3 writes `?` for `%s`.

## Remedy in JavaScript
Call `client.query("SELECT … WHERE id = $1", [id])` with pg, `connection.execute("SELECT … WHERE id = ?", [id])` with
mysql2.

## References
- https://cwe.mitre.org/data/definitions/89.html
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from goatherd.checks.api import check
from goatherd.core.finding import HIGH, MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0104", sas=1, cwe=89, severity=HIGH, since="0.1")
def event_data_in_sql(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "sql", "partiql"):
        yield flow.finding(f"{flow.source.path} becomes part of the statement that {flow.sink_name} runs")
    passed = {(step.span.path, step.span.line) for flow in app.flows(function, "sql", "partiql") for step in flow.steps}
    for flow in app.flows(function, "query"):
        if (flow.sink.path, flow.sink.line) not in passed:  # else who runs the query is in sight, and told of
            finding = flow.finding(f"{flow.source.path} becomes part of the query that {flow.sink_name} is given")
            yield evolve(finding, severity=MEDIUM)
