"""The values of a table's columns, out of the JSON of records, without reading what no column holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from attrs import frozen
from msgspec.structs import astuple

from goatherd.hunt.values import path_of, values_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from goatherd.hunt.telemetry.kind import Column

    Tree = dict[str, "Tree | Column"]

_TOGETHER = 256  # rows whose values fit into a processor's cache: several thousand take twice as long each
WHOLE = 1 << 53  # numbers below it are exact
_NUMBER = Annotated[float, msgspec.Meta(gt=-WHOLE, lt=WHOLE)]
_TYPES: dict[str, Any] = {"text": str | None, "time": str | None, "number": _NUMBER | None}


class Fields:
    """Reads the values of fields, of many records at once."""

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self.columns = columns
        tree: Tree = {}
        for field, holds in columns.items():
            *above, last = path_of(field)
            inner: Any = tree
            for name in above:
                inner = inner.setdefault(name, {})
            inner[last] = holds
        self._node = _Node.of(tree, "")
        self._decode = msgspec.json.Decoder(self._node.struct).decode

    def read(self, rows: Sequence[bytes]) -> dict[str, list[Any]]:
        """The values of each field, one a row; JSON as bytes. Raises msgspec.DecodeError where a row is no JSON, and
        msgspec.ValidationError, which is one of those, where a value is not what its column is for.
        """
        found: dict[str, list[Any]] = {field: [] for field in self.columns}
        for start in range(0, len(rows), _TOGETHER):
            self._node.collect(map(self._decode, rows[start : start + _TOGETHER]), found)
        return found

    def read_odd(self, record: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        """The values of one record whatever shape it has, and whether all of them are what their columns are for."""
        found: dict[str, Any] = {}
        fits = True
        for field, holds in self.columns.items():
            found[field], good = _value(record, field, holds)
            fits = fits and good
        return found, fits


@frozen
class _Node:
    """An object of records: the struct that reads it, and what is in it. `nothing` stands where there is none."""

    struct: Any
    nothing: Any
    leaves: tuple[tuple[int, str, Column], ...]
    inner: tuple[tuple[int, _Node], ...]

    @classmethod
    def of(cls, tree: Tree, above: str) -> _Node:
        leaves: list[tuple[int, str, Column]] = []
        nodes: list[tuple[int, _Node]] = []
        kinds: list[tuple[str, Any, Any]] = []
        for number, (name, inner) in enumerate(tree.items()):
            attribute = f"f{number}"
            if isinstance(inner, dict):
                node = cls.of(inner, f"{above}{name}.")
                nodes.append((number, node))
                kinds.append((attribute, node.struct | None, None))
            else:
                leaves.append((number, above + name, inner))
                kinds.append((attribute, _TYPES.get(inner, msgspec.Raw), None))
        names = {f"f{number}": name for number, name in enumerate(tree)}
        struct = msgspec.defstruct("Columns", kinds, rename=names, gc=False)
        return cls(struct, struct(), tuple(leaves), tuple(nodes))

    def collect(self, structs: Iterable[Any], found: dict[str, list[Any]]) -> None:
        columns = list(zip(*map(astuple, structs), strict=True)) or [()] * (len(self.leaves) + len(self.inner))
        for place, field, holds in self.leaves:
            found[field] += map(_json, columns[place]) if holds in ("list", "json") else columns[place]
        for place, node in self.inner:
            node.collect([each or node.nothing for each in columns[place]], found)


def _json(raw: Any) -> bytes | None:
    return None if raw is None or (text := bytes(raw)) == b"null" else text


def _value(record: Any, field: str, holds: Column) -> tuple[Any, bool]:
    inner = record
    for name in path_of(field):
        if type(inner) is not dict:  # a list that would be looked into
            return None, not values_at(record, path_of(field))
        inner = inner.get(name)
        if inner is None:
            return None, True
    if holds in ("list", "json"):
        return msgspec.json.encode(inner), True
    if holds == "number":
        good = type(inner) in (int, float) and abs(inner) < WHOLE
        return (float(inner) if good else None), good
    return (inner, True) if type(inner) is str else (None, False)
