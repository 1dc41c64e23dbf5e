"""Cells of a table that a spreadsheet is given: what one begins with decides whether it is a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.engine.interpreter.members import entries
from goatherd.engine.labels import union, union_all
from goatherd.engine.values import Const, Hole, Obj, Text

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Labels
    from goatherd.engine.values import Value

_DEPTH = 4  # of a list of ranges, a range, its rows, and a row
_RANGE = "range"  # which cells are meant


def begun(m: Machine, table: Value, depth: int = _DEPTH) -> Labels:
    """Labels of what cells begin with, of rows one within the other or by the names of columns."""
    found: Labels = ()
    for item in table.atoms:
        if isinstance(item, Obj):
            for key, part in entries(m, item) if depth else ():
                found = union(found, begun(m, part, depth - 1) if key != _RANGE else ())
        elif isinstance(item, Text):
            found = union(found, _begun_by(item))
        elif not isinstance(item, Const):
            found = union(found, table.labels)
    return found


def _begun_by(text: Text) -> Labels:
    """Labels of what a text begins with, and of all that is in it where it is a formula of the program's own."""
    first = text.parts[0]
    if isinstance(first, Hole):
        return first.labels
    holes = (part for part in text.parts if isinstance(part, Hole))
    return union_all(hole.labels for hole in holes) if first.startswith("=") else ()
