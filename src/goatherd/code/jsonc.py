"""JSON as tools write it: with comments and trailing commas."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from goatherd.core.errors import ReadError

if TYPE_CHECKING:
    from goatherd.tree import Tree

_NOISE = re.compile(r'("(?:[^"\\\n]|\\.)*"?)|//[^\n]*|/\*.*?(?:\*/|\Z)|,(?=\s*[}\]])', re.DOTALL)
_LIMIT = 1_000_000


def read_object(tree: Tree, path: str) -> dict[str, Any]:
    """The object a file holds; {} for a file that cannot be read or holds none."""
    try:
        text = tree.read_guide(path, _LIMIT)
    except ReadError:
        return {}
    return parse_object(text)


def parse_object(text: str) -> dict[str, Any]:
    for candidate in (text, None):
        try:
            # Comments go first: the comma before one is a trailing comma once it is gone.
            value = json.loads(candidate if candidate is not None else _clean(_clean(text)))
        except (ValueError, RecursionError):
            continue
        return value if isinstance(value, dict) else {}
    return {}


def _clean(text: str) -> str:
    return _NOISE.sub(lambda match: match[1] or "", text)


def texts(value: Any) -> list[str]:
    """Every text inside a JSON value, in order."""
    found: list[str] = []
    pending = [value]
    while pending:
        part = pending.pop()
        if isinstance(part, str):
            found.append(part)
        elif isinstance(part, (dict, list)):
            pending.extend(reversed(list(part.values() if isinstance(part, dict) else part)))
    return found


def mapping(value: Any) -> dict[str, Any]:
    """The value if it is an object, else {}."""
    return value if isinstance(value, dict) else {}
