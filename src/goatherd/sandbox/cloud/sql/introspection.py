"""What asyncpg asks about lists before it sends the first: which type their elements have.

Source: `INTRO_LOOKUP_TYPES` of asyncpg, of which the beginning and the columns must stay as they are.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from goatherd.sandbox.cloud.sql.postgres_values import ARRAYS, oid
from goatherd.sandbox.cloud.sql.types import Column, Result

if TYPE_CHECKING:
    from collections.abc import Sequence

PARAMETERS = ["oid[]"]
COLUMNS = [
    *(Column("oid", "int"), Column("ns"), Column("name"), Column("kind", "bytes"), Column("basetype", "int")),
    *(Column("elemtype", "int"), Column("elemdelim", "bytes"), Column("range_subtype", "int")),
    *(Column("attrtypoids"), Column("attrnames"), Column("depth", "int")),
    *(Column("basetype_name"), Column("elemtype_name"), Column("range_subtype_name")),
]


def asks(statement: str) -> bool:
    return statement.startswith("WITH RECURSIVE typeinfo_tree(")


def answer(parameters: Sequence[Any]) -> Result:
    rows: list[tuple[Any, ...]] = []
    for number in json.loads(str(parameters[0])) if parameters else ():
        if number in ARRAYS:
            element = ARRAYS[number]
            head = (number, "pg_catalog", f"_{element}", b"b", None, oid(element), b",", None, None, None, 0)
            rows.append((*head, None, element, None))
    return Result("SELECT", COLUMNS, rows, len(rows))
