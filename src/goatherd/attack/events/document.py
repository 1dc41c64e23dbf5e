"""Documents grown from fields: `order.items.0.id` = 7 becomes {"order": {"items": [{"id": 7}]}}.

A step that begins with @ goes into a text: `payload.@json.id` = 7 becomes {"payload": '{"id": 7}'}. Behind "@within"
stands a text with holes, then the name of one: `path.@within./orders/{id}.id` = 7 becomes {"path": "/orders/7"}.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from goatherd.attack.events.noun import DoesNotFit, dotted, steps_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Fields = dict[tuple[str, ...], object]
Steps = tuple[str, ...]

MAX_INDEX = 99
_HOLE = re.compile(r"\{(\w+)\}")
_FLAT = re.compile(r"\.(?=@(?:json|form|base64|gzip|cookie|url|within)(?:\.|$))")


def json_text(value: object) -> str:
    """JSON as a client writes it, in UTF-8; raises DoesNotFit for what JSON cannot express."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        text.encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise DoesNotFit("JSON cannot express the value") from error
    return text


def text_of(value: object) -> str:
    """A value where only text goes: itself, a number's digits, else JSON."""
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError as error:
            raise DoesNotFit("bytes that are not UTF-8 where the service carries text") from error
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise DoesNotFit("a lone surrogate is not text in UTF-8") from error
        return value
    return str(value) if isinstance(value, float) else json_text(value)


def bytes_of(value: object) -> bytes:
    return value if isinstance(value, bytes) else text_of(value).encode()


def _named(value: object) -> list[tuple[str, str]]:
    if not isinstance(value, dict):
        raise DoesNotFit("forms and cookies have named fields")
    return [(name, text_of(part)) for name, part in value.items()]


def _within(value: object) -> str:
    """A text with its holes filled; what is not given for one is "1"."""
    if not isinstance(value, dict) or len(value) != 1:
        raise DoesNotFit("a value is within one text")
    ((text, parts),) = value.items()
    if not isinstance(parts, dict):
        raise DoesNotFit("a text has named holes")
    return _HOLE.sub(lambda hole: text_of(parts.get(hole[1], "1")), text)


ENCODINGS: dict[str, Callable[[object], str | bytes]] = {
    "@json": json_text,
    "@form": lambda value: urlencode(_named(value)),
    "@base64": lambda value: base64.b64encode(bytes_of(value)).decode(),
    "@gzip": lambda value: gzip.compress(bytes_of(value), mtime=0),
    "@cookie": lambda value: "; ".join(f"{name}={part}" for name, part in _named(value)),
    "@url": lambda value: quote(text_of(value), safe=""),
    "@within": _within,
}


def grown(fields: Mapping[Steps, object]) -> Any:
    """The document that has all the fields; raises DoesNotFit where a place would need two values."""
    if () in fields and not isinstance(fields[()], dict):
        if len(fields) > 1:
            raise DoesNotFit("one place cannot hold both a value and fields of its own")
        return fields[()]
    whole = fields.get((), {})
    replaced = {steps[0] for steps in fields if steps}
    below: dict[str, Fields] = {}
    for name, value in whole.items() if isinstance(whole, dict) else ():
        # what is given replaces what was there, unless it goes into it
        if name not in replaced or (isinstance(value, dict) and (name,) not in fields):
            below[name] = {(): value}
    for steps, value in fields.items():
        if steps:
            below.setdefault(steps[0], {})[steps[1:]] = value
    return _node({step: grown(inner) for step, inner in below.items()})


def _node(children: dict[str, Any]) -> Any:
    encodings = [step for step in children if step in ENCODINGS]
    if encodings:
        if len(children) > 1:
            raise DoesNotFit("one text cannot be encoded in two ways")
        return ENCODINGS[encodings[0]](children[encodings[0]])
    if children and all(step.isascii() and step.isdigit() for step in children):
        positions = {int(step): child for step, child in children.items() if len(step) <= 3}
        if len(positions) < len(children) or max(positions) > MAX_INDEX:
            raise DoesNotFit(f"a list of more than {MAX_INDEX + 1} items")
        return [positions.get(index) for index in range(max(positions) + 1)]
    return children


def flat_name(name: str) -> tuple[str, Steps]:
    """The name of a parameter, header or the like as it is written, and the steps that go into its text."""
    if name.partition(".")[0] in ENCODINGS:
        return "", steps_of(name)
    found = _FLAT.split(name, maxsplit=1)
    return found[0], steps_of(found[1]) if len(found) > 1 else ()


def joined(name: str, steps: Steps) -> str:
    """The inverse of `flat_name`."""
    return ".".join(filter(None, (name, dotted(steps))))
