"""An outsider's text is run as a command.

## Why it matters
Whoever sends the event runs commands in the function: they read its credentials from the environment and use its
role, in the account, from wherever they are.

## How it is proved
The text carries a command that computes a product and writes it to a file of its own in /tmp. A file with the right
number appears only when a shell has evaluated the text.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Convert:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /convert, Method: post}}
```
```python app.py
import subprocess


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    return subprocess.run(f"wc -w '/tmp/{name}'", shell=True, capture_output=True, text=True).stdout  # GOAT0151
```

## Fixed
```python app.py
import subprocess


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    return subprocess.run(["wc", "-w", "--", f"/tmp/{name}"], capture_output=True, text=True).stdout
```

## Remedy
Start the program with a list of arguments and without a shell, and pass what comes from the event behind `--`.

## Remedy in Python
Call `subprocess.run([program, "--", argument])`.

## Remedy in JavaScript
Call `execFile(program, ["--", argument])` of `node:child_process`.

## References
- https://cwe.mitre.org/data/definitions/78.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.attack.payloads.witness import Witness
from goatherd.core.finding import CRITICAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.trace import Trace

# {} is the command. What stands around the text is unknown: plain words, quotes of either kind, a comment to end it.
_WRAPPED = (";{};", "$({})", "|{}|", "'; {}; '", '"; {}; "', "`{}`", "&& {} #", "\n{}\n", "'\n{}\n'", '$({})"', "{}")
# Spaces and slashes do not survive everywhere; a shell knows other ways to say them.
_SPELLED = ("echo $(({a}*{b}))>/tmp/{name}", "echo${{IFS}}$(({a}*{b}))>${{PWD%%v*}}tmp${{PWD%%v*}}{name}")


@oracle("GOAT0151", sas=1, cwe=78, severity=CRITICAL, since="0.2", places=("shell",))
def command_runs(opportunity: Opportunity) -> Iterator[Attack]:
    for spelled in _SPELLED:
        for wrapped in _WRAPPED:
            witness = Witness.new(opportunity.marks)
            command = spelled.format(a=witness.a, b=witness.b, name=witness.name)
            value = opportunity.mark + wrapped.format(command)

            def judge(trace: Trace, witness: Witness = witness, command: str = command) -> str:
                holds = f"/tmp/{witness.name} holds {witness.product}"
                return f"the shell ran `{command}`: {holds}" if witness.written(trace) else ""

            yield opportunity.attack(value, judge)
