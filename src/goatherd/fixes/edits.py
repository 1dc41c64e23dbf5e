"""Changes to a text by the places of what changes: all the rest stays as it is, byte for byte."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.fixes.pieces import Syntax
from goatherd.fixes.unfixable import Unfixable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from goatherd.fixes.pieces import Piece, Source

_COMMENT = re.compile(r"[ \t]*,?[ \t]*(?:(?:#|//).*)?")


@frozen
class Edit:
    """Characters `start` to before `end` become `text`."""

    start: int
    end: int
    text: str = ""


def applied(text: str, edits: Iterable[Edit], start: int = 0, end: int | None = None) -> str:
    """The text from `start` to `end` with all edits in it made; raises Unfixable where two are about the same."""
    end = len(text) if end is None else end
    parts, at = [], start
    for edit in sorted(dict.fromkeys(edits), key=lambda edit: (edit.start, edit.end)):
        if edit.start < at or edit.end > end:
            raise Unfixable("two changes are about the same lines")
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join((*parts, text[at:end]))


def without(source: Source, piece: Piece, gone: Collection[int]) -> list[Edit]:
    """A list or mapping without some of its members, by position; some stay. Raises Unfixable."""
    if not gone:
        return []
    if any(start < 0 for start, _ in _members(piece)):
        raise Unfixable("a part of it is written elsewhere and used by its alias")
    return _braced(source, piece, gone) if piece.braced else _in_lines(source, piece, gone)


def _members(piece: Piece) -> list[tuple[int, int]]:
    if piece.kind == "mapping":
        return sorted((piece.keys[key][0], child.end) for key, child in piece.entries.items())
    return [(child.start, child.end) for child in piece.elements]


def position(piece: Piece, child: Piece) -> int:
    """Which member of a list or mapping a piece is."""
    if piece.kind == "mapping":
        return _members(piece).index((piece.keys[child.key][0], child.end))
    return piece.elements.index(child)


def _in_lines(source: Source, piece: Piece, gone: Collection[int]) -> list[Edit]:
    """Whole lines: what stands behind the last word of a member is its comment."""
    found = []
    for index in gone:
        start, end = _members(piece)[index]
        first, _ = source.line(start)
        before = source.text[first:start].strip()
        if before not in ("-", "") or (piece.kind == "sequence") != (before == "-"):
            raise Unfixable("it shares a line with something else")
        found.append(Edit(first, _next_line(source, end)))
    return found


def _next_line(source: Source, offset: int) -> int:
    end = source.text.find("\n", offset)
    return len(source.text) if end < 0 else end + 1


def _braced(source: Source, piece: Piece, gone: Collection[int]) -> list[Edit]:
    members = _members(piece)
    kept = [index for index in range(len(members)) if index not in gone]
    found = []
    for index in sorted(gone):
        start, end = members[index]
        if _own_lines(source, start, end):
            found.append(Edit(source.line(start)[0], _next_line(source, end)))
        elif index < len(members) - 1:
            found.append(Edit(start, members[index + 1][0]))
        else:
            found.append(Edit(members[kept[-1]][1] if kept else start, end))
    if kept and kept[-1] < len(members) - 1:
        found = _without_comma(source, members, kept[-1], found)
    return found


def _own_lines(source: Source, start: int, end: int) -> bool:
    after = source.text[end : source.line(end)[1]]
    return source.alone_before(start) and _COMMENT.fullmatch(after) is not None


def _without_comma(source: Source, members: list[tuple[int, int]], last: int, edits: list[Edit]) -> list[Edit]:
    """Where the last member goes, so does the comma before it, unless there was one behind the last."""
    end = members[last][1]
    comma = source.text.find(",", end, members[last + 1][0])
    behind = source.text[members[-1][1] :].lstrip()[:1]
    if comma < 0 or behind == ",":
        return edits
    inline = min((edit.start for edit in edits if edit.start >= end and edit.start <= comma), default=None)
    if inline is not None:  # from the last that stays to the end of the last that goes
        return [edit for edit in edits if edit.end <= end] + [Edit(end, members[-1][1])]
    return [*edits, Edit(comma, comma + 1)]


def after(source: Source, piece: Piece, child: Piece, texts: Sequence[str]) -> list[Edit]:
    """More elements behind one of a list, written like it; `texts` have the indentation of its first line."""
    if not texts:
        return []
    if not piece.braced:
        start, _ = source.line(child.start)
        dash = source.text[start : child.start]
        if dash.strip() != "-":
            raise Unfixable("it shares a line with something else")
        end = source.line(child.end)[1]
        return [Edit(end, end, "".join(f"{source.newline}{dash}{text}" for text in texts))]
    return [Edit(child.end, child.end, "".join(f"{separator(source, piece, child)}{text}" for text in texts))]


def separator(source: Source, piece: Piece, child: Piece) -> str:
    """What stands between two elements of a list in brackets, after `child`."""
    if source.alone_before(child.start):
        return f",{source.newline}{source.indent(child.start)}"
    return ", "


def strict(piece: Piece) -> bool:
    """Whether texts have to be in double quotes."""
    return piece.syntax in (Syntax.JSON, Syntax.TEXT, Syntax.HCL)
