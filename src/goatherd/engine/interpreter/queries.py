"""Queries for services that are asked over the network (SOQL, ZOQL, JQL …): no client of theirs is known.

What gives them away is the text, and the name of the function of the application that takes it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.engine.doubts import unknown_service
from goatherd.engine.interpreter import sinks
from goatherd.engine.values import Text, Value

if TYPE_CHECKING:
    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Place
    from goatherd.engine.values import Func

_TAKES_QUERIES = re.compile(r"query|[sz]oql|jql|cypher|sparql", re.IGNORECASE)
_QUERY = re.compile(
    r"\s*(?:select\s.{1,2000}\sfrom\s|match\s*\(.{1,2000}\sreturn\s|project\s*(?:=|in\b))", re.IGNORECASE | re.DOTALL
)


def handed(m: Machine, func: Func, args: Args, place: Place) -> None:
    """A function that by its name runs queries is called: data in the text of one is dangerous."""
    if func.module.is_stub or not _TAKES_QUERIES.search(func.ir.name or ""):
        return
    for value in args.values():
        texts = tuple(item for item in value.atoms if isinstance(item, Text) and _QUERY.match(item.pattern))
        if texts:
            for label in sinks.dangerous(m, "query", Value(texts, value.labels)):
                # What an unknown service answered is its own.
                if not label.doubt:
                    sinks.tell(m, "query", label, place, func.name, unknown_service(place))
