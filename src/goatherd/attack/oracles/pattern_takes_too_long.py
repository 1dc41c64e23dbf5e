"""A short text of an outsider keeps a regular expression busy.

## Why it matters
Matching takes seconds instead of microseconds, and every further character multiplies that: a few such events occupy
all instances of the function, and each is paid for until its timeout.

## How it is proved
A text of at most 8 KB, made for the pattern, takes more than a second of computing time or the function's whole
timeout; a shorter one takes much less, and a harmless text of the same length takes nearly none.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Join:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /join, Method: get}}
```
```python app.py
import re

NAME = re.compile(r"(\\w+\\s?)+")


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    return {"statusCode": 200 if NAME.fullmatch(name) else 400}  # GOAT0851
```

## Fixed
```python app.py
import re

NAME = re.compile(r"\\w+(\\s\\w+)*\\s?")


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    return {"statusCode": 200 if NAME.fullmatch(name) else 400}
```

## Vulnerable in JavaScript
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Join:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: index.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /join, Method: post}}
```
```javascript index.js
exports.handler = async (event) => {
  const { mail } = JSON.parse(event.body);
  const valid = /^([a-z0-9]+\\.?)+@example\\.com$/.test(mail); // GOAT0851
  return { statusCode: valid ? 200 : 400 };
};
```

## Fixed
```javascript index.js
exports.handler = async (event) => {
  const { mail } = JSON.parse(event.body);
  const valid = /^[a-z0-9]+(\\.[a-z0-9]+)*@example\\.com$/.test(mail);
  return { statusCode: valid ? 200 : 400 };
};
```

## Vulnerable by the pattern
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Find:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: index.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /find, Method: get}}
```
```javascript index.js
const CITIES = ['Amsterdam', 'Berlin', 'Copenhagen', 'Dublin'];

exports.handler = async (event) => {
  const { search } = event.queryStringParameters ?? {};
  const pattern = new RegExp(search, 'i'); // GOAT0851
  return { statusCode: 200, body: JSON.stringify(CITIES.filter((city) => pattern.test(city))) };
};
```

## Fixed
```javascript index.js
const CITIES = ['Amsterdam', 'Berlin', 'Copenhagen', 'Dublin'];

exports.handler = async (event) => {
  const { search = '' } = event.queryStringParameters ?? {};
  return { statusCode: 200, body: JSON.stringify(CITIES.filter((city) => city.includes(search))) };
};
```

## Remedy
Limit the length before matching, write the pattern so that no text can be split in two ways between its repeats, and
never make a pattern of what an event holds.

## References
- https://cwe.mitre.org/data/definitions/1333.html
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from goatherd.attack.oracles.api import Attack, Opportunity, oracle
from goatherd.attack.payloads.patterns import patterns
from goatherd.attack.payloads.pumping import harmless_text, slow_text
from goatherd.attack.trace import Place
from goatherd.core.finding import MEDIUM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.trace import Trace

_SLOW = 1.0
_MAX_SENT = 14
# Seconds that matching the first text would take in Python: V8 is several times faster.
_FIRST = {"python": 0.03, "javascript": 0.3}


@oracle("GOAT0851", sas=8, cwe=1333, severity=MEDIUM, since="0.2", places=("regex", "input"))
def pattern_takes_too_long(opportunity: Opportunity) -> Iterator[Attack]:
    what = str(opportunity.note.get("what", ""))
    if opportunity.place == "input":
        for pattern, where in patterns(opportunity) if opportunity.language == "javascript" else ():
            yield from _slowed(opportunity, pattern, "search", where)
    elif what in ("re.compile", "RegExp"):
        yield from _pattern_given(opportunity)
    else:
        where = str(opportunity.note["where"])
        yield from _slowed(opportunity, str(opportunity.note.get("pattern", "")), what.removeprefix("re."), where)


def _slowed(opportunity: Opportunity, pattern: str, method: str, where: str) -> Iterator[Attack]:
    """Longer and longer texts for a pattern of the code."""
    pump = slow_text(pattern, method)
    if pump is None:
        return
    times: list[float] = []
    for sent, count in enumerate(pump.counts(_FIRST.get(opportunity.language, 0.03))):
        text = pump.text(count)
        harmless = harmless_text(pattern, len(text))
        if sent == _MAX_SENT or not harmless or (sent > 3 and (not times or times[-1] < 4 * times[0])):
            return
        judge = partial(_judge, times=times, earlier=max(times, default=0.0), what=f"{len(text):,} characters")
        twin = opportunity.attack(harmless, judge).values
        yield opportunity.attack(text, judge, twin=twin, where=lambda _: Place(_function(opportunity), where))


def _function(opportunity: Opportunity) -> str:
    return opportunity.link.function if opportunity.link else opportunity.seed.attempt.target.function.id


def _pattern_given(opportunity: Opportunity) -> Iterator[Attack]:
    """More and more ways to match each character of whatever text it is that the pattern is for."""
    times: list[float] = []
    for ways in (2, 3, 4, 6, 9, 14, 20):
        pattern = f"(?:{'|'.join(f'.{chr(0x61 + way)}?' for way in range(ways))})*!$"
        judge = partial(_judge, times=times, earlier=max(times, default=0.0), what=f"a pattern of {len(pattern)}")
        twin = opportunity.attack("y" * len(pattern), judge).values
        yield opportunity.attack(pattern, judge, twin=twin)


def _judge(trace: Trace, *, times: list[float], earlier: float, what: str) -> str:
    seconds = sum(float(note["seconds"]) for _, note in trace.notes("cpu"))
    times.append(seconds)
    shorter = f"; a shorter one {earlier:.2f} s" if earlier else ""
    if trace.first.ended == "timeout":
        return f"{what} took longer than the function may run ({trace.first.why}){shorter}"
    return f"{what} took {seconds:.1f} s of computing time{shorter}" if seconds >= max(_SLOW, 1.5 * earlier) else ""
