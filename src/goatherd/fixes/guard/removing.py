"""Entries and elements taken away, with what is empty without them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from goatherd.fixes.edits import Edit, position, spans, without
from goatherd.fixes.guard.emptiness import emptied

if TYPE_CHECKING:
    from goatherd.fixes.pieces import Piece, Source


def pruned(source: Source, gone: list[Piece], *stops: Piece) -> list[Edit]:
    """The edits that remove these pieces; a mapping or list that they empty goes as well, but for `stops`
    and for what was empty before."""
    going: dict[int, list[Piece]] = defaultdict(list)
    parents: dict[int, Piece] = {}
    edits: list[Edit] = []
    pending = list(gone)
    while pending:
        piece = pending.pop()
        parent = piece.parent
        if parent is None:
            continue
        parents[id(parent)] = parent
        going[id(parent)].append(piece)
        if len(going[id(parent)]) == len(spans(parent)) and parent not in stops:
            refilled = emptied(source, parent)
            if refilled:
                edits.append(refilled)
                del going[id(parent)]
            elif len(going[id(parent)]) == len(parent.entries) + len(parent.elements):
                del going[id(parent)]
                pending.append(parent)
    for key, pieces in going.items():
        edits += without(source, parents[key], [position(parents[key], piece) for piece in pieces])
    return edits
