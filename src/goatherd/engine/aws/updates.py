"""Update expressions of DynamoDB: which attribute gets what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.engine.interpreter import members
from goatherd.engine.labels import Labels, union
from goatherd.engine.values import Value, const

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine

MAX_EXPRESSION = 4096  # DynamoDB takes no longer one


def updated_attributes(
    m: Machine, parameters: dict[str, Value], fields: dict[tuple[str, ...], Labels]
) -> dict[tuple[str, ...], Labels]:
    """Placeholders (":v") as the attributes that an update expression gives them to; others are not stored."""
    expression = parameters.get("UpdateExpression")
    text = expression.text() if expression is not None else None
    if text is None or len(text) > MAX_EXPRESSION:
        return fields
    attributes = _assigned(text)
    names = parameters.get("ExpressionAttributeNames")
    renamed: dict[tuple[str, ...], Labels] = {}
    for path, labels in fields.items():
        if len(path) > 1 and path[1].startswith(":") and path[1] not in attributes:
            continue
        where = _parts(m, attributes.get(path[1], path[1]), names) if len(path) > 1 else ()
        key = (path[0], *where, *path[2:])
        renamed[key] = union(renamed.get(key, ()), labels)
    return renamed


_CLAUSE = re.compile(r"\b(SET|REMOVE|ADD|DELETE)\b", re.IGNORECASE)
_SET = re.compile(r"(#?[\w.#\[\]]+)\s*=([^=]*)(?=,\s*#?[\w.#\[\]]+\s*=|$)")
_ADDED = re.compile(r"(#?[\w.#\[\]]+)\s+(:\w+)")
_INDEX = re.compile(r"\[\d*\]")
_PLACEHOLDER = re.compile(r":\w+")


def _parts(m: Machine, attribute: str, names: Value | None) -> list[str]:
    """ "#a.tags[0]" -> the names on the way."""
    parts = []
    for part in _INDEX.sub("", attribute).split("."):
        text = members.read(m, names, const(part), 0).text() if part.startswith("#") and names is not None else None
        parts.append(text or part)
    return parts


def _assigned(expression: str) -> dict[str, str]:
    """The attribute that each placeholder of an update expression is stored in; what DELETE takes out is in none."""
    found: dict[str, str] = {}
    words = _CLAUSE.split(expression)
    for clause, body in zip(words[1::2], words[2::2], strict=True):
        if clause.upper() == "SET":
            for match in _SET.finditer(body):
                found.update(dict.fromkeys(_PLACEHOLDER.findall(match[2]), match[1]))
        elif clause.upper() == "ADD":
            found.update({match[2]: match[1] for match in _ADDED.finditer(body)})
    return found
