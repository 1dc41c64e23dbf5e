"""Objects of the model as bytes, and back. Bytes that ask for any other class are refused, whoever wrote them."""

from __future__ import annotations

import pickle
import sys
from datetime import date
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

# Modules whose classes hold data and do nothing when they are made.
_MODULES = frozenset(
    {
        "goatherd.code.ir",
        "goatherd.code.summary",
        "goatherd.core.confidence",
        "goatherd.core.events",
        "goatherd.core.finding",
        "goatherd.core.source",
        "goatherd.core.value",
        "goatherd.engine.facts",
        "goatherd.engine.labels",
    }
)
_PACKAGE = "goatherd.model."
# Constants that a program may hold.
_CONSTANTS = {"Ellipsis": ..., "NotImplemented": NotImplemented, "complex": complex, "range": range, "slice": slice}
_OTHERS = {("datetime", "date"): date}
_MAX_DEPTH = 50_000


class Unreadable(Exception):
    """The bytes are not what `packed` made."""


def packed(value: Any, known: Sequence[object] = ()) -> bytes:
    """Bytes that `unpacked` makes the value of again; those objects that are `known` stay outside."""
    stream = BytesIO()
    writer = _Writer(stream, known) if known else pickle.Pickler(stream, 5)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _MAX_DEPTH))
    try:
        writer.dump(value)
    finally:
        sys.setrecursionlimit(limit)
    return stream.getvalue()


def unpacked(data: bytes, known: Sequence[object] = ()) -> Any:
    """The value, with what is `known` here in the place of what was known there; raises Unreadable."""
    try:
        return _Reader(data, known).load()
    except Exception as error:  # bytes can be wrong in every way
        raise Unreadable(str(error)) from error


class _Writer(pickle.Pickler):
    def __init__(self, stream: BytesIO, known: Sequence[object]) -> None:
        super().__init__(stream, 5)
        self._numbers = {id(item): number for number, item in enumerate(known)}

    # A method: Python 3.13.0 does not ask what is assigned to a pickler.
    def persistent_id(self, item: object) -> int | None:
        return self._numbers.get(id(item))


class _Reader(pickle.Unpickler):
    def __init__(self, data: bytes, known: Sequence[object]) -> None:
        super().__init__(BytesIO(data))
        self._known = known

    def persistent_load(self, number: Any) -> object:
        return self._known[number]

    def find_class(self, module: str, name: str) -> Any:
        if module == "builtins" and name in _CONSTANTS:
            return _CONSTANTS[name]
        if (module, name) in _OTHERS:
            return _OTHERS[module, name]
        if module in _MODULES or module.startswith(_PACKAGE):
            found = getattr(import_module(module), name, None)
            kind = found if isinstance(found, type) else type(found)
            if kind.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no class of the model")
