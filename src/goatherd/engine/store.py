"""The store: what variables and fields hold, as a chain of overlays.

Keys are (frame, name) for variables, (atom, key) for fields, ("assume", label key) for what guards have
established on the current path. A fork gets an overlay; a join touches only the keys that were written
since. An overlay with `reads` belongs to a function call and notes what the call read from outside.
"""

from __future__ import annotations

from typing import Any

from goatherd.engine.values import Value, join

Key = tuple[Any, Any]
Delta = dict[Key, Any]  # Value; frozenset for assumptions
MISSING: Any = None


class Store:
    __slots__ = ("map", "parent", "reads")

    def __init__(self, parent: Store | None = None, *, record: bool = False) -> None:
        self.map: Delta = {}
        self.parent = parent
        self.reads: Delta | None = {} if record else None

    def get(self, key: Key) -> Any:
        """The value at a key, or MISSING."""
        store: Store | None = self
        value = MISSING
        crossed: list[Delta] | None = None
        while store is not None:
            value = store.map.get(key)
            if value is not None:
                break
            if store.reads is not None:
                if crossed is None:
                    crossed = [store.reads]
                else:
                    crossed.append(store.reads)
            store = store.parent
        if crossed:
            for reads in crossed:
                reads.setdefault(key, value)
        return value

    def peek(self, key: Key) -> Any:
        """`get` without noting the read."""
        store: Store | None = self
        while store is not None:
            value = store.map.get(key)
            if value is not None:
                return value
            store = store.parent
        return MISSING

    def set(self, key: Key, value: Any) -> None:
        self.map[key] = value

    def capture(self, anchor: Store) -> Delta:
        """Everything written from `anchor` on, the anchor included."""
        chain = []
        store: Store | None = self
        while store is not None:
            chain.append(store.map)
            if store is anchor:
                break
            store = store.parent
        merged: Delta = {}
        for layer in reversed(chain):
            merged.update(layer)
        return merged


def join_deltas(parent: Store, deltas: list[Delta]) -> Delta:
    """One delta for what holds after any of several paths from `parent`."""
    if len(deltas) == 1:
        return deltas[0]
    keys: dict[Key, None] = {}
    for delta in deltas:
        keys.update(dict.fromkeys(delta))
    joined: Delta = {}
    for key in keys:
        if key[0] == "assume":
            _join_assumption(joined, key, parent, deltas)
        else:
            joined[key] = _join_key(key, parent, deltas)
    return joined


def _join_key(key: Key, parent: Store, deltas: list[Delta]) -> Value:
    result: Value | None = None
    below: Any = MISSING
    looked = False
    for delta in deltas:
        value = delta.get(key)
        if value is None:
            if not looked:
                below, looked = parent.get(key), True
            value = below
        if value is not None:
            result = value if result is None else join(result, value)
    assert result is not None
    return result


def _join_assumption(joined: Delta, key: Key, parent: Store, deltas: list[Delta]) -> None:
    below = parent.get(key) or frozenset()
    common: frozenset[str] | None = None
    for delta in deltas:
        held = delta.get(key, below)
        common = held if common is None else common & held
    joined[key] = common
