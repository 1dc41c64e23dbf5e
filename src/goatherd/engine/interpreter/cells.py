"""What is written into the cells of a spreadsheet: a text that begins like a formula is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.engine.interpreter.members import OPEN, entries
from goatherd.engine.labels import Labels, union, union_all
from goatherd.engine.values import Const, Hole, Obj, Text, Value

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine

MAX_DEPTH = 4  # rows, cells, and what is copied into either


def formulas(m: Machine, rows: Value, depth: int = MAX_DEPTH) -> Labels:
    """The labels of data that a cell may begin with, or that stands in a formula of the program's own."""
    found = [_of_cell(rows)]
    for item in rows.atoms if depth else ():
        if isinstance(item, Obj):
            m.spend()
            opened = m.get_field(item, OPEN)
            found.append(opened.labels if opened is not None else ())
            found += [formulas(m, part, depth - 1) for _, part in entries(m, item)]
    return union_all(found)


def _of_cell(cell: Value) -> Labels:
    labels: Labels = ()
    behind: Labels = ()  # what the program has written something else in front of
    whole = False
    for item in cell.atoms:
        first, *rest = item.parts if isinstance(item, Text) else (None,)
        if isinstance(first, str) and not first.startswith("="):
            behind = union_all([behind, *(part.labels for part in rest if isinstance(part, Hole))])
        elif isinstance(first, Hole):
            labels = union(labels, first.labels)
        elif not isinstance(item, Const | Obj):
            whole = True
    return union(labels, tuple(x for x in cell.labels if x not in behind) or cell.labels) if whole else labels
