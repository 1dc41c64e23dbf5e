"""Queries of document databases: which data in one may turn into an operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.engine.interpreter.members import OPEN, deep_labels, entries
from goatherd.engine.labels import MAX_ACCESS, PARTS, Label, Labels, union_all
from goatherd.engine.values import Obj, Value

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine

MAX_DEPTH = 5
_PATTERN = "$regex"
# What these operators compare with is taken as it is, structures and all; those of Prisma and patterns take none, and
# DynamoDB binds what conditions list.
_LITERAL = frozenset(
    {"$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$regex", "equals", "in", "notIn", "lt", "lte", "gt",
     "gte", "contains", "startsWith", "endsWith", "search", "has", "hasSome", "hasEvery", "AttributeValueList"}
)  # fmt: skip
# Below these stand expressions, in which the same words take operators.
_EXPRESSIONS = frozenset(
    {"$expr", "$project", "$addFields", "$set", "$group", "$replaceRoot", "$replaceWith", "$redact"}
)


def operators(m: Machine, query: Value, depth: int = MAX_DEPTH) -> Labels:
    """The labels of data that may be, or hold, an operator of the query."""
    if not depth:
        return query.labels
    found = [query.labels]
    for item in query.atoms:
        if isinstance(item, Obj):
            opened = m.get_field(item, OPEN)
            found.append(opened.labels if opened is not None else ())
            found += [_of_part(m, key, part, depth - 1) for key, part in entries(m, item)]
    return union_all(found)


def patterns(m: Machine, query: Value, depth: int = MAX_DEPTH) -> Labels:
    """The labels of data that is a regular expression, or a piece of one, which the database tries."""
    found: list[Labels] = []
    for item in query.atoms if depth else ():
        for key, part in entries(m, item) if isinstance(item, Obj) else ():
            m.spend()
            found.append(part.labels if key == _PATTERN else patterns(m, part, depth - 1))
        if isinstance(item, Obj) and item.kind in ("list", "tuple"):
            found.append(patterns(m, m.semantics.element(m, Value((item,))), depth - 1))
    return union_all(found)


def opened(m: Machine, record: Value) -> Labels:
    """The labels of data that decides which fields a record has: the record itself, or what is spread into it."""
    found = [record.labels]
    for item in record.atoms:
        if isinstance(item, Obj):
            spread = m.get_field(item, OPEN)
            found.append(spread.labels if spread is not None else ())
            if item.kind in ("list", "tuple"):
                found.append(opened(m, m.semantics.element(m, Value((item,)))))
    return tuple(label for label in union_all(found) if _is_as_sent(label))


def opened_beside_secret(m: Machine, record: Value) -> Labels:
    """`opened`, where the program has put a secret of its own into the record."""
    parts = (part for item in record.atoms if isinstance(item, Obj) for _, part in entries(m, item))
    secret = any(label.origin.kind == "secret" for part in parts for label in part.labels)
    return opened(m, Value(record.atoms)) if secret else ()


def _is_as_sent(label: Label) -> bool:
    """Whether it is what somebody sent, as far as all is known that became of it."""
    return len(label.access) < MAX_ACCESS and PARTS not in label.access and not any(map(_made, label.access))


def _made(step: str) -> bool:
    """Whether a library made something of the data: an entity, a reference, a row that it found by it."""
    return step.startswith("|") and "." in step and "parse" not in step.lower()


def _of_part(m: Machine, key: object, part: Value, depth: int) -> Labels:
    m.spend()
    if key in _LITERAL:
        return ()
    return deep_labels(m, part) if key in _EXPRESSIONS else operators(m, part, depth)
