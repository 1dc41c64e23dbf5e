"""The values of a record by their fields, as `condition.py` defines them: what every engine asks."""

from __future__ import annotations

from typing import Any

Values = dict[str, list[str]]
MAX_DEPTH = 60  # of objects and lists in each other; what lies deeper is no value


def values_of(record: dict[str, Any]) -> Values:
    """All values of a record by the path of their names, in small letters. A "." within a name becomes "\\\\."."""
    found: Values = {}
    _gather(record, "", found, 0)
    return found


def _gather(value: Any, path: str, found: Values, depth: int) -> None:
    if type(value) is str:
        found.setdefault(path, []).append(value)
    elif type(value) is dict:
        if depth < MAX_DEPTH:
            for name, part in value.items():
                name = name.lower().replace(".", "\\.")
                _gather(part, f"{path}.{name}" if path else name, found, depth + 1)
    elif type(value) is list:
        if depth < MAX_DEPTH:
            for part in value:
                _gather(part, path, found, depth + 1)
    elif value is not None:
        found.setdefault(path, []).append(text_of(value))


def text_of(value: Any) -> str:
    """A number or truth value as JSON writes it; a whole number without a point."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value)


def below(values: Values, field: str) -> list[str]:
    """What a field holds; "" stands for the whole record."""
    if not field:
        return [text for texts in values.values() for text in texts]
    name = field.lower()
    exact = values.get(name)
    if exact is not None:
        return exact
    start = name + "."
    return [text for path, texts in values.items() if path.startswith(start) for text in texts]
