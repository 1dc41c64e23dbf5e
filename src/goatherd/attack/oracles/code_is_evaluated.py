"""An outsider's text is evaluated as program code.

## Why it matters
Whoever sends the event runs code inside of the function, with everything that the function holds and may do.

## How it is proved
The text carries an expression that computes a product and writes it to a file of its own in /tmp.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Sum:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: index.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /sum, Method: post}}
```
```javascript index.js
exports.handler = async (event) => {
  const { formula } = JSON.parse(event.body);
  return { statusCode: 200, body: String(eval(formula)) }; // GOAT0152
};
```

## Fixed
```javascript index.js
exports.handler = async (event) => {
  const { formula } = JSON.parse(event.body);
  return { statusCode: 200, body: String(Number(formula)) };
};
```

## Remedy
Never evaluate text of an event; parse it, or look the wanted function up in a table of those that are allowed.

## Remedy in Python
`json.loads` and `ast.literal_eval` parse data.

## Remedy in JavaScript
`JSON.parse` parses data; `node:vm` is no sandbox.

## References
- https://cwe.mitre.org/data/definitions/95.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.attack.payloads.witness import Witness
from goatherd.core.finding import CRITICAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.trace import Trace

# {} is the expression; around it what leaves a string, a call, a statement or a comment.
_WRAPPED = (
    "{}",
    "'+str({})+'",
    '"+str({})+"',
    "'+{}+'",
    '"+{}+"',
    "');{};('",
    '");{};("',
    ");{};(",
    "';{};'",
    '";{};"',
    "\n{}\n",
    "'\n{}\n'",
    '"\n{}\n"',
    "${{{}}}",
    "]+[{}]+[",
    "';{}//",
    '";{}//',
    "';{}#",
    '";{}#',
    "0;{}",
)
_PYTHON = (
    "open('/tmp/{name}','w').write(str({a}*{b}))",
    'open("/tmp/{name}","w").write(str({a}*{b}))',
    # where the built-in functions were taken away: by way of a class that has them in reach
    "[c for c in ().__class__.__base__.__subclasses__() if c.__name__=='_wrap_close'][0].__init__.__globals__"
    "['__builtins__']['open']('/tmp/{name}','w').write('%d'%({a}*{b}))",
)
_JAVASCRIPT = (
    "require('fs').writeFileSync('/tmp/{name}',String({a}*{b}))",
    'process.getBuiltinModule("fs").writeFileSync("/tmp/{name}",String({a}*{b}))',
)


@oracle("GOAT0152", sas=1, cwe=95, severity=CRITICAL, since="0.2", places=("code",))
def code_is_evaluated(opportunity: Opportunity) -> Iterator[Attack]:
    for spelled in _PYTHON if opportunity.language == "python" else _JAVASCRIPT:
        for wrapped in _WRAPPED:
            witness = Witness.new(opportunity.marks)
            expression = spelled.format(a=witness.a, b=witness.b, name=witness.name)

            def judge(trace: Trace, witness: Witness = witness, expression: str = expression) -> str:
                holds = f"/tmp/{witness.name} holds {witness.product}"
                return f"`{expression}` was evaluated: {holds}" if witness.written(trace) else ""

            yield opportunity.attack(wrapped.format(expression), judge)
