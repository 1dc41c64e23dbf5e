"""An outsider's text changes the structure of an XPath query.

## Why it matters
Whoever sends the event selects other nodes than the program meant: other people's data, or a user without the right
password.

## How it is proved
The text carries a quote, or an operator where no quotes are around it. The query that the library received is taken
apart: part of the text stands outside of the literal that the program meant it for.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Find:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /find, Method: get}}
```
```python app.py
import xml.etree.ElementTree as ET

STAFF = ET.fromstring("<staff><person><id>1</id></person></staff>")


def handler(event, context):
    id = event["queryStringParameters"]["id"]
    found = STAFF.findall(f"./person[id='{id}']")  # GOAT0158
    return {"statusCode": 200, "body": str(len(found))}
```

## Fixed
```python app.py
import xml.etree.ElementTree as ET

STAFF = ET.fromstring("<staff><person><id>1</id></person></staff>")


def handler(event, context):
    id = event["queryStringParameters"]["id"]
    if not id.isalnum():
        return {"statusCode": 400}
    found = STAFF.findall(f"./person[id='{id}']")
    return {"statusCode": 200, "body": str(len(found))}
```

## Remedy
Hand values to the query as variables, or compare in the program.

## Remedy in Python
With lxml: `tree.xpath("//user[@id=$id]", id=value)`.

## Remedy in JavaScript
With the xpath package: `xpath.parse("//user[@id=$id]").select({ node, variables: { id } })`.

## References
- https://cwe.mitre.org/data/definitions/643.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.attack.evidence.literals import XPATH, excerpt, leaves_literal
from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.core.finding import HIGH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.trace import Trace

_TEXTS = (
    "{mark}' or '{a}'='{a}",
    '{mark}" or "{a}"="{a}',
    "{mark} or {a}={a}",
    "{mark}'x",
    '{mark}"x',
)


@oracle("GOAT0158", sas=1, cwe=643, severity=HIGH, since="0.2", places=("xpath",))
def xpath_structure_changes(opportunity: Opportunity) -> Iterator[Attack]:
    for text in _TEXTS:
        a, _ = opportunity.marks.product()
        value = text.format(mark=opportunity.mark, a=a)

        def judge(trace: Trace, value: str = value) -> str:
            for _, note in trace.notes("reach"):
                query = str(note["text"])
                if note["sink"] == "xpath" and leaves_literal(query, value, XPATH):
                    return f"the text changed the query: {excerpt(query, opportunity.mark)}"
            return ""

        yield opportunity.attack(value, judge)
