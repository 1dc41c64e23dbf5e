"""The fields of one target's event, as far as they are known: what the instruments' notes teach about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.attack.events import Input
from goatherd.attack.ways import Way, overlap

if TYPE_CHECKING:
    from goatherd.attack.events import Shape
    from goatherd.attack.trace import Trace

MAX_INPUTS = 90
PROBE = "probe"
A_NUMBER = 7
_BODIES = ("body", "form", "raw")  # a request has one; fields that were read tell which


@define
class Fields:
    """`inputs` are in the order of discovery, `read` those that the code asked for. `guessed` have names that stand in
    the code, because it takes a copy of what they are in; `numbers` are those that it makes numbers of.
    """

    shape: Shape
    run: str
    names: tuple[str, ...] = ()
    inputs: list[Input] = field(factory=list)
    read: set[Input] = field(factory=set)
    guessed: dict[Input, None] = field(factory=dict)
    numbers: dict[Input, object] = field(factory=dict)
    closed: dict[tuple[str, ...], None] = field(factory=dict)

    def add(self, found: Input | None) -> bool:
        if found is None or found in self.inputs or len(self.inputs) >= MAX_INPUTS:
            return False
        self.inputs.append(found)
        return True

    def used(self, way: Way) -> list[Input]:
        """Inputs to mark: parts of a document instead of the whole once they are known."""
        whole = {(each.place, each.steps[:end]) for each in self.inputs for end in range(1, len(each.steps))}
        known = [each for each in self.inputs if way.leaves(each) and (each.place, each.steps) not in whole]
        known = [each for each in known if not self._is_spare(each, known)]
        partly = {each.place for each in (*known, *way) if each.name}
        decided = {each.place for each in way}
        body = next((place for place in _BODIES if place in decided), None)
        body = body or next((place for place in _BODIES if place in partly), "raw")
        unwanted = {place for place in _BODIES if place != body}
        return [each for each in known if each.place not in unwanted and (each.name or each.place not in partly)]

    def _is_spare(self, given: Input, known: list[Input]) -> bool:
        """A probe is there to make an object of something, which other fields do as well."""
        if given.steps[-1:] != (PROBE,):
            return False
        around = Input.of(given.place, given.steps[:-1])
        return any(each not in (given, around) and overlap(each, around) for each in known if each.name)

    def learn(self, trace: Trace) -> bool:
        """Whether the code showed fields that were not known."""
        before = len(self.inputs), len(self.numbers), len(self.closed)
        for link, note in trace.notes("read", "iterate", "object", "list", "number", "closed"):
            if link is trace.links[0]:
                self._noted(note["kind"], tuple(map(str, note["path"])))
        if any(record["operation"] == "GetObject" for _, record in trace.records("call")):
            self.read |= {each for each in self.inputs if each.place == "content"}
        return (len(self.inputs), len(self.numbers), len(self.closed)) != before

    def _noted(self, kind: str, path: tuple[str, ...]) -> None:
        found = self.shape.input_for(path)
        if kind == "iterate":
            self._gone_over(path)
        elif kind == "object":
            self.add(self.shape.input_for((*path, PROBE)))
        elif kind == "list":
            self.add(self.shape.input_for((*path, "0")))
        elif found is None or self.run in found.name:  # a name that was sent is no name of the code's
            return
        elif kind == "number":
            self.numbers[found] = A_NUMBER
        elif kind == "closed":
            self._close(path)
        else:
            self.read.add(found)
            self.guessed.pop(found, None)
            self.add(found)
            if path[-2:-1] == ("cookies",) or path[-1] in ("Cookie", "cookie"):
                self._guess((*path, "@cookie"))

    def _gone_over(self, path: tuple[str, ...]) -> None:
        """The code took all members: whatever it does with them is out of sight, but its names of fields are not."""
        found = self.shape.input_for((*path, PROBE))
        if found is None:
            return
        self.read |= {each for each in self.inputs if each.place == found.place and each not in self.guessed}
        self._guess(path)

    def _guess(self, path: tuple[str, ...]) -> None:
        if path in self.closed or any(_below(each, self.shape.input_for(path)) for each in self.inputs):
            return
        for name in self.names:
            found = self.shape.input_for((*path, name))
            if self.add(found) and found:
                self.guessed[found] = None

    def _close(self, path: tuple[str, ...]) -> None:
        """The code refuses members of other names than those that it was seen to ask for."""
        if path in self.closed:
            return
        self.closed[path] = None
        around = self.shape.input_for((*path, PROBE))
        members = [each for each in self.inputs if around and _beside(each, around) and each not in self.read]
        self.inputs = [each for each in self.inputs if each not in members]
        for each in members:
            self.guessed.pop(each, None)


def _below(given: Input, whole: Input | None) -> bool:
    """Whether an input is an item of a list that stands in the place of another."""
    return whole is not None and overlap(given, whole) and given.steps[len(whole.steps) :][:1] == ("0",)


def _beside(one: Input, other: Input) -> bool:
    return one.place == other.place and one.steps[:-1] == other.steps[:-1]
