"""The store: what variables and fields hold, and how it is forked, rolled back and joined.

Keys are (frame, name) for variables, (atom, key) for fields, ("assume", label key) for what guards have
established on the current path. There is one table of current values; a fork opens a layer that remembers
what it overwrote, closing it rolls back and gives the difference. So reading costs one look-up however
deep branches and calls are nested, and a join touches only what was written since. A layer with `reads`
belongs to a function call and notes what the call read from before itself.
"""

from __future__ import annotations

from typing import Any

from goatherd.engine.values import Value, join

Key = tuple[Any, Any]
Delta = dict[Key, Any]  # Value; frozenset for assumptions
MISSING: Any = None


class Layer:
    """An open fork: `undo` holds (value, depth) of every key from before it was first written here."""

    __slots__ = ("depth", "reads", "undo")

    def __init__(self, depth: int, *, record: bool) -> None:
        self.depth = depth
        self.undo: dict[Key, tuple[Any, int]] = {}
        self.reads: Delta | None = {} if record else None


class Store:
    __slots__ = ("_calls", "_cells", "_depths", "layers")

    def __init__(self) -> None:
        self._cells: Delta = {}
        self._depths: dict[Key, int] = {}  # the depth of the layer in which a key was last written
        self.layers = [Layer(0, record=False)]
        self._calls: list[Layer] = []  # the open layers that record reads

    @property
    def top(self) -> Layer:
        return self.layers[-1]

    def get(self, key: Key) -> Any:
        """The value at a key, or MISSING."""
        value = self._cells.get(key)
        if self._calls:
            self._note(key, value)
        return value

    def _note(self, key: Key, value: Any) -> None:
        written = self._depths.get(key, 0)
        for layer in reversed(self._calls):
            reads = layer.reads
            # What an inner call has read before, the calls around it have noted already.
            if layer.depth <= written or reads is None or key in reads:
                return
            reads[key] = value

    def peek(self, key: Key) -> Any:
        """`get` without noting the read."""
        return self._cells.get(key)

    def set(self, key: Key, value: Any) -> None:
        top = self.layers[-1]
        if key not in top.undo:
            top.undo[key] = (self._cells.get(key), self._depths.get(key, 0))
        self._cells[key] = value
        self._depths[key] = top.depth

    def apply(self, delta: Delta) -> None:
        for key, value in delta.items():
            self.set(key, value)

    def fork(self, *, record: bool = False) -> Layer:
        layer = Layer(len(self.layers), record=record)
        self.layers.append(layer)
        if record:
            self._calls.append(layer)
        return layer

    def close(self) -> Delta:
        """Close the innermost layer, roll back what it wrote, and give that."""
        layer = self.layers.pop()
        if layer.reads is not None:
            self._calls.pop()
        cells, depths = self._cells, self._depths
        delta = {key: cells[key] for key in layer.undo}
        for key, (value, depth) in layer.undo.items():
            if value is MISSING:
                del cells[key]
                del depths[key]
            else:
                cells[key] = value
                depths[key] = depth
        return delta

    def capture(self, anchor: Layer) -> Delta:
        """Everything written since `anchor` was opened, as it is now."""
        cells = self._cells
        return {key: cells[key] for layer in self.layers[anchor.depth :] for key in layer.undo}

    def at_root(self) -> tuple[list[Layer], list[Layer]]:
        """Write below all open layers until `back` is given what this returns: for modules, which load once."""
        held = (self.layers, self._calls)
        self.layers, self._calls = self.layers[:1], []
        return held

    def back(self, held: tuple[list[Layer], list[Layer]]) -> None:
        self.layers, self._calls = held


def join_deltas(store: Store, deltas: list[Delta]) -> Delta:
    """One delta for what holds after any of several paths from where the store is."""
    if len(deltas) == 1:
        return deltas[0]
    keys: dict[Key, None] = {}
    for delta in deltas:
        keys.update(dict.fromkeys(delta))
    joined: Delta = {}
    for key in keys:
        if key[0] == "assume":
            joined[key] = _join_assumption(key, store, deltas)
        else:
            joined[key] = _join_key(key, store, deltas)
    return joined


def _join_key(key: Key, store: Store, deltas: list[Delta]) -> Value:
    result: Value | None = None
    below: Any = MISSING
    looked = False
    for delta in deltas:
        value = delta.get(key)
        if value is None:
            if not looked:
                below, looked = store.get(key), True
            value = below
        if value is not None:
            result = value if result is None else join(result, value)
    assert result is not None
    return result


def _join_assumption(key: Key, store: Store, deltas: list[Delta]) -> frozenset[str]:
    below: frozenset[str] = store.get(key) or frozenset()
    common: frozenset[str] | None = None
    for delta in deltas:
        held = delta.get(key, below)
        common = held if common is None else common & held
    return common or frozenset()
