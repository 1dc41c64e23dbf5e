"""Rules of IoT: to which topics they listen, and which fields of a message they select.

Source: AWS IoT Core developer guide, "AWS IoT SQL reference".
"""

from __future__ import annotations

import re
from functools import cache

from goatherd.engine.channels.resources import may_equal

MAX_LENGTH = 4096
_STATEMENT = re.compile(r"\s*select\s(?:\s*value\s)?(.*?)\sfrom\s+['\"]([^'\"]*)['\"]", re.IGNORECASE | re.DOTALL)
_ITEM = re.compile(r"\s*([\w.]+|\*)(?:\s+as\s+(\w+))?\s*", re.IGNORECASE)
_WILDCARD = re.compile(r"[+#]")


def listens(sql: str, topic: str) -> bool:
    """Whether a rule may listen to a topic."""
    statement = _STATEMENT.match(sql[:MAX_LENGTH])
    return statement is None or may_equal(_WILDCARD.sub("*", statement[2]), topic)


def leaves_out(sql: str, steps: tuple[str, ...]) -> bool:
    """Whether a field of the function's event is none that the rule takes from the message."""
    fields = _fields(sql)
    return fields is not None and bool(steps) and steps[0] not in fields


def selected(sql: str, steps: tuple[str, ...]) -> tuple[str, ...]:
    """Where a field of the function's event is in the message."""
    fields = _fields(sql)
    if fields is None or not steps or steps[0] not in fields:
        return steps
    return (*fields[steps[0]].split("."), *steps[1:])


@cache
def _fields(sql: str) -> dict[str, str] | None:
    """What a rule selects, by the names in its result; None for everything, or what cannot be read."""
    statement = _STATEMENT.match(sql[:MAX_LENGTH])
    found: dict[str, str] = {}
    for item in statement[1].split(",") if statement is not None else ():
        match = _ITEM.fullmatch(item)
        if match is None or match[1] == "*":
            return None
        found[match[2] or match[1].rpartition(".")[2]] = match[1]
    return found or None
