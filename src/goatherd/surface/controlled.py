"""Which fields of an event its sender chooses, as the code would write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.engine.shapes import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.shapes import Shape
    from goatherd.model.trigger import Trigger

WHOLE = "the whole event"


def controlled_fields(trigger: Trigger) -> tuple[str, ...]:
    """Dotted paths; `[]` stands for every index, `*` for every key."""
    return tuple(dict.fromkeys(_readable(path) for path in _sources(shape_of(trigger.kind), "")))


def _sources(shape: Shape, path: str) -> Iterator[str]:
    if shape.source:
        yield path or WHOLE
        return
    for name, child in shape.children.items():
        yield from _sources(child, f"{path}.{name}" if path else name)


def _readable(path: str) -> str:
    for lists in ("Records", "records", "messages", "events"):
        path = path.replace(f"{lists}.*", f"{lists}[]")
    return path
