"""An outsider's markup stands in a page as it was sent.

## Why it matters
A link, or a text that is stored and shown later, runs a script in somebody else's browser: it acts for them on that
site and reads what they see.

## How it is proved
The text carries an element with an event handler. The answer is a page, and its markup, taken apart as browsers do,
has that handler.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Greet:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /greet, Method: get}}
```
```python app.py
def handler(event, context):  # GOAT0155
    name = event["queryStringParameters"]["name"]
    page = f'<form><input name="name" value="{name}"></form>'
    return {"statusCode": 200, "headers": {"Content-Type": "text/html"}, "body": page}
```

## Fixed
```python app.py
import html


def handler(event, context):
    name = html.escape(event["queryStringParameters"]["name"])
    page = f'<form><input name="name" value="{name}"></form>'
    return {"statusCode": 200, "headers": {"Content-Type": "text/html"}, "body": page}
```

## Remedy
Escape what comes from outside where it is put into markup, or answer with JSON.

## Remedy in Python
Use `html.escape`, or Jinja2 with `autoescape=True`.

## Remedy in JavaScript
Use lodash's `escape`, Handlebars (`{{name}}`) or EJS (`<%= name %>`).

## References
- https://cwe.mitre.org/data/definitions/79.html
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.attack.patience import TookTooLong, working_at_most
from goatherd.core.finding import MEDIUM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.trace import Trace

_TEXTS = (
    "<img src=x onerror={mark}()>",
    '"><img src=x onerror={mark}()>',
    "'><img src=x onerror={mark}()>",
    "</script><img src=x onerror={mark}()>",
    "--></textarea></title></style><img src=x onerror={mark}()>",
    "<svg/onload={mark}()>",
    '"onfocus={mark}() ',
    "'onfocus={mark}() ",
    "javascript:{mark}()",
)
_LONGEST = 200_000  # characters; the parser takes ever longer for some pages
_SECONDS = 2.0  # for one page
_LINKS = ("href", "src", "action", "formaction")


@oracle("GOAT0155", sas=1, cwe=79, severity=MEDIUM, since="0.2", places=("reply", "public"))
def markup_is_sent(opportunity: Opportunity) -> Iterator[Attack]:
    if not any(True for _ in _pages(opportunity.seed.trace)):
        return
    for text in _TEXTS:
        script = f"{opportunity.mark}()"
        value = text.format(mark=opportunity.mark)

        def judge(trace: Trace, value: str = value, script: str = script) -> str:
            for what, page in _pages(trace):
                if _runs(page, script):
                    return f"{what} holds `{value}` as markup"
            return ""

        yield opportunity.attack(value, judge)


def _pages(trace: Trace) -> Iterator[tuple[str, str]]:
    """What a browser shows as a page: the answer, and objects that everybody can read."""
    reply = trace.reply
    if reply and reply.html and not 300 <= reply.status < 400:
        yield "the answer's page", reply.body
    for _, record in trace.records("call"):
        given = record["parameters"]
        if record["operation"] == "PutObject" and "html" in str(given.get("ContentType", "")):
            for url, text in trace.fetched.items():
                if url.endswith(f"/{given.get('Key')}"):
                    yield url, text


class _Handlers(HTMLParser):
    """`script` is found where a browser would run it."""

    def __init__(self, script: str) -> None:
        super().__init__()
        self.script = script
        self.found = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            text = (value or "").strip().lower()
            if name.startswith("on") and text == self.script:
                self.found = True
            if name in _LINKS and text == f"javascript:{self.script}":
                self.found = True


def _runs(page: str, script: str) -> bool:
    parser = _Handlers(script)
    try:
        with working_at_most(_SECONDS):
            parser.feed(page[:_LONGEST])
            parser.close()
    except TookTooLong:
        pass  # what it has found until then counts
    return parser.found
