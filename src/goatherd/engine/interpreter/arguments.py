"""The arguments of a call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.engine.labels import Labels, union_all
from goatherd.engine.values import NOTHING, Value, join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.interpreter.machine import Machine


class Args:
    """`rest` stands for further positional arguments of unknown number, `others` for unknown keywords.

    `places` are the positions of keywords, for reports, `written` those of constants among the positional arguments;
    `lacked` the keywords that only some of the calls give.
    """

    __slots__ = ("keywords", "lacked", "others", "places", "positional", "rest", "written")

    def __init__(
        self,
        positional: tuple[Value, ...] = (),
        keywords: dict[str, Value] | None = None,
        rest: Value | None = None,
        others: Value | None = None,
        places: dict[str, int] | None = None,
        lacked: frozenset[str] = frozenset(),
        written: dict[int, int] | None = None,
    ) -> None:
        self.positional = positional
        self.keywords = keywords or {}
        self.rest = rest
        self.others = others
        self.places = places or {}
        self.written = written or {}
        self.lacked = lacked

    def at(self, index: int, name: str = "") -> Value | None:
        """The argument at a position or by its name; None when it was not given."""
        if name and name in self.keywords:
            return self.keywords[name]
        if index < 0:
            return None
        if index < len(self.positional):
            return self.positional[index]
        return self.rest

    def find(self, spec: str) -> Value | None:
        """The argument that a model names: a position ("0"), a keyword, or "*" for all joined."""
        if spec == "*":
            return self.joined()
        return self.at(int(spec)) if spec.isdigit() else self.keywords.get(spec)

    def values(self) -> Iterator[Value]:
        yield from self.positional
        yield from self.keywords.values()
        if self.rest is not None:
            yield self.rest
        if self.others is not None:
            yield self.others

    def named(self) -> Iterator[tuple[str, Value]]:
        for index, value in enumerate(self.positional):
            yield str(index), value
        yield from self.keywords.items()

    def joined(self) -> Value:
        result = NOTHING
        for value in self.values():
            result = join(result, value)
        return result

    def labels(self, m: Machine) -> Labels:
        """The labels of all arguments and of what they contain."""
        return union_all(m.deep_labels(value) for value in self.values())

    def key(self) -> tuple[object, ...]:
        return (self.positional, tuple(self.keywords.items()), self.rest, self.others, self.lacked)

    def shifted(self) -> Args:
        """Without the first positional argument."""
        return Args(self.positional[1:], self.keywords, self.rest, self.others)
