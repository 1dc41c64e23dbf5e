"""The few fields that are asked of every record, read out of its JSON without reading the rest.

Rules that name no event are asked of all records. Each asks for few fields, whose values come again and again (a user
agent, a kind of principal), so its answer is remembered by them as they are written. Where the values of all these
fields together came before, no rule is asked at all.
"""

from __future__ import annotations

from contextlib import suppress
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypedDict

import msgspec
from attrs import define, field

from goatherd.hunt.condition import fields
from goatherd.hunt.stream.predicate import predicate
from goatherd.hunt.telemetry.readers import Reader
from goatherd.hunt.values import path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from goatherd.hunt.rule import Rule
    from goatherd.hunt.stream.predicate import Predicate
    from goatherd.hunt.telemetry.kind import Kind
    from goatherd.hunt.values import Path

    Tree = dict[str, "Tree"]

REMEMBERED = 10_000  # answers of a rule, or of all; then they begin anew
SHORT = 1_024  # bytes of what an answer is remembered by
_NOTHING = msgspec.Raw(b"")
whole_event: Callable[[bytes], dict[str, Any]] = msgspec.json.Decoder(dict[str, Any]).decode


class NotProjected(Exception):
    """A record has another shape than an event: a list or a text where fields are looked for."""


class Projection:
    """Of records the values at `paths`, as their JSON: in order of `paths`, b"" where there is none.

    `key` reads of records what is equal, and can be looked up, for those with the same values; a value that is neither
    a text nor true or false is of another type.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        wanted = set(paths)
        self.paths = _fewest(wanted)
        tree = _tree(self.paths)
        self._decoder = msgspec.json.Decoder(_struct(tree, msgspec.Raw, _NOTHING))
        self.key = Reader(_struct(tree, str | bool | None, None))
        self._read = _reader(tree)

    def values(self, row: bytes) -> list[bytes]:
        """Raises NotProjected, and msgspec.DecodeError where it is no JSON."""
        try:
            return self._read(self._decoder.decode(row))
        except msgspec.ValidationError as error:
            raise NotProjected from error

    def place(self, path: Path) -> int:
        """Which of the values holds that at `path`."""
        return self.paths.index(_covering(path, self.paths))


def excerpt(names: Collection[str]) -> Callable[[bytes], dict[str, Any]]:
    """What reads of a record these fields alone, or all of it: "" is the record itself, and a list or a text may stand
    where an object is looked for. What is no UTF-8 is not read, wherever it stands.
    """
    if "" in names:
        return whole_event
    some = msgspec.json.Decoder(_typed(_tree(_fewest({path_of(name) for name in names})))).decode

    def read(row: bytes) -> dict[str, Any]:
        if bytes(row).isascii():
            with suppress(msgspec.ValidationError):
                found: dict[str, Any] = some(row)
                return found
        return whole_event(row)

    return read


def _fewest(paths: Collection[Path]) -> list[Path]:
    return sorted({_covering(path, paths) for path in paths})


def _tree(paths: Iterable[Path]) -> Tree:
    tree: Tree = {}
    for path in paths:
        inner = tree
        for name in path:
            inner = inner.setdefault(name, {})
    return tree


def _typed(tree: Tree) -> Any:
    fields = {name: _typed(inner) | None if inner else Any for name, inner in tree.items()}
    return TypedDict("Excerpt", fields, total=False)  # type: ignore[operator]


def _covering(path: Path, paths: Iterable[Path]) -> Path:
    """The path itself, or the shorter one among `paths` in whose value it lies."""
    return min((each for each in paths if path[: len(each)] == each), key=len)


def _struct(tree: Tree, holds: Any, nothing: Any) -> Any:
    kinds: list[tuple[str, Any, Any]] = []
    for number, inner in enumerate(tree.values()):
        kind = (_struct(inner, holds, nothing) | None, None) if inner else (holds, nothing)
        kinds.append((f"f{number}", *kind))
    names = {f"f{number}": name for number, name in enumerate(tree)}
    return msgspec.defstruct("Projected", kinds, rename=names, frozen=True, gc=False)


def _reader(tree: Tree) -> Callable[[Any], list[bytes]]:
    """What gives the values of a struct, in the order of sorted paths: a generated expression, which holds numbers of
    fields and no names, since this is done for every record.
    """
    reader: Callable[[Any], list[bytes]] = eval(f"lambda s: [{_values(tree, 's')}]", {"bytes": bytes})
    return reader


def _values(tree: Tree, struct: str) -> str:
    parts = []
    for number, inner in enumerate(tree.values()):
        value = f"{struct}.f{number}"
        if inner:
            held = f"{struct}{number}"
            nothing = "b''," * _leaves(inner)
            parts.append(f"*(({_values(inner, held)},) if ({held} := {value}) is not None else ({nothing}))")
        else:
            parts.append(f"bytes({value})")
    return ", ".join(parts)


def _leaves(tree: Tree) -> int:
    return sum(_leaves(inner) if inner else 1 for inner in tree.values())


@define
class Remembered:
    """A rule that is asked of every record, by the values of its fields alone."""

    rule: Rule
    _kind: Kind
    fits: Predicate
    _pick: Callable[[list[bytes]], Any]
    _paths: list[Path]
    _answers: dict[Any, bool] = field(factory=dict)

    @classmethod
    def of(cls, rule: Rule, kind: Kind, projection: Projection) -> Remembered:
        places = sorted({projection.place(path_of(name)) for name in fields(rule.condition)})
        return cls(
            rule,
            kind,
            predicate(rule.condition),
            itemgetter(*places),
            [projection.paths[place] for place in places],
        )

    def answer(self, values: list[bytes]) -> bool:
        key = self._pick(values)
        known = self._answers.get(key)
        if known is None:
            known = self.fits(self._record(key))
            if weight(key) <= SHORT:
                if len(self._answers) >= REMEMBERED:
                    self._answers.clear()
                self._answers[key] = known
        return known

    def _record(self, key: Any) -> dict[str, Any]:
        """As much of the record as the rule asks for."""
        found: dict[str, Any] = {}
        for path, value in zip(self._paths, key if len(self._paths) > 1 else (key,), strict=True):
            if value:
                inner = found
                for name in path[:-1]:
                    inner = inner.setdefault(name, {})
                inner[path[-1]] = msgspec.json.decode(value)
        return self._kind.plain(found)


def weight(key: bytes | Iterable[bytes]) -> int:
    return len(key) if isinstance(key, bytes) else sum(map(len, key))


def fields_read(rule: Rule) -> frozenset[str]:
    """What it asks for, also what of a record has to be new."""
    return fields(rule.condition).union(*((rule.new.fields, rule.new.per) if rule.new else ()))


def can_be_projected(rule: Rule) -> bool:
    """Not one that asks for words anywhere in a record."""
    return "" not in fields(rule.condition)
