"""Whether a policy that people edited is one: as its schema says, key by key."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from goatherd.core.nearest import nearest
from goatherd.guard.sources import place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_TYPES: dict[str, type | tuple[type, ...]] = {"object": dict, "array": list, "string": str, "integer": int}
_CALLED = {"object": "an object", "array": "a list", "string": "a text", "integer": "a whole number"}


def mistakes(policy: Any) -> list[str]:
    """One sentence for each place at which it does not fit the schema, with what is allowed there."""
    schema = json.loads((place_of("schema") / "policy.schema.json").read_text(encoding="utf-8"))
    return list(_of(policy, schema, schema["$defs"], ""))


def _of(value: Any, schema: dict[str, Any], shared: dict[str, Any], at: str) -> Iterator[str]:
    if "$ref" in schema:
        schema = shared[schema["$ref"].rpartition("/")[2]]
    where = at or "the policy"
    if "const" in schema and value != schema["const"]:
        yield f"{where} is {_shown(value)}, and has to be {_shown(schema['const'])}"
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{where} is {_shown(value)}; allowed are {', '.join(map(_shown, schema['enum']))}"
    elif "type" in schema and (not isinstance(value, _TYPES[schema["type"]]) or isinstance(value, bool)):
        yield f"{where} is {_shown(value)}, and has to be {_CALLED[schema['type']]}"
    elif isinstance(value, dict):
        yield from _of_object(value, schema, shared, at)
    elif isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            yield f"{where} is empty"
        for number, each in enumerate(value):
            yield from _of(each, schema.get("items", {}), shared, f"{at}[{number}]")
    elif isinstance(value, str):
        if len(value) < schema.get("minLength", 0) or not re.search(schema.get("pattern", ""), value):
            yield f"{where} is {_shown(value)}, and has to fit {schema.get('pattern', 'a text that is not empty')}"
    elif isinstance(value, int) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        most = f", and at most {schema['maximum']}" if "maximum" in schema else ""
        yield f"{where} is {value}, and has to be at least {schema['minimum']}{most}"


def _of_object(value: dict[str, Any], schema: dict[str, Any], shared: dict[str, Any], at: str) -> Iterator[str]:
    before = f"{at}." if at else ""
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{before}{name} is missing"
    for name, each in value.items():
        own = known.get(name) or next((s for pattern, s in patterns.items() if re.search(pattern, name)), None)
        if own is not None:
            yield from _of(each, own, shared, f"{before}{name}")
        elif schema.get("additionalProperties") is False:
            names = list(known)
            there = nearest(name, names) or f"there are {', '.join(names)}"
            yield f"{before}{name} is no key of a policy: {there}"


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:60]} …"
