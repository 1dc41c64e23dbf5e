"""What a target makes of an event: `Input`, `InputPath`, `InputTransformer`; templates of pipes.

Source: EventBridge user guide, "Amazon EventBridge input transformation" and "Amazon EventBridge Pipes input
transformation".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goatherd.attack.events.document import json_text
from goatherd.attack.events.noun import DoesNotFit
from goatherd.attack.events.probe import NotUnderstood, json_path
from goatherd.core.foreign_json import Unreadable, read_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from goatherd.attack.events.probe import Select

REPLACING = ("input", "input_path", "input_transformer")
_VARIABLE = re.compile(r"<([^<>]{1,200})>")


def transformed(options: Mapping[str, object], select: Select, text: Callable[[str], str]) -> Any:
    """The event that a target receives; `text` replaces placeholders. Raises NotUnderstood, DoesNotFit."""
    if "input" in options:
        return constant(options["input"], text)
    path = options.get("input_path")
    if isinstance(path, str):
        return select(json_path(path))
    rule = options.get("input_transformer")
    if isinstance(rule, str):
        return filled(rule, lambda name: select(json_path(name)), text)
    if isinstance(rule, dict):
        paths = rule.get("InputPathsMap")
        named = {str(name): str(path) for name, path in paths.items()} if isinstance(paths, dict) else {}
        template = rule.get("InputTemplate")
        return filled(template if isinstance(template, str) else json_text(template), _named(named, select), text)
    return select(())


def constant(value: object, text: Callable[[str], str]) -> Any:
    """An event that is written in the template: JSON in a string, or plain data."""
    written = text(value if isinstance(value, str) else json_text(value))
    try:
        return read_json(written)
    except Unreadable:
        return written


def _named(paths: Mapping[str, str], select: Select) -> Callable[[str], Any]:
    def value(name: str) -> Any:
        if name.startswith("aws.events."):
            return "goatherd"
        if name not in paths:
            raise NotUnderstood(name)
        return select(json_path(paths[name]))

    return value


def filled(template: str, value: Callable[[str], Any], text: Callable[[str], str]) -> Any:
    """A template with its variables replaced: as text between quotes, as JSON elsewhere."""
    parts: list[str] = []
    at, quoted = 0, False
    template = text(template)
    for match in _VARIABLE.finditer(template):
        between = template[at : match.start()]
        at = match.end()
        quoted ^= between.replace('\\"', "").count('"') % 2 == 1
        found = value(match[1])
        parts += [between, _inside(found) if quoted else json_text("" if found is None else found)]
    parts.append(template[at:])
    made = "".join(parts)
    try:
        return read_json(made)
    except Unreadable as error:
        raise DoesNotFit("what the target's template makes of it is no JSON") from error


def _inside(value: Any) -> str:
    text = value if isinstance(value, str) else json_text("" if value is None else value)
    return json_text(text)[1:-1]
