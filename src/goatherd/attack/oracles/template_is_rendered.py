"""An outsider's text is rendered as a template.

## Why it matters
Most template engines reach the program's objects from there: whoever sends the event reads its secrets, and with many
engines runs code in the function.

## How it is proved
The text carries a computation in the engine's own brackets; the answer holds the result. The same computation without
brackets comes back as it was.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Greet:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: index.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /greet, Method: get}}
```
```javascript index.js
const template = require('./template');

exports.handler = async (event) => { // GOAT0156
  const { name } = event.queryStringParameters;
  return { statusCode: 200, body: template(`Hello ${name}, you are <%= 1 + 1 %>`) };
};
```
```javascript template.js
module.exports = (text) => text.replace(/<%=(.*?)%>/g, (_, inside) => inside.split('*').reduce((a, b) => a * b, 1));
```

## Fixed
```javascript index.js
const template = require('./template');

exports.handler = async (event) => {
  const { name } = event.queryStringParameters;
  return { statusCode: 200, body: template('Hello NAME, you are <%= 1 + 1 %>').replace('NAME', () => name) };
};
```

## Remedy
Keep templates in the code, and hand what comes from an event to them as values.

## Remedy in Python
With Jinja2: `Template("Dear {{ name }}").render(name=name)`.

## Remedy in JavaScript
With EJS: `ejs.render("Dear <%= name %>", { name })`; with Handlebars: `Handlebars.compile("Dear {{name}}")({ name })`.

## References
- https://cwe.mitre.org/data/definitions/1336.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.core.finding import CRITICAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.oracles.api import Judge
    from goatherd.attack.trace import Trace

# Engines that compute, and how each brackets an expression.
_COMPUTING = ("{{{{{0}}}}}", "${{{0}}}", "<%= {0} %>", "#{{{0}}}", "{{{0}}}", "p= {0}", "\np= {0}\n", "@({0})")
# Engines that do not: what is between the numbers goes away when it is rendered.
_VANISHING = ("{{! x }}", "{# x #}", "{{#if 1}}{{/if}}", "{% if 0 %}x{% endif %}", "<%# x %>")


@oracle("GOAT0156", sas=1, cwe=1336, severity=CRITICAL, since="0.2", places=("template", "reply"))
def template_is_rendered(opportunity: Opportunity) -> Iterator[Attack]:
    a, b = opportunity.marks.product()
    assert opportunity.input is not None
    plain = {**opportunity.seed.attempt.values, opportunity.input: f"{opportunity.mark}{a}*{b}"}
    for bracket in _COMPUTING:
        value = bracket.format(f"{a}*{b}")
        yield opportunity.attack(value, _judge(value, str(a * b)), twin=plain)
    for between in _VANISHING:
        value = f"{a}{between}{b}"
        yield opportunity.attack(value, _judge(value, f"{a}{b}"), twin=plain)


def _judge(value: str, result: str) -> Judge:
    def judge(trace: Trace) -> str:
        shown = trace.reply is not None and result in trace.reply.text
        return f"the answer shows {result} for `{value}`" if shown else ""

    return judge
