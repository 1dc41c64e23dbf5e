"""Events that nobody sends by accident, of every kind, made from a seed: shapes of the table of kinds with values of
any type in their fields, attacks, deep nesting, broken encodings.
"""

from __future__ import annotations

import base64
import json
import random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECES = (
    "../../etc/passwd", "' or 1=1 --", "1 union select password from users", "; cat /etc/shadow", "$(id)", "`id`",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "{{7*7}}",
    "${jndi:ldap://x/a}", "http://169.254.169.254/latest/meta-data/", "file:///proc/self/environ", "__proto__",
    "constructor", "$ne", "$where", "\x00", "%00", "%", "%zz", "%u0027", "%c0%ae", "\\", "\\x27", "\\u0027", "&#x27;",
    "&#99999999999;", "&lt;", "/*", "*/", "--", "#", "'", '"', "`", "(", ")", "\r\nSet-Cookie: a=b", "\ud800",
    "\udfff", "\U0001f600", "é", "\xa0", "\u2028", "İ", "ß", "_$$ND_FUNC$$_", "!!python/object/apply:os.system",
    "<!ENTITY a SYSTEM 'file:///a'>", "<?xml version='1.0'?>", "a.b.c", "Bearer eyJhbGciOiJub25lIn0.eyJhIjoxfQ.x",
    "=", "&", ";", ",", "+", " ", "\t", "\n", "@", ":", "//", "1e999", "-0", "NaN", "select", "name", "value",
    "Zm9vYmFyYmF6cXV1eA==", "H4sIAAAAAAAA", "gASVAAA=", "x", "0", "true",
)  # fmt: skip
_NUMBERS = (0, -1, 1.5, 2**63, -(2**70), 1e308, 10**20)
_KEYS = (
    "name", "__proto__", "$ne", "constructor", "a.b", "a[b]", "", "toString", "hasOwnProperty", "body", "Records",
)  # fmt: skip
_TYPES = (
    "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "text/xml", "x", "",
)  # fmt: skip


class Fuzzer:
    """`kinds` is the table of kinds (kinds.json). The same seed gives the same events."""

    def __init__(self, kinds: dict[str, Any], seed: int) -> None:
        self._random = random.Random(seed)
        self._rows = list(kinds["kinds"].values())

    def events(self, count: int) -> Iterator[Any]:
        for _ in range(count):
            yield self._event()

    def _event(self) -> Any:
        choose = self._random
        if choose.random() < 0.05:
            return self._value(4)
        row = choose.choice(self._rows)
        event: dict[str, Any] = {}
        for path, value in row.get("is", {}).items():
            _put(event, path, choose.choice(value) if isinstance(value, list) else value)
        for path in row.get("has", ()):
            _put(event, path, self._value(1))
        for path in row.get("outside", ()):
            if choose.random() < 0.8:
                _put(event, path, self._value(3))
        if row.get("answer") and choose.random() < 0.5:
            event["headers"] = {
                choose.choice(("content-type", "Content-Type")): choose.choice(_TYPES),
                "cookie": self._text(),
            }
            event["body"] = choose.choice((self._text, self._multipart, self._document))()
            event["isBase64Encoded"] = choose.random() < 0.2
        if choose.random() < 0.1 and event:
            event[choose.choice(list(event))] = self._value(3)
        return event

    def _value(self, depth: int) -> Any:
        choose = self._random
        number = choose.random()
        if depth == 0 or number < 0.5:
            return self._text()
        if number < 0.7:
            return {choose.choice((*_KEYS, self._text())): self._value(depth - 1) for _ in range(choose.randrange(4))}
        if number < 0.85:
            return [self._value(depth - 1) for _ in range(choose.randrange(4))]
        if number < 0.87:
            return self._deep()
        return choose.choice((None, True, False, *_NUMBERS))

    def _text(self) -> str:
        choose = self._random
        text = "".join(choose.choice(_PIECES) for _ in range(choose.randrange(6)))
        number = choose.random()
        if number < 0.02:
            text *= choose.randrange(200)
        elif number < 0.1:
            text = base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()
        elif number < 0.2:
            text = json.dumps({text: [text]})
        return text

    def _document(self) -> str:
        return json.dumps(self._value(4))

    def _multipart(self) -> str:
        names = self._random.choice(('name="a"', 'name="a"; filename="b"', "", 'name="__proto__"'))
        return f"--b\r\nContent-Disposition: form-data; {names}\r\n\r\n{self._text()}\r\n--b--"

    def _deep(self) -> Any:
        value: Any = self._text()
        for _ in range(self._random.randrange(200)):
            value = [value] if self._random.random() < 0.5 else {"a": value}
        return value


def _put(event: dict[str, Any], path: str, value: Any) -> None:
    """At a path such as `Records[].s3.object.key` or `headers.*`, as far as nothing else stands in the way."""
    steps = path.replace("\\.", "\0").replace("[0]", "[]").replace("[]", ".[]").split(".")
    place: Any = event
    for number, step in enumerate(steps):
        last = number == len(steps) - 1
        inner = value if last else [] if steps[number + 1] == "[]" else {}
        if step == "[]":
            if not isinstance(place, list):
                return
            if not place or last:
                place.append(inner)
            place = place[0]
            continue
        if not isinstance(place, dict):
            return
        key = "any" if step == "*" else step.replace("\0", ".")
        if last:
            place[key] = inner
        place = place.setdefault(key, inner)
