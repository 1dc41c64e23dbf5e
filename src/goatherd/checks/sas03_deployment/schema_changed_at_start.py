"""The schema of the database is changed whenever a function starts.

## Why it matters
`synchronize` makes the tables fit the classes of the code, at every cold start and with no question asked: renaming a
field drops its column with all that is in it, and several instances that start at once get in each other's way. The
account of the functions also has to be allowed to drop tables, which an injection then may do too.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
```
```javascript index.js
const { DataSource } = require("typeorm");

const source = new DataSource({
  type: "postgres",
  host: process.env.HOST,
  synchronize: true, // GOAT0330
});

exports.handler = async () => {
  await source.initialize();
  return source.query("select 1");
};
```

## Fixed
```javascript index.js
const { DataSource } = require("typeorm");

const source = new DataSource({
  type: "postgres",
  host: process.env.HOST,
  synchronize: process.env.STAGE === "local",
});

exports.handler = async () => {
  await source.initialize();
  return source.query("select 1");
};
```

## Remedy
Switch it off and change the schema by migrations that the deployment runs, with an account of their own.

## References
- https://typeorm.io/docs/data-source/data-source-options/
- https://sequelize.org/docs/v6/core-concepts/model-basics/#synchronization-in-production
- https://cwe.mitre.org/data/definitions/1188.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding
from goatherd.model.application import Application

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.model.flow import LibraryCall

_IN_OPTIONS = ("synchronize", "dropSchema")
_IN_CALLS = ("alter", "force")  # of Sequelize's `sync`


@check("GOAT0330", sas=3, cwe=1188, severity=LOW, since="0.1")
def schema_changed_at_start(app: Application) -> Iterator[Finding]:
    """One connection is written once, whichever functions open it."""
    found: dict[Span, str] = {}
    for function in app.functions:
        for call in app.behaviour(function).calls:
            for name in _switches(call):
                if True in call.constants.get(name, ()):
                    place = call.places.get((name, True), call.span)
                    found.setdefault(place, f"{call.name.replace('()', '').removeprefix('?.')} with `{name}`")
    for place, what in sorted(found.items()):
        yield Finding(span=place, message=f"{what} changes the schema of the database whenever a function starts")


def _switches(call: LibraryCall) -> tuple[str, ...]:
    if call.name.startswith(("typeorm.", "@nestjs/typeorm", "@mikro-orm")):
        return _IN_OPTIONS
    return _IN_CALLS if call.name.startswith("sequelize") and call.name.endswith(".sync") else ()
