"""Event data is written into a spreadsheet as if somebody typed it (formula injection).

## Why it matters
Google Sheets computes what begins with an equals sign. A formula in a field of a form reads other cells and sends them
away with the address of a picture or an import, as soon as it is written, with nobody's help; others show links and
numbers that are not what was sent.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Lead:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      Events:
        Post: {Type: HttpApi, Properties: {Path: /leads, Method: post}}
```
```javascript app.js
const { google } = require('googleapis');

exports.handler = async (event) => {
  const { name } = JSON.parse(event.body);
  const auth = new google.auth.GoogleAuth({ scopes: ['https://www.googleapis.com/auth/spreadsheets'] });
  const sheets = google.sheets({ version: 'v4', auth });
  await sheets.spreadsheets.values.append({ // GOAT0131
    spreadsheetId: process.env.SHEET,
    range: 'Leads!A:B',
    valueInputOption: 'USER_ENTERED',
    requestBody: { values: [[new Date().toISOString(), name]] },
  });
  return { statusCode: 204 };
};
```

## Fixed
```javascript app.js
const { google } = require('googleapis');

exports.handler = async (event) => {
  const { name } = JSON.parse(event.body);
  const auth = new google.auth.GoogleAuth({ scopes: ['https://www.googleapis.com/auth/spreadsheets'] });
  const sheets = google.sheets({ version: 'v4', auth });
  await sheets.spreadsheets.values.append({
    spreadsheetId: process.env.SHEET,
    range: 'Leads!A:B',
    valueInputOption: 'RAW',
    requestBody: { values: [[new Date().toISOString(), name]] },
  });
  return { statusCode: 204 };
};
```

## Fixed, where what begins like a formula is quoted
```javascript app.js
const { google } = require('googleapis');

const asText = (value) => (/^[=+\\-@]/.test(value) ? `'${value}` : value);

exports.handler = async (event) => {
  const { name, email, age } = JSON.parse(event.body);
  const auth = new google.auth.GoogleAuth({ scopes: ['https://www.googleapis.com/auth/spreadsheets'] });
  const sheets = google.sheets({ version: 'v4', auth });
  await sheets.spreadsheets.values.append({
    spreadsheetId: process.env.SHEET,
    range: 'Leads!A:C',
    valueInputOption: 'USER_ENTERED',
    requestBody: { values: [[Number(age), asText(name), `mail: ${email}`]] },
  });
  return { statusCode: 204 };
};
```

## Vulnerable, in Python
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Lead:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Post: {Type: HttpApi, Properties: {Path: /leads, Method: post}}
```
```python app.py
import json

import gspread
from googleapiclient.discovery import build

service = build("sheets", "v4")
leads = gspread.service_account().open("Leads").sheet1

def handler(event, context):
    lead = json.loads(event["body"])
    rows = {"values": [[lead["name"], int(lead["age"])]]}
    service.spreadsheets().values().append(  # GOAT0131
        spreadsheetId="1", range="A:B", valueInputOption="USER_ENTERED", body=rows
    ).execute()
    leads.append_row([lead["name"]], value_input_option="USER_ENTERED")  # GOAT0131
    leads.append_row([lead["name"]])
    if not lead["mail"].startswith(("=", "+", "-", "@")):
        leads.append_row([lead["mail"]], value_input_option="USER_ENTERED")
    return {"statusCode": 204}
```

## Remedy
Write with the value input option `RAW`, or put an apostrophe before what begins with `=`, `+`, `-` or `@`.

## References
- https://owasp.org/www-community/attacks/CSV_Injection
- https://developers.google.com/workspace/sheets/api/reference/rest/v4/ValueInputOption
- https://cwe.mitre.org/data/definitions/1236.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0131", sas=1, cwe=1236, severity=MEDIUM, since="0.1")
def event_data_as_formula(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "formula"):
        yield flow.finding(f"{flow.source.path} is written into a spreadsheet as if somebody typed it")
