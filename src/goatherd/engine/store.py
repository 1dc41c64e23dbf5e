"""The store: what variables and fields hold, and how it is forked, rolled back and joined.

Keys are (frame, name) for variables, (atom, key) for fields, (atom, NAMES) for the names of an atom's fields (each
with whether it may be lacking), ("registered", name) for handlers that a program gives its platform, ("assume", label
key) for what guards have established on the current path. There is one table of current values; a fork opens a layer
that remembers what it overwrote, closing it rolls back and gives the difference. So reading costs one look-up however
deep branches and calls are nested, and a join touches only what was written since. A layer with `reads` belongs to a
function call and notes what the call read from before itself. What modules have bound is not noted, for it hardly
ever changes; when it does, `epoch` counts on, and whoever remembers reads of an older epoch has to forget them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from goatherd.engine.labels import TESTED
from goatherd.engine.values import (
    BUT_PREFLIGHTS,
    CALLER,
    PREFLIGHT,
    SETTING,
    SWITCHED,
    EventNode,
    Value,
    join,
    of_known,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from goatherd.engine.labels import Label

Key = tuple[Any, Any]
Delta = dict[Key, Any]  # Value; frozenset for assumptions; dict for names
MISSING: Any = None
NAMES = "#names"
ASSUME = "assume"
TOKEN = "token"  # of assumptions: the access is the path of one that was verified
ROOT = 0  # the serial of the layer below all others
NOBODY = -1
_NEVER: tuple[Any, int] = (MISSING, NOBODY)


class Layer:
    """An open fork: `undo` holds (value, writer) of every key from before it was first written here.

    `depth` is its place among the open layers, `serial` tells it from all that were ever opened.
    """

    __slots__ = ("depth", "reads", "serial", "undo")

    def __init__(self, depth: int, serial: int, *, record: bool) -> None:
        self.depth = depth
        self.serial = serial
        self.undo: dict[Key, tuple[Any, int]] = {}
        self.reads: Delta | None = {} if record else None


class Store:
    # Keys are tuples of objects with a __hash__ of their own: every look-up saved is time saved.
    __slots__ = ("_calls", "_cells", "_changing", "_opened", "_sunk", "epoch", "layers")

    def __init__(self) -> None:
        self._cells: dict[Key, tuple[Any, int]] = {}  # the value, and the serial of the layer that wrote it
        self._changing: set[Key] = set()  # what modules have bound and something else has written since
        self._sunk: set[Key] = set()  # what an open call had written when a module bound it below all calls
        self._opened = 0
        self.epoch = 0
        self.layers = [Layer(0, ROOT, record=False)]
        self._calls: list[Layer] = []  # the open layers that record reads

    @property
    def top(self) -> Layer:
        return self.layers[-1]

    def get(self, key: Key) -> Any:
        """The value at a key, or MISSING."""
        value, writer = self._cells.get(key, _NEVER)
        calls = self._calls
        # Most reads are of what the innermost call has written itself: its variables.
        if calls and writer < calls[-1].serial and (writer != ROOT or key in self._changing):
            self._note(key, value, writer)
        return value

    def _note(self, key: Key, value: Any, writer: int) -> None:
        for layer in reversed(self._calls):
            reads = layer.reads
            if layer.serial <= writer or reads is None:
                return
            noted = len(reads)
            reads.setdefault(key, value)
            if len(reads) == noted and key not in self._sunk:
                return  # what an inner call has read before, the calls around it have noted already

    def peek(self, key: Key) -> Any:
        """`get` without noting the read."""
        return self._cells.get(key, _NEVER)[0]

    def set(self, key: Key, value: Any) -> None:
        top = self.layers[-1]
        before = self._cells.get(key, _NEVER)
        writer = before[1]
        if writer == ROOT and key not in self._changing:
            self._changing.add(key)
            self.epoch += 1
        if writer != top.serial:
            top.undo[key] = before
        self._cells[key] = (value, top.serial)

    def apply(self, delta: Delta) -> None:
        for key, value in delta.items():
            self.set(key, value)

    def fork(self, *, record: bool = False) -> Layer:
        self._opened += 1
        layer = Layer(len(self.layers), self._opened, record=record)
        self.layers.append(layer)
        if record:
            self._calls.append(layer)
        return layer

    def close(self) -> Delta:
        """Close the innermost layer, roll back what it wrote, and give that."""
        layer = self.layers.pop()
        if layer.reads is not None:
            self._calls.pop()
        cells = self._cells
        delta: Delta = {}
        for key, before in layer.undo.items():
            delta[key] = cells[key][0]
            if before is _NEVER:
                del cells[key]
            else:
                cells[key] = before
        return delta

    def capture(self, anchor: Layer) -> Delta:
        """Everything written since `anchor` was opened, as it is now."""
        cells = self._cells
        return {key: cells[key][0] for layer in self.layers[anchor.depth :] for key in layer.undo}

    def at_root(self) -> tuple[list[Layer], list[Layer]]:
        """Write below all open layers until `back` is given what this returns: for modules, which load once."""
        held = (self.layers, self._calls)
        self._opened += 1
        self.layers, self._calls = [Layer(0, self._opened, record=False)], []
        return held

    def back(self, held: tuple[list[Layer], list[Layer]]) -> None:
        written = self.layers[0].undo
        self.layers, self._calls = held
        for key in written:
            self._cells[key] = (self._cells[key][0], ROOT)
            for layer in self.layers:
                # What was written at the root stays when the layers above it are rolled back.
                if layer.undo.pop(key, None) is not None:
                    self._sunk.add(key)


# --- joining --------------------------------------------------------------------------------------


def join_deltas(store: Store, deltas: list[Delta]) -> Delta:
    """One delta for what holds after any of several paths from where the store is."""
    if len(deltas) == 1:
        return deltas[0]
    keys: dict[Key, None] = {}
    for delta in deltas:
        keys.update(dict.fromkeys(delta))
    paths = [(delta, assumptions(delta)) for delta in deltas]
    joined: Delta = {}
    for key in keys:
        if key[0] is ASSUME:
            joined[key] = _join_assumption(key, store, deltas)
        elif key[1] is NAMES:
            joined[key] = _join_names(key, store, deltas)
        else:
            joined[key] = _join_key(key, store, paths)
    return joined


class Assumptions(dict[Any, frozenset[str]]):
    """What holds, by label key; `about` has the same by origin, as (access, what holds) each."""

    def __init__(self, held: dict[Any, frozenset[str]]) -> None:
        super().__init__(held)
        self.about: dict[Any, list[tuple[Any, frozenset[str]]]] = {}
        for (origin, access), preds in held.items():
            self.about.setdefault(origin, []).append((access, preds))


def assumptions(delta: Mapping[Key, Any]) -> Assumptions:
    """What the guards on the path that wrote `delta` have established."""
    return Assumptions({key[1]: preds for key, preds in delta.items() if key[0] is ASSUME and preds})


def settled(value: Value, held: Assumptions) -> Value:
    """The value with what a path proves of its labels, for when it leaves the path."""
    if value.labels and held.about:
        value = value.map_labels(lambda label: label.add(*proven(label, held.about.get(label.origin, ()))))
    if CALLER in held:
        value = of_known(value, held[CALLER])
    return value


def proven(label: Label, held: Iterable[tuple[Any, frozenset[str]]]) -> frozenset[str]:
    """What holds for a label, given what holds by access of its origin: of a whole, only what covers every part."""
    preds = label.preds
    access = label.access
    for about, found in held:
        if access[: len(about)] == about:
            preds = preds | (found if len(about) == len(access) else _of_parts(found))
    return preds


_OF_PARTS = frozenset({"*", "validated", "walked"})


@lru_cache(1024)
def _of_parts(preds: frozenset[str]) -> frozenset[str]:
    return frozenset(pred for pred in preds if pred in _OF_PARTS or pred.startswith(TESTED))


def _join_key(key: Key, store: Store, paths: list[tuple[Delta, Assumptions]]) -> Value:
    result: Value | None = None
    below: Any = MISSING
    looked = False
    unwritten = False
    for delta, held in paths:
        value = delta.get(key)
        if value is None:
            if not looked:
                below, looked = store.get(key), True
            value = below
        if value is None:
            unwritten = True
            continue
        if held:
            value = settled(value, held)
        result = value if result is None else join(result, value)
    assert result is not None
    # On the other paths, what was sent stands in the event, whoever sent it.
    return Value(result.atoms, result.labels) if unwritten and isinstance(key[0], EventNode) else result


def _join_assumption(key: Key, store: Store, deltas: list[Delta]) -> frozenset[str]:
    below: frozenset[str] = store.get(key) or frozenset()
    common: frozenset[str] | None = None
    for delta in deltas:
        held = delta.get(key, below)
        common = held if common is None else common & held
    if not common and key[1][0] in _OF_CALLERS:
        return but_others(key[1], [assumptions(delta) for delta in deltas])
    return common or frozenset()


_OF_CALLERS = frozenset({CALLER[0], TOKEN})


def but_others(key: Any, paths: Sequence[Mapping[Any, frozenset[str]]]) -> frozenset[str]:
    """Where a caller or token is verified on some paths: what makes requests take all the others, if it is one thing.

    `paths` are the assumptions of each. A token counts as verified then, since who sets a variable for that knows.
    """
    others = [held for held in paths if not held.get(key)]
    if len(others) == len(paths):
        return frozenset()
    if all("set" in held.get(SETTING, ()) for held in others):
        return SWITCHED
    return BUT_PREFLIGHTS if all(held.get(PREFLIGHT) for held in others) else frozenset()


def _join_names(key: Key, store: Store, deltas: list[Delta]) -> dict[Any, bool]:
    below = store.get(key)
    found = [delta.get(key, below) for delta in deltas]
    # where there are no names yet, the object has not been made
    return join_names([names for names in found if names is not MISSING])


def join_names(listed: list[dict[Any, bool]]) -> dict[Any, bool]:
    """The names that an object has on any of several paths, each with whether it may lack it."""
    joined: dict[Any, bool] = {}
    for names in listed:
        joined.update((name, lacked or joined.get(name, False)) for name, lacked in names.items())
    if all(names.keys() == joined.keys() for names in listed):
        return joined
    return {name: lacked or any(name not in names for names in listed) for name, lacked in joined.items()}
