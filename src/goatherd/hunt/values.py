"""The values of a record's fields, as `condition.py` defines them: what every engine asks."""

from __future__ import annotations

import re
from functools import lru_cache
from json import dumps
from typing import Any

Path = tuple[str, ...]
_NAMES = 4_096  # of fields, in all rules
NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")  # what a text must be to be compared as one


@lru_cache(_NAMES)
def path_of(field: str) -> Path:
    return tuple(field.split(".")) if field else ()


def values_at(record: Any, path: Path) -> list[str]:
    value = record
    for place, name in enumerate(path):
        value = value.get(name) if type(value) is dict else None
        if value is None:
            return []
        if type(value) is list:
            return _values_in(value, path[place + 1 :])
    return [value] if type(value) is str else [text_of(value)]


def _values_in(values: list[Any], path: Path) -> list[str]:
    found: list[Any] = []
    _look_into(values, found)
    for name in path:
        found = _named(found, name)
    return [text_of(value) for value in found]


def _named(objects: list[Any], name: str) -> list[Any]:
    found: list[Any] = []
    for each in objects:
        value = each.get(name) if type(each) is dict else None
        if type(value) is list:
            _look_into(value, found)
        elif value is not None:
            found.append(value)
    return found


def _look_into(values: list[Any], found: list[Any]) -> None:
    """Lists in lists too; the decoder has bounded how deep they are."""
    for value in values:
        if type(value) is list:
            _look_into(value, found)
        elif value is not None:
            found.append(value)


def text_of(value: Any) -> str:
    """Of anything but a list; a whole number without a point."""
    if type(value) is str:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, dict):
        return dumps(value, ensure_ascii=False, separators=(",", ":")).replace('\\"', '"')
    return str(value)
