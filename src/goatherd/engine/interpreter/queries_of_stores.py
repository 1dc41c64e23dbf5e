"""What queries of document stores ask of a record, as `accesses.narrowed` takes it: MongoDB's and Cosmos DB's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goatherd.engine.interpreter import members
from goatherd.engine.interpreter.conjuncts import begin, conjuncts
from goatherd.engine.values import Const, Obj, Text, Value, const

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from goatherd.engine.interpreter.machine import Machine

MAX_NESTED = 4
MAX_QUERY = 4096
_EQUALITIES = frozenset({"$eq", "$in", "$all"})
_FILLED = "@\x01"  # stands for what a program puts into the text of a query
_EQUAL = re.compile(
    r"(?:(?<![<>!])=|\bin\s*\(|\barray_contains\s*\([^(),@]*,)\s*['\"]?(@\w+|@\x01)|(@\w+)\s*=", re.IGNORECASE
)

Asked = tuple[str, Value, bool]


def of_mongodb(m: Machine, query: Value, holds: bool = True, depth: int = MAX_NESTED) -> Iterator[Asked]:
    """`{owner: me, $or: [...]}`"""
    for item in query.atoms if depth else ():
        for key, part in members.entries(m, item) if isinstance(item, Obj) else ():
            if not str(key).startswith("$"):
                yield str(key), part, holds and _is_equality(m, part)
                continue
            each = m.semantics.exact_elements(m, part) or [part, m.semantics.element(m, part)]
            inner = [found for one in each for found in of_mongodb(m, one, holds and key == "$and", depth - 1)]
            yield from inner or [(str(key), part, False)]


def _is_equality(m: Machine, wanted: Value) -> bool:
    """Whether a field has to be this, or one of these."""
    keys: list[Any] = [key for item in wanted.atoms if isinstance(item, Obj) for key, _ in members.entries(m, item)]
    operators = [key for key in keys if str(key).startswith("$")]
    return not operators or any(key in _EQUALITIES for key in operators)


def of_cosmos(m: Machine, given: tuple[Value, ...], named: Mapping[str, Value]) -> Iterator[Asked]:
    """`query({query, parameters})`, `query_items(query, parameters=...)`: by the names of the parameters."""
    text, parameters = named.get("query"), named.get("parameters")
    if given and isinstance(given[0].sole, Obj):
        text, parameters = (members.read(m, given[0], const(name), 0) for name in ("query", "parameters"))
    elif given:
        text = given[0]
    equal = _equal(text) if text is not None else frozenset()
    found = False
    for element in (m.semantics.exact_elements(m, parameters) or []) if parameters is not None else []:
        name = members.read(m, element, const("name"), 0).text()
        if name:
            found = True
            yield name.lstrip("@"), members.read(m, element, const("value"), 0), f"@{name.lstrip('@')}" in equal
    if not found and text is not None and text.labels:
        yield "its text", text, _FILLED in equal


def _equal(query: Value) -> frozenset[str]:
    """The parameters that some field has to be equal to, whatever the text may be."""
    found: list[frozenset[str]] = []
    for item in query.atoms:
        if isinstance(item, Const) and isinstance(item.value, str):
            found.append(_equal_in(item.value))
        elif isinstance(item, Text):
            found.append(_equal_in("".join(part if isinstance(part, str) else _FILLED for part in item.parts)))
    return frozenset.intersection(*found) if found else frozenset()


def _equal_in(text: str) -> frozenset[str]:
    text = text[:MAX_QUERY]
    where = begin(text, 0)
    found = {
        match[1] or match[2]
        for start, end, holds in (conjuncts(text, where) if where is not None else ())
        if holds
        for match in _EQUAL.finditer(text, start, end)
    }
    return frozenset(found)
