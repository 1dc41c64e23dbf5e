"""Entries and elements taken away, with what is empty without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.fixes.edits import Edit, position, without

if TYPE_CHECKING:
    from goatherd.fixes.pieces import Piece, Source


def pruned(source: Source, gone: list[Piece], stop: Piece) -> list[Edit]:
    """The edits that remove these pieces; a mapping or list that they empty goes as well, but for `stop`."""
    edits: list[Edit] = []
    pending = list(gone)
    while pending:
        parent = pending[0].parent
        if parent is None:
            return edits
        mine = [piece for piece in pending if piece.parent is parent]
        pending = [piece for piece in pending if piece.parent is not parent]
        members = len(parent.entries) if parent.kind == "mapping" else len(parent.elements)
        if members == len(mine) and parent is not stop:
            pending.append(parent)
        else:
            edits += without(source, parent, sorted(position(parent, piece) for piece in mine))
    return edits
