"""Ways to send an event: which values stand fast in it, and which inputs get a marked text in a particular form."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from attrs import field, frozen

from goatherd.attack.events import Input
from goatherd.attack.events.document import flat_name, joined
from goatherd.attack.events.given import FLAT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@frozen
class Way:
    """`fixed` are values, `marked` inputs that get texts before all others, `absent` those that are not sent."""

    fixed: Mapping[Input, object] = field(factory=dict)
    marked: tuple[Input, ...] = ()
    absent: tuple[Input, ...] = ()

    def __iter__(self) -> Iterator[Input]:
        """The inputs about which the way has decided."""
        yield from self.fixed
        yield from self.marked
        yield from self.absent

    def leaves(self, given: Input) -> bool:
        """Whether the way says nothing about an input."""
        return not any(overlap(given, each) for each in self)

    def also(self, fixed: Mapping[Input, object], marked: Iterable[Input] = ()) -> Way:
        return Way({**self.fixed, **fixed}, (*self.marked, *marked), self.absent)

    def without(self, absent: Iterable[Input]) -> Way:
        return Way(self.fixed, self.marked, (*self.absent, *absent))


def overlap(one: Input, other: Input) -> bool:
    """Whether two inputs are the same, or one is in the other."""
    if one.place != other.place:
        return False
    first, second = _steps(one), _steps(other)
    shorter = min(len(first), len(second))
    return first[:shorter] == second[:shorter]


def around(given: Input) -> Input:
    """The input in whose text another stands, if it was formed by `within`."""
    return Input.of(given.place, takewhile(lambda step: step != "@within", given.steps))


def within(given: Input, text: str, hole: str = "text") -> Input:
    """The input that fills a hole of a text which stands in the place of another input."""
    steps = ("@within", text, hole)
    if given.place in FLAT:
        return Input(given.place, joined(given.name, steps))
    return Input.of(given.place, (*given.steps, *steps))


def _steps(given: Input) -> tuple[str, ...]:
    if given.place not in FLAT:
        return given.steps
    name, steps = flat_name(given.name)
    return (name, *steps) if name else steps
