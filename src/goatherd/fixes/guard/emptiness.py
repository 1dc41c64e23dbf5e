"""Lists and mappings in which nothing stands: filled so that they can be told, and be emptied again, from new ones.

A comma behind the last member (JSON, which has none: a blank) says that the brackets were there, blanks inside of
brackets that in YAML nothing was there but the key.
"""

from __future__ import annotations

import re

from goatherd.fixes.edits import Edit, spans
from goatherd.fixes.pieces import Piece, Source, Syntax

_COLON = re.compile(r"\s*:")


def filled(source: Source, piece: Piece, *texts: str) -> Edit:
    """The first members of empty brackets; comments in them stay."""
    at = piece.start + 1
    return Edit(at, at, ", ".join(texts) + _mark(piece))


def emptied(source: Source, piece: Piece) -> Edit | None:
    """Without its members what was empty before; None where it was not there."""
    if not piece.braced:
        return None
    members = spans(piece)
    start, end = piece.start + 1, members[-1][1]
    if source.text[start : members[0][0]].strip(" "):
        return None
    if source.text[end : end + 1] == _mark(piece):
        return Edit(start, end + 1)
    if piece.parent is None or piece.parent.braced or piece.parent.kind != "mapping":
        return None
    if source.text[start] == source.text[piece.end - 2] == " ":
        return Edit(_place_behind_key(source, piece), piece.end)
    return Edit(start, end)


def _mark(piece: Piece) -> str:
    return " " if piece.syntax is Syntax.JSON else ","


def is_null(piece: Piece) -> bool:
    """Whether nothing stands behind a key of YAML."""
    return piece.kind == "scalar" and piece.start == piece.end and piece.parent is not None and not piece.parent.braced


def behind_key(source: Source, piece: Piece, text: str) -> Edit:
    """`text`, a list or mapping in brackets, behind the key of what `is_null`."""
    at = _place_behind_key(source, piece)
    return Edit(at, at, f" {text[0]} {text[1:-1]} {text[-1]}")


def _place_behind_key(source: Source, piece: Piece) -> int:
    assert piece.parent is not None
    end = piece.parent.keys[piece.key][1]
    colon = _COLON.match(source.text, end)
    return colon.end() if colon else end
