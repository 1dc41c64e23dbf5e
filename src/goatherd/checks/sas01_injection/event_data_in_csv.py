"""What strangers write stands in a CSV file as it is (formula injection).

## Why it matters
A spreadsheet computes cells that begin with `=`, `+`, `-` or `@`. What somebody typed into a public form runs as a
formula when an administrator opens the export: it sends other cells of the sheet away with the address of a picture, or
shows a link in place of a name. Quotes around a value change nothing.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Leads:
    Type: AWS::Serverless::SimpleTable
    Properties: {TableName: leads}
  Lead:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.register
      CodeUri: .
      Policies: [{DynamoDBCrudPolicy: {TableName: !Ref Leads}}]
      Events:
        Post: {Type: HttpApi, Properties: {Path: /leads, Method: post}}
  Export:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.export
      CodeUri: .
      Policies: [{DynamoDBReadPolicy: {TableName: !Ref Leads}}]
      Events:
        Get: {Type: HttpApi, Properties: {Path: /leads, Method: get, Auth: {Authorizer: AWS_IAM}}}
```
```javascript app.js
const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, PutCommand, ScanCommand } = require('@aws-sdk/lib-dynamodb');
const db = DynamoDBDocumentClient.from(new DynamoDBClient({}));

exports.register = async (event) => {
  const { name } = JSON.parse(event.body);
  await db.send(new PutCommand({ TableName: 'leads', Item: { id: String(Date.now()), name } }));
  return { statusCode: 201 };
};

exports.export = async () => {
  const found = await db.send(new ScanCommand({ TableName: 'leads' }));
  const rows = found.Items.map((lead) => [lead.id, lead.name].join(','));
  return { statusCode: 200, headers: { 'Content-Type': 'text/csv' }, body: rows.join('\\n') }; // GOAT0133
};
```

## Fixed
```javascript app.js
const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, PutCommand, ScanCommand } = require('@aws-sdk/lib-dynamodb');
const db = DynamoDBDocumentClient.from(new DynamoDBClient({}));

const asText = (value) => (/^[=+\\-@]/.test(value) ? `'${value}` : value);

exports.register = async (event) => {
  const { name } = JSON.parse(event.body);
  await db.send(new PutCommand({ TableName: 'leads', Item: { id: String(Date.now()), name } }));
  return { statusCode: 201 };
};

exports.export = async () => {
  const found = await db.send(new ScanCommand({ TableName: 'leads' }));
  const rows = found.Items.map((lead) => [lead.id, asText(lead.name)].join(','));
  return { statusCode: 200, headers: { 'Content-Type': 'text/csv' }, body: rows.join('\\n') };
};
```

## Fixed, or never broken: whoever sends it gets it back
```javascript app.js
exports.register = async (event) => {
  const rows = JSON.parse(event.body).map((row) => row.join(','));
  return { statusCode: 200, headers: { 'Content-Type': 'text/csv' }, body: rows.join('\\n') };
};

exports.export = async () => ({ statusCode: 204 });
```

## Remedy
Write an apostrophe in front of values that begin with `=`, `+`, `-`, `@`, a tab or a line break.

## References
- https://owasp.org/www-community/attacks/CSV_Injection
- https://cwe.mitre.org/data/definitions/1236.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function
from goatherd.model.trigger import Exposure


@check("GOAT0133", sas=1, cwe=1236, severity=LOW, since="0.1")
def event_data_in_csv(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "csv"):
        if not flow.via or flow.source.exposure is not Exposure.ANONYMOUS:
            continue  # whoever sends it gets it back, or can be asked who they are
        yield flow.finding(f"{flow.source.path} stands in {flow.sink_name} as it is, formulas too")
