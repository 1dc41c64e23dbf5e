"""MongoDB's operators where the function meant a value, and code for the database."""

import json

from . import events
from .patching import precede

_METHODS = (
    "aggregate",
    "count_documents",
    "delete_many",
    "delete_one",
    "distinct",
    "find",
    "find_one",
    "find_one_and_delete",
    "find_one_and_replace",
    "find_one_and_update",
    "replace_one",
    "update_many",
    "update_one",
)
_CODE = ("$where", "$function", "$accumulator")
_DEPTH = 8


def patch(session, module):
    for name in ("Collection", "AsyncCollection"):
        collection = getattr(module, name, None)
        if collection is not None and collection.__module__ == module.__name__:
            for method in _METHODS:
                precede(collection, method, _look(session, f"pymongo.{method}"))


def _look(session, what):
    def look(self, *args, **kwargs):
        for value in (*args, *kwargs.values()):
            if _is_danger(session, value, _DEPTH):
                session.reach("nosql", what, json.dumps(value, default=str))

    return look


def _is_danger(session, value, depth):
    """Whether an operator, and not only what it compares with, was sent."""
    if depth == 0:
        return False
    if isinstance(value, list):
        return any(_is_danger(session, each, depth - 1) for each in list.__iter__(value))
    if not isinstance(value, dict):
        return False
    for key, inner in dict.items(value):
        if str(key).startswith("$") and (
            isinstance(value, events.EventDict) or (key in _CODE and session.holds(inner))
        ):
            return True
        if _is_danger(session, inner, depth - 1):
            return True
    return False
