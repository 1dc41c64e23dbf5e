"""Find out which fields a function reads and which values open its branches, with harmless texts only.

What the code reads is reported by the instruments; a field that an outsider can set becomes an input of the next
attempt. Constants of the code are tried where the code compares: whatever makes new lines run is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field, frozen

from goatherd.attack.events import DoesNotFit, Identity, Input
from goatherd.attack.events.identity import carries_token, token_in
from goatherd.attack.trace import lines_of
from goatherd.attack.trial import Attempt, attempt_in
from goatherd.sandbox.tenants import ATTACKER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.marks import Marks
    from goatherd.attack.trace import Trace
    from goatherd.attack.trial import Target
    from goatherd.sandbox.pod import Pod

MAX_ROUNDS = 8
MAX_INPUTS = 60
MAX_SEEDS = 12
MAX_TRIES = 160
_DOCUMENTS = ("body", "form", "message", "argument", "detail", "record", "content")
_BODIES = ("body", "form", "raw")  # a request has one; fields that were read tell which


@frozen
class Seed:
    """An attempt that shows something of its own, with what came of it. `marks` maps a text to the input it is in."""

    attempt: Attempt
    trace: Trace
    marks: Mapping[str, Input]


@define
class Search:
    """What is known of one target. `lines` are (function, file, line); `inputs` in the order of discovery; `read`
    are those that the code asked for.
    """

    target: Target
    pod: Pod
    marks: Marks
    constants: tuple[object, ...] = ()
    inputs: list[Input] = field(factory=list)
    read: set[Input] = field(factory=set)
    seeds: list[Seed] = field(factory=list)
    lines: set[tuple[str, str, int]] = field(factory=set)
    problems: list[str] = field(factory=list)

    def run(self) -> None:
        """Fill in `inputs` and `seeds`."""
        self.inputs = list(self.target.shape.inputs())
        self._grow({})
        for place in self._documents():
            before = len(self.inputs)
            self._grow({Input(place, "probe"): self.marks.new()})
            if len(self.inputs) > before:
                self._grow({})
        self._branch(self._signed_in())

    def _signed_in(self) -> dict[Input, object]:
        """Code that takes a token apart goes on only with one."""
        token = Identity(ATTACKER.subject, ATTACKER.username, ATTACKER.email).bearer()
        fixed: dict[Input, object] = {each: token_in(each, token) for each in self.inputs if carries_token(each)}
        before = len(self.lines)
        if fixed:
            self._grow(fixed)
        return fixed if len(self.lines) > before else {}

    def _documents(self) -> list[str]:
        """Places that may hold a document although nothing was read from one: a plain text did not parse as one."""
        whole = [each.place for each in self.inputs if not each.name]
        named = {each.place for each in self.inputs if each.name}
        possible = [*whole, *(("form",) if "raw" in whole else ())]
        return [place for place in dict.fromkeys(possible) if place in _DOCUMENTS and place not in named]

    def _grow(self, fixed: dict[Input, object]) -> Seed | None:
        """Send, see what was read, send that too, until nothing new is read."""
        seed = None
        for _ in range(MAX_ROUNDS):
            seed = self._try(fixed)
            if seed is None:
                return None
            if not self._learn(seed):
                break
        if seed is not None:
            self._keep(seed)
        return seed

    def _try(self, fixed: Mapping[Input, object]) -> Seed | None:
        texts = {each: self.marks.new() for each in self._used(fixed)}
        values = self.target.shape.fitting({**fixed, **texts})
        marks = {text: each for each, text in texts.items() if each in values}
        attempt = Attempt(self.target, values)
        try:
            trace = attempt_in(self.pod, attempt)
        except DoesNotFit as error:
            self.problems.append(str(error))
            return None
        seed = Seed(attempt, trace, marks)
        if self._new_lines(trace) or not self.seeds:
            self.seeds.append(seed)
        return seed

    def _keep(self, seed: Seed) -> None:
        """The attempt that knows most fields shows most, even if others ran its lines before."""
        if seed not in self.seeds:
            self.seeds.append(seed)

    def _used(self, fixed: Mapping[Input, object]) -> list[Input]:
        """Inputs to mark: parts of a document instead of the whole once they are known."""
        whole = {(each.place, each.steps[:end]) for each in self.inputs for end in range(1, len(each.steps))}
        known = [each for each in self.inputs if each not in fixed and (each.place, each.steps) not in whole]
        partly = {each.place for each in (*known, *fixed) if each.name}
        body = next((place for place in _BODIES if place in partly), "raw")
        unwanted = {place for place in _BODIES if place != body}
        return [each for each in known if each.place not in unwanted and (each.name or each.place not in partly)]

    def _learn(self, seed: Seed) -> bool:
        """Whether the code read fields that were not known."""
        before = len(self.inputs)
        for link, note in seed.trace.notes("read", "iterate"):
            if link is not seed.trace.links[0]:
                continue
            path = tuple(map(str, note["path"]))
            if note["kind"] == "iterate":
                found = self.target.shape.input_for((*path, "probe"))
                self.read |= {each for each in self.inputs if found and each.place == found.place}
                continue
            found = self.target.shape.input_for(path)
            if found is not None and self.marks.run not in found.name:  # a name that was sent is no name of the code's
                self.read.add(found)
                if found not in self.inputs and len(self.inputs) < MAX_INPUTS:
                    self.inputs.append(found)
        if any(record["operation"] == "GetObject" for _, record in seed.trace.records("call")):
            self.read |= {each for each in self.inputs if each.place == "content"}
        return len(self.inputs) > before

    def _new_lines(self, trace: Trace) -> bool:
        before = len(self.lines)
        self.lines |= set(lines_of(trace))
        return len(self.lines) > before

    def _branch(self, start: dict[Input, object]) -> None:
        """Try constants of the code in every field that is read, and go on from what opened something."""
        tries = 0
        pending: list[dict[Input, object]] = [start]
        while pending and len(self.seeds) < MAX_SEEDS:
            fixed = pending.pop(0)
            for each in [i for i in self.inputs if i.name and i.place not in ("header",) and i not in fixed]:
                for constant in self.constants:
                    if tries >= MAX_TRIES:
                        return
                    tries += 1
                    count = len(self.seeds)
                    if self._try({**fixed, each: constant}) and len(self.seeds) > count:
                        self._grow({**fixed, each: constant})
                        pending.append({**fixed, each: constant})
