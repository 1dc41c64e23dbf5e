"""Rows that calls of DynamoDB leave in tables, as far as their parameters tell: what a table's stream then carries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goatherd.attack.events import Input
from goatherd.attack.events.items import untyped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Values = dict[Input, object]

_BATCH = re.compile(r"RequestItems\.(.+)\.(\d+)\.PutRequest\.Item\.(.+)")
_TRANSACTION = re.compile(r"TransactItems\.(\d+)\.(?:Put|Update)\.(.+)")
_SET = re.compile(r"(?<![#\w.-])([#\w.-]++)\s*=\s*(?:if_not_exists\s*\([^,()]*,\s*)?(:\w+)")


def changes(operation: str, given: Mapping[str, Any]) -> Iterator[tuple[str, Values]]:
    """(name of the table, values for a shape of its stream) for every row that the call writes."""
    if operation in ("PutItem", "UpdateItem"):
        yield from _change(given)
    elif operation == "BatchWriteItem":
        rows: dict[tuple[str, str], dict[str, Any]] = {}
        for name, value in given.items():
            if match := _BATCH.fullmatch(name):
                rows.setdefault((match[1], match[2]), {})[match[3]] = value
        yield from ((table, _values("record", row)) for (table, _), row in rows.items())
    elif operation == "TransactWriteItems":
        parts: dict[str, dict[str, Any]] = {}
        for name, value in given.items():
            if match := _TRANSACTION.fullmatch(name):
                parts.setdefault(match[1], {})[match[2]] = value
        for part in parts.values():
            yield from _change(part)


def _change(given: Mapping[str, Any]) -> Iterator[tuple[str, Values]]:
    table, item, key = str(given.get("TableName", "")), _below(given, "Item"), _below(given, "Key")
    if item:
        yield table, _values("record", item)
    elif key:
        yield table, _values("old", key) | _values("record", key | _updated(given))


def _updated(given: Mapping[str, Any]) -> dict[str, Any]:
    """What an update sets, as an item has it."""
    item: dict[str, Any] = {}
    names, values = _below(given, "ExpressionAttributeNames"), _below(given, "ExpressionAttributeValues")
    for name, value in _SET.findall(str(given.get("UpdateExpression", ""))):
        steps = [str(names.get(step, step)) for step in name.split(".")]
        item |= {f"{'.M.'.join(steps)}.{rest}": found for rest, found in _below(values, value).items()}
    for name, value in _below(given, "AttributeUpdates").items():
        attribute, found, rest = name.partition(".Value.")
        item |= {f"{attribute}.{rest}": value} if found else {}
    return item


def _below(given: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key[len(name) + 1 :]: value for key, value in given.items() if key.startswith(f"{name}.")}


def _values(place: str, item: Mapping[str, Any]) -> Values:
    """`name.S` and the like as inputs with plain values."""
    found: Values = {}
    for name, value in item.items():
        path = tuple(name.split("."))
        steps = untyped(path)
        if steps:
            found[Input.of(place, steps)] = _plain(path[-1], value)
    return found


def _plain(type: str, value: Any) -> object:
    if type == "N":
        text = str(value)
        try:
            return int(text) if text.lstrip("-").isdecimal() else float(text)
        except ValueError:
            return text
    if type == "NULL":
        return None
    return value.encode() if type == "B" and isinstance(value, str) else value
