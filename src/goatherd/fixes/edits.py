"""Changes to a text by the places of what changes: all the rest stays as it is, byte for byte."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.fixes.pieces import Syntax
from goatherd.fixes.unfixable import Unfixable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from goatherd.fixes.pieces import Piece, Source

COMMA = re.compile(r"\s*,")  # behind a member
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
    if any(start < 0 for start, _ in spans(piece)):
        raise Unfixable("a part of it is written elsewhere and used by its alias")
    return _braced(source, piece, gone) if piece.braced else _in_lines(source, piece, gone)


def spans(piece: Piece) -> list[tuple[int, int]]:
    """Where each member of a list or mapping is, with its key."""
    if piece.kind == "mapping":
        entries = ((piece.keys[key][0], child.end) for key, child in piece.entries.items())
        return sorted((*entries, *((each.start, each.end) for each in piece.elements if each.name)))
    return [(child.start, child.end) for child in piece.elements]


def position(piece: Piece, child: Piece) -> int:
    """Which member of a list or mapping a piece is."""
    if piece.kind == "mapping":
        return spans(piece).index((piece.keys[child.key][0], child.end))
    return piece.elements.index(child)


def _in_lines(source: Source, piece: Piece, gone: Collection[int]) -> list[Edit]:
    """Whole lines: what stands behind the last word of a member is its comment."""
    found = []
    for index in gone:
        start, end = spans(piece)[index]
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
    members = spans(piece)
    last = max((index for index in range(len(members)) if index not in gone), default=-1)
    found = [_before_others(source, members, index) for index in sorted(gone) if index < last]
    return [*found, *_at_end(source, members, last)] if last < len(members) - 1 else found


def _before_others(source: Source, members: list[tuple[int, int]], index: int) -> Edit:
    """Without a member that others follow."""
    start, end = members[index]
    if _own_lines(source, start, end):
        return Edit(source.line(start)[0], _next_line(source, end))
    return Edit(start, members[index + 1][0])


def _at_end(source: Source, members: list[tuple[int, int]], last: int) -> Iterator[Edit]:
    """Without all members behind the last that stays (-1: none does), and without its comma where that was the last."""
    tail, end = members[last + 1 :], members[-1][1]
    if all(_own_lines(source, *each) for each in tail):
        yield from (Edit(source.line(start)[0], _next_line(source, stop)) for start, stop in tail)
        comma = COMMA.match(source.text, members[last][1]) if last >= 0 else None
        if comma and not COMMA.match(source.text, end):
            yield Edit(comma.end() - 1, comma.end())
    else:
        yield Edit(members[last][1] if last >= 0 else tail[0][0], end)


def _own_lines(source: Source, start: int, end: int) -> bool:
    after = source.text[end : source.line(end)[1]]
    return source.alone_before(start) and _COMMENT.fullmatch(after) is not None


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
