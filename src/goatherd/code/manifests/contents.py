"""What one manifest or lock file says, before it is known who deploys it."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Literal

from attrs import define, field

from goatherd.core.source import Span

if TYPE_CHECKING:
    from goatherd.core.finding import Diagnosis
    from goatherd.model.package import Ecosystem, Package

MAX_PACKAGES = 50_000


@define
class Contents:
    """`requires` maps a package's name to the names it needs, in lock files that tell.

    `marks_development` says that the lock file itself tells development packages apart. `includes` are
    further files to read, relative to the tree's root. `workspaces`: it is the root of several packages.
    `name` is the package's own; `local` are the (name, requirement) pairs that name packages of the tree.
    """

    ecosystem: Ecosystem
    packages: list[Package] = field(factory=list)
    requires: dict[str, set[str]] = field(factory=dict)
    marks_development: bool = False
    includes: list[tuple[str, Span]] = field(factory=list)
    workspaces: bool = False
    name: str = ""
    local: list[tuple[str, str]] = field(factory=list)
    problems: list[Diagnosis] = field(factory=list)


class Lines:
    """Turns offsets into spans of one text."""

    def __init__(self, text: str, path: str) -> None:
        self.path = path
        self._starts = [0]
        position = text.find("\n")
        while position >= 0:
            self._starts.append(position + 1)
            position = text.find("\n", position + 1)

    def span(self, offset: int, length: int = 0) -> Span:
        line = bisect_right(self._starts, offset)
        column = offset - self._starts[line - 1] + 1
        return Span(self.path, line, column, line, column + length) if length else Span(self.path, line, column)


Pinning = Literal["exact", "range", "any", "mutable"]
