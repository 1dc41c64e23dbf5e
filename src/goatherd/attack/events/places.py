"""Which Input stands at a path of an event: patterns of paths, the first that fits wins.

In a pattern `#` is an index, `*` one step that names the input, `**` all that follows. Steps behind a pattern that
begin with an encoding ("@json") go on inside of the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.attack.events.document import ENCODINGS, joined
from goatherd.attack.events.noun import Input, dotted

if TYPE_CHECKING:
    from goatherd.attack.events.document import Steps


@frozen
class Place:
    """A pattern and what stands there: an Input, or the place of one whose name the path says; None for nothing."""

    pattern: Steps
    holds: Input | str | None

    def find(self, path: Steps) -> tuple[bool, Input | None]:
        """Whether the pattern fits, and the input."""
        pattern = self.pattern
        rest = pattern[-1:] == ("**",)
        fixed = pattern[:-1] if rest else pattern
        if len(path) < len(fixed) or not all(map(_fits, fixed, path)):
            return False, None
        behind = path[len(fixed) :]
        if behind and not rest and behind[0] not in ENCODINGS:
            return False, None
        return True, self._input(fixed, path, behind, rest)

    def _input(self, fixed: Steps, path: Steps, behind: Steps, rest: bool) -> Input | None:
        if self.holds is None:
            return None
        if isinstance(self.holds, Input):
            return Input(self.holds.place, joined(self.holds.name, behind) if self.holds.name else dotted(behind))
        name = next((step for step, at in zip(path, fixed, strict=False) if at == "*"), None)
        if name is None or rest:
            return Input(self.holds, dotted(behind))
        return Input(self.holds, joined(name, behind))


@frozen
class Places:
    places: tuple[Place, ...]

    @classmethod
    def of(cls, *rules: tuple[str, Input | str | None]) -> Places:
        return cls(tuple(Place(tuple(pattern.split(".")) if pattern else (), holds) for pattern, holds in rules))

    def __add__(self, other: Places) -> Places:
        return Places(self.places + other.places)

    def find(self, path: Steps) -> Input | None:
        for place in self.places:
            fits, found = place.find(path)
            if fits:
                return found
        return None


def _fits(pattern: str, step: str) -> bool:
    if pattern == "#":
        return step.isascii() and step.isdigit()
    return pattern == step or (pattern == "*" and step not in ENCODINGS)


def decoded(path: Steps) -> Steps:
    """A path without the decoding of what the service percent-encodes anyhow."""
    return tuple(step for step in path if step != "@url")


def text_at(path: str, place: str) -> tuple[tuple[str, Input | str | None], ...]:
    """Rules for a text at a path: fields of JSON in it, and the text as a whole."""
    return (f"{path}.@json.**", place), (path, Input(place))
