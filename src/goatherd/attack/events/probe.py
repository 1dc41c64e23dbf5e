"""Templates that make an event of another one, and which input stands where in what they make.

A template is run twice in the same way: with the values, which gives the event, and with a mark for every input that
it takes, which shows where each of them ends up.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import define, field

from goatherd.attack.events.document import ENCODINGS, joined
from goatherd.attack.events.noun import Input
from goatherd.core.foreign_json import Unreadable, read_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.attack.events.document import Steps

    Select = Callable[[Steps], Any]  # what stands at a path of the document that a template reads

_FLAT_PLACES = frozenset({"query", "path", "header", "cookie"})
# characters for private use: whatever handles text leaves them alone
_MARK = re.compile("\ue000(\\d+)\ue001")
_STEP = re.compile(r"""\.([\w@-]+)|\[(?:'([^']*)'|"([^"]*)"|(\d+))\]""")


class NotUnderstood(Exception):
    """A template uses what is not evaluated here."""


@define
class Marks:
    """A mark for every input that a template took."""

    inputs: list[Input] = field(factory=list)

    def of(self, input: Input) -> str:
        if input not in self.inputs:
            self.inputs.append(input)
        return f"\ue000{self.inputs.index(input)}\ue001"

    def select(self, place: str) -> Select:
        return lambda steps: self.of(Input.of(place, steps))

    def find(self, event: object, path: Steps) -> Input | None:
        """The input that stands at a path of an event that was made of marks."""
        for position, step in enumerate(path):
            if isinstance(event, str):
                return self._inside(event, path[position:])
            event = pick(event, (step,))
        return self._inside(event, ()) if isinstance(event, str) else None

    def _inside(self, text: str, rest: Steps) -> Input | None:
        marks = _MARK.findall(text)
        if not marks:
            return None
        input = self.inputs[int(marks[0])]
        if _MARK.fullmatch(text):
            return _further(input, rest)
        if rest[:1] == ("@json",):
            try:
                return self.find(read_json(text), rest[1:])
            except Unreadable:
                return None
        return input if not rest else None


def _further(input: Input, rest: Steps) -> Input | None:
    if input.place in _FLAT_PLACES:
        return Input(input.place, joined(input.name, rest)) if not rest or rest[0] in ENCODINGS else None
    return Input.of(input.place, (*input.steps, *rest))


def pick(document: object, steps: Steps) -> Any:
    """What stands at a path of plain data; None where there is nothing."""
    for step in steps:
        if isinstance(document, dict):
            document = document.get(step)
        elif isinstance(document, list) and step.isdigit() and int(step) < len(document):
            document = document[int(step)]
        else:
            return None
    return document


def json_path(text: str) -> Steps:
    """The steps of a JSONPath without wildcards ("$.a['b'][0]"); raises NotUnderstood for any other."""
    if not text.startswith("$"):
        raise NotUnderstood(text)
    steps, position = [], 1
    while position < len(text):
        match = _STEP.match(text, position)
        if match is None:
            raise NotUnderstood(text)
        steps.append(next(group for group in match.groups() if group is not None))
        position = match.end()
    return tuple(steps)
