"""What stands in a file, as written: mappings, lists and texts with the place of each, nothing evaluated."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Literal

from attrs import define, field

from goatherd.fixes.constants import Constants
from goatherd.fixes.unfixable import Unfixable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span

Kind = Literal["mapping", "sequence", "scalar", "block", "other"]


class Syntax(Enum):
    """How a piece is written. `JSON` is strict; `TEXT` is JSON inside of a heredoc, where `${…}` is filled in."""

    BLOCK = "YAML in lines"
    FLOW = "YAML in brackets"
    JSON = "JSON"
    HCL = "HCL"
    TEXT = "JSON in HCL"


@define(eq=False)
class Piece:
    """One value, from character `start` to before `end`.

    mapping, and block of HCL: `entries` by key, `keys` say where each key stands; `elements` of a block are the blocks
    in it, `name` is its type. sequence: `elements`. scalar: `value` is its text. other: what is computed, or written
    elsewhere; `elements` are the values in it. `key` is what the piece stands under in its `parent`; `shared` says that
    it is used elsewhere as well, by an alias.
    """

    kind: Kind
    start: int
    end: int
    syntax: Syntax
    entries: dict[str, Piece] = field(factory=dict)
    keys: dict[str, tuple[int, int]] = field(factory=dict)
    elements: list[Piece] = field(factory=list)
    value: str = ""
    name: str = ""
    key: str = ""
    parent: Piece | None = field(default=None, repr=False)
    shared: bool = False

    def adopt(self) -> Piece:
        """Tell everything in it what it stands in."""
        for key, child in self.entries.items():
            child.parent, child.key = self, key
        for child in self.elements:
            child.parent = self
        return self

    @property
    def braced(self) -> bool:
        """Whether the piece, a mapping or a list, is written in brackets."""
        return self.syntax is not Syntax.BLOCK

    def walk(self) -> Iterator[Piece]:
        pending = [self]
        while pending:
            piece = pending.pop()
            yield piece
            pending.extend(piece.entries.values())
            pending.extend(piece.elements)

    def up(self) -> Iterator[Piece]:
        """The piece itself and all that it stands in, inner ones first."""
        piece: Piece | None = self
        while piece is not None:
            yield piece
            piece = piece.parent


@define(eq=False)
class Source:
    """The text of one file with the pieces in it. Lines end in "\\n" or "\\r\\n"; `newline` is the one that is used."""

    path: str
    text: str
    roots: list[Piece]
    constants: Constants = field(factory=Constants)
    _starts: list[int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._starts = [0, *(i + 1 for i, character in enumerate(self.text) if character == "\n")]

    @property
    def newline(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"

    def offset(self, line: int, column: int) -> int:
        """Both count from 1; raises Unfixable for what is not in the text."""
        if not 0 < line <= len(self._starts):
            raise Unfixable("its place in the file is not known")
        return self._starts[line - 1] + column - 1

    def line(self, offset: int) -> tuple[int, int]:
        """Where the line begins that an offset is in, and where it ends (before its line break)."""
        start = self.text.rfind("\n", 0, offset) + 1
        end = self.text.find("\n", offset)
        end = len(self.text) if end < 0 else end
        return start, end - 1 if self.text[end - 1 : end] == "\r" and end > start else end

    def indent(self, offset: int) -> str:
        """The white space that the line of an offset begins with."""
        start, end = self.line(offset)
        line = self.text[start:end]
        return line[: len(line) - len(line.lstrip(" \t"))]

    def alone_before(self, offset: int) -> bool:
        """Whether nothing but white space stands before it in its line."""
        return not self.text[self.line(offset)[0] : offset].strip()

    def place(self, span: Span, *kinds: Kind) -> Piece:
        """The piece of one of these kinds that a span of the model stands for; raises Unfixable."""
        if span.end_line:
            start = self.offset(span.line, span.column)
            found = [piece for piece in self.all() if piece.kind in kinds and piece.start == start]
        else:  # in text with parts that are filled in only the line is known
            first, last = self.line(self.offset(span.line, 1))
            found = [
                piece
                for piece in self.all()
                if piece.kind in kinds and first <= piece.start <= last and "Effect" in piece.entries
            ]
        if len(found) != 1:
            raise Unfixable("it is not written out where it is used")
        return found[0]

    def holder(self, span: Span) -> tuple[Piece, str]:
        """The mapping whose key stands at a span, and that key; raises Unfixable."""
        start = self.offset(span.line, span.column)
        for piece in self.all():
            for key, (begin, _) in piece.keys.items():
                if begin == start:
                    return piece, key
        raise Unfixable("it is not written out where it is used")

    def all(self) -> Iterator[Piece]:
        """Every piece of the file."""
        for root in self.roots:
            yield from root.walk()
